"""The measured lessons as a Markdown table, and how they stand to the targets."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tests.load.classroom import Figures

Key = tuple[str, int]  # who was there, and the number of replicas
COLUMNS: dict[str, Callable[[Figures], str]] = {
    "slider p50 (s)": lambda found: number(found.slider_median),
    "slider p95 (s)": lambda found: number(found.slider_p95),
    "pictures/s of a player": lambda found: number(found.pictures),
    "of the slowest": lambda found: number(found.fewest_pictures),
    "steps/s of a player": lambda found: number(found.steps),
    "of all players": lambda found: number(found.all_steps),
    "Pause p95 (s)": lambda found: number(found.pause_p95),
    "memory (MB)": lambda found: number(found.memory),
    "errors": lambda found: str(sum(found.errors.values())),
}


def number(value: float) -> str:
    """A number with about three digits; a dash where nothing was measured."""
    if math.isnan(value):
        return "–"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def markdown(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; all columns but the first are numbers."""
    ruler = ["---", *["---:"] * (len(header) - 1)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in [header, ruler, *rows])


def table(lessons: Mapping[Key, Figures]) -> str:
    """A row for each lesson, in the order in which they were measured."""
    rows = [
        [f"{who}, {_processes(replicas)}", *(show(found) for show in COLUMNS.values())]
        for (who, replicas), found in lessons.items()
    ]
    return markdown(["", *COLUMNS], rows)


def _processes(replicas: int) -> str:
    return "1 process" if replicas == 1 else f"{replicas} replicas"


@dataclass(frozen=True)
class Target:
    """A bound for a figure of one lesson, or for a ratio of two."""

    what: str
    lessons: tuple[Key, ...]
    value: Callable[..., float]
    low: float = -math.inf
    high: float = math.inf

    def verdict(self, lessons: Mapping[Key, Figures]) -> str | None:
        """A sentence with what was measured; None where a lesson of it was not."""
        if not all(key in lessons for key in self.lessons):
            return None
        value = self.value(*(lessons[key] for key in self.lessons))
        bound = f"at least {self.low:g}" if self.low > -math.inf else f"at most {self.high:g}"
        met = "met" if self.low <= value <= self.high else "missed"
        return f"- {self.what}: {number(value)}, {bound}: {met}."


def ratio_of_steps(several: Figures, one: Figures) -> float:
    """The steps of several players together to those of one."""
    return several.all_steps / one.all_steps if one.all_steps else math.nan


TARGETS = (
    Target(
        "30 learners, 1 process, slider p95 (s)",
        (("30 learners", 1),),
        lambda found: found.slider_p95,
        high=0.4,
    ),
    Target(
        "30 learners, 1 process, Pause p95 (s)",
        (("30 learners", 1),),
        lambda found: found.pause_p95,
        high=0.5,
    ),
    Target(
        "30 learners, 1 process, memory (MB)",
        (("30 learners", 1),),
        lambda found: found.memory,
        high=1_000,
    ),
    Target(
        "30 learners, 2 replicas, pictures/s of the slowest player",
        (("30 learners", 2),),
        lambda found: found.fewest_pictures,
        low=2,
    ),
    Target(
        "60 learners, 1 process, slider p95 (s)",
        (("60 learners", 1),),
        lambda found: found.slider_p95,
        high=1,
    ),
    Target(
        "60 learners, 2 replicas, slider p95 (s)",
        (("60 learners", 2),),
        lambda found: found.slider_p95,
        high=1,
    ),
    Target(
        "15 players, 1 process, steps/s together to one player's",
        (("15 players alone", 1), ("1 player alone", 1)),
        ratio_of_steps,
        low=1,
    ),
)


def verdicts(lessons: Mapping[Key, Figures]) -> list[str]:
    """How the lessons stand to the targets that they can tell about, and whether all was well."""
    sentences = [target.verdict(lessons) for target in TARGETS]
    errors = sum(sum(found.errors.values()) for found in lessons.values())
    return [*filter(None, sentences), f"- Errors: {errors}, at most 0: {_met(errors == 0)}."]


def _met(met: bool) -> str:
    return "met" if met else "missed"
