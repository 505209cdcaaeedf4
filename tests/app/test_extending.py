"""What CONTRIBUTING.md promises: an activation is one entry, and a concept the files it names."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.core.test_architecture import ROOT

ENTRY = """    "hard tanh": Activation(
        nn.Hardtanh, r"\\\\max(-1, \\\\min(1, x))", "[-1, 1]", True, "A tanh of straight lines."
    ),
"""
OPEN = """
import sys
sys.path.insert(0, ".")
from streamlit.testing.v1 import AppTest

def opened(slug, **parameters):
    at = AppTest.from_file("app/main.py", default_timeout=120).run()
    for name, value in parameters.items():
        at.query_params[name] = value
    at.switch_page(f"../pages/{slug}.py").run()
    assert not at.exception, at.exception[0].message
    assert at.get("bidi_component"), slug
    return at
"""
EVERY_ACTIVATION = """
from core.nn.activations import ACTIVATIONS
every = list(ACTIVATIONS)
assert len(every) == 11
for view in ("Curves", "Depth"):
    opened("activations", activations_view=view, activations_shown=every)
opened("activations", activations_view="Linear vs nonlinear", activations_between="hard tanh")
opened("train", train_activation="hard tanh")
race = {"train_view": "Race", "train-race_activations": every, "train-race_seeds": "1"}
at = opened("train", **race)
assert "hard tanh" in at.session_state["train-race-playback"].run.variants, at.warning
for view in ("At initialisation", "Training"):
    opened("gradients", gradients_view=view, gradients_activation="hard tanh")
"""

CONCEPT = {
    "core/coins/__init__.py": '"""Tosses of a coin."""\n',
    "core/coins/share.py": '''
"""The share of heads, toss by toss."""

from dataclasses import dataclass

import torch

from core.knobs import Knobs, seed, slider
from core.nn.random_streams import generator
from core.run import Stepping


@dataclass(frozen=True)
class Settings(Knobs):
    heads: float = slider(0.5, low=0.0, high=1.0, step=0.1, label="Chance of heads")
    seed: int = seed()


@dataclass(frozen=True)
class Frame:
    step: int
    share: float
    nbytes: int = 16


class Run(Stepping):
    round, round_name, total, unit = 10, "round", 1000, "tosses"

    def __init__(self, settings):
        self.settings, self.heads = settings, 0
        self.rng = generator(settings.seed, "tosses")

    def take_step(self):
        self.heads += bool(torch.rand((), generator=self.rng) < self.settings.heads)

    def frame(self):
        return Frame(self.step, self.heads / max(self.step, 1))
''',
    "app/figures/coins/__init__.py": '"""The pictures of the coins."""\n',
    "app/figures/coins/share.py": '''
"""One bar."""

from app.plot import Panel


def bar(frame, theme):
    data = [{"type": "bar", "x": ["heads"], "y": [frame.share]}]
    alt = f"The share of heads is {frame.share:.2f}."
    return Panel("Heads", alt, data, theme.layout(x="", y="share"))
''',
    "app/views/coins/__init__.py": '"""The views of the coins."""\n',
    "app/views/coins/share.py": '''
"""The share of heads, live."""

import streamlit as st

from app import controls, page, player, theme
from app.figures.coins import share as figures
from core.coins.share import Run, Settings


def show(slug):
    with st.sidebar:
        settings = controls.settings(slug, Settings)
    colours = theme.current()
    held = player.playback(slug, settings, lambda: Run(settings))
    player.transport(slug, held)
    player.stage(
        slug,
        held,
        lambda frame, latest: {"bar": figures.bar(frame, colours)},
        rows=[[("bar", 1)]],
        below=lambda frame, selected: page.explanation(slug, [f"{frame.share:.2f} are heads."]),
    )
''',
    "pages/coins.py": '''
"""Coins."""

from app import page

page.render("coins")
''',
    "assets/lessons/coins.toml": '[plain]\n"Why toss?" = "To see a share settle."\n',
}
LINE = """    Concept(
        slug="coins",
        title="Coins",
        icon=":material/toll:",
        idea="A share of heads settles.",
        section="Chance",
        views=(View("share", plays=True),),
        related=("train",),
    ),
)

BY_SLUG"""
TOSS = """
at = opened("coins", coins_heads="1.0", coins_seed="3")
at.button(key="coins-step").click().run()
at.button(key="coins-round").click().run()
frame = at.session_state["coins-playback"].run.frame()
assert (frame.step, frame.share) == (11, 1.0)
assert any("1.00 are heads" in element.value for element in at.markdown)
at.button(key="coins-play").click().run()
assert at.session_state["coins-playback"].run.step > 11
at.button(key="coins-play").click().run()
assert not at.exception
home = AppTest.from_file("app/main.py", default_timeout=120).run()
assert "**Coins**" in [link.label for link in home.page_link]
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the app, to be added to."""
    for folder in ("app", "core", "pages", "assets"):
        ignored = shutil.ignore_patterns("__pycache__", "static")
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=ignored)
    return tmp_path


def run(copy: Path, program: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", OPEN + program],
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_an_activation_is_one_entry_and_on_every_page(copy: Path) -> None:
    registry = copy / "core" / "nn" / "activations.py"
    text = registry.read_text(encoding="utf-8").rstrip()
    assert text.endswith("}")
    registry.write_text(f"{text[:-1]}{ENTRY}}}\n", encoding="utf-8")
    run(copy, EVERY_ACTIVATION)


def test_a_concept_is_the_files_of_the_recipe_and_an_entry_in_the_catalogue(copy: Path) -> None:
    for name, text in CONCEPT.items():
        path = copy / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.lstrip(), encoding="utf-8")
    replace(copy / "app" / "catalogue.py", ")\n\nBY_SLUG", LINE)
    run(copy, TOSS)
