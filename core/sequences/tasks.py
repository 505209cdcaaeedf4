"""Tasks that need a memory of a known length: the relevant input lies ``lag`` steps back.

Every sequence ends with the step at which the answer is read. Where a batch holds shorter lags
beside longer ones, the short ones are silent (zeros) before they begin.

Left out: answers at more than one step.

References: Hochreiter and Schmidhuber 1997, "Long Short-Term Memory", experiments 2 (a symbol
after a long time lag), 4 (adding) and the parity tests of their section 1; the adding task is in
the form of Arjovsky et al. 2016, brackets are a Dyck language (Gers and Schmidhuber 2001).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

COPY, ADDING, PARITY, BRACKETS = (
    "copy the first symbol",
    "adding problem",
    "parity",
    "bracket matching",
)
SYMBOLS = 4  # that may have to be copied, and as many others that only distract
BRACKET_KINDS = "([{"
CLOSE_ENOUGH = 0.1  # of the true sum, to count as right


@dataclass(frozen=True, eq=False)
class Sequences:
    """A batch: ``x`` (steps, rows, inputs) float32; ``y`` (rows,) int64 or float32."""

    x: np.ndarray
    y: np.ndarray
    lags: np.ndarray


@dataclass(frozen=True)
class Task:
    """``write`` fills one sequence, (lag + 1, inputs) of zeros, and returns its answer.

    ``chance`` is the accuracy of the best answer that does not look: for the sum of two uniform
    numbers, that is 1, and it is within 0.1 in 1 - 0.9² of the cases.
    """

    inputs: int
    classes: int
    chance: float
    about: str
    write: Callable[[np.ndarray, np.random.Generator], float]

    @property
    def outputs(self) -> int:
        """The number of outputs that the network needs."""
        return self.classes or 1


def _copy(x: np.ndarray, rng: np.random.Generator) -> int:
    answer = int(rng.integers(SYMBOLS))
    x[0, answer] = 1
    x[np.arange(1, len(x)), SYMBOLS + rng.integers(SYMBOLS, size=len(x) - 1)] = 1
    return answer


def _adding(x: np.ndarray, rng: np.random.Generator) -> float:
    x[:, 0] = rng.uniform(size=len(x))
    x[0, 1] = x[int(rng.integers(1, len(x))), 1] = 1
    return float(x[x[:, 1] > 0, 0].sum())


def _parity(x: np.ndarray, rng: np.random.Generator) -> int:
    bits = rng.integers(2, size=len(x))
    x[np.arange(len(x)), bits] = 1
    return int(bits.sum() % 2)


def _brackets(x: np.ndarray, rng: np.random.Generator) -> int:
    """An opening bracket, then material that closes all it opens: which one is still open?"""
    kinds = len(BRACKET_KINDS)
    answer = int(rng.integers(kinds))
    x[0, answer] = 1
    inner = (len(x) - 1) // 2 * 2
    stack: list[int] = []
    # Where an odd step is left over, a filler takes it.
    for t in range(len(x) - inner, len(x)):
        left = len(x) - t
        opens = not stack or (len(stack) < min(left, 3) and rng.random() < 0.5)
        if opens:
            stack.append(int(rng.integers(kinds)))
            x[t, stack[-1]] = 1
        else:
            x[t, kinds + stack.pop()] = 1
    if len(x) - inner == 2:
        x[1, 2 * kinds] = 1
    return answer


TASKS: dict[str, Task] = {
    COPY: Task(
        2 * SYMBOLS,
        SYMBOLS,
        1 / SYMBOLS,
        "One of four symbols comes first, then distractors follow. The question at the end: which "
        "symbol was it?",
        _copy,
    ),
    ADDING: Task(
        2,
        0,
        1 - (1 - CLOSE_ENOUGH) ** 2,
        "Two of the numbers are marked, one of them the first. The question at the end: what is "
        "their sum?",
        _adding,
    ),
    PARITY: Task(
        2,
        2,
        0.5,
        "A sequence of zeros and ones. The question at the end: is the number of ones odd?",
        _parity,
    ),
    BRACKETS: Task(
        2 * len(BRACKET_KINDS) + 1,
        len(BRACKET_KINDS),
        1 / len(BRACKET_KINDS),
        "A bracket opens, and others open and close inside it. The question at the end: which one "
        "is still open?",
        _brackets,
    ),
}


def draw(task: str, lags: np.ndarray, rng: np.random.Generator) -> Sequences:
    """One sequence for each of ``lags`` (rows,), which are at least 1; they all end together."""
    kind = TASKS[task]
    steps = int(lags.max()) + 1
    x = np.zeros((steps, len(lags), kind.inputs), np.float32)
    answers = [kind.write(x[steps - 1 - lag :, row], rng) for row, lag in enumerate(lags)]
    return Sequences(x, np.array(answers, np.int64 if kind.classes else np.float32), lags)
