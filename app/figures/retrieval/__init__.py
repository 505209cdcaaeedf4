"""The pictures of retrieval: what was found, and how often that is right."""
