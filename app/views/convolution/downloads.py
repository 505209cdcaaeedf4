"""What there is to take home of a picture in a trained network: the program and the weights."""

from __future__ import annotations

from app import downloads
from core.convolution import network_export as export
from core.convolution.build_assets import path
from core.convolution.feature_maps import Features


def home(slug: str, name: str, found: Features) -> None:
    """Buttons for the program of this picture, and for the weights that it reads."""
    weights = path(name)
    downloads.script(
        slug,
        export.picture_script(name, found),
        "Convolution",
        [downloads.weights(weights)],
        needs=f"PyTorch, safetensors and {weights.name} beside it",
    )
