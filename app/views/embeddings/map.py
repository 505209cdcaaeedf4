"""Map: hundreds of dimensions on two or three axes, and how far the result can be believed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from app import controls, page, plot, theme, waiting
from app.figures.embeddings import map as figures
from app.figures.embeddings import points as drawing
from app.figures.embeddings.points import Part
from app.markdown import escape_markdown
from app.theme import Theme
from app.views.embeddings import cache, downloads, source_picker, warm_up
from core.embeddings import faithfulness, narration, projection, region
from core.embeddings.choices import BY_CLUSTER, BY_KEPT, MAPS, Look
from core.embeddings.faithfulness import Faithfulness
from core.embeddings.neighbours import nearest
from core.embeddings.projection import Settings
from core.embeddings.space import Space


def show(slug: str) -> None:
    """The view: knobs in the sidebar, the map with what it keeps, words and code."""
    chosen = source_picker.chosen(slug)
    space, stage, colours = chosen.space, f"{slug}-map-stage", theme.current()
    with st.sidebar:
        settings = controls.settings(slug, Settings)
        look = controls.settings(f"{slug}-look", Look)
        wanted = st.text_input(
            "Find in the texts",
            key=f"{slug}-find",
            max_chars=100,
            icon=":material/search:",
            persist_state="page",
        )
    controls.presets(slug, MAPS, settings)
    settings, ask = waiting.settled(
        stage, settings, lambda one: cache.ready(space, one, film=look.film)
    )
    try:
        places = cache.points(space, settings)
        layout = cache.layout(space, settings) if look.film else None
    except ValueError as problem:
        st.warning(escape_markdown(str(problem)), icon=":material/map:")
        return
    found = cache.faithful(space, places, look.near)
    parts = parts_of(space, look, found, colours)
    picked = source_picker.clicked(slug, stage, space)
    said = narration.about_map(space, settings, found, explained(space, settings))
    said += narration.about_groups(space)
    caught = source_picker.caught(stage, space)
    if len(caught) > 1:
        said = [*region.about_region(region.describe(space, caught)), *said]
    hits, marks = region.find(space, wanted), []
    if wanted.strip():
        said.insert(0, f"“{wanted.strip()}” is in {len(hits):,} of {len(space):,} texts.")
        marks = [figures.spot(places[hits], colours, name="found")] * bool(len(hits))
    extra = []
    if picked is not None:
        rows = nearest(space.vectors, space.vectors[picked : picked + 1], look.near + 1)[0][0]
        rows = rows[rows != picked][: look.near]
        extra = figures.threads(places, picked, rows, colours)
        said.insert(0, narration.about_point(space, picked, rows, found))
    right = figures.kept_by_group(found, drawing.by_label(space.groups, colours), colours)
    title = f"{settings.method} of {len(space):,} {space.name}"
    note = "orange: no true neighbour kept, blue: all" * (look.colour == BY_KEPT)

    def frame(
        points: np.ndarray,
        texts: Sequence[str] | None,
        extra: Sequence[dict] = (),
        span: np.ndarray | None = None,
    ) -> dict:
        chart = figures.chart(
            points,
            parts,
            texts,
            colours,
            title=title,
            note=note or "click a point, or catch several with the lasso",
            extra=extra,
            marks=marks * (texts is not None),
            span=span,
            explores=True,
            images=None if texts is None else space.images,
        )
        return {"map": chart, "kept": right}

    if layout is None:
        frames, labels = [frame(places, space.texts, extra)], [""]
    else:
        # Words under the pointer only rest on the last picture: each would carry them all.
        span = drawing.span_of(*layout.frames)
        frames = [frame(one, None, span=span) for one in layout.frames[:-1]]
        frames.append(frame(layout.points, space.texts, extra, span))
        labels = [f"{layout.step_name} {step:,}" for step in layout.steps]
        said.insert(0, narration.about_film(layout))
    source_picker.remember(stage, space, parts)
    plot.mount(
        plot.message(
            frames,
            rows=[[("map", 7), ("kept", 4)]],
            labels=labels,
            film=layout is not None,
            ask=ask,
        ),
        key=stage,
    )
    page.explanation(slug, [escape_markdown(sentence) for sentence in said])
    page.code(
        slug,
        {
            "the map": projection.lay_out,
            "UMAP": projection.by_umap,
            "faithfulness": faithfulness.faithfulness,
            "a region": region.describe,
        },
        downloads=lambda: downloads.map_row(slug, space, settings, places),
    )
    warm_up.status(slug)


def parts_of(space: Space, look: Look, found: Faithfulness, colours: Theme) -> list[Part]:
    """The things in the colours that were chosen."""
    if look.colour == BY_KEPT:
        return drawing.by_share(found.kept, colours)
    if look.colour == BY_CLUSTER:
        count = min(max(2, len(set(space.groups))), 20)
        made = cache.clusters(space, count=count if count > 2 else 8)
        return drawing.by_label([made.label(at) for at in range(len(space))], colours)
    return drawing.by_label(space.groups, colours)


def explained(space: Space, settings: Settings) -> np.ndarray | None:
    """The share of the spread that each axis of PCA keeps; None for the others."""
    return cache.layout(space, settings).explained if settings.method == projection.PCA else None
