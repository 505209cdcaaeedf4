"""The pictures of a training run: plotly takes each, they say what they show, and they travel."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache

import numpy as np
import plotly.graph_objects as go
import pytest

from app.figures.train import curves, decision_map, mistakes, narration
from app.figures.train import network as network_figures
from app.plot import Panel
from app.plot.pack import pack
from app.theme import DARK, LIGHT, Theme
from core.data.datasets import Dataset, from_points
from core.data.preprocessing import feature_plane
from core.train import Frame, Run, Settings

SMALL = Settings(samples=50, hidden=(3, 2))


def table(features: int, y: list[float], classes: tuple[str, ...] = ()) -> Dataset:
    """A learner's own table of two rows for each value of ``y``."""
    target = np.repeat(y, 2).astype(np.int64 if classes else np.float32)
    x = np.random.default_rng(0).normal(size=(len(target), features)).astype(np.float32)
    names = tuple(f"column {i}" for i in range(features))
    return Dataset("mine", x, target, names, classes, "price", "A row is a thing.")


OWN = replace(SMALL, data="own table", epochs=50)
# Each with the epochs to train.
CASES: dict[str, tuple[Settings, int, Dataset | None]] = {
    "not started": (SMALL, 0, None),
    "one epoch": (SMALL, 1, None),
    "two classes": (SMALL, 5, None),
    "hinge": (replace(SMALL, loss="hinge", data="four quadrants"), 5, None),
    "no hidden layer": (replace(SMALL, hidden=()), 5, None),
    "all input features": (
        replace(SMALL, features=("x1", "x2", "x1²", "x2²", "x1·x2", "sin x1", "sin x2")),
        1,
        None,
    ),
    "zero weights": (replace(SMALL, initialisation="zero"), 2, None),
    "iris": (replace(SMALL, data="iris"), 5, None),
    "digits": (replace(SMALL, data="digits", batch_size=100), 2, None),
    "regression": (replace(SMALL, data="plane"), 5, None),
    "many features": (replace(SMALL, data="diabetes"), 2, None),
    "deep": (replace(SMALL, hidden=(64,) * 8), 1, None),
    "diverged": (
        Settings(
            data="plane", hidden=(8, 8), activation="ReLU", optimiser="SGD", learning_rate=3.0
        ),
        50,
        None,
    ),
    "stopped early": (replace(SMALL, noise=0.5, learning_rate=0.3, early_stopping=5), 50, None),
    "one feature": (OWN, 2, table(1, [0, 1, 2, 3, 4, 5, 6])),
    "one feature, two classes": (OWN, 2, table(1, [0, 1] * 4, ("no", "yes"))),
    # All but two rows have the same target, so that the validation part has no R².
    "almost constant target": (replace(OWN, seed=6), 2, table(3, [0] * 9 + [7])),
    "points of classes A and C": (
        replace(OWN, data="own points"),
        2,
        from_points(
            np.array([[-1, 0], [1, 1], [0, 2], [2, 2], [-2, 1]]), np.array([0, 2, 0, 2, 0])
        ),
    ),
}


@cache
def played(case: str) -> tuple[Run, Frame, Frame]:
    """A run, its first frame, and the one after the case's epochs."""
    settings, epochs, own = CASES[case]
    run = Run(settings, own)
    first = run.frame()
    while not run.finished and run.epoch < epochs:
        run.advance()
    return run, first, run.frame()


def panels(run: Run, frame: Frame, latest: Frame, theme: Theme) -> dict[str, Panel]:
    """All that the page draws, and the other ways to draw the curves."""
    names, epochs = run.dataset.class_names, run.settings.epochs
    activations = run.settings.activation_names()
    drawn = {
        "network": network_figures.network(frame, run.prepared, activations, theme),
        "map": decision_map.decision_map(frame, run.prepared, run.plane, theme, title="Map"),
        "loss": curves.curves(frame, latest, theme, epochs=epochs),
        "log": curves.curves(frame, latest, theme, epochs=epochs, log=True),
        "pinned": curves.curves(frame, latest, theme, epochs=epochs, pinned=latest.history),
        "score": curves.curves(frame, latest, theme, epochs=epochs, what="metric"),
        "gradients": curves.gradients(frame, theme),
    }
    if names:
        drawn["mistakes"] = mistakes.mistakes(frame, names, theme)
    return drawn


def refuse(word: str) -> None:
    raise AssertionError(f"{word} is no JSON: a browser cannot read the whole message")


def check(panel: Panel) -> None:
    """What holds for any picture."""
    assert panel.title
    assert len(panel.alt) > 20
    assert panel.alt.endswith(".")
    assert panel.layout or panel.diagram
    if panel.layout:
        figure = go.Figure(panel.data, panel.layout)
        for trace in figure.data:
            assert trace.hovertemplate or trace.hoverinfo == "skip"
    if panel.raster:
        index, colours, words = panel.raster.index, panel.raster.colours, panel.raster.words
        assert index.dtype == colours.dtype == np.uint8
        assert index.max() < len(colours) <= 256
        assert len(words) in (0, len(colours))
        # The raster fills the axes, pixel for pixel.
        assert list(panel.raster.x) == list(figure.layout.xaxis.range)
        assert list(panel.raster.y) == list(figure.layout.yaxis.range)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("case", CASES)
