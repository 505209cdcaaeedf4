"""The small world built by hand: it finds what exact search finds, and counts what it compared."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from core.retrieval import graph as graphs
from core.retrieval.graph import build, exact, walk
from core.retrieval.graph_walk import (
    CLOUDS,
    PRESETS,
    REACH,
    WalkSettings,
    cloud,
    graph_of,
    walked,
    words,
)

PLACE = st.floats(-REACH, REACH, width=32)


SMALL = st.builds(
    WalkSettings,
    points=st.sampled_from([20, 60]),
    cloud=st.sampled_from(CLOUDS),
    links=st.integers(3, 12),
    layered=st.booleans(),
    seed=st.integers(0, 20),
    ef=st.integers(1, 64),
    x=PLACE,
    y=PLACE,
)


@given(SMALL)
@settings(max_examples=40, deadline=None)
def test_a_search_that_keeps_everything_finds_what_exact_search_finds(chosen: WalkSettings) -> None:
    graph = graph_of(WalkSettings(points=chosen.points, seed=chosen.seed, links=chosen.links))
    *_, last = walk(graph, chosen.query, ef=chosen.points)
    assert list(last.best) == exact(graph.points, chosen.query)


@given(SMALL)
@settings(max_examples=40, deadline=None)
def test_a_walk_comes_nearer_and_climbs_down(chosen: WalkSettings) -> None:
    done = walked(chosen)
    for before, after in pairwise(done.moments):
        assert after.best[0] <= before.best[0]
        assert after.comparisons >= before.comparisons
        assert after.layer in (before.layer, before.layer - 1)
    for moment in done.moments:
        members = done.graph.layers[moment.layer]
        assert set(moment.compared) <= set(members)
        assert {at for _, at in moment.best} <= set(moment.compared)
        assert set(moment.waiting) <= {at for _, at in moment.best}
        assert len(moment.best) <= (chosen.ef if moment.layer == 0 else 1)
        assert list(moment.best) == sorted(moment.best)
    assert done.moments[-1].layer == 0
    assert not any("nan" in sentence for sentence in words(done, chosen))


@given(SMALL)
@settings(max_examples=20, deadline=None)
def test_layers_lie_in_each_other_and_links_are_few(chosen: WalkSettings) -> None:
    graph = graph_of(chosen)
    assert set(graph.layers[0]) == set(range(chosen.points))
    assert graph.entry in graph.layers[-1]
    assert chosen.layered or len(graph.layers) == 1
    for above, below in pairwise(graph.layers[::-1]):
        assert set(above) <= set(below)
    for level, layer in enumerate(graph.layers):
        for point, links in layer.items():
            assert len(links) == len(set(links)) <= chosen.links * (2 if level == 0 else 1)
            assert point not in links
            assert set(links) <= set(layer)


def test_each_layer_has_about_one_in_m_of_the_one_below() -> None:
    points = cloud(WalkSettings(points=300, cloud="even"))
    sizes = np.array(
        [len(build(points, links=4, construction=8, seed=seed).layers[1]) for seed in range(8)]
    )
    # 300 draws of probability 1/4: a spread of 7.5, and of 2.7 for the mean of eight.
    assert abs(sizes.mean() - 75) < 4 * 2.7


def test_comparisons_are_the_distances_that_were_computed(monkeypatch) -> None:
    graph = graph_of(PRESETS["Down the layers"])
    computed = []

    def counted(one, other):
        computed.append(1)
        return np.hypot(one[0] - other[0], one[1] - other[1])

    monkeypatch.setattr(graphs, "dist", counted)
    *_, last = walk(graph, (0.3, 0.3), ef=8)
    assert last.comparisons == len(computed)


def test_it_finds_as_much_as_the_library_does() -> None:
    import faiss

    points = cloud(WalkSettings(points=300, cloud="even", seed=1))
    ours = build(points, links=4, construction=32, seed=0)
    library = faiss.IndexHNSWFlat(2, 4)
    library.hnsw.efConstruction = 32
    library.add(np.array(points, np.float32))
    queries = np.random.default_rng(2).uniform(-1.3, 1.3, (100, 2)).astype(np.float32)
    _, theirs = library.search(queries, 5, params=faiss.SearchParametersHNSW(efSearch=8))
    shared = {"ours": 0, "theirs": 0}
    for query, found in zip(queries, theirs, strict=True):
        place = (float(query[0]), float(query[1]))
        truth = {at for _, at in exact(points, place)[:5]}
        *_, last = walk(ours, place, ef=8)
        shared["ours"] += len(truth & {at for _, at in last.best[:5]})
        shared["theirs"] += len(truth & set(found.tolist()))
    assert shared["ours"] > 450
    assert abs(shared["ours"] - shared["theirs"]) < 40
