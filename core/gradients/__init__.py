"""Vanishing gradients: deep networks at the start, in training, as a ladder, and by hand."""
