"""Retrieval: documents cut into chunks, found by meaning and by words, and how well that works."""
