"""Geometry: directions, axes and clusters, of what ships and of what was brought."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app.figures.embeddings import geometry as directions
from app.figures.embeddings import points as drawing
from app.theme import DARK, LIGHT, Theme
from app.views.embeddings import cache
from core.embeddings import encoders, geometry, words
from core.embeddings.choices import AXES, SHIPPED, VECTORS
from core.embeddings.export import vectors_tsv
from core.embeddings.neighbours import neighbours, values
from core.embeddings.projection import PCA, Settings, lay_out
from core.embeddings.space import Space
from tests.app.embeddings.visit import choose, pca, said, whole
from tests.app.pictures import check


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_directions_can_be_drawn(theme: Theme) -> None:
    space = words.space()
    query, parts = space.vectors[0], drawing.by_label(space.groups, theme)
    found = neighbours(space.vectors, query, 5)
    flat = lay_out(space.vectors[:9], Settings(method=PCA)).points
    cosines = values(space.vectors, query, "cosine")
    check(
        [
            directions.parallelogram(flat, space.texts[:9], 5, theme),
            directions.ranked(space.texts[:5], found[0].values, theme, title="Near", x="cosine"),
            directions.success([geometry.Score("capitals", 3, 4, 5)], theme),
            directions.plane(cosines, None, parts, space.texts, ("a", "b"), None, theme),
            directions.plane(cosines, cosines, parts, space.texts, ("a", "b"), ("c", "d"), theme),
            directions.crossing(np.eye(3), ["a", "b", "c"], ["x", "y", "z"], theme),
        ]
    )


def test_what_cannot_be_read_leaves_the_picture_and_is_answered(page: AppTest) -> None:
    choose(pca(page), encoders.WORDS, SHIPPED)
    whole(page.segmented_control(key="embeddings_view").set_value("Neighbours").run())
    page.text_input(key="embeddings-typed").set_value("qqqq").run()
    assert "contains none of the table" in said(whole(page))
    assert "Nearest to **" in said(page)
    whole(page.segmented_control(key="embeddings_view").set_value("Geometry").run())
    page.text_input(key="embeddings-analogy-c").set_value("girl").run()
    assert "king − man + girl" in said(whole(page))
    page.text_input(key="embeddings-analogy-c").set_value("qqqq").run()
    assert "contains none of the table" in said(whole(page))
    assert "king − man + girl" in said(page)
    page.selectbox(key="embeddings-geometry_part").set_value(AXES).run()
    page.text_input(key="embeddings-axis-words-0").set_value("").run()
    assert "Enter a word or a sentence for both ends" in said(whole(page))
    assert "“big” minus “small”" in said(page)


def test_words_about_own_vectors_go_with_their_labels(page: AppTest) -> None:
    choose(pca(page), encoders.SENTENCES, VECTORS)
    whole(page.segmented_control(key="embeddings_view").set_value("Geometry").run())
    page.selectbox(key="embeddings-geometry_part").set_value(AXES)
    bring_vectors(page, seed=0)
    assert "“row 6” minus “row 1”" in said(page)
    labels = next(one for one in page.file_uploader if "Labels" in one.label)
    labels.set_value(("labels.txt", b"a\nb\nc\nd\ne\nf", "text/plain"))
    assert "“f” minus “a”" in said(whole(page.run()))
    assert not page.warning
    bring_vectors(page, seed=1)
    assert "“row 6” minus “row 1”" in said(page), "other vectors, which these labels do not name"
    bring_vectors(page, seed=0)
    assert "“f” minus “a”" in said(page)


def test_success_is_measured_of_the_very_vectors_and_not_of_as_many_others(page: AppTest) -> None:
    choose(pca(page), encoders.WORDS, SHIPPED)
    whole(page.segmented_control(key="embeddings_view").set_value("Geometry").run())
    sentence = re.compile(r"Of the app's \d+ analogies, .*")
    before = sentence.search(said(page))[0]
    shown = words.space()
    other = replace(shown, vectors=np.ascontiguousarray(shown.vectors[::-1]))
    sent = ("own.tsv", vectors_tsv(other).encode(), "text/plain")
    choose(page, encoders.WORDS, VECTORS)
    page.file_uploader(key="embeddings-vectors-file").set_value(sent)
    after = sentence.search(said(whole(page.run())))[0]
    assert f"among {len(shown)} words" in before
    assert f"among {len(shown)} words" in after
    assert before != after


def test_clusters_of_the_same_vectors_are_called_by_the_words_that_these_have_now() -> None:
    vectors = np.repeat(np.eye(2, 4, dtype=np.float32), 4, axis=0)
    space = Space("own", vectors, tuple(f"row {at}" for at in range(8)), ("",) * 8, "")
    before = cache.clusters(space, count=2)
    named = replace(space, texts=("apple",) * 4 + ("brick",) * 4)
    assert set(cache.clusters(named, count=2).names) == {"apple", "brick"} != set(before.names)


def bring_vectors(page: AppTest, seed: int) -> None:
    """Upload six vectors as a file."""
    file = io.BytesIO()
    np.save(file, np.random.default_rng(seed).normal(size=(6, 4)).astype(np.float32))
    sent = (f"own {seed}.npy", file.getvalue(), "text/plain")
    page.file_uploader(key="embeddings-vectors-file").set_value(sent)
    whole(page.run())
