"""Settings that several views draw."""

from __future__ import annotations

from core.gradients.settings import Settings

WILD = Settings(depth=60, activation="ReLU", initialisation="normal", init_scale=2.0)
