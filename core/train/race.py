"""A race: variants of one setting, several seeds each, trained all at once as one network.

One run tells little about an activation or an optimiser: another seed, another winner. Here each
variant runs with several seeds (its own data draw, split, first weights and batch order each), and
every member is, loss for loss, the ``Run`` of its settings. See ``core.train.batched`` for how they
share a step.

Left out: early stopping. All members use the whole budget, so that their curves can be compared.

References: Bouthillier et al. 2021, "Accounting for variance in machine learning benchmarks".
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from core.activations import ACTIVATIONS
from core.datasets import Dataset
from core.knobs import Knobs, knob
from core.prepare import Plane, default_plane
from core.train.batched import BatchedLinear, batched
from core.train.network import INITIALISERS, build, generator
from core.train.objective import metric, metric_name, objective_for, outputs_for
from core.train.optimisers import OPTIMISERS, optimiser_for, schedule_for
from core.train.race_frame import RaceFrame, RacePainter, RaceRecorder
from core.train.run import batch_sizes, dataset_for, prepared_for
from core.train.settings import LEARNING_RATES, Settings

RATES = {f"{rate:f}".rstrip("0").rstrip("."): rate for rate in LEARNING_RATES}


@dataclass(frozen=True)
class RaceSettings(Knobs):
    """What differs between the variants of a race, and with how many seeds each runs."""

    over: str = knob(
        "activation",
        choices=("activation", "optimiser", "initialisation", "learning rate"),
        label="Race over",
        help="The one setting that differs. All others are those of the training page.",
    )
    activations: tuple[str, ...] = knob(
        ("ReLU", "GELU", "sigmoid", "tanh", "identity"),
        choices=tuple(ACTIVATIONS),
        least=1,
        label="Activations",
        when=lambda race: race.over == "activation",
    )
    optimisers: tuple[str, ...] = knob(
        ("SGD", "momentum", "RMSprop", "Adam"),
        choices=tuple(OPTIMISERS),
        least=1,
        label="Optimisers",
        help="At the same learning rate, which does not suit all of them equally well.",
        when=lambda race: race.over == "optimiser",
    )
    initialisations: tuple[str, ...] = knob(
        ("Xavier", "He", "normal", "zero"),
        choices=tuple(INITIALISERS),
        least=1,
        label="Initial weights",
        when=lambda race: race.over == "initialisation",
    )
    learning_rates: tuple[str, ...] = knob(
        ("0.0001", "0.001", "0.01", "0.1", "1"),
        choices=tuple(RATES),
        least=1,
        label="Learning rates",
        when=lambda race: race.over == "learning rate",
    )
    seeds: int = knob(
        4,
        low=1,
        high=8,
        step=1,
        label="Seeds of each",
        help="Each has its own points, split, first weights and batches. The bands show how far they lie apart.",
    )

    def variants(self) -> tuple[str, ...]:
        """The names of what races."""
        chosen = {
            "activation": self.activations,
            "optimiser": self.optimisers,
            "initialisation": self.initialisations,
            "learning rate": self.learning_rates,
        }
        return chosen[self.over]

    def apply(self, settings: Settings, variant: str) -> Settings:
        """The settings with ``variant`` in the place of what the race is over."""
        match self.over:
            case "activation":
                return replace(settings, activation=variant, layer_activations=())
            case "learning rate":
                return replace(settings, learning_rate=RATES[variant])
            case field:
                return replace(settings, **{field: variant})


class Race:
    """V variants × S seeds in training at once; follows ``core.run.Run``.

    ``members`` are the settings of each, all seeds of a variant in a row; the seeds count up from
    that of ``settings``. A member whose loss is no longer finite is marked and leaves the
    figures; the others go on. Setting ``plane`` changes what later frames map.

    Raises ``ValueError`` where own data are missing, or for a race of activations in a network
    without hidden layers.
    """

    round_name = "epoch"

    def __init__(
        self,
        settings: Settings,
        race: RaceSettings | None = None,
        dataset: Dataset | None = None,
    ) -> None:
        self.settings = settings
        self.race = race or RaceSettings()
        if self.race.over == "activation" and not settings.hidden:
            raise ValueError("A network without hidden layers has no activations to race.")
        self.variants = self.race.variants()
        self.seeds = tuple(settings.seed + i for i in range(self.race.seeds))
        by_seed = [replace_seed(settings, seed) for seed in self.seeds]
        self.members = tuple(
            self.race.apply(seeded, variant) for variant in self.variants for seeded in by_seed
        )
        self.prepared = [prepared_for(seeded, dataset_for(seeded, dataset)) for seeded in by_seed]
