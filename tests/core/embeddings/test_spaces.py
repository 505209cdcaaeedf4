"""Images, items, and vectors made smaller: what each encoder is good for, measured."""

from __future__ import annotations

import runpy
from dataclasses import replace

import numpy as np
import pytest

from core.cnn.images import DIGITS, SHAPES
from core.data.images import Picture
from core.embeddings import images, items, pixels
from core.embeddings.dimensions import (
    ALL,
    BINARY,
    FIRST,
    FLOAT,
    INT8,
    MOST,
    PCA,
    Compression,
    bytes_each,
    kept,
    measured,
    others,
    some,
    stored,
    truth,
    turned,
)
from core.embeddings.learn_export import compress_script
from core.embeddings.recall import same_group, same_group_by_chance
from core.embeddings.space import Space
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
    assert "The simplest method is the best here" in said


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


# --- Smaller vectors -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def before():
    rng = np.random.default_rng(0)
    clouds = rng.standard_normal((8, 24))
    return truth((clouds[rng.integers(8, size=90)] + rng.standard_normal((90, 24))).astype("f4"))


def test_signs_multiplied_are_the_hamming_distance_of_the_bits(before) -> None:
    signs = stored(before.vectors, BINARY)
    bits = np.packbits(before.vectors > 0, axis=1)  # (things, 24) -> (things, 3)
    assert bits.shape[1] == bytes_each(24, BINARY)
    differ = np.unpackbits(bits[:, None] ^ bits[None], axis=2).sum(axis=2)
    np.testing.assert_array_equal(signs @ signs.T, 24 - 2 * differ.astype(int))


def test_a_byte_is_off_by_half_a_step_at_most(before) -> None:
    off = np.abs(stored(before.vectors, INT8) - before.vectors)
    assert (off <= np.abs(before.vectors).max(axis=0) / 127 / 2 + 1e-7).all()
    assert stored(np.zeros((3, 2), np.float32), INT8).sum() == 0


def test_turning_loses_nothing_and_principal_axes_lose_least(before) -> None:
    whole = kept(before.vectors, before.axes, PCA, ALL)
    gram = before.vectors @ before.vectors.T
    np.testing.assert_allclose(whole @ whole.T, gram, atol=1e-5)
    np.testing.assert_allclose(turned(whole) @ turned(whole).T, gram, atol=1e-5)
    few = kept(before.vectors, before.axes, PCA, 6)
    assert (few**2).sum() / (whole**2).sum() == pytest.approx(before.shares[:6].sum(), rel=1e-5)
    assert measured(before, Compression(reduce=PCA, dimensions=ALL)).recall == 1


def test_smaller_vectors_cost_neighbours_and_looking_again_brings_some_back(before) -> None:
    def recall(reduce: str, k: int, store: str, again: int = 1) -> float:
        return measured(
            before, Compression(reduce=reduce, dimensions=k, store=store, again=again)
        ).recall

    assert recall(FIRST, ALL, FLOAT) == 1
    assert recall(FIRST, ALL, INT8) > 0.95
    assert recall(PCA, 8, FLOAT) > recall(FIRST, 8, FLOAT)
    bits = [recall(FIRST, ALL, BINARY, again) for again in (1, 2, 4, 8)]
    assert bits == sorted(bits)
    assert bits[0] < bits[-1]


def test_the_first_dimensions_stand_out_where_they_are_sorted(before) -> None:
    first = Compression(reduce=FIRST, dimensions=8)
    by_size = kept(before.vectors, before.axes, PCA, ALL)
    for vectors, best in ((by_size, True), (by_size[:, ::-1], False)):
        turned_so = truth(vectors)
        drawn = others(turned_so, 8)
        found = measured(turned_so, first).recall
        assert found > drawn.max() if best else found < drawn.min()
    assert (others(before, ALL) == 1).all()


def test_few_things_have_fewer_neighbours_and_many_are_drawn_from() -> None:
    vectors = np.random.default_rng(0).random((5, 3), dtype=np.float32)  # positive: alike in signs
    one = measured(truth(vectors), Compression(store=BINARY))
    assert (one.near, one.correlation) == (2, 0)
    many = Space("many", np.eye(900, 7, dtype=np.float32), ("a",) * 900, ("",) * 900, "")
    assert len(some(many)) == MOST
    few = replace(many, vectors=vectors, texts=("a",) * 5, groups=("",) * 5)
    assert some(few) is few


def test_the_program_runs_alone(tmp_path, capsys) -> None:
    path = tmp_path / "program.py"
    path.write_text(compress_script())
    runpy.run_path(str(path))
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 18
    assert "k=128 float32  512 bytes 1.00" in lines[2]
