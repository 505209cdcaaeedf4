"""Vectors made smaller: what is lost, and what looking again brings back."""

from __future__ import annotations

import runpy
from dataclasses import replace

import numpy as np
import pytest

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
    drawn,
    kept,
    measured,
    some,
    stored,
    truth,
    turned,
)
from core.embeddings.learn_export import compress_script
from core.embeddings.space import Space


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
        beside = drawn(turned_so, 8)
        assert beside.first == measured(turned_so, first).recall
        assert beside.below > 0.975 if best else beside.below < 0.025
        assert len(beside.recalls) >= 50
        assert np.ptp(beside.recalls) > 0
    assert (drawn(before, ALL).recalls == 1).all()
    assert drawn(before, ALL).below == 0.5


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
