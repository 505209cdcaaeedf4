"""Trains a network one optimiser step at a time, and measures it after each epoch.

    >>> run = Run(Settings(data="spiral", seed=1))
    >>> while run.step < 10 * run.round:  # ten epochs; or until it has finished
    ...     run.advance()
    >>> run.frame().step == run.step
    True

An epoch goes once through all training examples, in an order drawn anew each time. Losses and
metrics are measured over all training and all validation examples after each epoch, in
evaluation mode (no dropout, running statistics in batch normalisation).

Left out: devices other than the CPU, and several runs at once (``core.train.race``).

References: Goodfellow, Bengio & Courville 2016, "Deep Learning", 8.1.3 (mini-batches), 7.8 (early
stopping) and 10.11.1 (gradient clipping).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler

from core.cache import shared
from core.data import datasets
from core.data.best_possible import best_possible
from core.data.datasets import Dataset
from core.data.preprocessing import Plane, Prepared, default_plane, prepare
from core.nn.activations import dead_units
from core.nn.losses import decide, metric, metric_name, objective_for, outputs_for
from core.nn.optimisers import optimiser_for, schedule_for
from core.nn.random_streams import generator
from core.run import Stepping
from core.train.baselines import Baselines, guess, input_sizes
from core.train.diagnosis import Diagnosis, State, uneven
from core.train.frame import CURVE_POINTS, Frame, Painter
from core.train.history import History, Recorder, thin
from core.train.network import (
    build,
    first_overflow,
    forward_with_hidden,
    linear_layers,
    mode_matters,
    weights_and_others,
)
from core.train.settings import OWN, Settings
from core.train.verdict import NOT_STARTED, Verdict, judge, smoothed

best_possible_score = shared(best_possible)  # takes a tenth of a second


class Run(Stepping):
    """A network in training; follows ``core.run.Run``.

    ``dataset`` is for the choices "own table" and "own points"; without it they raise
    ``ValueError``. Setting ``plane`` changes what later frames map, and nothing else. ``edited``
    says that a weight was set by hand: the run is then not what its settings alone give.
    """

    round_name, unit = "epoch", "epochs"

    def __init__(self, settings: Settings, dataset: Dataset | None = None) -> None:
        self.settings = settings
        self.dataset = dataset_for(settings, dataset)
        self.prepared = prepared_for(settings, self.dataset)
        self.classes = len(self.dataset.class_names)
        self.objective = objective_for(settings.loss, self.classes)
        inputs, outputs = len(self.prepared.input_names), outputs_for(self.classes)
        self.network = build(settings, inputs, outputs)
        self.layers = linear_layers(self.network)
        self.plane = default_plane(self.prepared)

        self._parameters = [p for p in self.network.parameters() if p.requires_grad]
        self._mode_matters = mode_matters(self.network)

        data = self.prepared
        self._targets = self.objective.encode(data.y_train, self.classes)
        self._validation_targets = self.objective.encode(data.y_validation, self.classes)
        self._all_x = torch.cat([data.x_train, data.x_validation])
        self._order = generator(settings.seed, "order")
        self._sizes = batch_sizes(settings, len(data.x_train))
        self._batches: list[tuple[Tensor, Tensor]] = []

        self.round = len(self._sizes)
        self.total = self.round * settings.epochs
        self.edited = False

        self._recorder = Recorder(settings.epochs)
        self._state = [*self.network.parameters(), *self.network.buffers()]
        self._kept = [tensor.detach().clone() for tensor in self._state]
        self._kept_epoch = 0
        self._best_loss = math.inf
        self._went_back = False
        self._diverged = False
        self._first = self._first_state()
        self._measure(math.nan)

    @cached_property
    def _stepping(self) -> tuple[Optimizer, LRScheduler | None]:
        """The optimiser and its schedule.

        Not made before the first step: torch then imports its compiler, which takes a second or
        two, once in a process. The first picture does not have to wait for that.
        """
        weights, others = weights_and_others(self.network, self.layers)
        optimiser = optimiser_for(self.settings, weights, others)
        return optimiser, schedule_for(self.settings, optimiser)

    @cached_property
    def _baselines(self) -> Baselines:
        """Not made before the first epoch has ended: the first picture does not need them."""
        data, settings = self.prepared, self.settings
        return Baselines(
            guess(self.objective, data.y_train, self.classes),
            best_possible_score(settings.data, settings.noise),
            self.classes,
            len(data.y_validation),
        )

    @cached_property
    def _diagnosis(self) -> Diagnosis:
        return Diagnosis(self.settings, self.prepared, self._baselines, self._first)

    def _first_state(self) -> State:
        """The initial weights, and which units are dead with them."""
        with self._evaluation():
            _, hidden = forward_with_hidden(self.network, self.prepared.x_train)
            names = self.settings.activation_names()
            return State(
                tuple(layer.weight.numpy().copy() for layer in self.layers),
                tuple(dead_units(*one).numpy() for one in zip(hidden, names, strict=True)),
                np.full(len(self.layers), np.nan, np.float32),
            )

    @property
    def epoch(self) -> int:
        """The number of whole epochs done."""
        return self.step // self.round

    @property
    def history(self) -> History:
        """All measured epochs."""
        return self._recorder.history()

    @property
    def plane(self) -> Plane:
        """The cut through the data's features that frames draw their maps in."""
        return self._plane

    @plane.setter
    def plane(self, plane: Plane) -> None:
        self._plane = plane
        names = self.settings.activation_names()
        self._painter = Painter(self.prepared, self.objective, plane, names)

    def take_step(self) -> None:
        """One optimiser step on the next batch."""
        batch = self.step % self.round
        if batch == 0:
            self._shuffle()
        x, target = self._batches[batch]
        loss = self.objective.error(self.network(x), target, "mean")
        if self.settings.l1:
            loss = loss + self.settings.l1 * sum(layer.weight.abs().sum() for layer in self.layers)
        if not math.isfinite(loss.item()):
            self._diverge(x)
            return
        for parameter in self._parameters:
            parameter.grad = None
        loss.backward()
        if self.settings.clipping:
            nn.utils.clip_grad_norm_(self._parameters, self.settings.clipping)
        self._stepping[0].step()

    def frame(self) -> Frame:
        """The picture of this moment. It does not change the run."""
        with self._evaluation():
            picture = self._painter.paint(self.network)
        weights = tuple(layer.weight.detach().numpy().copy() for layer in self.layers)
        norms = np.array([gradient_norm(layer.weight) for layer in self.layers], np.float32)
        return Frame(
            **vars(picture),
            step=self.step,
            epoch=self.epoch,
            history=self.history.thinned(CURVE_POINTS),
            validation_mean=smoothed(self.history.validation_loss)[
                thin(len(self.history), CURVE_POINTS)
            ],
            metric_name=metric_name(self.classes),
            verdict=self._verdict(State(weights, picture.dead, norms)),
            kept=self._kept_epoch if self._went_back else None,
            finished=self.finished,
            weights=weights,
            biases=tuple(layer.bias.detach().numpy().copy() for layer in self.layers),
            gradient_norms=norms,
            input_maps=self._painter.input_maps,
            input_scales=self._painter.input_scales,
        )

    def _verdict(self, now: State) -> Verdict:
        if len(self.history) < 2 and not self.finished:
            return NOT_STARTED
        return judge(
            self.history,
            self._baselines,
            causes=lambda judged: self._diagnosis.causes(judged, now),
            diverged=self.finished if self._diverged else None,
            kept=self._kept_epoch if self._went_back else None,
        )

    def predict(self, raw: np.ndarray) -> np.ndarray:
        """The answers (N,) to raw rows (N, features): class indices, or values in target units."""
        with self._evaluation():
            answer = decide(self.network(self.prepared.inputs(raw)), self.classes).numpy()
        if self.classes:
            return answer
        return answer * self.prepared.target_scale + self.prepared.target_mean

    def edit_weight(self, layer: int, unit: int, input: int | None, value: float) -> None:
        """Set one weight by hand, or with ``input`` None a unit's bias; layers as in ``layers``.

        Raises ``ValueError`` where there is no such weight or the value is not finite.
        """
        if not math.isfinite(value):
            raise ValueError(f"A weight has to be a finite number, not {value}.")
        if not 0 <= layer < len(self.layers):
            raise ValueError(f"There is no layer {layer}: layers are 0 to {len(self.layers) - 1}.")
        linear = self.layers[layer]
        if not 0 <= unit < linear.out_features:
            raise ValueError(
                f"That layer has no unit {unit}: units are 0 to {linear.out_features - 1}."
            )
        if input is not None and not 0 <= input < linear.in_features:
            raise ValueError(
                f"That layer has no input {input}: inputs are 0 to {linear.in_features - 1}."
            )
        with torch.no_grad():
            if input is None:
                linear.bias[unit] = value
            else:
                linear.weight[unit, input] = value
        self.edited = True

    def _shuffle(self) -> None:
        order = torch.randperm(len(self._targets), generator=self._order)
        # Gathered once for the whole epoch; a batch is then a view, which costs next to nothing.
        x = self.prepared.x_train[order].split(self._sizes)
        self._batches = list(zip(x, self._targets[order].split(self._sizes), strict=True))

    def end_round(self) -> None:
        optimiser, schedule = self._stepping
        rate = optimiser.param_groups[0]["lr"]
        if schedule:
            schedule.step()
        self._measure(rate)
        patience = self.settings.early_stopping
        if self.finished:
            return
        if patience and self.epoch - self._kept_epoch >= patience:
            self._go_back()
            self.finished = (
                f"Stopped early after epoch {self.epoch}: the validation loss has not improved for "
                f"{patience} epochs. The weights are those of epoch {self._kept_epoch}, the best."
            )

    def _measure(self, rate: float) -> None:
        """Record this epoch, and keep its weights: the best so far for early stopping, else all."""
        data = self.prepared
        with self._evaluation():
            output = self.network(self._all_x)
            train, validation = output.split([len(data.x_train), len(data.x_validation)])
            loss = self.objective.error(train, self._targets, "mean").item()
            validation_loss = self.objective.error(
                validation, self._validation_targets, "mean"
            ).item()
            scores = (
                metric(train, data.y_train, self.classes).item(),
                metric(validation, data.y_validation, self.classes).item(),
            )
        if not math.isfinite(loss + validation_loss):
            if not self.step:  # a history has a row for the initial weights, whatever they give
                self._recorder.append(math.nan, math.nan, math.nan, math.nan, rate)
            self._diverge(self._all_x)
            return
        self._recorder.append(loss, validation_loss, *scores, rate)
        if not self.settings.early_stopping or validation_loss < self._best_loss:
            self._best_loss = validation_loss
            self._kept_epoch = self.epoch
            with torch.no_grad():
                for kept, tensor in zip(self._kept, self._state, strict=True):
                    kept.copy_(tensor)

    def _diverge(self, x: Tensor) -> None:
        """Say where the numbers overflow on ``x``, and go back to the last finite ones."""
        with torch.inference_mode():
            where = first_overflow(self.network, x)
        tries = ["a lower learning rate"]
        if not self.settings.clipping:
            tries.append("gradient clipping")
        if not self.settings.standardise and uneven(input_sizes(self.prepared.x_train)):
            tries.insert(0, "standardised inputs")
        self._diverged = True
        self._go_back()
        epoch = math.ceil(self.step / self.round)
        when = f"after step {self.step:,}, in epoch {epoch}" if epoch else "before the first step"
        self.finished = (
            f"Diverged {when}: {where} is no longer a finite number. "
            f"Try {' or '.join(tries)}. The picture shows epoch {self._kept_epoch}."
        )

    def _go_back(self) -> None:
        self._went_back = True
        with torch.no_grad():
            for kept, tensor in zip(self._kept, self._state, strict=True):
                tensor.copy_(kept)

    @contextmanager
    def _evaluation(self) -> Iterator[None]:
        """Evaluation mode without gradients; only the layers that it matters to are switched."""
        for layer in self._mode_matters:
            layer.eval()
        with torch.inference_mode():
            yield
        for layer in self._mode_matters:
            layer.train()


