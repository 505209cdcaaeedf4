"""The views of the page "Embeddings"."""
