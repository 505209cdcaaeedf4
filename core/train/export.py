"""A training run to take home: as a program, its weights and its measurements.

The program trains the same network on the same numbers without this package, in only the lines
that the run's settings need. It draws initial weights, batches and dropout with the run's
seeds, and so gets the run's losses.

Left out: weights that were set by hand (the program says so), and the pictures.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping

import numpy as np
import safetensors.torch
import torch

from core.data.csv_files import frame_to_csv
from core.data.datasets import REAL, TOY
from core.nn.activations import ACTIVATIONS
from core.nn.losses import outputs_for
from core.nn.optimisers import optimiser_for
from core.nn.random_streams import generator
from core.programs import render
from core.train.history import History
from core.train.race import Race
from core.train.run import Run, batch_sizes
from core.train.settings import Settings


def script(run: Run) -> str:
    """The run from its initial weights on, as a program that needs only torch."""
    settings, data = run.settings, run.prepared
    optimiser, options = _optimiser(settings)
    return render(
        "train/network",
        run=run,
        settings=settings,
        data=data,
        dataset=run.dataset,
        classes=run.classes,
        toy=settings.data in TOY,
        real=settings.data in REAL,
        sizes=(len(data.input_names), *settings.hidden, outputs_for(run.classes)),
        activations=[ACTIVATIONS[name].module() for name in settings.activation_names()],
        batch_size=_batch_size(settings, len(data.x_train)),
        print_every=max(1, settings.epochs // 20),
        optimiser=optimiser,
        options=options,
        training=[*data.x_train.numpy().T, data.y_train.numpy()],
        validation=[*data.x_validation.numpy().T, data.y_validation.numpy()],
        **{
            f"{purpose}_seed": generator(settings.seed, purpose).initial_seed()
            for purpose in ("weights", "order", "dropout")
        },
    )


def weights(run: Run) -> bytes:
    """The weights of this moment as safetensors, by the names that the program's network has."""
    return safetensors.torch.save(run.network.state_dict(), metadata={"step": str(run.step)})


def metrics_csv(history: History) -> str:
    """Every epoch of the history as CSV with a header."""
    return _csv(history.columns())


def results_csv(race: Race) -> str:
    """The epochs of all members of a race as CSV with a header, at most 200 of each."""
    return _csv(race.results())


def _csv(columns: Mapping[str, np.ndarray]) -> str:
    import pandas

    return frame_to_csv(pandas.DataFrame(columns))


def _batch_size(settings: Settings, examples: int) -> str:
    """One size for all batches, or a list where the last takes in a row that would be alone."""
    first, *others = batch_sizes(settings, examples)
    if not others or others[-1] <= first:
        return str(first)
    return f"[{first}] * {len(others)} + [{others[-1]}]"


def _optimiser(settings: Settings) -> tuple[str, list[str]]:
    """The optimiser's name in torch, and those options that are not torch's defaults."""
    made = optimiser_for(settings, [torch.zeros(1)], [])
    usual = inspect.signature(type(made)).parameters
    said = {"params", "lr"} | ({"weight_decay"} if settings.l2 else set())
    options = [
        f"{name}={value}"
        for name, value in made.param_groups[0].items()
        if name in usual and name not in said and value != usual[name].default
    ]
    return type(made).__name__, options
