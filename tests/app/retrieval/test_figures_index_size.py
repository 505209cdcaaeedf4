"""The pictures of grounding and of search at size: plotly accepts them, and they say what is so."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import plotly.graph_objects as go
import pytest

from app.figures.retrieval import grounding, index_size, walk
from app.plot.pack import pack
from app.theme import DARK, LIGHT
from core.retrieval.answerability import KINDS, measure
from core.retrieval.encode import question_vector, shipped_library
from core.retrieval.grounding import GroundingSettings, Right, ground
from core.retrieval.index_size import EFS, Growth, GrowthSettings
from core.retrieval.mixture import handbook_vectors
from core.retrieval.search import search
from core.retrieval.settings import Chunking, SearchSettings
from core.retrieval.walk import PRESETS, WalkSettings, walked

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)


def check(panels) -> None:
    """Plotly's own checks; words for those who cannot see; a message that the browser can read."""
    for panel in panels:
        go.Figure(panel.data, panel.layout)
        assert panel.title
        assert len(panel.alt) > 20
        assert "nan" not in panel.note
    message = pack([dict(enumerate(panels))], ["label"], {"rows": []}).encode()
    header = message[4 : 4 + int.from_bytes(message[:4], "little")]
    assert b"NaN" not in header
    assert b"Infinity" not in header


@THEMES
@pytest.mark.parametrize("name", PRESETS)
def test_every_look_of_a_walk_can_be_drawn(name: str, theme) -> None:
    done = walked(PRESETS[name])
    drawn = walk.prepare(done)
    for at in (0, len(done.moments) // 2, len(done.moments) - 1):
        check(
            [
                walk.layer(done, at, drawn, theme),
                walk.stack(done, at, drawn, theme),
                walk.nearer(done, at, theme),
            ]
        )


def test_a_walk_shows_what_was_compared_and_kept() -> None:
    done = walked(WalkSettings(ef=8))
    at = len(done.moments) - 1
    moment, panel = done.moments[at], walk.layer(done, at, walk.prepare(done), LIGHT)
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
    way = walk._way(done, len(done.moments) - 1)
    assert way[0] == (len(done.graph.layers) - 1, done.graph.entry)
    assert way[-1] == (0, done.found)
    for (level, point), (after, other) in pairwise(way):
        assert (after == level) != (point == other)


@THEMES
def test_what_was_measured_at_size_can_be_drawn(theme) -> None:
    run = Growth(GrowthSettings(dimensions=16), handbook_vectors(), first=1000)
    first = run.frame()
    while run.count < 2000:
        run.advance()
    for frame in (first, run.frame()):
        for ef in (EFS[0], EFS[-1]):
            panels = [
                index_size.recall(frame, ef, 10_000, theme),
                index_size.time(frame, ef, 10_000, theme),
                index_size.comparisons(frame, ef, 10_000, theme),
                index_size.memory(frame, 10_000, theme),
                index_size.found(frame, ef, 10_000, theme),
            ]
            check(panels)
    last = run.frame().measured[-1]
    lines = {trace["name"]: trace for trace in panels[2].data}
    np.testing.assert_array_equal(lines["exact"]["y"], [1000, 2000])
    assert lines["HNSW"]["y"][-1] == last.comparisons[-1]
    assert f"×{last.bytes / last.exact_bytes:.2f}" in panels[3].note


def test_axes_stay_while_an_index_grows() -> None:
    run = Growth(GrowthSettings(), handbook_vectors(), first=1000)
    ranges = []
    for _ in range(2):
        panel = index_size.comparisons(run.frame(), 40, 10_000, LIGHT)
        ranges.append([panel.layout[axis]["range"] for axis in ("xaxis", "yaxis")])
        while run.count < 2000:
            run.advance()
    assert ranges[0] == ranges[1]


@THEMES
@pytest.mark.parametrize("kind", KINDS)
def test_grounding_can_be_drawn(kind: str, theme) -> None:
    library = shipped_library(Chunking())
    question = "What does a residual block compute?"
    vector = question_vector(question)
    hits = search(library, question, SearchSettings(), vector)
    measured = measure(library, SearchSettings(), kind, worse=1.0)
    for found in (hits, hits[:1], []):
        done = ground(question, found, library, vector, GroundingSettings(kind=kind))
        for known in (True, False):
            panel = grounding.sentences(done, known, theme)
            check([panel])
            colours = panel.data[0]["marker"]["color"]
            blue = sum(colour != theme.grid for colour in colours)
            assert blue == (len(done.answer) if known else 0)
    check(
        [
            grounding.gate(measured, 0.5, theme),
            grounding.errors(measured, theme),
            grounding.quoted({"plain": Right(0.75, 0.5), "rare name": Right(1.0, 1.0)}, 1, theme),
        ]
    )
    assert len(grounding.gate(measured, 0.5, theme).data[1]["x"]) == len(measured.answered)
