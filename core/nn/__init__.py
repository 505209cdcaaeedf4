"""The shared parts of networks, and the optimisers that train them."""
