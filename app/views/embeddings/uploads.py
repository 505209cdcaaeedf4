"""The learner's items, and models by name: chosen in the sidebar, encoded a part at a time.

Until they are there, the view shows the shipped items, and a sentence says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from app import encoder, encoding_job, session, uploads, waiting
from app import hub as by_name
from app.markdown import escape_markdown
from app.reading import read_image, read_table, read_vectors
from app.views.embeddings.source_picker import Chosen
from core.cache import shared
from core.data.images import Picture
from core.embeddings import corpora, encoders, hub, shipped, user_vectors
from core.embeddings.choices import COLUMN, HUB, IMAGES, SHIPPED, VECTORS, Choice
from core.embeddings.encoding import Encode, Encoding
from core.embeddings.space import Space
from core.parsing.names import short

if TYPE_CHECKING:
    from core.parsing.table import Table
    from core.parsing.vectors import Vectors

NO_COLOUR = "nothing"
PART = 64  # texts that are encoded in one run


def chosen(slug: str, choice: Choice) -> Chosen | None:
    """The learner's items, encoded; None as long as something is missing."""
    if choice.data == VECTORS:
        space = _vectors(slug)
        return None if space is None else Chosen(space, "vectors")
    module, name = _encoder(slug, choice.encoder)
    if module is None:
        return None
    about = getattr(module, "ABOUT", f"Made by {name}.")
    texts = getattr(module, "encode_texts", None)
    # A model from the hub can tell which of the two it takes only when it is there.
    takes = getattr(module, "takes_images", True)
    images = getattr(module, "encode_images", None) if takes else None
    if choice.data == IMAGES:
        if isinstance(module, ModuleType) and images and (seen := getattr(module, "SEEN", None)):
            corpus = _as(slug, seen)
            images = partial(images, corpus=corpus)
            about = module.about_own(corpus)
        space = _images(slug, name, images, about)
    elif texts is None:
        st.caption("This encoder takes no texts. Choose another one.")
        return None
    else:
        space = _texts(slug, choice.data, name, texts, about)
    return None if space is None else Chosen(space, name, texts, images)


def _encoder(slug: str, name: str) -> tuple[ModuleType | hub.Model | None, str]:
    """The module, or the model from the hub once it is loaded."""
    if name != HUB:
        return encoders.encoder(name), name
    loaded = by_name.model(f"{slug}-hub", hub.NAME, hub.load, until=_missing)
    return loaded, loaded.name if loaded else name


def _missing(name: str) -> None:
    st.caption(
        "The first time, the app downloads its weights. Until then, you see the sample data."
    )


def _texts(slug: str, data: str, name: str, encode: Callable, about: str) -> Space | None:
    key = f"{slug}-own"
    texts: tuple[str, ...] = ()
    groups: tuple[str, ...] | None = None
    if data == SHIPPED:
        listed = corpora.topics()
        texts, groups = listed.texts, listed.groups
    elif data == COLUMN:
        found = _column(key)
        if found is None:
            return None
        texts, groups = found
    else:
        brought = uploads.file(
            f"{key}-lines", "A text file, one text per line", ["txt", "md"], _lines
        )
        written = st.text_area(
            "or paste them here, one text per line",
            key=f"{key}-pasted",
            height=120,
            max_chars=200_000,
            persist_state="session",
        )
        notes: list[str] = []
        if written.strip():
            texts, notes = user_vectors.lines(written)
        elif brought:
            texts, notes = brought
        if notes:
            uploads.tell(notes)
    if not texts or len(texts) < 5:
        st.caption("Add at least five texts; until then you see the sample data.")
        return None
    try:
        vectors = _encoded(slug, name, texts, encode)
    except ValueError as problem:
        st.warning(escape_markdown(str(problem)), icon=":material/notes:")
        return None
    if vectors is None:
        return None
    if name == encoders.SENTENCES:
        encoder.doubt(texts)
    return user_vectors.of_texts(texts, vectors, groups, about)


def _encoded(slug: str, name: str, texts: tuple[str, ...], encode: Encode) -> np.ndarray | None:
    """The vectors, (texts, dimensions), or None until the last part is there.

    Raises ``ValueError`` where the encoder cannot take one of the texts, and they are few.
    """
    job = encoding_job.job(slug, (name, texts), lambda: Encoding(texts, encode, PART))
    if not job.encoding.finished and len(texts) <= PART:
        job.encoding.advance()
    if not job.encoding.finished:
        encoding_job.bar(slug, job, "texts", by_sentences=name == encoders.SENTENCES)
        return None
    return job.encoding.vectors()


def _lines(content: bytes, name: str) -> tuple[tuple[str, ...], list[str]]:
    from core.parsing.text import read_text

    read = read_text(content, name, cut=True)
    texts, notes = user_vectors.lines(read.text)
    return texts, [*read.notes, *notes]


