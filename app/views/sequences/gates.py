"""Gates: the signals of every unit of a trained model at every character of a text."""

from __future__ import annotations

import numpy as np
import streamlit as st

from app import controls, downloads, page, plot, selection, theme
from app.figures.sequences import gates, heat
from app.views.sequences import text as texts
from core.sequences import cells, export, narration, probe
from core.sequences.build_assets import shipped
from core.sequences.cells import SIGNALS
from core.sequences.probe import findings, together
from core.sequences.text_reading import PRESETS, TOGETHER, Reading, bits, glance, predictions, read
from core.sequences.through_time import KINDS
from core.sequences.units import PROPERTIES, ranked

ROWS = {
    "LSTM": [[("i", 1), ("f", 1), ("g", 1)], [("o", 1), ("c", 1), ("h", 1)]],
    "GRU": [[("r", 1), ("z", 1)], [("n", 1), ("h", 1)]],
    "RNN": [[("h", 1)]],
}


def show(slug: str) -> None:
    """The view: the coloured text, a heat map of each signal, one unit, and the other two cells."""
    stage = f"{slug}-gates-stage"
    text = texts.chosen(slug)
    _take_click(slug, stage, len(text))
    with st.sidebar:
        settings = controls.settings(slug, Reading)
    controls.presets(slug, PRESETS, settings)
    kind = settings.cell
    step = min(settings.step, len(text)) - 1
    free = read(kind, text)
    ranking = ranked(free, text, settings.property)
    order = np.array([match.unit for match in ranking])
    best = ranking[settings.rank - 1]
    held = settings.hold(best.unit)
    done = read(kind, text, held) if held else free
    colours = theme.current()
    if settings.colour == TOGETHER:
        shown, whose = together(done, settings.property), "all units together"
    else:
        shown = done.signals[best.signal][:, best.unit]
        whose = f"the {SIGNALS[kind][best.signal]} of unit {best.unit + 1}"
    st.html(heat.coloured_text(text, shown, step, colours, ends=heat.reach(shown), whose=whose))
    panels = {
        signal: heat.heat(done, signal, text, colours, order=order, step=step)
        for signal in SIGNALS[kind]
    }
    shares = predictions(kind, done)[step]
    truth = text[step + 1] if step + 1 < len(text) else ""
    panels["unit"] = heat.unit_lines(
        done, text, best.unit, step, colours, free=free if held else None
    )
    panels["next"] = heat.next_characters(
        shares,
        shipped(kind).vocabulary,
        colours,
        title=f"After character {step + 1}",
        note=f"next in the text: “{heat.named(truth)}”" if truth else "the text ends here",
        truth=truth,
        free=predictions(kind, free)[step] if held else None,
    )
    others = [other for other in reversed(KINDS) if other != kind]
    for other in others:
        other_done = glance(other, text)
        other_order = [m.unit for m in ranked(other_done, text, settings.property)]
        panels[other] = heat.heat(
            other_done,
            "h",
            text,
            colours,
            order=np.array(other_order),
            step=step,
            title=f"The {other}'s hidden state",
        )
    found = findings(free, text)
    panels["found"] = gates.bars(found, kind, settings.property, colours)
    plot.show(
        panels,
        key=stage,
        rows=[
            *ROWS[kind],
            [("unit", 7), ("next", 4)],
            [("found", 1)],
            [(other, 1) for other in others],
        ],
    )
    cost = bits(kind, done, text)
    said = narration.about_reading(
        free,
        bits(kind, free, text),
        best,
        found[settings.property][1],
        settings.property,
        len(shipped(kind).vocabulary),
        len(text),
    )
    if held:
        said.insert(0, narration.about_holding(held, kind, bits(kind, free, text), cost))
    elif settings.held != "nothing":
        said.insert(0, f"The {kind} has no signal {settings.held}, so no signal is held.")
    page.explanation(slug, said)
    page.code(
        slug,
        {
            "one step": cells.STEPS[kind],
            "all signals": cells.trace,
            "finding units": ranked,
            "all together": probe.fit,
            "inside quotes": PROPERTIES["inside quotes"],
        },
        downloads=lambda: downloads.script(slug, export.cell_script(kind), f"{kind}, step by step"),
    )


def _take_click(slug: str, stage: str, length: int) -> None:
    """A click on the unit's lines chooses a character."""
    if click := selection.take(stage):
        at = click.get("point")
        if click.get("panel") == "unit" and isinstance(at, int) and 0 <= at < length:
            st.session_state[f"{slug}_step"] = at + 1
