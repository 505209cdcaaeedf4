"""Train a network: data, network and training as knobs; map, curves and weights as they learn."""

from dataclasses import replace

import numpy as np
import streamlit as st

from app import boundary, controls, downloads, page, pins, player, selection, theme, uploads
from app.figures import race as race_figures
from app.figures.train import curves, decision_map, mistakes, narration
from app.figures.train import network as network_figures
from app.playback import Playback
from core import train
from core.datasets import Dataset
from core.knobs import differences
from core.prepare import default_plane, feature_plane, prepare
from core.train.batched import BatchedLinear
from core.train.network import build, linear
from core.train.presets import PRESETS
from core.train.settings import OWN
from core.train.verdict import judge

SLUG = "train"
VIEWS = ("One network", "Race")
PICTURES = ("network", "map", "loss", "score", "gradients", "mistakes")
PRINCIPAL = "principal components"
colours = theme.current()


def own_data(settings: train.Settings) -> tuple[train.Settings, Dataset | None]:
    """The learner's data where the settings ask for them; until there are some, two moons."""
    if settings.data not in OWN:
        return settings, None
    # Beside the knobs: the picture is to stay in view while points are set.
    with st.sidebar:
        if settings.data == "own table":
            dataset = uploads.table(f"{SLUG}-table")
        else:
            dataset = uploads.points(f"{SLUG}-points", colours)
        if dataset is None:
            st.caption("Add your data; until then you see two moons.")
            return replace(settings, data="moons"), None
    return settings, dataset


def view_options(run: train.Run) -> tuple[list[str], bool, tuple[str, ...]]:
    """Which pictures, whether the loss is on a log axis, and the plane of the map."""
    with st.popover("View", icon=":material/dashboard:"):
        shown = st.pills(
            "Pictures",
            PICTURES,
            selection_mode="multi",
            default=PICTURES,
            key=f"{SLUG}-shown",
            persist_state="page",
        )
        log = st.toggle("Loss on a log axis", key=f"{SLUG}-log", persist_state="page")
        names = run.dataset.feature_names
        if len(names) < 3:
            return shown, log, ()
        across = st.selectbox("Map across", [PRINCIPAL, *names], key=f"{SLUG}-across-{names}")
        if across == PRINCIPAL:
            return shown, log, ()
        others = [name for name in names if name != across]
        return shown, log, (across, st.selectbox("and up", others, key=f"{SLUG}-up-{names}"))


def turn_plane(held: Playback, features: tuple[str, ...]) -> None:
    """Draw the map over these two features, or over the usual plane; the training goes on."""
    if held.notes.setdefault("plane", ()) == features:
        return
    held.notes["plane"] = features
    run = held.run
    with held.lock:
        if features:
            run.plane = feature_plane(run.prepared, *map(run.dataset.feature_names.index, features))
        else:
            run.plane = default_plane(run.prepared)
        held.restart_film()


def edit_weight(held: Playback, selected: dict | None) -> None:
    """The weight or bias that was clicked in the picture, to be set by hand."""
    run = held.run
    if not selected or selected.get("panel") != "network":
        return
    layer, unit, source = (selected.get(name) for name in ("layer", "unit", "input"))
    # A browser can send anything.
    if not all(isinstance(at, int) and at >= 0 for at in (layer, unit, source or 0)):
        return
    try:
        linear = run.layers[layer]
        weight = linear.bias[unit] if source is None else linear.weight[unit, source]
    except IndexError:
        return  # A click from a picture of a network that is no longer there.
    value = weight.item()
    what = f"Bias of unit {unit + 1}"
    if source is not None:
        origin = run.prepared.input_names[source] if layer == 0 else f"unit {source + 1}"
        what = f"Weight from {page.plain(origin)} to unit {unit + 1}"
    last = "the output" if layer == len(run.layers) - 1 else f"hidden layer {layer + 1}"

    def change() -> None:
        run.edit_weight(layer, unit, source, st.session_state[f"{SLUG}-weight"])
        held.restart_film()

    # The box shows the weight as it is now; while it is being trained, it cannot be set. Telling it
    # what it shows already would take away what is being typed.
    if np.float32(st.session_state.get(f"{SLUG}-weight", np.nan)) != np.float32(value):
        st.session_state[f"{SLUG}-weight"] = value
    st.number_input(
        f"{what} of {last}",
        step=0.1,
        format="%.3f",
        key=f"{SLUG}-weight",
        on_change=boundary.callback(change),
        disabled=held.playing,
    )


