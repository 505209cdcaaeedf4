"""The pictures of two networks that play against each other."""
