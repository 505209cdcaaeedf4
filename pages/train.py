"""Train a network: data, network and training as knobs; map, curves and weights as they learn."""

import streamlit as st

from app import controls, page, player, theme
from app.figures import train as figures
from core import train
from core.prepare import default_plane, feature_plane
from core.train.presets import PRESETS

SLUG = "train"
ROWS = [
    [("network", 7), ("map", 5)],
    [("loss", 5), ("metric", 4), ("gradients", 3), ("confusion", 4)],
]
PICTURES = {
    "network": "Network", "map": "Map", "loss": "Loss", "metric": "Accuracy or R²",
    "gradients": "Gradients", "confusion": "Mistakes",
}  # fmt: skip

page.header(SLUG)
with st.sidebar:
    settings = controls.settings(SLUG, train.Settings)
controls.presets(SLUG, PRESETS, settings)

held = player.playback(SLUG, settings, lambda: train.Run(settings))
run = held.run
colours = theme.current()
with player.transport(SLUG, held), st.popover("Pictures", icon=":material/dashboard:"):
    shown = st.pills(
        "Show", list(PICTURES), selection_mode="multi", default=list(PICTURES), key=f"{SLUG}-shown",
        format_func=PICTURES.get, persist_state="page",
    )  # fmt: skip
    log = st.toggle("Loss on a log axis", key=f"{SLUG}-log", persist_state="page")
    names = run.dataset.feature_names
    if len(names) > 2:
        pass


def draw(frame: train.Frame, latest: train.Frame) -> dict:
    data = run.prepared
    panels = {
        "network": lambda: figures.network(frame, data, settings.activation_names(), colours),
        "map": lambda: figures.decision_map(frame, data, run.plane, colours, title="Map"),
        "loss": lambda: figures.curves(frame, latest, colours, log=log, epochs=settings.epochs),
        "metric": lambda: figures.curves(
            frame, latest, colours, what="metric", epochs=settings.epochs
        ),
        "gradients": lambda: figures.gradients(frame, colours),
        "confusion": lambda: figures.confusion(frame, run.dataset.class_names, colours),
    }
    if frame.confusion_validation is None:
        del panels["confusion"]
    return {name: panel() for name, panel in panels.items() if name in shown}


def below(frame: train.Frame, selected: dict | None) -> None:
    page.seeing(SLUG, [frame.verdict.sentence])


player.stage(SLUG, held, draw, rows=ROWS, below=below)
page.footer(SLUG)
