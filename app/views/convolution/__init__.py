"""The views of the convolution page."""
