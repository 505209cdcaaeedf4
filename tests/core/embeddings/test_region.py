"""A region of a map: what is said of it is measured, and chance alone is not talked about."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import fisher_exact

from core.embeddings import sentences
from core.embeddings.region import Region, Share, about_region, describe, find
from core.embeddings.space import Space


def space_of(texts: list[str], groups: list[str], seed: int = 0) -> Space:
    vectors = np.random.default_rng(seed).normal(size=(len(texts), 8)).astype(np.float32)
    return Space("texts", vectors, tuple(texts), tuple(groups), "Drawn at random.")


def test_a_group_is_closer_than_chance_and_its_words_are_named() -> None:
    space = sentences.space()
    group = space.groups[0]
    rows = [row for row, other in enumerate(space.groups) if other == group]
    region = describe(space, rows)
    assert region.count == len(rows)
    assert region.closeness > region.chance[1]
    assert region.groups == (Share(group, len(rows), len(rows)),)
    cosines = space.vectors[rows] @ space.vectors[rows].T
    cosines /= np.outer(*[np.linalg.norm(space.vectors[rows], axis=1)] * 2)
    pairs = cosines[np.triu_indices(len(rows), 1)]
    assert region.closeness == pytest.approx(pairs.mean(), abs=1e-5)


def test_what_is_named_would_be_significant_by_fishers_exact_test() -> None:
    space = sentences.space()
    random = np.random.default_rng(1)
    named = 0
    for _ in range(20):
        near = np.argsort(-(space.vectors @ space.vectors[random.integers(len(space))]))
        rows = near[: random.integers(5, 40)]
        region = describe(space, rows)
        for share in region.groups:
            table = [
                [share.inside, share.everywhere - share.inside],
                [
                    len(rows) - share.inside,
                    len(space) - len(rows) - share.everywhere + share.inside,
                ],
            ]
            assert fisher_exact(table, alternative="greater").pvalue < 0.01
            named += 1
    assert named >= 10


def test_of_things_drawn_at_random_nothing_is_named() -> None:
    space = sentences.space()
    random = np.random.default_rng(2)
    said = [
        region.words + region.groups
        for _ in range(50)
        for region in [describe(space, random.choice(len(space), 30, replace=False))]
    ]
    # Words and groups are each compared at 1 in 100.
    assert sum(map(bool, said)) <= 3


def test_the_sentences_say_where_the_region_stands_against_chance() -> None:
    def first(closeness: float) -> str:
        return about_region(Region(4, 50, (), (), closeness, (0.1, 0.3)))[0]

    assert "above" in first(0.4)
    assert "within" in first(0.2)
    assert "below" in first(0.0)


def test_a_region_of_everything_is_as_close_as_chance() -> None:
    region = describe(sentences.space(), range(300))
    assert region.chance == (region.closeness, region.closeness)
    assert ", within the" in about_region(region)[0]


def test_a_search_ignores_capitals_and_ligatures_and_reads_the_groups() -> None:
    space = space_of(["Oﬃce hours", "a DOG", "rain"], ["work", "pets", "weather"])
    assert find(space, "office").tolist() == [0]
    assert find(space, " dog ").tolist() == [1]
    assert find(space, "weath").tolist() == [2]
    assert find(space, "cat").tolist() == find(space, "  ").tolist() == []


def test_one_point_is_no_region() -> None:
    with pytest.raises(ValueError, match="two points"):
        describe(sentences.space(), [3, 3])


def test_texts_of_one_word_have_no_word_to_share() -> None:
    region = describe(space_of(["a1", "b2", "c3"], ["", "", ""]), [0, 1])
    assert region.words == region.groups == ()
    assert about_region(region)[-1].startswith("No word and no group")
