"""The views of "Train a network"."""
