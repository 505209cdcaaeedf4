"""Linear probes: a weighted sum of all units, fitted to a property of a text.

    python -m core.sequences.probe  # fits them anew, in seconds, into assets/models

A model may hold a property though no single unit follows it. Ridge regression on one story finds
the weights; another text measures how closely their sum follows the property.

Left out: probes that are not linear, which may compute what the model itself does not.

Reference: Alain & Bengio 2016, "Understanding intermediate layers using linear classifier probes".
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import safetensors.numpy

from core.sequences.build_assets import MODELS, shipped
from core.sequences.cells import Trace, trace
from core.sequences.story import story
from core.sequences.through_time import KINDS
from core.sequences.units import PROPERTIES, Match, correlations, ranked

PATH = MODELS / "sequences_probes.safetensors"
CHARACTERS, SEED = 20_000, 2  # of the story, which is neither trained nor tested on elsewhere
RIDGE = 10.0


def state(done: Trace) -> np.ndarray:
    """All that is carried on to the next step, (steps, features): an LSTM's cells are among it."""
    return np.concatenate([done.signals[name] for name in "ch" if name in done.signals], axis=1)


def fit(kind: str) -> dict[str, np.ndarray]:
    """For each property the weights of the state and, last, the bias: (features + 1,) float32."""
    model, text = shipped(kind), story(CHARACTERS, SEED)
    states = state(trace(model.recurrent, model.one_hot(model.encode(text)))).astype(np.float64)
    mean, spread = states.mean(axis=0), states.std(axis=0) + 1e-6
    scaled = (states - mean) / spread
    normal = scaled.T @ scaled + RIDGE * np.eye(scaled.shape[1])
    found = {}
    for name, property_of in PROPERTIES.items():
        values = property_of(text).astype(np.float64)
        weights = np.linalg.solve(normal, scaled.T @ (values - values.mean())) / spread
        found[name] = np.append(weights, values.mean() - weights @ mean).astype(np.float32)
    return found


def together(done: Trace, name: str) -> np.ndarray:
    """What the units of a shipped model together say of the property ``name``, (steps,) float32."""
    weights = _fitted()[f"{done.kind} {name}"]
    return state(done) @ weights[:-1] + weights[-1]


def findings(done: Trace, text: str) -> dict[str, tuple[Match, float]]:
    """For each property its best unit in this text, and the correlation of all units."""
    return {
        name: (
            ranked(done, text, name)[0],
            float(correlations(together(done, name)[:, None], property_of(text))[0]),
        )
        for name, property_of in PROPERTIES.items()
    }


@lru_cache(maxsize=1)
def _fitted() -> dict[str, np.ndarray]:
    return safetensors.numpy.load_file(PATH)


def main() -> None:
    """Fit the probes of all shipped models and write them."""
    found = {f"{kind} {name}": one for kind in KINDS for name, one in fit(kind).items()}
    safetensors.numpy.save_file(found, PATH)
    print(f"{PATH.name}: {PATH.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
