"""Settings that each show one phenomenon of activations, by the part of the page that shows it.

What each of them promises is tested.
"""

from __future__ import annotations

from core.activations.settings import Settings
from core.nn.activations import ACTIVATIONS

CURVES, WHY, DEPTH = "Curves", "Linear vs nonlinear", "Depth"

# The knobs that act in each part.
ACTING = {
    CURVES: ("shown", "probe", "source", "mean", "spread", "seed"),
    WHY: ("stack_layers", "stack_width", "between", "task", "initialisation", "seed"),
    DEPTH: ("shown", "depth", "width", "samples", "initialisation", "seed"),
}

PRESETS: dict[str, dict[str, Settings]] = {
    CURVES: {
        # A unit with such sums is off for all of the data, and so dead.
        "Dead ReLU": Settings(shown=("ReLU", "leaky ReLU"), mean=-3.0, spread=0.5, probe=-3.0),
        "Saturated sigmoid": Settings(shown=("sigmoid", "tanh", "softsign"), spread=5.0, probe=5.0),
        "Largest slopes": Settings(shown=("sigmoid", "tanh", "identity"), probe=0.0),
        "Negative slopes": Settings(shown=("ReLU", "GELU", "SiLU"), probe=-2.0),
        "All of them": Settings(shown=tuple(ACTIVATIONS)),
    },
    WHY: {
        "XOR needs an activation": Settings(),
        "Circle with ReLU": Settings(task="circle", between="ReLU"),
        "One matrix": Settings(
            stack_layers=10, stack_width=64, between="identity", initialisation="Xavier"
        ),
        "Two ReLU units": Settings(stack_layers=2, stack_width=2, between="ReLU"),
        "Deep sigmoids": Settings(stack_layers=9, between="sigmoid", initialisation="LeCun"),
    },
    DEPTH: {
        "Sigmoid drifts": Settings(shown=("sigmoid", "tanh"), depth=20),
        "ReLU fades with Xavier": Settings(
            shown=("ReLU", "tanh"), depth=20, initialisation="Xavier"
        ),
        "He keeps ReLU's signal": Settings(shown=("ReLU", "tanh"), depth=20),
        "He without ReLU explodes": Settings(shown=("ReLU", "identity"), depth=20),
    },
}