def _column(key: str) -> tuple[tuple[str, ...], tuple[str, ...] | None] | None:
    """A table's column of texts, and perhaps one that says what each belongs to."""
    brought = uploads.file(f"{key}-table", "CSV or TSV", ["csv", "tsv", "txt"], _table)
    if brought is None:
        st.caption("Add your table; until then you see the sample data.")
        return None
    frame = brought.frame
    columns = list(frame)
    long = max(columns, key=lambda column: frame[column].astype(str).str.len().mean())
    count = st.session_state[f"{key}-table-count"]
    named = st.selectbox(
        "Texts", columns, columns.index(long), key=f"{key}-texts-{count}", persist_state="session"
    )
    by = st.selectbox(
        "Groups", ["none", *columns], key=f"{key}-groups-{count}", persist_state="session"
    )
    texts, groups, notes = user_vectors.from_table(brought, named, None if by == "none" else by)
    uploads.tell([f"{len(texts):,} of {len(frame):,} rows.", *notes, *brought.notes])
    return texts, groups


def _table(content: bytes, name: str) -> Table:
    return read_table(content, name, least=1)


def _vectors(slug: str) -> Space | None:
    from core.parsing.labels import EXTENSIONS as ENDINGS
    from core.parsing.labels import read_labels, with_labels
    from core.parsing.vectors import EXTENSIONS

    key = f"{slug}-vectors"
    brought = uploads.file(key, "Vectors: .npy, or a table as .tsv", EXTENSIONS, read_vectors)
    if brought is None:
        st.caption("Add your vectors; until then you see the sample data.")
        return None
    # Labels belong to exactly these vectors; any others start without labels.
    named = f"{key}-labels-{shipped.fingerprint(brought.vectors)}"
    labels = uploads.file(named, "Labels, one per line (optional)", ENDINGS, read_labels)
    try:
        labelled = with_labels(brought, labels) if labels else brought
    except ValueError as problem:
        st.warning(escape_markdown(str(problem)), icon=":material/label:")
        labelled = brought
    space, notes = user_vectors.of_vectors(labelled, *_columns(named, labelled))
    uploads.tell(
        [
            f"{len(space):,} vectors of {space.vectors.shape[1]:,} numbers.",
            space.about,
            *labelled.notes,
            *notes,
        ]
    )
    return space


def _columns(key: str, brought: Vectors) -> tuple[str | None, str | None]:
    """Which columns of labels name and colour the vectors: the usual ones, or the learner's."""
    columns = list(brought.labels)
    named, by = user_vectors.usual_columns(brought.labels)
    if not columns:
        return None, None
    own = f"{key}-{'-'.join(columns)}"
    if len(columns) > 1:
        named = st.selectbox(
            "Label",
            columns,
            columns.index(named or columns[0]),
            key=f"{own}-named",
            persist_state="session",
        )
    options = [NO_COLOUR, *columns]
    coloured = st.selectbox(
        "Colour by",
        options,
        options.index(by or NO_COLOUR),
        key=f"{own}-by",
        persist_state="session",
    )
    return named, None if coloured == NO_COLOUR else coloured


def _as(slug: str, seen: Mapping[str, str]) -> str:
    """The corpus that images are made like, the same for the CNN and for the raw pixels."""
    return st.selectbox(
        "Treat each image as",
        list(seen),
        format_func=seen.__getitem__,
        key=f"{slug}-images-as",
        persist_state="session",
        help="A colour image is cut to its middle square; a digit is bright on black and fills the "
        "frame. The CNN and the raw pixels get the same image, so you can compare them.",
    )


def _images(slug: str, name: str, encode: Callable | None, about: str) -> Space | None:
    if encode is None:
        st.caption(
            "This encoder takes no images. Choose one that does; until then you see the sample "
            "data."
        )
        return None
    pictures = _pictures(f"{slug}-images")
    if len(pictures) < 5:
        st.caption("Add at least five images; until then you see the sample data.")
        return None
    try:
        marks = tuple(one.fingerprint for one in pictures)
        vectors = waiting.answer(
            "Encoding your images", _seen, name, about, marks, pictures, encode
        )
    except ValueError as problem:
        st.warning(escape_markdown(str(problem)), icon=":material/image:")
        return None
    return user_vectors.of_images(pictures, vectors, about)


@shared
def _seen(
    encoder: str,
    about: str,
    fingerprints: tuple[str, ...],
    _pictures: Sequence[Picture],
    _encode: Callable,
) -> np.ndarray:
    return _encode(_pictures)


def _pictures(key: str) -> list[Picture]:
    """Several images, those that could be read, each read once; the rest are named."""
    from core.parsing.image import EXTENSIONS

    sent = st.file_uploader(
        f"Images, up to {user_vectors.MOST_IMAGES}",
        EXTENSIONS,
        accept_multiple_files=True,
        key=f"{key}-file",
    )
    held: dict = st.session_state.setdefault(f"{key}-read", {})
    if not sent:  # as after a visit to another view, where the browser forgets what it sent
        return list(held.values())
    read: dict = {}
    for one in sent[: user_vectors.MOST_IMAGES]:
        try:
            read[one.file_id] = held.get(one.file_id) or read_image(one.getvalue(), one.name)
            held[one.file_id] = read[one.file_id]  # at once: the next file may be slow
        except ValueError as problem:
            st.warning(escape_markdown(f"{short(one.name)}: {problem}"), icon=":material/image:")
    if len(sent) > user_vectors.MOST_IMAGES:
        st.caption(f"Only the first {user_vectors.MOST_IMAGES} of {len(sent)} are used.")
    if read:  # else those from before stay
        st.session_state[f"{key}-read"] = read
    session.release(f"{key}-file")
    return list((read or held).values())
