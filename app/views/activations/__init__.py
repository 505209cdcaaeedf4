"""The views of Activations."""