def dataset_for(settings: Settings, own: Dataset | None) -> Dataset:
    """The data of these settings, which are ``own`` where the learner brought them."""
    if settings.data not in OWN:
        return datasets.load(
            settings.data, samples=settings.samples, noise=settings.noise, seed=settings.seed
        )
    if own is None:
        raise ValueError(f"The data are your {settings.data}, but you have not added any yet.")
    return own


def prepared_for(settings: Settings, dataset: Dataset) -> Prepared:
    """The data split, scaled and with the features of these settings."""
    return prepare(
        dataset,
        train_share=settings.train_share / 100,
        standardise=settings.standardise,
        features=settings.features,
        seed=settings.seed,
    )


def batch_sizes(settings: Settings, examples: int) -> list[int]:
    """The sizes of the batches of an epoch; the last one takes what is left over.

    Batch normalisation cannot work on a single example: one that is left over then joins the
    batch before it.
    """
    size = min(settings.batch_size or examples, examples)
    sizes = [size] * (examples // size)
    left = examples % size
    if left == 1 and settings.normalisation == "batch":
        sizes[-1] += 1
    elif left:
        sizes.append(left)
    return sizes


def gradient_norm(weight: Tensor) -> float:
    """The length of a weight's gradient, NaN where there is none yet."""
    return math.nan if weight.grad is None else weight.grad.norm().item()
