"""Measure the shipped models on the book that they have not read, and fit their probes.

python -m core.sequences.measure FOLDER  # of the books; in minutes, into assets/models
"""

from __future__ import annotations

import math
import sys
from pathlib import Path

import numpy as np
import safetensors.numpy
import torch
import torch.nn.functional as F

from core.sequences import books, measured, probe
from core.sequences.build_assets import VOCABULARY, shipped
from core.sequences.characters import bits_per_character
from core.sequences.counting import Counting
from core.sequences.evidence import RARE, moved, removal_costs
from core.sequences.influence import effective_length, influence
from core.sequences.through_time import KINDS
from core.sequences.units import PROPERTIES, correlations, ranking_of

FITTED = "the-jungle-book.txt"  # of the training text: the one with most brackets
PASSAGES, LENGTH = 60, 600
REMOVED = 2  # passages that are read without each of the units
PREDICTIONS, BACK = 200, 300  # that are traced back, and how many characters


def usual(kind: str, passages: list[str]) -> np.ndarray:
    """Bits per character that nearly all of the passages' beginnings stay below, by length."""
    model = shipped(kind)
    codes = torch.stack([model.encode(passage) for passage in passages], dim=1)
    with torch.inference_mode():
        logits, _ = model(codes[:-1])
        cost = F.cross_entropy(logits.flatten(0, 1), codes[1:].flatten(), reduction="none")
    along = cost.view(-1, len(passages)).numpy() / math.log(2)
    return np.array(
        [np.quantile(along[: n - 1].mean(axis=0), measured.USUAL) for n in measured.LENGTHS],
        np.float32,
    )


def readable(
    kind: str, fitted: list[str], held_out: list[str]
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """The probes' weights, and how well they and single units read the held-out passages."""
    model, count = shipped(kind), shipped(kind).recurrent.hidden_size
    before, after = probe.over(model, fitted), probe.over(model, held_out)
    costs = np.mean(
        [removal_costs(kind, one, tuple(range(count))) for one in held_out[:REMOVED]], axis=0
    )
    carried = probe.state(after)
    probes, found = {}, {}
    for name in PROPERTIES:
        values, there = probe.values_over(fitted, name), probe.values_over(held_out, name)
        weights = probe.fit(probe.state(before).astype(np.float64), values.astype(np.float64))
        best = ranking_of(before, values)[0]
        one = correlations(after.signals[best.signal][:, [best.unit]], there)[0]
        together = correlations((carried @ weights[:-1])[:, None], there)[0]
        chance = np.quantile(np.abs(moved(carried, there)).max(axis=1), RARE)
        cheaper = (np.delete(costs, best.unit) < costs[best.unit]).mean()
        probes[f"{kind} {name}"] = weights
        found[f"readable {kind} {name}"] = np.array(
            [best.unit, one, chance, together, costs[best.unit], cheaper], np.float32
        )
        print(
            f"{kind} {name}: unit {best.unit + 1} {one:+.2f} (chance {chance:.2f}), all "
            f"{together:+.2f}; removed {costs[best.unit]:+.4f}, cheaper {cheaper:.2f}",
            flush=True,
        )
    return probes, found


def measure(kind: str, folder: Path) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """All that is measured of a model, and its probes."""
    held_out = books.read_book(folder, books.HELD_OUT)
    reflowed = books.reflowed(held_out)
    bits = bits_per_character(shipped(kind), reflowed)
    print(f"{kind}: {bits:.3f} bits per character held out", flush=True)
    traced = books.passages(held_out, BACK, PREDICTIONS)
    reach = [effective_length(influence(shipped(kind), one, BACK - 1)) for one in traced]
    probes, found = readable(
        kind,
        books.passages(books.read_book(folder, FITTED), LENGTH, PASSAGES),
        books.passages(held_out, LENGTH, PASSAGES),
    )
    return probes, found | {
        f"bits {kind}": np.array([bits], np.float32),
        f"passages {kind}": usual(kind, books.passages(reflowed, LENGTH, 20 * PASSAGES)),
        f"reach {kind}": np.sort(reach).astype(np.int32),
    }


def counting(folder: Path) -> np.ndarray:
    """Bits per character of the counting models, by order."""
    learnt = books.training_text(folder)
    held_out = books.reflowed(books.read_book(folder, books.HELD_OUT))
    models = (Counting(learnt, order, len(VOCABULARY) - 1) for order in measured.ORDERS)
    return np.array([model.bits(held_out) for model in models], np.float32)


def main(folder: Path) -> None:
    """Write all that is measured, and the probes."""
    torch.set_num_threads(1)
    probes: dict[str, np.ndarray] = {}
    found = {"counting": counting(folder)}
    for kind in KINDS:
        more_probes, more = measure(kind, folder)
        probes |= more_probes
        found |= more
    safetensors.numpy.save_file(found, measured.PATH)
    safetensors.numpy.save_file(probes, probe.PATH)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
