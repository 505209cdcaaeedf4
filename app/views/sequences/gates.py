"""Gates: what the units of a trained model do at every character of a text."""

from __future__ import annotations

import math

import streamlit as st

from app import controls, page, plot, selection, theme
from app.figures.sequences import gates, heat
from app.views.sequences import text as texts
from app.views.sequences.downloads import cell_program
from core.sequences import cells, measured, narration, probe
from core.sequences.build_assets import STEPS, shipped
from core.sequences.cells import SIGNALS
from core.sequences.evidence import evidence, ranking, removal_costs
from core.sequences.probe import findings, together
from core.sequences.text_reading import (
    NOTHING,
    PRESETS,
    TOGETHER,
    Reading,
    bits,
    continuation,
    predictions,
    read,
)
from core.sequences.through_time import KINDS
from core.sequences.units import PROPERTIES, ranking_of

MAPS = {"LSTM": ("c", "f", "i", "o", "g", "h"), "GRU": ("h", "z", "r", "n"), "RNN": ("h",)}
SHORT = 20  # characters
FIRST = 2  # maps that come before the rest, so that what one picks is on the first screen


def show(slug: str) -> None:
    """The view: the coloured text, maps of the top units under it, and all units to pick from."""
    stage = f"{slug}-gates-stage"
    text = texts.chosen(slug)
    _take_click(slug, stage, text)
    with st.sidebar:
        settings = controls.settings(slug, Reading)
    controls.presets(slug, PRESETS, settings)
    kind = settings.cell
    step = min(settings.step, len(text)) - 1
    free = read(kind, text)
    order = ranking(kind, text, settings.property, settings.by)
    chosen = min(settings.rank, len(order)) - 1
    match = order[chosen]
    held = settings.hold(match.unit)
    done = read(kind, text, held) if held else free
    colours = theme.current()
    if settings.colour == TOGETHER:
        shown, whose = together(done, settings.property), "all units together"
    else:
        shown = done.signals[match.signal][:, match.unit]
        whose = f"the {SIGNALS[kind][match.signal]} of unit {match.unit + 1}"
    st.html(heat.coloured_text(text, shown, step, colours, ends=heat.reach(shown), whose=whose))
    units = gates.rows_of(order, chosen)
    panels = {
        signal: gates.signal_map(done, signal, text, colours, units=units, step=step)
        for signal in MAPS[kind]
    }
    panels["all"] = gates.overview(order, free, match.unit, settings.property, colours)
    panels |= heat.unit_lines(done, text, match.unit, step, colours, free=free if held else None)
    shares = predictions(kind, done)[step]
    truth = text[step + 1] if step + 1 < len(text) else ""
    panels["next"] = heat.next_characters(
        shares,
        shipped(kind).vocabulary,
        colours,
        title=f"After character {step + 1}",
        note=f"next in the text: “{heat.named(truth)}”" if truth else "the text ends here",
        truth=truth,
        free=predictions(kind, free)[step] if held else None,
    )
    found = findings(free, text)
    panels["found"] = gates.bars(found, kind, settings.property, colours)
    plot.show(
        panels,
        key=stage,
        rows=[
            *([(signal, 1)] for signal in MAPS[kind][:FIRST]),
            [("all", 6), ("next", 5)],
            [("gates", 1), ("unit", 1)],
            *([(signal, 1)] for signal in MAPS[kind][FIRST:]),
            [("found", 1)],
        ],
    )
    cost = bits(kind, free, text)
    known = len(shipped(kind).vocabulary) - 1
    said = [
        narration.about_text(
            kind,
            float(cost.mean()),
            len(text),
            known,
            measured.bits(kind),
            measured.usual(kind, len(text)),
        ),
        *narration.about_unit(
            kind,
            match,
            settings.property,
            found[settings.property][1],
            evidence(kind, text, settings.property, match.unit),
            len(order),
        ),
        narration.about_memory(free, match.unit),
        narration.about_readable(
            kind, settings.property, measured.readable(kind, settings.property)
        ),
        narration.about_models(
            {name: measured.bits(name) for name in KINDS},
            measured.counted,
            measured.ORDERS,
            STEPS,
        ),
    ]
    if len(text) < SHORT:
        said.append("Use a longer text: so few characters prove little.")
    if held:
        said.insert(0, narration.about_holding(held, kind, cost, bits(kind, done, text)))
    elif settings.held != NOTHING:
        said.insert(0, f"The {kind} has no signal {settings.held}, so no signal is held.")
    page.explanation(slug, said)
    _models(slug, kind, text[: step + 1], known)
    page.code(
        slug,
        {
            "one step": cells.STEPS[kind],
            "all signals": cells.walk,
            "finding units": ranking_of,
            "hold test": removal_costs,
            "all together": probe.fit,
            "inside quotes": PROPERTIES["inside quotes"],
        },
        downloads=lambda: cell_program(slug, kind, text),
    )


def _models(slug: str, kind: str, start: str, known: int) -> None:
    """How good the models are beside counting, and how the chosen one goes on with the text."""
    section = st.expander(
        "What the models have read, and how well",
        icon=":material/menu_book:",
        key=f"{slug}-models",
        on_change="rerun",
    )
    if not section.open:
        return
    found = {"guessing": math.log2(known)}
    found |= {f"counting, {order} back": measured.counted(order) for order in measured.ORDERS}
    found |= {name: measured.bits(name) for name in KINDS}
    with section:
        plot.show({"models": gates.models(found, theme.current())}, key=f"{slug}-models-stage")
        st.markdown(f"**The {kind} goes on from the chosen character**")
        st.code(start[-60:] + continuation(kind, start), language=None, wrap_lines=True)


def _take_click(slug: str, stage: str, text: str) -> None:
    """A click on the unit's lines chooses a character, one on all units a unit."""
    click = selection.take(stage) or {}
    at = click.get("point")
    if not isinstance(at, int) or at < 0:
        return
    if click.get("panel") in ("unit", "gates") and at < len(text):
        st.session_state[f"{slug}_step"] = at + 1
    elif click.get("panel") == "all":
        settings = st.session_state.get(f"{slug}-Reading", Reading())
        order = ranking(settings.cell, text, settings.property, settings.by)
        ranks = {match.unit: rank for rank, match in enumerate(order, 1)}
        if at in ranks:
            st.session_state[f"{slug}_rank"] = ranks[at]
