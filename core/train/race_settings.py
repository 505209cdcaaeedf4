"""The settings of a race: the setting that varies, its variants, and the number of seeds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from core.knobs import SEEDS, Knobs, choice, several, slider
from core.nn.activations import ACTIVATIONS
from core.nn.initialisers import INITIALISERS
from core.nn.optimisers import OPTIMISERS
from core.train.settings import LEARNING_RATES, Settings

RATES = {f"{rate:f}".rstrip("0").rstrip("."): rate for rate in LEARNING_RATES}


@dataclass(frozen=True)
class RaceSettings(Knobs):
    """What differs between the variants of a race, and with how many seeds each runs."""

    over: str = choice(
        "activation",
        ("activation", "optimiser", "initialisation", "learning rate"),
        label="Compare",
        help="The setting that differs between the variants. All others are the same.",
    )
    activations: tuple[str, ...] = several(
        ("ReLU", "GELU", "sigmoid", "tanh", "identity"),
        ACTIVATIONS,
        min_items=1,
        label="Activations",
        when=lambda race: race.over == "activation",
    )
    optimisers: tuple[str, ...] = several(
        ("SGD", "momentum", "RMSprop", "Adam"),
        OPTIMISERS,
        min_items=1,
        label="Optimisers",
        help="All use the same learning rate, which does not suit each equally well.",
        when=lambda race: race.over == "optimiser",
    )
    initialisations: tuple[str, ...] = several(
        ("Xavier", "He", "normal", "zero"),
        INITIALISERS,
        min_items=1,
        label="Initial weights",
        when=lambda race: race.over == "initialisation",
    )
    learning_rates: tuple[str, ...] = several(
        ("0.0001", "0.001", "0.01", "0.1", "1"),
        RATES,
        min_items=1,
        label="Learning rates",
        when=lambda race: race.over == "learning rate",
    )
    seeds: int = slider(
        4,
        low=1,
        high=8,
        label="Seeds per variant",
        help="Each seed has its own points, split, initial weights and batches. The bands show the "
        "range over the seeds.",
    )

    def variants(self) -> tuple[str, ...]:
        """The names of the variants."""
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
                change: dict[str, Any] = {field: variant}
                return replace(settings, **change)

    def seeded(self, settings: Settings) -> tuple[Settings, ...]:
        """The settings with each of the seeds, which count up from their own."""
        return tuple(replace(settings, seed=(settings.seed + i) % SEEDS) for i in range(self.seeds))
