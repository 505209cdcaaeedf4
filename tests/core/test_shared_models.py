"""Models that all visitors share: whoever asks first, everybody can take gradients through them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import nn

from core.cnn import ship as cnn
from core.embeddings import two_tower
from core.sequences import ship as sequences


@pytest.mark.parametrize(
    ("load", "name"),
    [
        *((cnn.shipped, name) for name in cnn.SHIPPED),
        *((sequences.shipped, name) for name in sequences.KINDS),
        (two_tower.towers, None),
    ],
)
def test_a_model_first_asked_for_without_gradients_is_no_other(
    load: Callable[..., nn.Module], name: str | None
) -> None:
    load.cache_clear()
    with torch.inference_mode():
        model = load(name) if name else load()
    assert not any(one.is_inference() for one in [*model.parameters(), *model.buffers()])
    load.cache_clear()  # others may hold the one before
