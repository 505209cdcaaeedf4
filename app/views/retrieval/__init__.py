"""The views of the page "Retrieval"."""
