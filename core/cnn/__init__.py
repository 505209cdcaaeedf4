"""Convolutional networks: trained live or shipped, looked into, explained, shifted."""
