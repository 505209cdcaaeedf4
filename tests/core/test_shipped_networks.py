"""Networks that all pages share bear gradients, whoever loads them first."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch

from core.convolution import build_assets as convolution
from core.embeddings import two_tower
from core.sequences import build_assets as sequences

LOADERS: dict[str, Callable[[], torch.nn.Module]] = {
    **{name: lambda name=name: convolution.shipped(name) for name in convolution.SHIPPED},
    **{kind: lambda kind=kind: sequences.shipped(kind) for kind in ("RNN", "GRU", "LSTM")},
    "two towers": two_tower.towers,
}
CACHES = (convolution.shipped, sequences.shipped, two_tower.towers)


@pytest.fixture
def nothing_loaded() -> None:
    for cached in CACHES:
        cached.cache_clear()
    yield
    for cached in CACHES:
        cached.cache_clear()


@pytest.mark.usefixtures("nothing_loaded")
@pytest.mark.parametrize("name", LOADERS)
def test_a_network_first_loaded_in_inference_mode_bears_gradients(name: str) -> None:
    with torch.inference_mode():
        network = LOADERS[name]()
    assert not any(parameter.is_inference() for parameter in network.parameters())
    assert not any(buffer.is_inference() for buffer in network.buffers())
