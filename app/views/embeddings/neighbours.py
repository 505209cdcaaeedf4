"""Neighbours: the nearest items in the full space by three measures, and the place of a new one."""

from __future__ import annotations

import io
from base64 import b64encode

import numpy as np
import streamlit as st

from app import controls, page, plot, theme
from app.figures.embeddings import map as mapping
from app.figures.embeddings import neighbours as figures
from app.figures.embeddings import points as drawing
from app.markdown import escape_markdown
from app.views.embeddings import cache, downloads, query_vectors, source_picker, warm_up
from app.views.embeddings.source_picker import Chosen, Encode
from core.embeddings import corpora, narration, neighbours
from core.embeddings.choices import ASKED, TYPED, Asking
from core.embeddings.neighbours import COSINE, Found
from core.embeddings.projection import Settings
from core.embeddings.space import Space

HEIGHT = 330
LONGEST = 44  # characters of a text in the lists
PICTURE = 32  # pixels
MOST_COMPARED = 8


def show(slug: str) -> None:
    """The view: the question, the map with its place, three lists, and each with each."""
    own, stage = f"{slug}-ask", f"{slug}-neighbours-stage"
    chosen = source_picker.chosen(slug)
    space = chosen.space
    with st.sidebar:
        asked = controls.settings(own, Asking)
        settings = controls.settings(slug, Settings)
    controls.presets(slug, _offered(chosen), asked, knobs=own)
    before = st.session_state.get(f"{slug}-picked")
    picked = source_picker.clicked(slug, stage, space)
    typed = f"{slug}-typed"
    if st.session_state.get(f"{slug}-picked") != before:
        st.session_state[typed] = ""  # what was done last counts
    text = ""
    if asked.question != TYPED:
        text = asked.question
    else:
        anything = "anything" if chosen.encode_texts else f"one of these, such as {space.texts[-1]}"
        text = st.text_input(
            "Type a word or a sentence",
            key=typed,
            max_chars=500,
            placeholder=f"Type {anything}, or click a point on the map",
            label_visibility="collapsed",
            persist_state="session",
        ).strip()
    row = 0 if picked is None else picked
    query, name = space.vectors[row], space.texts[row]
    at: int | None = row
    try:
        picture = None if chosen.encode_images is None else _picture(slug, chosen.encode_images)
        if text:
            query, name = query_vectors.vectors_of(chosen, [text])[0], text
            at = space.texts.index(text) if text in space.texts else None
        elif picture is not None:
            (query, name), at = picture, None
    except ValueError as problem:
        st.warning(escape_markdown(str(problem)), icon=":material/search:")
    try:
        places = cache.points(space, settings)
        placed = None if at is not None else cache.layout(space, settings).place(query[None])
    except ValueError as problem:
        st.warning(escape_markdown(str(problem)), icon=":material/map:")
        return
    found = neighbours.neighbours(space.vectors, query, asked.near, without=at)
    colours = theme.current()
    parts = drawing.by_label(space.groups, colours)
    shown = places if placed is None else np.concatenate([places, placed])
    standing = at if at is not None else len(places)
    extra = mapping.threads(shown, standing, found[0].rows, colours)
    if placed is not None:
        extra.append(mapping.spot(placed, colours, name="new", texts=[name]))
    source_picker.remember(stage, space, parts)
    lengths = neighbours.lengths(space.vectors)
    cosines = neighbours.values(space.vectors, query, COSINE)
    plot.show(
        {
            "map": mapping.chart(
                places,
                parts,
                space.texts,
                colours,
                title=f"{settings.method} with the question",
                note="lines: the nearest by cosine",
                extra=extra,
                height=HEIGHT,
                span=drawing.span_of(shown),
                images=space.images,
            ),
            "why": figures.reasons(cosines, lengths, found, space.texts, colours, height=HEIGHT),
        },
        key=stage,
        rows=[[("map", 6), ("why", 5)]],
    )
    st.markdown(f"Nearest to **{escape_markdown(name[:120])}** among {len(space):,}:")
    st.markdown(_table(space, found))
    said = narration.about_measures(found, lengths)
    if placed is not None:
        said.append(cache.layout(space, settings).placing)
    page.explanation(slug, [escape_markdown(sentence) for sentence in said])
    _compare(slug, chosen)
    page.code(
        slug,
        {"by three measures": neighbours.neighbours, "each measure": neighbours.values},
        downloads=lambda: downloads.files(slug, space),
    )
    warm_up.status(slug)


