"""Settings that each show one phenomenon of deep gradients, by the part of the page that shows it.

Tests check what each preset promises, and that each part has only knobs that affect it.
"""

from __future__ import annotations

from core.gradients.settings import ALL, Settings

START, TRAIN, LADDER, HAND = "At initialisation", "Training", "Ladder", "Chain rule"

_NETWORK = (
    "depth",
    "width",
    "activation",
    "initialisation",
    "init_scale",
    "normalisation",
    "residual",
    "versus",
    "data",
    "seed",
)
# The knobs that act in each part.
ACTING: dict[str, tuple[str, ...]] = {
    START: _NETWORK,
    TRAIN: (*_NETWORK, "learning_rate", "optimiser", "clipping"),
    LADDER: ("depth", "width", "data", "learning_rate", "optimiser", "clipping", "seed"),
    HAND: ("activation", "links", "link_weight", "chain_input", "chain_target"),
}

PRESETS: dict[str, dict[str, Settings]] = {
    START: {
        "Vanishing sigmoid": Settings(),
        "Exploding": Settings(depth=50, activation="ReLU", initialisation="normal", init_scale=0.5),
        "He against Xavier": Settings(depth=30, activation="ReLU", versus="He init"),
        "Residual to the rescue": Settings(
            depth=50, activation="tanh", initialisation="normal", init_scale=0.1, versus="residual"
        ),
        "Saturated tanh": Settings(
            activation="tanh", initialisation="normal", init_scale=1.0, versus="Xavier init"
        ),
        "Dead ReLUs": Settings(
            depth=40, width=5, activation="ReLU", initialisation="He", versus="leaky ReLU"
        ),
        "A hundred layers": Settings(depth=100, versus=ALL),
    },
    TRAIN: {
        "Sigmoid stands still": Settings(),
        "He against Xavier": Settings(depth=30, activation="ReLU", versus="He init"),
        "Residual to the rescue": Settings(
            depth=50, activation="tanh", initialisation="normal", init_scale=0.1, versus="residual"
        ),
        "Clipping saves a run": Settings(
            activation="ReLU", initialisation="normal", init_scale=0.4, versus="clipping"
        ),
        # Steps so large that a whole layer dies, on each of ten seeds; the leaky one learns.
        "Dead ReLUs": Settings(
            depth=3,
            width=8,
            activation="ReLU",
            initialisation="He",
            learning_rate=1.0,
            optimiser="Adam",
            versus="leaky ReLU",
        ),
        "Overflow": Settings(depth=50, activation="ReLU", initialisation="normal", init_scale=0.5),
    },
    LADDER: {
        "Twenty layers": Settings(),
        "Five layers": Settings(depth=5),
        "Forty layers": Settings(depth=40),
        "With Adam": Settings(optimiser="Adam", learning_rate=0.003),
    },
    HAND: {
        "Five sigmoids": Settings(),
        "Eight sigmoids": Settings(links=8),
        "ReLU lets it through": Settings(links=8, activation="ReLU", chain_target=-1.0),
        "Large weights": Settings(links=8, activation="ReLU", link_weight=2.0),
        "Saturated": Settings(activation="tanh", link_weight=3.0),
        "A dead ReLU": Settings(
            activation="ReLU", link_weight=1.0, chain_input=-1.0, chain_target=1.0
        ),
    },
}
