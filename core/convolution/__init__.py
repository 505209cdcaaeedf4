"""Convolution and its kin: what slides over an image or a signal, and what that costs."""
