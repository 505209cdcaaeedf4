"""Network: the map, the curves and the weights of a single run as it learns."""

from __future__ import annotations

from functools import partial

import numpy as np
import streamlit as st

from app import boundary, page, pins, player, selection, theme, warm_up
from app.figures.train import curves, decision_map, mistakes, narration
from app.figures.train import network as network_figures
from app.markdown import escape_markdown
from app.playback import Playback
from app.views.train import downloads
from app.views.train.data import with_data
from core import train
from core.data.datasets import Dataset
from core.data.preprocessing import default_plane, feature_plane, prepare
from core.knobs import differences
from core.train.network import build, linear
from core.train.verdict import judge

PICTURES = ("network", "map", "loss", "score", "gradients", "mistakes")
PRINCIPAL = "principal components"


def show(slug: str) -> None:
    """The knobs, and the run that follows from them."""
    with_data(slug, partial(one_network, slug))
    warm_up.torch_compiler()


def view_options(slug: str, run: train.Run) -> tuple[list[str], bool, tuple[str, ...]]:
    """Which pictures, whether the loss is on a log axis, and the plane of the map."""
    with st.popover("View", icon=":material/dashboard:"):
        shown = st.pills(
            "Pictures",
            PICTURES,
            selection_mode="multi",
            default=PICTURES,
            key=f"{slug}-shown",
            persist_state="page",
        )
        log = st.toggle("Loss on a log axis", key=f"{slug}-log", persist_state="page")
        names = run.dataset.feature_names
        if len(names) < 3:
            return shown, log, ()
        across = st.selectbox("Map across", [PRINCIPAL, *names], key=f"{slug}-across-{names}")
        if across == PRINCIPAL:
            return shown, log, ()
        others = [name for name in names if name != across]
        return shown, log, (across, st.selectbox("and up", others, key=f"{slug}-up-{names}"))


def turn_plane(held: Playback[train.Run], features: tuple[str, ...]) -> None:
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


def edit_weight(slug: str, held: Playback[train.Run], selected: dict | None) -> None:
    """The weight or bias that was clicked in the picture, to be set by hand."""
    run = held.run
    if not selected or selected.get("panel") != "network":
        return
    layer, unit, source = (selected.get(name) for name in ("layer", "unit", "input"))
    # A browser can send anything.
    if not (isinstance(layer, int) and isinstance(unit, int) and isinstance(source, int | None)):
        return
    if min(layer, unit, source or 0) < 0:
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
        what = f"Weight from {escape_markdown(origin)} to unit {unit + 1}"
    last = "the output" if layer == len(run.layers) - 1 else f"hidden layer {layer + 1}"

    def change() -> None:
        run.edit_weight(layer, unit, source, st.session_state[f"{slug}-weight"])
        held.restart_film()

    # The box shows the weight as it is now; while it is being trained, it cannot be set. Telling it
    # what it shows already would take away what is being typed.
    if np.float32(st.session_state.get(f"{slug}-weight", np.nan)) != np.float32(value):
        st.session_state[f"{slug}-weight"] = value
    st.number_input(
        f"{what} of {last}",
        step=0.1,
        format="%.3f",
        key=f"{slug}-weight",
        on_change=boundary.callback(change),
        disabled=held.playing,
    )


def one_network(slug: str, settings: train.Settings, dataset: Dataset | None) -> None:
    """Every picture of a single run, beside a pinned one where there is one."""
    colours = theme.current()
    held = player.playback(
        slug,
        (settings, dataset and dataset.fingerprint),
        lambda: train.Run(settings, dataset),
        own=dataset is not None,
    )
    run = held.run
    with player.transport(slug, held):
        pinned = pins.pin(slug, held, help="Keep this run as A, then change a setting.")
        pinned = pinned if pinned is not held else None
        shown, log, features = view_options(slug, run)
    turn_plane(held, features)

    def draw(frame: train.Frame, latest: train.Frame) -> dict:
        data, names = run.prepared, run.dataset.class_names
        curve = partial(
            curves.curves,
            frame,
            latest,
            colours,
            epochs=settings.epochs,
            marks=curves.marks(frame),
            pinned=pinned.film[-1].history if pinned else None,
        )
        clicked = selection.selected(f"{slug}-stage")
        panels = {
            "network": lambda: network_figures.network(
                frame, data, settings.activation_names(), colours, selected=clicked
            ),
            "map": lambda: decision_map.decision_map(frame, data, run.plane, colours, title="Map"),
            "loss": lambda: curve(log=log, now=frame.losses, mean=latest.validation_mean),
            "score": lambda: curve(what="metric", now=frame.metrics),
            "gradients": lambda: curves.gradients(frame, colours),
            "mistakes": lambda: mistakes.mistakes(frame, names, colours, coloured=True),
        }
        if not names:
            del panels[
                "mistakes"
            ]  # A regression has errors of different sizes, but confuses no classes.
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
        edit_weight(slug, held, selection.selected(f"{slug}-stage"))
        said = [f"{escape_markdown(run.dataset.about)} {narration.SHAPES}", frame.verdict.sentence]
        said += [narration.in_words(frame, settings)]
        said += map(
            escape_markdown, [run.plane.about] * bool(run.plane.about) + [*run.prepared.notes]
        )
        if run.edited:
            said.append(
                "You set a weight by hand, so the link no longer rebuilds this run. The numbers "
                "beside the pictures describe the network as it is now; the curves and the verdict "
                "follow when the epoch ends."
            )
        if pinned:
            changes = differences(pinned.run.settings, settings)
            said.append(f"From A to this run: {'; '.join(changes) or 'only the data changed'}.")
        page.explanation(slug, said)

    first = [("network", 1), ("pinned", 1), ("map", 1)] if pinned else [("network", 7), ("map", 5)]
    second = [("loss", 5), ("score", 4), ("gradients", 3), ("mistakes", 4)]
    player.stage(slug, held, draw, rows=[first, second], below=below)
    page.code(
        slug,
        {
            "one step": train.Run.take_step,
            "the network": build,
            "a layer": linear,
            "data to inputs": prepare,
            "the verdict": judge,
        },
        downloads=lambda: downloads.training(slug, run, playing=held.playing),
    )
