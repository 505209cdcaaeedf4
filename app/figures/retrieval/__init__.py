"""The pictures of the page on retrieval."""
