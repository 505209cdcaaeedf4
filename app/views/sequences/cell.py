"""Cell: the equations of one unit at one character, with their numbers."""

from __future__ import annotations

import streamlit as st

from app import boundary, controls, page, plot, theme
from app.figures.sequences import heat
from app.markdown import escape_markdown
from app.views.sequences import text as texts
from app.views.sequences.downloads import cell_program
from core.sequences import cells, narration
from core.sequences.build_assets import UNITS, shipped
from core.sequences.cells import SIGNALS
from core.sequences.text_reading import STEPPING, Stepping, read


def show(slug: str) -> None:
    """The view: step forward and back through the text and read what one unit computes."""
    own = f"{slug}-cell"
    text = texts.chosen(slug)
    with st.sidebar:
        settings = controls.settings(own, Stepping)
    controls.presets(slug, STEPPING, settings, knobs=own)
    kind = settings.cell
    unit = min(settings.unit, UNITS[kind]) - 1
    step = min(settings.step, len(text)) - 1
    done = read(kind, text)
    colours = theme.current()
    named = escape_markdown(heat.named(text[step]))

    def go(to: int) -> None:
        st.session_state[f"{own}_step"] = to

    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            "Back",
            icon=":material/skip_previous:",
            key=f"{own}-back",
            on_click=boundary.callback(go),
            args=(step,),
            disabled=step == 0,
        )
        st.button(
            "Step",
            icon=":material/skip_next:",
            key=f"{own}-on",
            on_click=boundary.callback(go),
            args=(step + 2,),
            disabled=step + 1 == len(text),
            type="primary",
        )
        st.markdown(
            f"Character **{step + 1}** of {len(text)}, “{named}”, unit **{unit + 1}** of the {kind}"
        )
    near = slice(max(0, step - 60), step + 60)
    memory = done.memory[:, unit]
    ends = heat.reach(memory)
    whose = f"the {SIGNALS[kind]['c' if kind == 'LSTM' else 'h']} of unit {unit + 1}"
    st.html(
        heat.coloured_text(
            text[near], memory[near], step - near.start, colours, ends=ends, whose=whose
        )
    )
    sums = cells.sums(shipped(kind).recurrent, done, step, unit)
    lines = narration.equations(sums, done, step, unit)
    for column, part in zip(st.columns(2), zip(*lines, strict=True), strict=True):
        rows = " \\\\[2pt]\n".join(part)
        column.latex(rf"\small\begin{{aligned}} {rows} \end{{aligned}}")
    plot.show(
        heat.unit_lines(done, text, unit, step, colours, clicks=False),
        key=f"{own}-stage",
        rows=[[("gates", 1), ("unit", 1)]],
    )
    page.explanation(slug, narration.about_step(sums, done, step, unit, named))
    page.code(
        slug,
        {"one step": cells.STEPS[kind], "the sums": cells.sums, "all steps": cells.trace},
        downloads=lambda: cell_program(slug, kind, text),
    )
