"""Linear probes: a weighted sum of all units, fitted to a property of a text.

A model may hold a property though no single unit follows it. Ridge regression on passages of a
book finds the weights (``core.sequences.measure``); another text measures how closely their sum
follows the property.

Left out: probes that are not linear, which may compute what the model itself does not.

Reference: Alain & Bengio 2016, "Understanding intermediate layers using linear classifier probes".
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import safetensors.numpy
import torch

from core.sequences.build_assets import MODELS
from core.sequences.cells import Trace, trace
from core.sequences.characters import CharacterModel
from core.sequences.units import PROPERTIES, Match, correlations, ranked

PATH = MODELS / "sequences_probes.safetensors"
RIDGE = 10.0


def state(done: Trace) -> np.ndarray:
    """All that is carried on to the next step, (steps, features): an LSTM's cells are among it."""
    return np.concatenate([done.signals[name] for name in "ch" if name in done.signals], axis=-1)


def over(model: CharacterModel, passages: Sequence[str]) -> Trace:
    """What a model does with passages of one length, one after the other, each from zero states."""
    x = model.one_hot(torch.stack([model.encode(passage) for passage in passages], dim=1))
    done = trace(model.recurrent, x)
    # (steps, passages, units) -> (passages · steps, units)
    signals = {
        name: values.swapaxes(0, 1).reshape(-1, values.shape[-1])
        for name, values in done.signals.items()
    }
    return Trace(done.kind, x.numpy().swapaxes(0, 1).reshape(-1, x.shape[-1]), signals)


def values_over(passages: Sequence[str], name: str) -> np.ndarray:
    """The property ``name`` along passages, one after the other, (passages · steps,)."""
    return np.concatenate([PROPERTIES[name](passage) for passage in passages])


def fit(states: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Weights of ``states`` (steps, features) and, last, the bias: (features + 1,) float32."""
    mean, spread = states.mean(axis=0), states.std(axis=0) + 1e-6
    scaled = (states - mean) / spread
    normal = scaled.T @ scaled + RIDGE * np.eye(scaled.shape[1])
    weights = np.linalg.solve(normal, scaled.T @ (values - values.mean())) / spread
    return np.append(weights, values.mean() - weights @ mean).astype(np.float32)


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
