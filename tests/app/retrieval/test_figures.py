"""The pictures of retrieval: plotly takes each, text from outside is escaped, colours agree."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import plotly.graph_objects as go
import pytest

from app.figures.retrieval import chunks as cut_figures
from app.figures.retrieval import evaluate as works
from app.figures.retrieval import query
from app.plot import Panel
from app.plot.pack import pack
from app.theme import DARK, LIGHT, Theme
from core.retrieval import evaluate, search
from core.retrieval.chunking_grid import SWEEPS, named, tick
from core.retrieval.chunks import Document, cut, cut_all
from core.retrieval.documents import handbook
from core.retrieval.encode import question_vector, shipped_library
from core.retrieval.settings import Chunking, SearchSettings

LIBRARY = shipped_library(Chunking())
NASTY = '<img src=x onerror="alert(1)"> & </div><script>'
THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])


def checked(panels: dict[str, Panel]) -> dict[str, Panel]:
    """Plotly's own check of each, and that they can be sent."""
    for name, panel in panels.items():
        go.Figure({"data": panel.data, "layout": panel.layout})
        assert panel.alt, name
        if panel.raster:
            assert panel.raster.index.max() < len(panel.raster.colours)
            assert len(panel.raster.words) == len(panel.raster.colours)
            assert panel.raster.index.shape == (len(panel.raster.rows), len(panel.raster.columns))
    assert pack([panels], [""], {})
    return panels


def searched(**changes: object) -> tuple[SearchSettings, dict, search.Ranking]:
    settings = replace(SearchSettings(), **changes)
    vector = question_vector(settings.question)
    ranking = search.rank(LIBRARY, settings.question, vector)
    rankings = {
        method: search.hits(LIBRARY, settings.question, replace(settings, method=method), ranking)
        for method in query.ORDER
    }
    return settings, rankings, ranking


@THEMES
@pytest.mark.parametrize("changes", [{}, {"top": 1}, {"top": 10}, {"threshold": 0.8}])
def test_pictures_of_a_search(changes: dict, theme: Theme) -> None:
    settings, rankings, ranking = searched(**changes)
    hits = rankings["dense"]
    panels = checked(
        {
            "map": query.chunk_map(
                LIBRARY, question_vector(settings.question), settings.question, hits, theme
            ),
            "places": query.places(rankings, ranking, "dense", theme, settings.top),
        }
    )
    chunks, lines, marks, question = panels["map"].data
    assert len(chunks["x"]) == len(LIBRARY)
    assert [*marks["x"]] == [LIBRARY.plane.points[hit.index, 0] for hit in hits]
    assert np.isfinite(lines["x"]).sum() == 2 * len(hits)
    assert np.allclose(lines["x"][::3], question["x"][0])
    assert list(query.colours(hits, theme).values()) == marks["marker"]["color"]


def test_places_are_the_rankings() -> None:
    _, rankings, ranking = searched()
    panel = query.places(rankings, ranking, "dense", LIGHT, 5)
    first = panel.data[-1]  # drawn last, on top
    index = rankings["dense"][0].index
    ranks = [int(ranking.places[name][index]) for name in query.ORDER]
    assert first["y"] == [rank if rank <= 5 else 6 for rank in ranks]


def test_texts_from_outside_are_escaped_and_words_marked() -> None:
    document = Document(NASTY, f"# {NASTY}\n\nA rare quokka, {NASTY} and so on. Another one.")
    chunks = cut(document, Chunking(sentences=1))
    vectors = np.eye(len(chunks), 384, dtype=np.float32)
    library = search.Library.of([document], Chunking(sentences=1), chunks, vectors)
    settings = SearchSettings(question=f"quokka {NASTY}"[:300])
    hits = search.search(library, settings.question, settings, vectors[0])
    shown = query.cards(hits, "dense", settings.question, {0: "#000000"}, LIGHT)
    shown += cut_figures.text(document, chunks, DARK)
    panel = query.chunk_map(library, vectors[0], settings.question, hits, LIGHT)
    hovers = [*panel.data[0]["text"], *panel.data[2]["customdata"], *panel.data[3]["text"]]
    for text in (shown, *hovers):
        assert not re.search(r"<(img|script)|</div><script", text)
    assert re.search(r"<mark[^>]*>quokka</mark>", shown)


@THEMES
def test_the_text_is_shown_whole_with_its_chunks(theme: Theme) -> None:
    page = handbook()[0]
    for chunking in (Chunking(overlap=0.5), Chunking(cut="characters", characters=100)):
        chunks = cut(page, chunking)
        html = cut_figures.text(page, chunks, theme)
        bare = re.sub(r"<sup.*?</sup>|<[^>]+>", "", html)
        assert bare.replace("&#x27;", "'").replace("&quot;", '"') == page.text
        assert [*map(int, re.findall(r"<sup[^>]*> (\d+) </sup>", html))] == [
            *range(1, len(chunks) + 1)
        ]
        assert "repeating-linear-gradient" in html
    assert "repeating-linear-gradient" not in cut_figures.text(
        page, cut(page, Chunking(overlap=0.0)), theme
    )


@THEMES
def test_pictures_of_the_cutting(theme: Theme) -> None:
    chunks = cut_all(handbook(), Chunking(cut="characters", characters=100))
    panels = checked(
        {
            "lengths": cut_figures.lengths(chunks, theme),
            "one": cut_figures.lengths(chunks[:1], theme),
            "passages": cut_figures.passages(evaluate.held_by_one(chunks), theme),
        }
    )
    assert panels["lengths"].data[0]["y"].sum() == len(chunks)


@THEMES
@pytest.mark.parametrize("what", SWEEPS)
def test_pictures_of_the_evaluation(what: str, theme: Theme) -> None:
    places = evaluate.measure_shipped(Chunking())
    measured = {named(c): evaluate.measure_shipped(c) for c in SWEEPS[what]}
    ticks = [tick(c, what) for c in SWEEPS[what]]
    assert len(set(ticks)) == len(ticks)
    panels = checked(
        {
            "k": works.by_k(places, 5, theme),
            "kind": works.by_kind(places, 5, theme),
            "each": works.each(places, theme),
            "sweep": works.sweep(measured, named(Chunking()), 5, theme, what=what, ticks=ticks),
            "elsewhere": works.sweep(measured, "not in it", 5, theme, what=what, ticks=ticks),
        }
    )
    for trace in panels["k"].data:
        assert trace["y"][4] == 100 * evaluate.recall(places[trace["name"]], 5)
    assert len(panels["sweep"].layout["shapes"]) == 1
    assert not panels["elsewhere"].layout["shapes"]


def test_the_best_of_each_kind_is_bold_in_the_table() -> None:
    rows = evaluate.table(evaluate.measure_shipped(Chunking()))
    lines = works.table(rows).splitlines()[2:]
    assert len(lines) == len(rows) == 12
    for kind in range(0, 12, 3):
        best = max(row.mrr for row in rows[kind : kind + 3])
        assert any(f"**{best:.3f}**" in line for line in lines[kind : kind + 3])
