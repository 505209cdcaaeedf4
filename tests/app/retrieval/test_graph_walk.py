"""Graph walk: its pictures, and a click that moves the query."""

from __future__ import annotations

from itertools import pairwise

import pytest

from app import plot
from app.figures.retrieval import graph_walk
from app.theme import LIGHT
from core.retrieval.graph_walk import PRESETS, WalkSettings, walked
from tests.app.pictures import check
from tests.app.retrieval.samples import THEMES
from tests.app.retrieval.visit import opened, said


@THEMES
@pytest.mark.parametrize("name", PRESETS)
def test_every_look_of_a_walk_can_be_drawn(name: str, theme) -> None:
    done = walked(PRESETS[name])
    drawn = graph_walk.prepare(done)
    for at in (0, len(done.moments) // 2, len(done.moments) - 1):
        check(
            [
                graph_walk.layer(done, at, drawn, theme),
                graph_walk.stack(done, at, drawn, theme),
                graph_walk.nearer(done, at, theme),
            ]
        )


def test_a_walk_shows_what_was_compared_and_kept() -> None:
    done = walked(WalkSettings(ef=8))
    at = len(done.moments) - 1
    moment, panel = done.moments[at], graph_walk.layer(done, at, graph_walk.prepare(done), LIGHT)
    shown = {trace.get("name"): trace for trace in panel.data}
    assert len(shown["compared"]["x"]) == len(moment.compared)
    assert len(shown["kept"]["x"]) == 8
    assert (shown["query"]["x"][0], shown["query"]["y"][0]) == pytest.approx(done.query)
    nearest = done.graph.points[done.truth[0][1]]
    assert (shown["nearest"]["x"][0], shown["nearest"]["y"][0]) == pytest.approx(nearest)
    links = sum(len(others) for others in done.graph.layers[0].values())
    # Each link once, with a gap behind it, whether one end knows of it or both.
    assert links / 2 <= len(shown["links"]["x"]) / 3 <= links
    assert f"compared {moment.comparisons} of 150" in panel.note


def test_the_way_goes_from_layer_to_layer_and_ends_where_the_search_does() -> None:
    done = walked(WalkSettings())
    way = graph_walk._way(done, len(done.moments) - 1)
    assert way[0] == (len(done.graph.layers) - 1, done.graph.entry)
    assert way[-1] == (0, done.found)
    for (level, point), (after, other) in pairwise(way):
        assert (after == level) != (point == other)


def test_a_click_moves_the_query_and_junk_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("Graph walk")
    before = said(at)
    key = "retrieval-walk-stage"
    # The component that was drawn would answer for itself.
    monkeypatch.setattr(plot, "mount", lambda message, **more: None)
    for click in ({}, {"x": "left", "y": None}, {"x": 99, "y": -99}):
        at.session_state[key] = {"selected": {"panel": "layer", **click}}
        assert not at.run().exception
        assert said(at) == before
    at.session_state[key] = {"selected": {"panel": "layer", "x": 1.0, "y": -1.2}}
    assert not at.run().exception
    assert at.slider(key="retrieval-walk_x").value == 1.0
    assert at.slider(key="retrieval-walk_y").value == -1.2
    assert said(at) != before
