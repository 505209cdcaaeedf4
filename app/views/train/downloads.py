"""What there is to take home of a training run, and of a race."""

from __future__ import annotations

import re
from dataclasses import dataclass

import streamlit as st

from app import controls, downloads
from app.catalogue import BY_SLUG
from app.downloads import WEIGHTS, File
from core.data import datasets
from core.export import notebook
from core.train import Race, Run, export
from core.train.settings import OWN

OWN_DATA = "The link does not contain your data: anyone who opens it must add them."
EDITED = "The link does not contain the weight that you set by hand."


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
    about_weights = f"{later}In safetensors format; the names match the program's network."
    about_metrics = f"{later}Loss and score for every epoch so far."
    row = downloads.buttons(
        slug,
        [
            *downloads.program(stem, files.script, files.notebook),
            File("Weights", weights, f"{stem}.safetensors", about_weights, WEIGHTS, playing),
            File(
                "Metrics (CSV)",
                metrics,
                f"{stem}_metrics.csv",
                about_metrics,
                ":material/show_chart:",
                playing,
            ),
            File(
                "Data (CSV)",
                files.data,
                f"{stem}_data.csv",
                "All rows, before splitting and scaling.",
            ),
        ],
    )
    left_out = [OWN_DATA] * (run.settings.data in OWN) + [EDITED] * run.edited
    with row:
        downloads.link(slug, controls.link(slug, run.settings), left_out)


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
    row = downloads.buttons(
        slug,
        [
            *downloads.program(
                stem,
                text,
                cells,
                about=f"{later}The run of {leading}, alone",
                disabled=playing,
            ),
            File(
                "Results (CSV)",
                results,
                f"{stem}.csv",
                f"{later}Losses and score of every variant and seed, by epoch.",
                ":material/show_chart:",
                playing,
            ),
        ],
    )
    address = controls.link(slug, race.settings, (prefix, race.race), view=view)
    with row:
        downloads.link(slug, address, [OWN_DATA] * (race.settings.data in OWN))


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
