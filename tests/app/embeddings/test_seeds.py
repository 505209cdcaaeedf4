"""Seeds: what of a map is the seed."""

from __future__ import annotations

import pytest

from app.figures.embeddings import seeds
from app.theme import DARK, LIGHT, Theme
from core.embeddings import geometry, words
from core.embeddings.projection import PCA, Settings, lay_out
from tests.app.pictures import check


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_sizes_of_groups_can_be_drawn(theme: Theme) -> None:
    flat = lay_out(words.space().vectors[:9], Settings(method=PCA)).points
    check(
        [
            seeds.sizes(
                {name: geometry.spread(flat, list("aabbccdde")) for name in ("Seed 0", "Seed 1")},
                theme,
            )
        ]
    )
