"""The views of pages that have several: one module each, drawn only while it is chosen."""
