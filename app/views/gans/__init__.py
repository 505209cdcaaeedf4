"""The views of the page "GANs"."""