def test_every_picture_is_whole(case: str, theme: Theme) -> None:
    run, first, latest = played(case)
    for drawn in (panels(run, latest, latest, theme), panels(run, first, latest, theme)):
        for panel in drawn.values():
            check(panel)


@pytest.mark.parametrize("case", [case for case in CASES if not case.startswith("one feature")])
def test_every_axis_says_what_it_is(case: str) -> None:
    """A single feature has nothing to say about the second direction of its map."""
    run, _, latest = played(case)
    for name, panel in panels(run, latest, latest, LIGHT).items():
        if panel.layout:
            for axis in ("xaxis", "yaxis"):
                assert panel.layout[axis]["title"]["text"], (name, axis)


@pytest.mark.parametrize(
    "case",
    CASES,
)
def test_a_film_of_every_picture_travels(case: str) -> None:
    run, first, latest = played(case)
    frames = [panels(run, first, latest, LIGHT), panels(run, latest, latest, LIGHT)]
    message = pack(frames, ["first", "latest"], {}).encode()
    length = int.from_bytes(message[:4], "little")
    header = json.loads(message[4 : 4 + length], parse_constant=refuse)
    for part in header["parts"].values():
        json.loads(part, parse_constant=refuse)


@pytest.mark.parametrize("case", CASES)
def test_the_network_has_a_place_for_every_unit_and_weight(case: str) -> None:
    run, _, latest = played(case)
    diagram = network_figures.network(
        latest, run.prepared, run.settings.activation_names(), LIGHT
    ).diagram
    columns = diagram["columns"]
    assert len(columns) == len(run.settings.hidden) + 2
    for column in columns:
        assert len(column["names"]) == len(column["maps"])
        assert column["maps"].dtype == np.uint8
        assert column["maps"].ndim == 3
    for weights, biases, before, after in zip(
        diagram["weights"], diagram["biases"], columns[:-1], columns[1:], strict=True
    ):
        assert weights.shape == (len(after["names"]), len(before["names"]))
        assert biases.shape == (len(after["names"]),)


@pytest.mark.parametrize("case", CASES)
def test_every_row_of_the_data_is_a_point_of_the_map(case: str) -> None:
    run, _, latest = played(case)
    panel = decision_map.decision_map(latest, run.prepared, run.plane, LIGHT, title="Map")
    drawn = [trace for trace in panel.data if "hoverinfo" not in trace]  # all but the key
    x, y = (np.concatenate([trace[axis] for trace in drawn]) for axis in "xy")
    assert len(x) == len(y) == len(run.dataset.x)
    for places, (low, high) in ((x, panel.raster.x), (y, panel.raster.y)):
        assert low < places.min()
        assert places.max() < high


def test_the_points_of_a_class_have_its_colour_and_a_plane_can_be_chosen() -> None:
    run, _, latest = played("iris")
    plane = feature_plane(run.prepared, 2, 0)
    panel = decision_map.decision_map(latest, run.prepared, plane, LIGHT, title="Map")
    assert panel.layout["xaxis"]["title"]["text"] == "petal length (cm)"
    colours = [trace["marker"]["color"] for trace in panel.data]
    assert colours == 3 * [*LIGHT.classes[:3]]  # of both parts, and of the key
    assert [trace["name"] for trace in panel.data[6:]] == list(run.dataset.class_names)


def test_the_key_of_a_regression_names_both_ends_and_ten_classes_have_none() -> None:
    run, _, latest = played("regression")
    panel = decision_map.decision_map(latest, run.prepared, run.plane, LIGHT, title="Map")
    ends = [run.dataset.y.min(), run.dataset.y.max()]
    assert [float(trace["name"]) for trace in panel.data[2:]] == pytest.approx(ends, rel=0.01)
    run, _, latest = played("digits")
    panel = decision_map.decision_map(latest, run.prepared, run.plane, LIGHT, title="Map")
    assert len(panel.data) == 20
    panel = mistakes.mistakes(latest, run.dataset.class_names, LIGHT, coloured=True)
    dots = panel.layout["yaxis"]["ticktext"]
    assert all(colour in dot for dot, colour in zip(dots, LIGHT.classes, strict=True))


def test_the_numbers_beside_the_curves_are_those_of_now() -> None:
    run, _, latest = played("two classes")
    shown = {"what": "loss", "epochs": run.settings.epochs}
    last = curves.curves(latest, latest, LIGHT, **shown).note
    assert f"training {latest.history.train_loss[-1]:.3f}" in last
    now = np.array([0.125, 7.3e35])
    note = curves.curves(latest, latest, LIGHT, now=now, **shown).note
    assert note == "training 0.125 · validation 7.3e+35"


