"""Query: the pictures of a search, and questions of one's own."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from app import encoder as loading
from app.figures.retrieval import chunks as cut_figures
from app.figures.retrieval import query
from app.theme import DARK, LIGHT, Theme
from core.cache import SERVER
from core.embeddings import sentences
from core.retrieval import search
from core.retrieval.chunks import Document, cut
from core.retrieval.encode import question_vector
from core.retrieval.settings import Chunking, SearchSettings
from tests.app.pictures import check
from tests.app.retrieval.samples import LIBRARY, THEMES
from tests.app.retrieval.visit import opened, said, whole
from tests.core.test_architecture import ROOT

NASTY = '<img src=x onerror="alert(1)"> & </div><script>'


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
    panels = check(
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


def test_the_first_picture_waits_for_no_library_that_is_slow() -> None:
    code = (
        "import sys\n"
        "from streamlit.testing.v1 import AppTest\n"
        "at = AppTest.from_file('app/main.py', default_timeout=60).run()\n"
        "at.switch_page('../pages/retrieval.py').run()\n"
        "assert not at.exception and at.get('bidi_component')\n"
        "slow = ('torch', 'sklearn', 'sentence_transformers', 'transformers', 'pandas')\n"
        "print(*[name for name in slow if name in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.split() == []


def test_a_question_of_ones_own_is_encoded_and_answered(encoder: list[int]) -> None:
    at = opened()
    assert encoder == []
    at.text_input(key="retrieval_question").set_value("A question nobody asked: 4711?").run()
    whole(at)
    assert encoder == [1]
    assert at.selectbox(key="retrieval-example").value is None
    at.selectbox(key="retrieval-example").select_index(0).run()
    assert (
        at.text_input(key="retrieval_question").value
        in at.selectbox(key="retrieval-example").options[0]
    )


def test_without_an_encoder_words_still_find_and_a_sentence_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def missing(texts: list[str]) -> np.ndarray:
        raise ValueError("The sentence encoder is not installed.")

    monkeypatch.setattr(sentences, "encode", missing)
    monkeypatch.setattr(loading, "loaded", lambda: False)
    SERVER.clear()
    at = opened(method="BM25")
    at.text_input(key="retrieval_question").set_value("Who wrote of RetinaNet, please?").run()
    whole(at)
    assert any("not installed" in warning.value for warning in at.warning)
    assert "**Loss functions › Unbalanced classes** comes first" in said(at)
