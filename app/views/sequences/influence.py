"""Influence: the gradient of one prediction back to every character, for the three cells."""

from __future__ import annotations

import streamlit as st

from app import controls, page, plot, theme
from app.figures.sequences import heat
from app.figures.sequences import influence as figures
from app.markdown import escape_markdown
from app.views.sequences import text as texts
from app.views.sequences.downloads import cell_program
from core.sequences import influence, measured, narration
from core.sequences.build_assets import shipped
from core.sequences.text_reading import LIKELIEST, MATTERED, InfluenceSettings, predictions, read
from core.sequences.through_time import KINDS


def show(slug: str) -> None:
    """The view: the text up to the chosen character, coloured by influence, once for each cell."""
    own = f"{slug}-mattered"
    text = texts.chosen(slug)
    with st.sidebar:
        settings = controls.settings(own, InfluenceSettings)
    controls.presets(slug, MATTERED, settings, knobs=own)
    step = min(settings.step, len(text) - 1) - 1
    seen = text[: step + 1]
    truth = None if settings.target == LIKELIEST else text[step + 1]
    found, targets = {}, {}
    panels = {}
    colours = theme.current()
    for kind in KINDS[::-1]:
        model = shipped(kind)
        found[kind] = influence.influence(model, seen, step, truth)
        shares = predictions(kind, read(kind, text))[step]
        likeliest = model.vocabulary[int(shares.argmax())]
        targets[kind] = escape_markdown(heat.named(truth or likeliest))
        panels[f"{kind} next"] = heat.next_characters(
            shares,
            model.vocabulary,
            colours,
            title=f"{kind}: next character",
            most=6,
            truth=text[step + 1],
            note=f"next in the text: “{heat.named(text[step + 1])}”",
            height=170,
        )
    panels["lines"] = figures.lines(found, seen, colours)
    for column, kind in zip(st.columns(3), found, strict=True):
        with column:
            st.markdown(f"**{kind}**: what led to “{targets[kind]}”?")
            largest = found[kind].max() or 1.0
            recent = slice(max(0, len(seen) - 240), len(seen))
            shown = found[kind][recent]
            ends = -largest, largest
            st.html(heat.coloured_text(seen[recent], shown, -1, colours, ends=ends))
    st.caption(
        "A bluer character has a larger gradient: a small change there changes the prediction more."
    )
    plot.show(
        panels,
        key=f"{own}-stage",
        rows=[[("lines", 1)], [(f"{kind} next", 1) for kind in found]],
    )
    names = [escape_markdown(heat.named(character)) for character in seen]
    reaches = {kind: measured.reach(kind) for kind in found}
    said = narration.about_influence(found, targets, names)
    page.explanation(slug, [*said, narration.about_reach(reaches)])
    page.code(
        slug,
        {"the gradient": influence.influence, "how far back": influence.effective_length},
        downloads=lambda: cell_program(slug, "LSTM", text),
    )