def _offered(chosen: Chosen) -> dict[str, Asking]:
    """The questions that can be asked of these things."""
    return {
        name: query
        for name, query in ASKED.items()
        if query.question == TYPED or chosen.encode_texts or query.question in chosen.space.texts
    }


def _table(space: Space, found: tuple[Found, ...]) -> str:
    """The three lists side by side; what cosine does not list is bold. Where all list the same,
    each thing is named once."""
    rows = found[0].rows
    if all(np.array_equal(rows, one.rows) for one in found):
        head = ["", "by all three measures", *(one.measure for one in found)]
        body = [
            [f"{rank + 1}", _named(space, int(row)), *(f"{one.values[rank]:.3f}" for one in found)]
            for rank, row in enumerate(rows)
        ]
    else:
        near = set(rows.tolist())
        head = ["", *(one.measure for one in found)]
        body = [[f"{rank + 1}"] for rank in range(len(rows))]
        for one in found:
            for line, row, value in zip(body, one.rows.tolist(), one.values, strict=True):
                said = _named(space, row)
                line.append(f"{value:.3f} {said if row in near else f'**{said}**'}")
    lines = [head, ["---"] * len(head), *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _named(space: Space, row: int) -> str:
    """A thing's text, and its picture where it has one, as Markdown."""
    whole = space.texts[row]
    text = escape_markdown(whole if len(whole) <= LONGEST else whole[: LONGEST - 1] + "…")
    if space.images is None:
        return text
    from PIL import Image

    file = io.BytesIO()
    small = Image.fromarray(space.images[row]).resize((PICTURE, PICTURE), Image.Resampling.NEAREST)
    small.save(file, "PNG")
    return f"![](data:image/png;base64,{b64encode(file.getvalue()).decode()}) {text}"


def _picture(slug: str, encode: Encode) -> tuple[np.ndarray, str] | None:
    """An image of the learner's own as a question, where the encoder takes images."""
    from app import uploads
    from app.reading import read_image
    from core.parsing.image import EXTENSIONS

    with st.sidebar:
        brought = uploads.file(
            f"{slug}-ask-image", "Or use an image as the query", EXTENSIONS, read_image
        )
    if brought is None:
        return None
    return encode([brought])[0], brought.name


def _compare(slug: str, chosen: Chosen) -> None:
    """The cosines of a few texts with one another."""
    space = chosen.space
    section = st.expander(
        "Compare texts with one another",
        icon=":material/grid_on:",
        key=f"{slug}-compare",
        on_change="rerun",
    )
    if not section.open:
        return
    with section:
        left, right = st.columns([4, 5])
        known = set(space.texts)
        pairs = [*corpora.pairs()["near_misses"][:2], *corpora.pairs()["paraphrases"][12:14]]
        suggested = [text for pair in pairs for text in pair if text in known] or space.texts[:6]
        written = left.text_area(
            f"One per line, up to {MOST_COMPARED}",
            "\n".join(dict.fromkeys(suggested)),
            height=250,
            max_chars=4000,
            key=f"{slug}-compared-{chosen.mark}",
            persist_state="session",
        )
        lines = [line.strip() for line in written.splitlines() if line.strip()]
        texts = list(dict.fromkeys(lines))[:MOST_COMPARED]
        if len(texts) < 2:
            left.caption("Enter at least two texts.")
            return
        try:
            vectors = query_vectors.vectors_of(chosen, texts)
        except ValueError as problem:
            left.warning(escape_markdown(str(problem)))
            return
        cosines = neighbours.similarity(vectors)
        with right:
            plot.show(
                {"matrix": figures.matrix(cosines, texts, theme.current())},
                key=f"{slug}-matrix-stage",
            )
        left.caption(escape_markdown(narration.about_matrix(texts, cosines)))
