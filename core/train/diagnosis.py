"""What holds a network back that underfits: causes that are measured, each with its baseline.

The first of these that holds is named:

1. *dead units*: a whole hidden layer, or half of all hidden units, is off for every training
   point. Whether they were so with the initial weights says whether training did it.
2. *identical units*: all units of each hidden layer have the same weights, and so stay alike.
3. *too fast*: the training loss is above that of guessing and above its own beginning, or it
   jumps.
4. *linear*: no hidden layer, or nothing but identity in them, where a linear fit underfits too.
5. *shrunk weights*: L1 or L2 is on, and the weights are under half as long as they began.
6. *vanishing gradient*: in the last step, that of the first layer was under a thousandth of that
   of the last one.
7. *unfinished*: the training loss is still falling.

Beside it, and alone where none holds: *unscaled inputs*, whose sizes (root mean squares) differ
from one another, or from 1, by a factor of ``UNEVEN``. Left out: what another seed would have done
(the race is for that).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.data.preprocessing import Prepared
from core.percent import bounded_percent, percent
from core.train.baselines import Baselines, helpful_features, input_sizes, linear_score
from core.train.history import History, brief
from core.train.network import layer_name
from core.train.settings import Settings

UNEVEN = 10.0
SHRUNK = 0.5
VANISHED = 1e-3
RECENT = 10  # epochs, for jumps
JUMP = 0.2  # of the loss of guessing
FALL = 0.02  # of the loss of guessing
EARLY = 5  # epochs: before that, curves say nothing


@dataclass(frozen=True, eq=False)
class State:
    """A network at one moment: its weights (units, inputs) and the masks of its dead units.

    ``gradient_norms`` (L,) are those of the last step, NaN before the first.
    """

    weights: tuple[np.ndarray, ...]
    dead: tuple[np.ndarray, ...]
    gradient_norms: np.ndarray

    @property
    def length(self) -> float:
        """The length of all weights as one vector."""
        return float(np.sqrt(sum(np.square(weight, dtype=float).sum() for weight in self.weights)))


class Diagnosis:
    """Names causes for a run of these settings and data, which began in the state ``first``."""

    def __init__(
        self, settings: Settings, prepared: Prepared, baselines: Baselines, first: State
    ) -> None:
        self.settings = settings
        self.prepared = prepared
        self.classes = baselines.classes
        self.guess = baselines.guess
        self.least_fit = baselines.least_fit
        self.first_length = first.length
        self.first_dead = first.dead
        self.sizes = input_sizes(prepared.x_train)

    def causes(self, history: History, now: State) -> list[str]:
        """The sentences of the causes that hold, or one that says that none shows."""
        tests: list[Callable[[History, State], str | None]] = [
            self.dead_units,
            self.identical_units,
            self.too_fast,
            self.linear,
            self.shrunk_weights,
            self.vanishing_gradient,
            self.unfinished,
        ]
        first = next((said for test in tests if (said := test(history, now))), None)
        found = [said for said in (first, self.unscaled_inputs()) if said]
        return found or [_unknown(history)]

    def dead_units(self, _history: History, now: State) -> str | None:
        """Cause 1."""
        layers = range(len(now.dead))
        whole = next((k for k in layers if now.dead[k].all()), None)
        meant = layers if whole is None else [whole]
        units = sum(len(now.dead[k]) for k in meant)
        dead = sum(int(now.dead[k].sum()) for k in meant)
        if not units or 2 * dead < units:
            return None
        died = sum(int((now.dead[k] & ~self.first_dead[k]).sum()) for k in meant)
        if whole is None:
            said = f"{dead} of {units} hidden units are dead: off for every training point, so no "
            said += "gradient reaches them."
        else:
            subject = f"All {units} units" if units > 1 else "The only unit"
            said = (
                f"{subject} of {layer_name(whole, len(now.dead) + 1)} "
                f"{'are' if units > 1 else 'is'} dead: off for every training point, so the output "
                "is the same everywhere, and no gradient passes back through that layer."
            )
        if 2 * died >= dead:
            return f"{said} This happened during training: lower the learning rate."
        return f"{said} The initial weights made it so: choose others."

    def identical_units(self, _history: History, now: State) -> str | None:
        """Cause 2."""
        wide = [layer for layer in now.weights[:-1] if len(layer) > 1]
        if not wide or not all((layer == layer[0]).all() for layer in wide):
            return None
        return (
            "All units of a hidden layer have the same weights, so they get the same gradient and "
            "stay alike: choose other initial weights."
        )

    def too_fast(self, history: History, _now: State) -> str | None:
        """Cause 3."""
        first, last = history.train_loss[0], history.train_loss[-1]
        if last > 1.02 * self.guess.loss and last > 1.02 * first:
            # In evaluation, batch normalisation also suffers from batches unlike all the data.
            batches = self.settings.normalisation == "batch"
            return (
                f"The training loss, {brief(last, 3)}, is above the {brief(self.guess.loss, 3)} of "
                f"guessing and above the {brief(first, 3)} it began with: the steps are too large"
                + (", or the batches too small. " if batches else ". ")
                + "Lower the learning rate."
            )
        recent = history.train_loss[-RECENT:].astype(float)
        turns = (np.diff(np.sign(np.diff(recent))) != 0).sum()
        if len(recent) < RECENT or np.ptp(recent) <= JUMP * self.guess.loss or turns < 3:
            return None
        return (
            f"The training loss jumps between {brief(recent.min(), 3)} and {brief(recent.max(), 3)}"
            f" in the last {RECENT} epochs: lower the learning rate."
        )

    @property
    def is_linear(self) -> bool:
        """Whether the network is one linear map of its inputs."""
        return (
            set(self.settings.activation_names()) <= {"identity"}
            and self.settings.normalisation != "layer"
        )

    @cached_property
    def _linear_fit(self) -> tuple[float, tuple[tuple[str, ...], float] | None]:
        score = linear_score(self.prepared.x_train, self.prepared.y_train, self.classes)
        return score, helpful_features(self.prepared, self.least_fit)

    def linear(self, _history: History, _now: State) -> str | None:
        """Cause 4."""
        if not self.is_linear:
            return None
        score, helpful = self._linear_fit
        if score >= self.least_fit:
            return None
        why = "only identity between its layers" if self.settings.hidden else "no hidden layer"
        fit = "Straight borders fitted by linear discriminant analysis get"
        if not self.classes:
            fit = "A linear fit by least squares gets"
        cure = "Choose another activation" if self.settings.hidden else "Add a hidden layer"
        if helpful:
            names, with_them = helpful
            what, them = ("inputs", "them") if len(names) > 1 else ("input", "it")
            cure += f", or the {what} {' and '.join(names)}: with {them}, such a fit gets "
            cure += self._score(with_them)
        return (
            f"The network is linear, since it has {why}. {fit} {self._score(score)} on the "
            f"training data. {cure}."
        )

    def shrunk_weights(self, _history: History, now: State) -> str | None:
        """Cause 5."""
        settings = self.settings
        names = [name for name, on in (("L1", settings.l1), ("L2", settings.l2)) if on]
        if not names or not now.length < SHRUNK * self.first_length:
            return None
        return (
            f"Under {' and '.join(names)}, the weights have shrunk to "
            f"{bounded_percent(now.length / self.first_length)} of their initial length: weaken "
            f"{'them' if len(names) > 1 else 'it'}."
        )

    def vanishing_gradient(self, _history: History, now: State) -> str | None:
        """Cause 6."""
        first, last = now.gradient_norms[0], now.gradient_norms[-1]
        if len(now.gradient_norms) < 3 or not 0 < first < VANISHED * last:
            return None
        return (
            f"In the last step, the gradient of hidden layer 1 had length {first:.1e}, that of the "
            f"output layer {last:.1e}: it vanishes on its way back. Another activation, other "
            "initial weights or normalisation may keep it larger."
        )

    def unfinished(self, history: History, _now: State) -> str | None:
        """Cause 7."""
        then, epochs = before(history)
        first, last = history.train_loss[then], history.train_loss[-1]
        if epochs < EARLY or first - last <= FALL * self.guess.loss:
            return None
        return (
            f"The training loss is still falling, from {brief(first, 3)} to {brief(last, 3)} in "
            f"the last {epochs} epochs: train for longer."
        )

    def unscaled_inputs(self) -> str | None:
        """The sizes of the inputs, where they are far from equal or far from 1."""
        least, most = self.sizes
        if self.settings.standardise or not uneven(self.sizes):
            return None
        rate = ", and one learning rate hardly suits all of their weights"
        return (
            "The inputs are not standardised: their sizes (root mean squares) range from "
            f"{least:.3g} to {most:.3g}{rate if most >= UNEVEN * least else ''}. "
            "Standardise the inputs."
        )

    def _score(self, score: float) -> str:
        return f"{percent(score)} right" if self.classes else f"R² {brief(score)}"


def before(history: History) -> tuple[int, int]:
    """The row with which the last one is compared for a trend, and how many epochs ago it was."""
    now = len(history) - 1
    epochs = min(max(EARLY, now // 4), now)
    return now - epochs, epochs


def uneven(sizes: tuple[float, float]) -> bool:
    """Whether the least and the largest size of an input are far apart, or far from 1."""
    least, most = sizes
    return max(most / least, most, 1 / least) >= UNEVEN


def _unknown(history: History) -> str:
    then, epochs = before(history)
    if epochs < EARLY:
        return f"After {len(history) - 1} epochs, it is too early to say why."
    first, last = history.train_loss[then], history.train_loss[-1]
    return (
        f"The training loss went from {brief(first, 3)} to {brief(last, 3)} in the last "
        f"{epochs} epochs. No single cause shows: more units, other initial weights, another "
        "learning rate or more epochs are worth a try."
    )
