"""The views of the page "Sequences"."""
