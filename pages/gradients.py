"""Vanishing gradients: at the start, while training, the ladder of fixes, and by hand."""

from dataclasses import replace

import streamlit as st

from app import controls, downloads, page, pins, player, theme
from app.views.gradients import chain, ladder, start, training
from core.gradients import chain as chains
from core.gradients import export, export_chain, export_ladder, run
from core.gradients import start as starts
from core.gradients.network import Deep, first_weights
from core.gradients.presets import ACTING, HAND, LADDER, PRESETS, START, TRAIN
from core.gradients.settings import Settings, compared

SLUG = "gradients"
NETWORK = {"the network": Deep, "initial weights": first_weights}
SOURCES = {
    START: {"one batch, measured": starts.measured} | NETWORK,
    TRAIN: {"one step of all": run.Team.advance} | NETWORK,
    LADDER: {"the ladder": run.ladder, "one step of all": run.Team.advance} | NETWORK,
    HAND: {"by hand": chains.backward, "by autograd": chains.autograd},
}
PROGRAMS = {LADDER: export_ladder.script, HAND: export_chain.script}  # else the deep network

head = page.header(SLUG)
with head:
    view = controls.view(SLUG, list(PRESETS))


def body() -> None:
    """The view: its knobs and presets, its pictures, and the code behind them."""
    with st.sidebar:
        settings = controls.settings(SLUG, Settings, only=ACTING[view])
    colours = theme.current()
    controls.presets(SLUG, PRESETS[view], settings, only=ACTING[view])
    pinned = None
    if view in (START, TRAIN):
        with head:
            said = {name: getattr(settings, name) for name in ACTING[view]}
            kept = pins.pin(
                SLUG, said, help="Keep this network as A; the settings you choose next define B."
            )
        # What acts in the other view alone is no difference in this one.
        if kept is not None:
            pinned = replace(settings, **{name: kept[name] for name in said if name in kept})
    members = compared(settings, pinned if pinned != settings else None)
    if view == START:
        start.show(SLUG, members, colours)
    elif view == TRAIN:
        training.show(SLUG, members, colours)
    elif view == LADDER:
        ladder.show(SLUG, settings, colours)
    else:
        chain.show(SLUG, settings, colours)
    page.code(
        SLUG,
        SOURCES[view],
        downloads=lambda: downloads.script(
            SLUG, PROGRAMS.get(view, export.script)(settings), "Vanishing gradients"
        ),
    )


page.answer(body, plays=view in (TRAIN, LADDER))
page.footer(SLUG)
player.warm_up()
