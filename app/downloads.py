"""What a learner takes home: programs, numbers, weights, and a link to what is on the page.

The files are made when their buttons are drawn. Streamlit could make them at the click, but it
then deletes a file as soon as two scripts have ended anywhere on the server, and while a run
plays, that is before the browser has fetched it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePath

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.export import notebook

MIME = {
    ".csv": "text/csv",
    ".ipynb": "application/x-ipynb+json",
    ".npy": "application/octet-stream",
    ".py": "text/x-python",
    ".safetensors": "application/octet-stream",
    ".tsv": "text/tab-separated-values",
}
TABLE, WEIGHTS = ":material/table:", ":material/scatter_plot:"


@dataclass(frozen=True)
class File:
    """A file under its ``name``, whose ending is one of ``MIME``; the rest is its button's.

    A button that is ``disabled`` needs no data yet.
    """

    label: str
    data: str | bytes
    name: str
    help: str | None = None
    icon: str = TABLE
    disabled: bool = False


def buttons(slug: str, files: Iterable[File]) -> DeltaGenerator:
    """A row of buttons, one for each file; returns it, for a page to add its own."""
    row = st.container(horizontal=True, gap="small")
    with row:
        for file in files:
            # A click leaves the page as it is: a rerun would only interrupt what is playing.
            st.download_button(
                file.label,
                file.data,
                file.name,
                MIME[PurePath(file.name).suffix],
                key=f"{slug}-download-{_stem(file.label)}",
                help=file.help,
                icon=file.icon,
                disabled=file.disabled,
                on_click="ignore",
            )
    return row


def program(
    stem: str,
    text: str,
    cells: str,
    *,
    about: str = "The code of this run",
    needs: str = "PyTorch",
    disabled: bool = False,
) -> list[File]:
    """A program as a script and as a notebook, whose ``cells`` hold the same.

    ``needs`` says what has to be installed for it.
    """
    alone = f"{about} as a stand-alone program that needs only {needs}."
    same = "The same program as a Jupyter notebook."
    return [
        File("Python script", text, f"{stem}.py", alone, ":material/code:", disabled),
        File("Notebook", cells, f"{stem}.ipynb", same, ":material/menu_book:", disabled),
    ]


def script(
    slug: str, text: str, title: str, others: Iterable[File] = (), *, needs: str = "PyTorch"
) -> None:
    """A row of buttons for a program, the notebook with this title, and ``others`` after them."""
    buttons(slug, [*program(slug, text, notebook(text, title), needs=needs), *others])


def table(slug: str, label: str, text: str, help: str) -> File:
    """A table as a CSV file, named after the page and the button."""
    return File(f"{label} (CSV)", text, f"{slug}_{_stem(label)}.csv", help)


def weights(path: Path, about: str = "In safetensors format; the program reads this file.") -> File:
    """Trained weights that ship with the app."""
    return File("Weights", path.read_bytes(), path.name, about, WEIGHTS)


def link(slug: str, address: str, left_out: Iterable[str] = ()) -> None:
    """The address that rebuilds the page, and sentences about what it leaves out."""
    with st.popover("Link", icon=":material/link:", key=f"{slug}-link"):
        st.markdown("This page with these settings and seed, which give the same run:")
        st.code(address, language=None, wrap_lines=True)
        for sentence in left_out:
            st.caption(sentence)


def _stem(label: str) -> str:
    return re.sub(r"\W+", "_", label.lower()).strip("_")