def test_the_map_shows_what_the_network_says() -> None:
    run, _, latest = played("two classes")
    raster = decision_map.decision_map(latest, run.prepared, run.plane, LIGHT, title="Map").raster
    assert ((raster.index > 127) == (latest.map > 0)).all()
    assert raster.words[0] == "A, 100% sure"
    assert raster.words[-1] == "B, 100% sure"
    run, _, latest = played("digits")
    raster = decision_map.decision_map(latest, run.prepared, run.plane, LIGHT, title="Map").raster
    said = np.array(raster.words)[raster.index]
    assert said[0, 0].startswith(f"{run.dataset.class_names[latest.map_class[0, 0]]}, ")
    run, _, latest = played("regression")
    raster = decision_map.decision_map(latest, run.prepared, run.plane, LIGHT, title="Map").raster
    told = float(raster.words[raster.index[10, 40]].removeprefix("predicted height "))
    assert told == pytest.approx(latest.map[10, 40], abs=0.02)


def test_the_mistakes_are_counted_from_the_confusion_matrix() -> None:
    run, _, latest = played("iris")
    names = run.dataset.class_names
    panel = mistakes.mistakes(latest, names, LIGHT)
    counts = latest.confusion_validation
    wrong = int(counts.sum() - counts.trace())
    assert panel.note == f"{wrong} of {len(run.prepared.raw_validation)} wrong"
    (heat,) = panel.data
    assert np.array_equal(heat["text"], counts)
    assert heat["z"].sum(axis=1) == pytest.approx(100)


def test_scrubbing_marks_the_epoch_and_tells_its_own_loss() -> None:
    _, first, latest = played("two classes")
    panel = curves.curves(first, latest, LIGHT, epochs=500)
    (mark,) = panel.layout["shapes"]
    assert mark["x0"] == mark["x1"] == 0
    assert f"training {first.history.train_loss[0]:.3f}" in panel.note
    # The curves are those of the latest frame, so that the mark moves along them.
    assert len(panel.data[0]["x"]) == len(latest.history)
    assert not curves.curves(latest, latest, LIGHT, epochs=500).layout["shapes"]


@pytest.mark.parametrize(
    ("epoch", "epochs", "end"),
    [(0, 500, 25), (24, 500, 25), (25, 500, 50), (120, 500, 200), (480, 500, 500), (50, 50, 50)],
)
def test_the_epoch_axis_has_room_and_rarely_moves(epoch: int, epochs: int, end: int) -> None:
    assert curves.horizon(epoch, epochs) == end


def test_words_for_gradients_and_silent_units() -> None:
    run, first, latest = played("two classes")
    assert narration.in_words(first, run.settings).startswith("Press Play")
    said = narration.in_words(latest, run.settings)
    assert f"{latest.gradient_norms[0]:.1e}" in said
    assert f"{latest.gradient_norms[-1]:.1e}" in said
    run, _, latest = played("zero weights")
    said = narration.in_words(latest, run.settings)
    assert "no weight got a gradient; 5 of 5 hidden units are constant" in said
    assert "dead" not in said  # tanh has its full slope at 0


def test_the_verdict_s_epochs_and_means_are_drawn() -> None:
    run, _, latest = played("stopped early")
    marks = curves.marks(latest)
    assert marks["weights of"] == latest.kept == run._kept_epoch
    panel = curves.curves(
        latest, latest, LIGHT, epochs=50, mean=latest.validation_mean, marks=marks
    )
    (line,) = panel.layout["shapes"]
    (name,) = panel.layout["annotations"]
    assert line["x0"] == line["x1"] == name["x"] == latest.kept
    assert name["text"] == f"weights of epoch {latest.kept}"
    assert f"weights of, epoch {latest.kept}." in panel.alt
    losses = latest.history.validation_loss
    expected = [np.mean(np.r_[[losses[0]] * 4, losses][i : i + 5]) for i in range(len(losses))]
    np.testing.assert_allclose(panel.data[-1]["y"], expected, rtol=1e-6)
    run = Run(Settings(noise=0.5, samples=100, hidden=(32, 32), activation="ReLU", epochs=100))
    while not run.finished:
        run.advance()
    frame = run.frame()
    assert curves.marks(frame) == {"overfit since": frame.verdict.since}
    assert f"Overfit since epoch {frame.verdict.since}:" in frame.verdict.sentence


def test_an_early_frame_is_judged_by_what_it_shows() -> None:
    _, first, latest = played("stopped early")
    assert first.verdict.name == "not started"
    assert not curves.marks(first)
    assert latest.verdict.name != "not started"


def test_a_run_that_overflowed_is_not_told_to_start() -> None:
    run, _, latest = played("diverged")
    assert latest.verdict.name == "diverged"
    assert np.isinf(latest.gradient_norms).all()
    assert "Press Play" not in narration.in_words(latest, run.settings)
