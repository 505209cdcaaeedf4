"""Convolution: what slides over an image or a signal, and networks built of it."""
