"""The views of "Vanishing gradients"."""
