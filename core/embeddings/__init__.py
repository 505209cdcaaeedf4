"""Embeddings: things as points, so that near means alike; how they are made, shown and searched."""
