"""Neighbours: their pictures, and what can be asked of an encoder."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from app.figures.embeddings import neighbours as nearness
from app.theme import DARK, LIGHT, Theme
from core.embeddings import words
from core.embeddings.choices import SHIPPED
from core.embeddings.neighbours import lengths, neighbours, similarity, values
from tests.app.embeddings.visit import choose, pca, said, whole
from tests.app.pictures import check


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_neighbours_can_be_drawn(theme: Theme) -> None:
    space = words.space()
    query = space.vectors[0]
    found = neighbours(space.vectors, query, 5)
    cosines, lengths_ = values(space.vectors, query, "cosine"), lengths(space.vectors)
    check(
        [
            nearness.reasons(cosines, lengths_, found, space.texts, theme, height=300),
            nearness.matrix(similarity(space.vectors[:4]), space.texts[:4], theme),
        ]
    )


def test_only_what_can_be_asked_is_offered(page: AppTest) -> None:
    choose(pca(page), "items (shopping baskets)", SHIPPED)
    whole(page.segmented_control(key="embeddings_view").set_value("Neighbours").run())
    assert page.pills(key="embeddings-preset").options == ["Click or type"]
    page.text_input(key="embeddings-typed").set_value("honey").run()
    assert "Nearest to **honey**" in said(whole(page))
