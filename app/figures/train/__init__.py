"""The pictures of "Train a network"."""
