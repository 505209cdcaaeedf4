"""The trained networks that come with the app: how they were trained, and how to load them.

    python -m core.convolution.build_assets  # trains all anew, in minutes, into assets/models

Each file is safetensors with the weights alone; the settings here rebuild the network around them.
How good they are on images that they were not trained on is a test.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import safetensors.torch
import torch
from torch import nn

from core.convolution.images import CANVAS, DIGITS, SHAPES, SIZES, Images, class_names, load
from core.convolution.network import build
from core.convolution.network_settings import DENSE, READOUTS, Settings
from core.convolution.training import Run

MODELS = Path(__file__).parents[2] / "assets" / "models"
SAMPLES = 6000  # training images, where there are so many

_ON_CANVAS = Settings(data=CANVAS, channels=8, depth=2, epochs=30)
FLAT, POOLED, CONNECTED = "canvas-flatten", "canvas-maximum", "canvas-dense"
SHIPPED: dict[str, Settings] = {
    DIGITS: Settings(data=DIGITS, depth=2, dropout=0.2, smoothing=0.1),
    SHAPES: Settings(data=SHAPES, kernel=5, readout=READOUTS[1], smoothing=0.1),
    # For what happens when a digit moves: three networks with about as many weights each. One
    # number a map leaves the last layer few weights, so that there is room for more filters.
    FLAT: _ON_CANVAS,
    POOLED: replace(_ON_CANVAS, channels=14, readout=READOUTS[1]),
    CONNECTED: replace(_ON_CANVAS, kind=DENSE),
}


@lru_cache(maxsize=len(SHIPPED))
@torch.inference_mode(mode=False)  # whoever loads it first, others need its gradients
def shipped(name: str) -> nn.Sequential:
    """A trained network, in evaluation mode. All visitors share it: it must not be changed."""
    settings = SHIPPED[name]
    network = build(settings, SIZES[settings.data], len(class_names(settings.data)))
    safetensors.torch.load_model(network, path(name))
    return network.eval().requires_grad_(requires_grad=False)


def path(name: str) -> Path:
    """The file of a shipped network's weights."""
    return MODELS / f"{name}.safetensors"


def train(name: str) -> Run:
    """Train one of them from its first weights to the end."""
    settings = SHIPPED[name]
    images: Images = load(settings.data, SAMPLES, settings.seed)
    run = Run(settings, images)
    while not run.finished:
        run.advance()
    return run


def main() -> None:
    """Train all of them and write their weights."""
    MODELS.mkdir(parents=True, exist_ok=True)
    for name in SHIPPED:
        run = train(name)
        safetensors.torch.save_model(run.network, str(path(name)))
        accuracy = run.history.validation_metric[-1]
        print(f"{name}: {path(name).stat().st_size:,} bytes, held-out accuracy {accuracy:.3f}")


if __name__ == "__main__":
    main()
