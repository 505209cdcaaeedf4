"""Which fix helps against which trouble: every preset with a trouble, with each fix, over seeds.

    python -m core.gans.remedy_trials

It plays for half an hour and writes ``assets/models/gans_remedies.json``; a test repeats a part.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, replace

import numpy as np

from core.gans.diagnosis import RECENT
from core.gans.play import Run
from core.gans.presets import PRESETS, TROUBLES
from core.gans.remedies import FIXES, TRIALS, Trial, fixed, left
from core.gans.settings import Settings

SEEDS = (0, 1, 2)
ITERATIONS = 2_000


def trials(preset: str, seed: int) -> Iterator[Trial]:
    """The game of a preset without a fix, and with each of those that it does not have."""
    settings = replace(PRESETS[preset], seed=seed)
    trouble = TROUBLES[preset]
    plain = play(settings)
    yield judged(trouble, seed, "", plain, far(plain))
    for fix in left(settings, FIXES):
        yield judged(trouble, seed, fix, play(fixed(settings, fix)), far(plain))


def play(settings: Settings) -> Run:
    """A game after so many iterations, or where it ended by itself."""
    run = Run(settings)
    while run.step < ITERATIONS and not run.finished:
        run.advance()
    return run


def far(run: Run) -> float:
    """The median distance of the latest measurements, in those of a perfect sampler."""
    return float(np.median(run.history.wasserstein[-RECENT:])) / run.floor.wasserstein


def judged(trouble: str, seed: int, fix: str, run: Run, plain: float) -> Trial:
    """What became of a game, beside the distance of the ``plain`` one."""
    troubled = trouble in [sign.name for sign in run.frame().signs]
    return Trial(
        trouble=trouble,
        data=run.settings.data,
        fix=fix,
        seed=seed,
        helped=not troubled and far(run) <= plain / 2,
        distance=round(far(run), 2),
        good=round(float(np.median(run.history.good[-RECENT:])), 2),
        covered=int(np.median(run.history.covered[-RECENT:])),
    )


def main() -> None:
    """Play them all and write the table."""
    rows: list[Trial] = []
    for seed in SEEDS:
        for preset in TROUBLES:
            for trial in trials(preset, seed):
                print(trial, flush=True)
                rows.append(trial)
    TRIALS.write_text(
        "[\n" + ",\n".join(json.dumps(asdict(row)) for row in rows) + "\n]\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
