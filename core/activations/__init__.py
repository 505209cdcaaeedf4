"""What each part of the activations page computes."""
