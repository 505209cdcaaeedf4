"""Seeds: the same vectors on three maps, and what not to read into any of them."""

from __future__ import annotations

import dataclasses

import streamlit as st

from app import controls, page, plot, theme
from app.figures.embeddings import map as mapping
from app.figures.embeddings import points as drawing
from app.figures.embeddings import seeds as figures
from app.markdown import escape_markdown
from app.views.embeddings import cache, downloads, source_picker, warm_up
from core.embeddings import geometry, narration
from core.embeddings.choices import THRICE, SeedComparison
from core.embeddings.projection import Settings
from core.embeddings.space import unit
from core.percent import percent


def show(slug: str) -> None:
    """The view: three maps, and under them how large each group looks on each."""
    own = f"{slug}-thrice"
    space = source_picker.chosen(slug).space
    with st.sidebar:
        chosen = controls.settings(own, SeedComparison)
    controls.presets(slug, THRICE, chosen, knobs=own)
    maps = three(chosen)
    try:
        placed = {name: cache.points(space, settings) for name, settings in maps.items()}
    except ValueError as problem:
        st.warning(escape_markdown(str(problem)), icon=":material/map:")
        return
    colours = theme.current()
    parts = drawing.by_label(space.groups, colours)
    found = {name: cache.faithful(space, places, 10) for name, places in placed.items()}
    span = drawing.span_of(*placed.values())
    panels = {
        f"map {at}": mapping.chart(
            places,
            parts,
            space.texts,
            colours,
            title=name,
            note=f"{percent(found[name].kept.mean())} of true neighbours kept",
            span=span,
            height=300,
            clicks=False,
        )
        for at, (name, places) in enumerate(placed.items())
    }
    rows = [[(name, 1) for name in panels]]
    spreads = {name: geometry.spread(places, space.groups) for name, places in placed.items()}
    if len(parts) > 1:
        panels["sizes"] = figures.sizes(spreads, colours)
        rows.append([("sizes", 1)])
    plot.show(panels, key=f"{slug}-seeds-stage", rows=rows)
    truth = geometry.spread(unit(space.vectors), space.groups)
    said = narration.about_three(spreads, truth, found)
    page.explanation(slug, [escape_markdown(sentence) for sentence in said])
    page.code(
        slug,
        {"sizes and gaps": geometry.spread, "three maps": three},
        downloads=lambda: downloads.map_row(slug, space, *_first(maps, placed)),
    )
    warm_up.status(slug)


def three(chosen: SeedComparison) -> dict[str, Settings]:
    """The settings of the three maps, by what each is called."""
    if chosen.varied == "seed":
        seeds = range(chosen.first, chosen.first + 3)
        return {f"Seed {seed}": Settings(seed=seed) for seed in seeds}
    usual = Settings(seed=chosen.first)
    if chosen.varied == "neighbours":
        return {
            f"{stop} neighbours": dataclasses.replace(usual, neighbours=stop)
            for stop in (5, 15, 50)
        }
    return {
        f"Minimum distance {stop:g}": dataclasses.replace(usual, minimum_distance=stop)
        for stop in (0.0, 0.1, 0.8)
    }


def _first(maps: dict, placed: dict) -> tuple:
    name = next(iter(maps))
    return maps[name], placed[name]
