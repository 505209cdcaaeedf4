"""Map: its pictures in every colour, the names on it, and that the first one waits for nothing."""

from __future__ import annotations

import subprocess
import sys
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from app.figures.embeddings import map as mapping
from app.figures.embeddings import points as drawing
from app.plot.pack import pack
from app.theme import DARK, LIGHT, Theme
from core.embeddings import words
from core.embeddings.faithfulness import faithfulness
from core.embeddings.projection import PCA, Settings, lay_out
from tests.app.embeddings.visit import opened, pca, said, whole
from tests.app.pictures import check

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("dimensions", [2, 3])
def test_a_map_can_be_drawn_in_every_colour(theme: Theme, dimensions: int) -> None:
    space = words.space()
    places = lay_out(space.vectors, Settings(method=PCA, dimensions=dimensions)).points
    found = faithfulness(space.vectors, places)
    by_group = drawing.by_label(space.groups, theme)
    assert sorted(np.concatenate([part.rows for part in by_group])) == list(range(len(space)))
    assert len({(part.colour, part.symbol) for part in by_group}) == len(by_group)
    for parts in (by_group, drawing.by_share(found.kept, theme)):
        extra = mapping.threads(places, 3, np.array([5, 7]), theme)
        extra.append(mapping.spot(places[:1], theme, name="new", texts=["<b>new"]))
        check(
            [
                mapping.chart(places, parts, space.texts, theme, title="Map", extra=extra),
                mapping.kept_by_group(found, parts, theme),
                mapping.kept_by_group(found, drawing.by_label([""] * len(space), theme), theme),
            ]
        )


def test_names_lie_where_their_points_are_and_not_on_one_another() -> None:
    rng = np.random.default_rng(0)
    # Three groups in one place, and one in two places of which one has more points.
    points = rng.normal(size=(90, 2)).astype(np.float32) * 0.2
    points[60:85] += (4, 4)
    points[85:] -= (4, 4)
    labels = ["here"] * 20 + ["also here"] * 20 + ["also this"] * 20 + ["there"] * 30
    named = drawing.names(points, drawing.by_label(labels, LIGHT), LIGHT)
    place = {one["text"]: np.array([one["x"], one["y"]]) for one in named}
    assert np.linalg.norm(place["there"] - 4) < 1  # or a line beside, so as not to hide it
    together = [place[name] for name in ("here", "also here", "also this")]
    for one, other in combinations(together, 2):
        assert np.abs(one - other).max() > drawing.LINE * 8
    (moved,) = drawing.names(
        points, drawing.by_label([""] * 60 + ["there"] * 30, LIGHT), LIGHT, clear=[place["there"]]
    )
    assert np.abs([moved["x"], moved["y"]] - place["there"]).max() > 0.1
    grey = drawing.by_label(["a", "none", "a"], LIGHT, nowhere="none")
    assert [(part.name, part.rows.tolist()) for part in grey] == [("", [1]), ("a", [0, 2])]


def test_a_name_does_not_hide_the_group_that_it_names() -> None:
    points = np.random.default_rng(0).normal(size=(60, 2)).astype(np.float32) * 0.02
    points[30:] += (4, 4)
    names = drawing.names(points, drawing.by_label(["one"] * 30 + ["two"] * 30, LIGHT), LIGHT)
    for at, group in zip(names, (points[:30], points[30:]), strict=True):
        away = np.abs(group - [at["x"], at["y"]])
        assert (away[:, 1] < drawing.LINE * 4 / 2).mean() < 0.5  # most are above or below it
        assert away[:, 1].max() < drawing.LINE * 4 * 2


def test_images_travel_once_and_each_point_names_its_own() -> None:
    images = np.arange(4 * 9, dtype=np.uint8).reshape(4, 3, 3)
    places = np.random.default_rng(0).normal(size=(4, 2)).astype(np.float32)
    parts = drawing.by_label(["b", "a", "b", "a"], LIGHT)
    chart = mapping.chart(places, parts, list("wxyz"), LIGHT, title="Map", images=images)
    assert chart.thumbnails.shape == (4, 3, 3, 3)
    assert (chart.thumbnails[2, ..., 1] == images[2]).all()
    assert [trace["customdata"].tolist() for trace in chart.data] == [[0, 2], [1, 3]]
    message = pack([{"map": chart}, {"map": chart}], ["", ""], {"rows": []}).encode()
    assert message.count(chart.thumbnails.tobytes()) == 1


def test_words_under_the_pointer_are_words_and_nothing_else() -> None:
    said = drawing.words("<b>bold</b> & " + "long " * 100)
    # Plotly acts on tags and entities: what it shows is the text, letter by letter.
    assert said.startswith("&lt;b&gt;bold&lt;/b&gt; &amp; long")
    assert len(said) < 250
    assert drawing.words("") == "–"


def test_the_first_map_waits_for_no_library() -> None:
    heavy = ("torch", "sklearn", "umap", "scipy", "sentence_transformers", "pandas")
    code = (
        "import sys\nfrom streamlit.testing.v1 import AppTest\n"
        f"at = AppTest.from_file({str(ROOT / 'app' / 'main.py')!r}, default_timeout=60).run()\n"
        "at.switch_page('../pages/embeddings.py').run()\n"
        "assert at.get('bidi_component') and not at.exception\n"
        "assert any('Warming up' in one.value for one in at.caption)\n"
        f"print(*[name for name in {heavy} if name in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.split() == []


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ([0, 1, 2, 3], "The lasso caught 4 of 300 points"),
        ([0, 0, 1, "2", 3.5, -1, 300, None, True], "The lasso caught 2 of 300 points"),
        ([7], None),
        ("junk", None),
    ],
)
def test_a_lasso_is_told_whatever_a_browser_sends(sent: object, words: str | None) -> None:
    at = pca(opened("Map"))
    at.session_state["embeddings-map-stage"] = {"selected": {"panel": "map", "region": sent}}
    whole(at.run())
    assert words in said(at) if words else "lasso caught" not in said(at)


def test_what_is_searched_is_counted_and_marked() -> None:
    at = pca(opened("Map"))
    whole(at.text_input(key="embeddings-find").set_value("no such words").run())
    assert "“no such words” is in 0 of 300 texts" in said(at)
    found = drawing.by_label(["a", "b"], LIGHT)
    marks = [mapping.spot(np.zeros((2, 2)), LIGHT, name="found")]
    panel = mapping.chart(np.eye(2), found, ["a", "b"], LIGHT, title="Map", marks=marks)
    assert [trace["name"] for trace in panel.data] == ["a", "b", "found"]