def one_network(settings: train.Settings, dataset: Dataset | None) -> None:
    """Every picture of a single run, beside a pinned one where there is one."""
    held = player.playback(
        SLUG,
        (settings, dataset and dataset.fingerprint),
        lambda: train.Run(settings, dataset),
        own=dataset is not None,
    )
    run = held.run
    with player.transport(SLUG, held):
        pinned = pins.pin(SLUG, held, help="Keep this run as A, then change a setting.")
        pinned = pinned if pinned is not held else None
        shown, log, features = view_options(run)
    turn_plane(held, features)

    def draw(frame: train.Frame, latest: train.Frame) -> dict:
        data, names = run.prepared, run.dataset.class_names
        shared = {"epochs": settings.epochs, "pinned": pinned and pinned.film[-1].history}
        clicked = selection.selected(f"{SLUG}-stage")
        panels = {
            "network": lambda: network_figures.network(
                frame, data, settings.activation_names(), colours, selected=clicked
            ),
            "map": lambda: decision_map.decision_map(frame, data, run.plane, colours, title="Map"),
            "loss": lambda: curves.curves(
                frame, latest, colours, log=log, now=frame.losses, **shared
            ),
            "score": lambda: curves.curves(
                frame, latest, colours, what="metric", now=frame.metrics, **shared
            ),
            "gradients": lambda: curves.gradients(frame, colours),
            "mistakes": lambda: mistakes.mistakes(frame, names, colours, coloured=True),
        }
        if not names:
            del panels["mistakes"]  # Numbers are more or less wrong, not taken for one another.
        drawn = {name: panel() for name, panel in panels.items() if name in shown}
        if pinned and "map" in shown:
            drawn["pinned"] = decision_map.decision_map(
                pinned.film.nearest(frame.step),
                pinned.run.prepared,
                pinned.run.plane,
                colours,
                title="A, pinned",
            )
        return drawn

    def below(frame: train.Frame, selected: dict | None) -> None:
        edit_weight(held, selection.selected(f"{SLUG}-stage"))
        said = [f"{page.plain(run.dataset.about)} {narration.SHAPES}", frame.verdict.sentence]
        said += [narration.in_words(frame, settings)]
        said += map(page.plain, [run.plane.about] * bool(run.plane.about) + [*run.prepared.notes])
        if run.edited:
            said.append(
                "You set a weight by hand, so the link no longer rebuilds this run. The numbers "
                "beside the pictures describe the network as it is now; the curves and the verdict "
                "follow when the epoch ends."
            )
        if pinned:
            changes = differences(pinned.run.settings, settings)
            said.append(f"From A to this run: {'; '.join(changes) or 'only the data changed'}.")
        page.seeing(SLUG, said)

    first = [("network", 1), ("pinned", 1), ("map", 1)] if pinned else [("network", 7), ("map", 5)]
    second = [("loss", 5), ("score", 4), ("gradients", 3), ("mistakes", 4)]
    player.stage(SLUG, held, draw, rows=[first, second], below=below)
    page.code(
        SLUG,
        {
            "one step": train.Run.advance,
            "the network": build,
            "a layer": linear,
            "data to inputs": prepare,
            "the verdict": judge,
        },
        downloads=lambda: downloads.training(SLUG, run, playing=held.playing),
    )


def race(settings: train.Settings, dataset: Dataset | None) -> None:
    """Variants of one knob, several seeds of each, trained at once."""
    slug = f"{SLUG}-race"
    with race_knobs:
        chosen = controls.settings(slug, train.RaceSettings)
        if chosen.over == "activation" and not settings.hidden:
            st.caption(
                "Without hidden layers there is no activation to compare; the race compares "
                "learning rates."
            )
            chosen = replace(chosen, over="learning rate")
    try:
        held = player.playback(
            slug,
            (settings, chosen, dataset and dataset.fingerprint),
            lambda: train.Race(settings, chosen, dataset),
            own=dataset is not None,
        )
    except ValueError as problem:
        st.warning(str(problem), icon=":material/warning:")
        return
    running = held.run
    player.transport(slug, held, seed=f"{SLUG}_seed")

    def draw(frame: train.RaceFrame, latest: train.RaceFrame) -> dict:
        return {
            "bands": race_figures.bands(frame, latest, colours, epochs=settings.epochs),
            "standings": race_figures.standings(frame, colours),
            **race_figures.maps(frame, running.prepared[0], running.plane, colours),
        }

    def below(frame: train.RaceFrame, selected: dict | None) -> None:
        said = race_figures.in_words(frame)
        if settings.early_stopping:
            said.append("Early stopping is off in a race, so that all curves have the same length.")
        page.seeing(slug, said)

    rows = [
        [("bands", 7), ("standings", 5)],
        [(f"map {v}", 1) for v in range(len(running.variants))],
    ]
    player.stage(slug, held, draw, rows=rows, below=below)
    page.code(
        slug,
        {"one step of all": train.Race.advance, "a layer of all": BatchedLinear},
        downloads=lambda: downloads.race(SLUG, slug, running, view=VIEWS[1], playing=held.playing),
    )


with page.header(SLUG):
    view = controls.view(SLUG, VIEWS)
with st.sidebar:
    race_knobs = st.container()
    wanted = controls.settings(SLUG, train.Settings)
controls.presets(SLUG, PRESETS, wanted)
try:
    (one_network if view == VIEWS[0] else race)(*own_data(wanted))
except ValueError as problem:
    st.warning(str(problem), icon=":material/warning:")
page.footer(SLUG)
player.warm_up()
