"""What a learner takes home: the program that ran, its weights, its numbers, and a link to it.

Nothing is built before its button is clicked, so that the buttons cost a page nothing; what is
built is then of that moment, even while a run goes on.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app import controls
from app.catalogue import BY_SLUG
from core import datasets
from core.export import notebook
from core.train import Run, export
from core.train.settings import OWN


def training(slug: str, run: Run) -> None:
    """A row of buttons with all that there is to take home of a training run."""
    stem = re.sub(r"\W+", "_", f"{slug}_{run.settings.data}")
    with _row():
        _program(
            slug, stem, lambda: export.script(run), f"{BY_SLUG[slug].title}: {run.settings.data}"
        )
        _button(
            slug, "Weights", ":material/scatter_plot:", lambda: export.weights(run),
            f"{stem}.safetensors", "application/octet-stream",
            "The weights of this moment (safetensors). They fit the program's network by name.",
        )  # fmt: skip
        _button(
            slug, "Metrics (CSV)", ":material/show_chart:",
            lambda: export.metrics_csv(run.history), f"{stem}_metrics.csv", "text/csv",
            "Loss and score of every epoch so far.",
        )  # fmt: skip
        _button(
            slug, "Data (CSV)", ":material/table:", lambda: datasets.to_csv(run.dataset),
            f"{stem}_data.csv", "text/csv", "All rows, as they were before they were split and scaled.",
        )  # fmt: skip
        with st.popover("Link", icon=":material/link:", key=f"{slug}-link"):
            st.markdown("This page with these settings, and by its seed the same run:")
            st.code(controls.link(slug, run.settings), language=None, wrap_lines=True)
            if run.settings.data in OWN:
                st.caption("Your own data are not in it: whoever opens it brings them along.")
            if run.edited:
                st.caption("Nor is the weight that you set by hand.")


def script(slug: str, text: str, title: str) -> None:
    """A row of buttons for a program, as a script and as a notebook with this title."""
    with _row():
        _program(slug, slug, lambda: text, title)


def _row() -> DeltaGenerator:
    return st.container(horizontal=True, gap="small")


def _program(slug: str, stem: str, make: Callable[[], str], title: str) -> None:
    _button(
        slug, "Python script", ":material/code:", make, f"{stem}.py", "text/x-python",
        "What ran, as a program of its own. It needs nothing but PyTorch.",
    )  # fmt: skip
    _button(
        slug, "Notebook", ":material/menu_book:", lambda: notebook(make(), title),
        f"{stem}.ipynb", "application/x-ipynb+json", "The same program for Jupyter.",
    )  # fmt: skip


def _button(
    slug: str,
    label: str,
    icon: str,
    make: Callable[[], str | bytes],
    file_name: str,
    mime: str,
    help: str,
) -> None:
    key = f"{slug}-download-{label.split(' ')[0].lower()}"
    # A click leaves the page as it is: a rerun would only interrupt what is playing.
    st.download_button(
        label, make, file_name, mime, key=key, help=help, on_click="ignore", icon=icon
    )
