"""Images and items: what each encoder is good for, measured."""

from __future__ import annotations

import numpy as np
import pytest

from core.convolution.images import DIGITS, SHAPES
from core.data.images import Picture
from core.embeddings import images, items, pixels
from core.embeddings.recall import same_group, same_group_by_chance
from core.percent import percent


@pytest.mark.parametrize(("corpus", "ahead"), [(DIGITS, 0.02), (SHAPES, 0.5)])
def test_the_network_puts_pictures_of_a_class_together_better_than_pixels_do(
    corpus: str, ahead: float
) -> None:
    seen, raw = images.space(corpus), pixels.space(corpus)
    assert seen.groups == raw.groups
    purity = same_group(seen.vectors, seen.groups)
    assert purity > 0.95
    assert purity > same_group(raw.vectors, raw.groups) + ahead


@pytest.mark.parametrize("module", [images, pixels])
def test_a_picture_of_the_corpus_is_given_its_own_vector(module) -> None:
    for corpus in module.CORPORA:
        held = module.space(corpus)
        picture = Picture("one", held.images[3], "")
        found = module.encode_images([picture], corpus)[0]
        np.testing.assert_allclose(found, held.vectors[3], atol=0.1 * np.abs(held.vectors).max())
        assert module.encode_images([picture] * 2, corpus).shape == (2, held.vectors.shape[1])
    with pytest.raises(ValueError, match="no corpus"):
        module.space("junk")


def test_what_is_bought_together_is_near() -> None:
    shop = items.space(items.CORPORA[0])
    assert same_group(shop.vectors, shop.groups) > 0.85 > 5 * same_group_by_chance(shop.groups)


def test_the_page_says_that_plain_counts_keep_the_baskets_groups_best() -> None:
    shares = [same_group(shop.vectors, shop.groups) for shop in map(items.space, items.CORPORA)]
    assert max(shares) == shares[items.CORPORA.index(items.COUNTS)]
    said = items.space(items.COUNTS).about
    assert all(
        f"{corpus.split(': ')[1]} {percent(share)}" in said
        for corpus, share in zip(items.CORPORA, shares, strict=True)
    )
    assert "Best here: plain counts." in said


def test_mutual_information_is_that_of_its_definition() -> None:
    filled = items.baskets(200, seed=1)
    counts = items.together(filled)
    assert counts[0, 1] == (filled[:, 0] & filled[:, 1]).sum()
    table = items.ppmi(counts)
    share = counts[0, 1] / counts.sum()
    alone = counts[0].sum() / counts.sum(), counts[1].sum() / counts.sum()
    assert table[0, 1] == pytest.approx(max(0, np.log(share / (alone[0] * alone[1]))))
    assert np.isfinite(table).all()
    np.testing.assert_allclose(table, table.T)


def test_a_factorised_table_is_as_near_as_its_rank_allows() -> None:
    table = items.ppmi(items.together(items.baskets(500, seed=1)))
    vectors = items.factorised(table, 10)
    left, sizes, _ = np.linalg.svd(table)
    expected = (left[:, :10] * sizes[:10]) @ left[:, :10].T
    np.testing.assert_allclose(vectors @ vectors.T, expected, atol=1e-4)
