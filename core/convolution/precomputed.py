"""What never changes about the shipped networks, worked out once and kept beside their weights.

    python -m core.convolution.build_assets
    python -m core.convolution.precomputed  # anew, of those networks, into assets/models

Climbing towards what every filter wants, and showing 450 digits in thirty ways to three networks,
takes seconds that nobody should wait for a second time. That the file says what the networks do
now is a test.

Left out: what the held-out images themselves are needed for, and every other seed.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import safetensors.numpy
from torch import nn

from core.convolution import filters, hierarchy, shift_invariance
from core.convolution.build_assets import MODELS, SHIPPED, shipped
from core.convolution.filters import Wanted
from core.convolution.hierarchy import Level
from core.convolution.images import DIGITS, SHAPES, SIZES, class_names, held_out
from core.convolution.network import Sight, build, sights

FILE = MODELS / "measured.safetensors"
LOOKED_INTO = (SHAPES, DIGITS)  # the networks whose filters a page shows
SEED = 0  # of the wanted images


def accuracies(change: str) -> dict[str, np.ndarray]:
    """What ``shift_invariance.accuracies`` finds."""
    return {name: _kept()[f"accuracy/{change}/{name}"] for name in shift_invariance.NETWORKS}


def wanted(name: str, layer: str) -> Wanted:
    """What ``climbed`` finds with the seed ``SEED``."""
    images, values = (_kept()[f"wanted/{name}/{layer}/{part}"] for part in ("images", "values"))
    return Wanted(images.astype(np.float32), values, sights(shipped(name))[layer])


def climbed(name: str, layer: str, seed: int) -> Wanted:
    """What every filter of a layer of a shipped network wants, worked out now."""
    low = 0.0 if SIZES[name][0] == 1 else -1.0
    return filters.maximise(shipped(name), layer, SIZES[name], low=low, seed=seed)


def levels(name: str) -> tuple[list[Level], list[Level]]:
    """The hierarchy of a shipped network, and of the same one with its first weights."""
    return _levels(name, "trained"), _levels(name, "first")


def _levels(name: str, weights: str) -> list[Level]:
    return [
        Level(
            layer,
            sight.size,
            _kept()[f"levels/{name}/{weights}/{layer}/orientation"],
            _kept()[f"levels/{name}/{weights}/{layer}/selectivity"],
            float(_kept()[f"levels/{name}/{weights}/{layer}/readability"]),
        )
        for layer, sight in _rectified(shipped(name)).items()
    ]


@lru_cache(maxsize=1)
def _kept() -> dict[str, np.ndarray]:
    """All arrays of the file by name; nobody may change them."""
    return safetensors.numpy.load_file(FILE)


def _rectified(network: nn.Sequential) -> dict[str, Sight]:
    return {name: sight for name, sight in sights(network).items() if name.startswith("ReLU")}


def measure() -> dict[str, np.ndarray]:
    """Everything that the file holds, from the networks as they are."""
    found = {
        f"accuracy/{change}/{name}": values
        for change in shift_invariance.AMOUNTS
        for name, values in shift_invariance.accuracies(change).items()
    }
    for name in LOOKED_INTO:
        for layer in _rectified(shipped(name)):
            favourites = climbed(name, layer, SEED)
            # A pixel has 256 values: half precision is finer.
            found[f"wanted/{name}/{layer}/images"] = favourites.images.astype(np.float16)
            found[f"wanted/{name}/{layer}/values"] = favourites.values
        first = build(SHIPPED[name], SIZES[name], len(class_names(name))).eval()
        for weights, network in (("trained", shipped(name)), ("first", first)):
            for level in hierarchy.levels(network, *held_out(name)):
                key = f"levels/{name}/{weights}/{level.layer}"
                found[f"{key}/orientation"] = level.orientation
                found[f"{key}/selectivity"] = level.selectivity
                found[f"{key}/readability"] = np.array(level.readability)
    return found


def main() -> None:
    """Measure all of it and write the file."""
    safetensors.numpy.save_file(measure(), FILE)
    print(f"{FILE.name}: {FILE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
