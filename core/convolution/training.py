"""Training a small convolutional network as it is: one optimiser step at a time.

    >>> run = Run(Settings(data="digits", epochs=5))
    >>> while run.step < run.round:  # or until it has finished
    ...     run.advance()
    >>> bool(run.frame().history.validation_metric[-1] > 0.1)
    True

After each epoch, losses and accuracies are measured on as many training images as there are
held-out ones (at most), so that measuring does not cost more than learning.

Left out: early stopping, schedules and regularisation other than dropout (see ``core.train``).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

import numpy as np
import torch
from torch import nn
from torch.nn import functional
from torch.optim import Optimizer

from core.convolution.feature_maps import forward_with_layers
from core.convolution.images import Images, load
from core.convolution.network import build
from core.convolution.network_settings import Settings
from core.convolution.training_frame import Frame
from core.nn.optimisers import OPTIMISERS
from core.nn.random_streams import generator
from core.run import Stepping
from core.train.history import History, Recorder

MEASURED = 300  # images of each part that losses are measured on


class Run(Stepping):
    """A network in training; follows ``core.run.Run``.

    ``images`` is for a caller who brings a larger set than the settings' own. ``example`` is the
    held-out image that frames show the feature maps of, by its row.
    """

    round_name, unit = "epoch", "epochs"

    def __init__(self, settings: Settings, images: Images | None = None, example: int = 0) -> None:
        self.settings = settings
        self.images = images or load(settings.data, settings.samples, settings.seed)
        self.network = build(settings, self.images.shape, len(self.images.class_names))
        self.example = example
        self._order = generator(settings.seed, "order")
        self._batches: list[torch.Tensor] = []
        self.round = math.ceil(len(self.images.x_train) / settings.batch_size)
        self.total = self.round * settings.epochs
        self._recorder = Recorder(settings.epochs)
        self._measure(math.nan)

    @cached_property
    def _optimiser(self) -> Optimizer:
        """Not made before the first step: torch then imports its compiler, which takes seconds."""
        return OPTIMISERS[self.settings.optimiser](
            self.network.parameters(), self.settings.learning_rate
        )

    @property
    def epoch(self) -> int:
        """The number of whole epochs done."""
        return self.step // self.round

    @property
    def history(self) -> History:
        """All measured epochs."""
        return self._recorder.history()

    def take_step(self) -> None:
        """One optimiser step on the next batch; a loss that is not finite ends the run before."""
        batch = self.step % self.round
        if batch == 0:
            order = torch.randperm(len(self.images.x_train), generator=self._order)
            self._batches = list(order.split(self.settings.batch_size))
        rows = self._batches[batch]
        logits = self.network(self.images.x_train[rows])
        loss = functional.cross_entropy(
            logits, self.images.y_train[rows], label_smoothing=self.settings.smoothing
        )
        if not math.isfinite(loss.item()):
            self._diverge()
            return
        self._optimiser.zero_grad()
        loss.backward()
        self._optimiser.step()

    def end_round(self) -> None:
        """Measure the losses and scores of the epoch."""
        self._measure(self.settings.learning_rate)

    def frame(self) -> Frame:
        """The picture of this moment. It does not change the run."""
        example = self.images.x_held_out[self.example]
        with self._evaluation():
            layers = forward_with_layers(self.network, example[None])
        weight = self._first.weight.detach()
        if weight.ndim == 2:  # (units, C·H·W) -> (units, C, H, W)
            weight = weight.view(-1, *self.images.shape)
        logits = layers["linear"][0]
        return Frame(
            step=self.step,
            epoch=self.epoch,
            history=self.history,
            finished=self.finished,
            filters=weight.numpy().copy(),
            maps=tuple(
                values[0].numpy().astype(np.float16)
                for name, values in layers.items()
                if name.startswith("ReLU") and values.ndim == 4
            ),
            probabilities=torch.nan_to_num(logits.softmax(dim=0)).numpy(),
            confusion_validation=self._confusion,
            example=example.numpy(),
            truth=int(self.images.y_held_out[self.example]),
        )

    @property
    def _first(self) -> nn.Conv2d | nn.Linear:
        return next(layer for layer in self.network if isinstance(layer, (nn.Conv2d, nn.Linear)))

    def _measure(self, rate: float) -> None:
        data = self.images
        parts = [
            (data.x_train[:MEASURED], data.y_train[:MEASURED]),
            (data.x_held_out[:MEASURED], data.y_held_out[:MEASURED]),
        ]
        with self._evaluation():
            logits = [self.network(x) for x, _ in parts]
            losses = [
                functional.cross_entropy(z, y).item()
                for z, (_, y) in zip(logits, parts, strict=True)
            ]
            scores = [
                (z.argmax(dim=1) == y).float().mean().item()
                for z, (_, y) in zip(logits, parts, strict=True)
            ]
        if not math.isfinite(sum(losses)):
            self._diverge()
            if self.step:
                return
        self._recorder.append(*losses, *scores, rate)
        classes = len(data.class_names)
        pairs = parts[1][1] * classes + logits[1].argmax(dim=1)
        counts = torch.bincount(pairs, minlength=classes**2)
        self._confusion = counts.view(classes, classes).numpy()  # (C²,) -> (C, C)

    def _diverge(self) -> None:
        self.finished = (
            f"Diverged after step {self.step:,}: the loss is no longer a finite number. "
            "Try a lower learning rate."
        )

    @contextmanager
    def _evaluation(self) -> Iterator[None]:
        """Evaluation mode without gradients: no dropout."""
        self.network.eval()
        with torch.inference_mode():
            yield
        self.network.train()
