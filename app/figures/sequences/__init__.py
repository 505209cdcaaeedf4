"""The pictures of networks that read a sequence."""
