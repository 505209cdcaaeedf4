"""Activation functions: the registry, and what each part of the activations page computes."""

from core.activations.registry import ACTIVATIONS, Activation

__all__ = ["ACTIVATIONS", "Activation"]
