"""Index size: what is measured is what was searched, and large indices do not pile up."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import faiss
import numpy as np
import pytest

from core.embeddings.space import unit
from core.retrieval import index_size
from core.retrieval.graph_walk import WalkSettings
from core.retrieval.index_size import EFS, SIZES, Growth, GrowthSettings, K, measure, to_csv
from core.retrieval.index_size_narration import PRESETS, about, cost
from core.retrieval.mixture import fit, handbook_vectors
from core.retrieval.programs import growth_script, walk_script


@pytest.fixture(scope="module")
def real() -> np.ndarray:
    return handbook_vectors()


@pytest.fixture(scope="module")
def grown(real: np.ndarray) -> Growth:
    run = Growth(GrowthSettings(links=8), real, first=1000)
    while run.count < 2000:
        run.advance()
    return run


def test_drawn_vectors_lie_as_the_real_ones_do(real: np.ndarray) -> None:
    mixture = fit(real, 64)
    drawn = mixture.draw(len(real), np.random.default_rng(0))
    assert drawn.shape == (len(real), 64)
    assert drawn.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(drawn, axis=1), 1, atol=1e-5)
    np.testing.assert_array_equal(drawn, mixture.draw(len(real), np.random.default_rng(0)))
    # Among as many, the nearest neighbour is about as near as it is among the real ones.
    nearest = []
    for vectors in (unit(mixture.centres), drawn):
        cosines = vectors @ vectors.T
        np.fill_diagonal(cosines, -1)
        nearest.append(np.median(cosines.max(axis=1)))
    assert nearest[1] == pytest.approx(nearest[0], abs=0.05)
    with pytest.raises(ValueError, match="as many vectors"):
        fit(real[:10], 64)


def test_measurements_agree_with_searching_by_hand(real: np.ndarray) -> None:
    draws = np.random.default_rng(3)
    vectors, queries = fit(real, 16).draw(500, draws), fit(real, 16).draw(20, draws)
    index = faiss.IndexHNSWFlat(16, 4, faiss.METRIC_INNER_PRODUCT)
    index.add(vectors)
    measured = measure(index, queries, build_seconds=1.5)
    truth = np.argsort(-(queries @ vectors.T), axis=1)[:, :K]
    for at, ef in enumerate(EFS):
        _, found = index.search(queries, K, params=faiss.SearchParametersHNSW(efSearch=ef))
        by_hand = np.mean([len(set(a) & set(b)) / K for a, b in zip(found, truth, strict=True)])
        assert measured.recall[at] == pytest.approx(by_hand)
    assert measured.count == 500
    assert measured.build_seconds == 1.5
    assert measured.bytes == len(faiss.serialize_index(index))
    assert measured.exact_bytes == pytest.approx(vectors.nbytes, abs=100)
    assert (np.diff(measured.comparisons) > 0).all()
    assert measured.seconds.min() > 0 < measured.exact_seconds


def test_an_index_grows_and_is_measured_at_its_sizes(grown: Growth) -> None:
    frame = grown.frame()
    assert [one.count for one in frame.measured] == [1000, 2000]
    assert frame.count == 2000
    assert frame.step == 8
    for one in frame.measured:
        assert one.recall[-1] > 0.99
        assert one.recall[0] < one.recall[-1]
        assert one.bytes > one.exact_bytes
    assert frame.measured[1].comparisons[0] < 1.5 * frame.measured[0].comparisons[0]


def test_the_same_settings_measure_the_same(real: np.ndarray, grown: Growth) -> None:
    again, other = (Growth(GrowthSettings(links=8, seed=seed), real, first=1000) for seed in (0, 1))
    first = grown.frame().measured[0]
    for name in ("recall", "comparisons"):
        np.testing.assert_array_equal(
            getattr(again.frame().measured[0], name), getattr(first, name)
        )
    assert (other.frame().measured[0].comparisons != first.comparisons).any()


def test_more_links_find_more_and_weigh_more(real: np.ndarray, grown: Growth) -> None:
    few = Growth(GrowthSettings(links=4), real, first=1000).frame().measured[0]
    more = grown.frame().measured[0]
    assert few.recall[0] < more.recall[0]
    assert few.bytes < more.bytes


def test_a_grown_index_is_put_away(real: np.ndarray, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_size, "EFS", (10,))
    run = Growth(GrowthSettings(most=10_000, dimensions=16, links=4, construction=10), real)
    # It opens with more than a point in each picture.
    assert [one.count for one in run.frame().measured] == list(SIZES[:3])
    while not run.finished:
        run.advance()
    assert run.step == run.total == 40
    assert run._index is None
    assert [one.count for one in run.frame().measured] == list(SIZES[:4])
    with pytest.raises(RuntimeError, match="removed"):
        run.advance()


def test_of_large_indices_the_one_longest_at_rest_makes_room(real, monkeypatch) -> None:
    monkeypatch.setattr(index_size, "SMALL", 1000)
    runs = [Growth(GrowthSettings(dimensions=16, seed=seed), real, 1000) for seed in range(3)]
    for run in runs[:2]:
        run.advance()
    runs[0].advance()
    runs[2].advance()
    assert [run.finished is None for run in runs] == [True, False, True]
    assert "free memory" in runs[1].finished
    assert runs[1].frame().measured[0].count == 1000
    for run in runs:
        index_size._large.discard(run)


def test_what_others_search_meanwhile_is_not_counted(grown: Growth, monkeypatch) -> None:
    ask, disturbed = index_size._ask, []

    def with_a_neighbour(index, queries, parameters):
        if not disturbed:
            disturbed.append(1)
            ask(index, queries, parameters)
        return ask(index, queries, parameters)

    parameters = faiss.SearchParametersHNSW(efSearch=20)
    undisturbed = index_size._counted(grown._index, grown.queries, parameters)
    monkeypatch.setattr(index_size, "_ask", with_a_neighbour)
    assert index_size._counted(grown._index, grown.queries, parameters)[2] == undisturbed[2]
    assert disturbed


def test_numbers_and_words(grown: Growth) -> None:
    frame = grown.frame()
    rows = list(csv.DictReader(to_csv(frame).splitlines()))
    assert len(rows) == 2 * len(EFS)
    assert float(rows[-1]["recall@10"]) == pytest.approx(frame.measured[-1].recall[-1], abs=1e-4)
    assert int(rows[0]["bytes"]) == frame.measured[0].bytes
    for settings in PRESETS.values():
        assert not any("nan" in sentence for sentence in about(frame, settings))
        assert f"{settings.most:,} vectors" in cost(settings)
    largest = GrowthSettings(most=100_000, dimensions=128, links=48)
    assert largest.megabytes * index_size.LARGE_AT_ONCE < 200


def test_the_programs_run_alone(tmp_path: Path) -> None:
    texts = {
        "walk": walk_script(WalkSettings(points=20)),
        "growth": growth_script(GrowthSettings()).replace(
            "(1000, 2000, 5000, 10000, 20000)", "(500,)"
        ),
    }
    said = {}
    for name, text in texts.items():
        path = tmp_path / f"{name}.py"
        path.write_text(text, encoding="utf-8")
        run = subprocess.run(
            [sys.executable, path], cwd=tmp_path, capture_output=True, text=True, timeout=60
        )
        assert run.returncode == 0, run.stderr
        said[name] = run.stdout.splitlines()
    assert said["walk"][-1].startswith("exact: 20 comparisons")
    assert said["growth"][-1].split()[0] == "500"
