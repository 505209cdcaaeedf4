"""What a learner takes home: the program that ran, its weights, its numbers, and a link to it.

The files are made when their buttons are drawn. Streamlit could make them at the click, but it
then deletes a file as soon as two scripts have ended anywhere on the server, and while a run
plays, that is before the browser has fetched it. What a run cannot change is made once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app import controls
from app.catalogue import BY_SLUG
from core.data import datasets
from core.export import notebook
from core.train import Race, Run, export
from core.train.settings import OWN

NONE: Mapping[str, tuple[str, str]] = MappingProxyType({})


@dataclass(frozen=True)
class Files:
    """What there is to download of a run, apart from what its next step changes."""

    run: Run
    edited: bool
    script: str
    notebook: str
    data: str


def training(slug: str, run: Run, *, playing: bool = False) -> None:
    """A row of buttons with all that there is to take home of a training run.

    While it is ``playing``, its weights and metrics have to wait: a file would be of the past.
    """
    files = _files(slug, run)
    weights, metrics = b"", ""
    if not playing:
        weights, metrics = export.weights(run), export.metrics_csv(run.history)
    stem = re.sub(r"\W+", "_", f"{slug}_{run.settings.data}")
    later = "Pause the run first. " * playing
    with _row():
        _program(slug, stem, files.script, files.notebook)
        _button(
            slug,
            "Weights",
            ":material/scatter_plot:",
            weights,
            f"{stem}.safetensors",
            "application/octet-stream",
            f"{later}In safetensors format; the names match the program's network.",
            disabled=playing,
        )
        _button(
            slug,
            "Metrics (CSV)",
            ":material/show_chart:",
            metrics,
            f"{stem}_metrics.csv",
            "text/csv",
            f"{later}Loss and score for every epoch so far.",
            disabled=playing,
        )
        _button(
            slug,
            "Data (CSV)",
            ":material/table:",
            files.data,
            f"{stem}_data.csv",
            "text/csv",
            "All rows, before splitting and scaling.",
        )
        _link(
            slug, controls.link(slug, run.settings), own=run.settings.data in OWN, edited=run.edited
        )


def race(slug: str, prefix: str, race: Race, *, view: str, playing: bool = False) -> None:
    """A row of buttons with what there is to take home of a race.

    Every member is a separate run. The program is that of the leading variant, with the first
    seed. ``prefix`` is the first part of the keys of the race's own knobs, ``view`` its view.
    """
    text, cells, results, leading = "", "", "", "the variant that leads"
    if not playing:
        leader = race.leader()
        leading = f"{race.standings()[0].variant}, which leads, with seed {leader.settings.seed}"
        text = export.script(leader)
        cells = notebook(text, f"{BY_SLUG[slug].title}: {leading}")
        results = export.results_csv(race)
    later = "Pause the race first. " * playing
    stem = re.sub(r"\W+", "_", f"{slug}_race_{race.settings.data}")
    with _row():
        _program(
            slug, stem, text, cells, disabled=playing, about=f"{later}The run of {leading}, alone"
        )
        _button(
            slug,
            "Results (CSV)",
            ":material/show_chart:",
            results,
            f"{stem}.csv",
            "text/csv",
            f"{later}Losses and score of every variant and seed, by epoch.",
            disabled=playing,
        )
        address = controls.link(slug, race.settings, (prefix, race.race), view=view)
        _link(slug, address, own=race.settings.data in OWN)


def _link(slug: str, address: str, *, own: bool, edited: bool = False) -> None:
    """The address that rebuilds the page, and what it leaves out."""
    with st.popover("Link", icon=":material/link:", key=f"{slug}-link"):
        st.markdown("This page with these settings and seed, which give the same run:")
        st.code(address, language=None, wrap_lines=True)
        if own:
            st.caption("The link does not contain your data: anyone who opens it must add them.")
        if edited:
            st.caption("The link does not contain the weight that you set by hand.")


def script(
    slug: str,
    text: str,
    title: str,
    tables: Mapping[str, tuple[str, str]] = NONE,
    *,
    needs: str = "PyTorch",
    weights: Path | None = None,
) -> None:
    """A row of buttons for a program, as a script and as a notebook with this title.

    ``tables`` has what else there is, by the label of its button: the text of a CSV file and what
    it holds. ``needs`` says what has to be installed for the program, ``weights`` is a file that
    it loads.
    """
    with _row():
        _program(slug, slug, text, notebook(text, title), needs)
        if weights:
            _button(
                slug,
                "Weights",
                ":material/scatter_plot:",
                weights.read_bytes(),
                weights.name,
                "application/octet-stream",
                "In safetensors format; put them beside the program, which loads them.",
            )
        for label, (table, help) in tables.items():
            stem = re.sub(r"\W+", "_", label.lower()).strip("_").removesuffix("_csv")
            name = f"{slug}_{stem}.csv"
            _button(slug, label, ":material/table:", table, name, "text/csv", help)


def _files(slug: str, run: Run) -> Files:
    """The files of this run, from the session where they are there already."""
    key = f"{slug}-files"
    files: Files | None = st.session_state.get(key)
    if files is None or files.run is not run or files.edited != run.edited:
        text = export.script(run)
        title = f"{BY_SLUG[slug].title}: {run.settings.data}"
        data = datasets.to_csv(run.dataset)
        files = Files(run, run.edited, text, notebook(text, title), data)
        st.session_state[key] = files
    return files


def _row() -> DeltaGenerator:
    return st.container(horizontal=True, gap="small")


def _program(
    slug: str,
    stem: str,
    text: str,
    cells: str,
    needs: str = "PyTorch",
    *,
    about: str = "The code of this run",
    disabled: bool = False,
) -> None:
    _button(
        slug,
        "Python script",
        ":material/code:",
        text,
        f"{stem}.py",
        "text/x-python",
        f"{about} as a stand-alone program that needs only {needs}.",
        disabled=disabled,
    )
    _button(
        slug,
        "Notebook",
        ":material/menu_book:",
        cells,
        f"{stem}.ipynb",
        "application/x-ipynb+json",
        "The same program as a Jupyter notebook.",
        disabled=disabled,
    )


def _button(
    slug: str,
    label: str,
    icon: str,
    data: str | bytes,
    file_name: str,
    mime: str,
    help: str,
    *,
    disabled: bool = False,
) -> None:
    key = f"{slug}-download-{label.split()[0].lower()}"
    # A click leaves the page as it is: a rerun would only interrupt what is playing.
    st.download_button(
        label,
        data,
        file_name,
        mime,
        key=key,
        help=help,
        icon=icon,
        disabled=disabled,
        on_click="ignore",
    )
