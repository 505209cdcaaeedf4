"""A character model that learns a text live: the stories that come with the app, or the learner's.

    >>> run = Run(Settings(cell="GRU"))
    >>> run.advance()
    >>> run.frame().step
    1

The last tenth of the text is held out. Every step reads the next window of parallel strips of the
text, with the state that the last one left (truncated backpropagation through time).

References: Graves 2013, "Generating sequences with recurrent neural networks"; Karpathy 2015.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor
from torch.optim import Optimizer

from core.knobs import Knobs, choice, seed, slider
from core.nn.random_streams import generator
from core.run import Stepping, nbytes_of
from core.sequences.characters import (
    UNKNOWN,
    CharacterModel,
    State,
    detached,
    vocabulary_of,
    windows,
)
from core.sequences.counting import Counting
from core.sequences.sampling import sample
from core.sequences.story import story
from core.sequences.through_time import KINDS

STORIES, OWN = "stories", "your text"
LEAST, MOST = 400, 200_000  # characters of a text
ROWS = 16  # parallel strips
ROUND = 20  # steps between two measurements and samples
ROUNDS = 60
SAMPLE = 90  # characters of a sample
MEASURED = 4000  # characters that are held out and measured
LANDMARKS = (0, 100, 300, ROUND * ROUNDS)  # steps whose samples are kept, beside the latest one
COUNTED = {"counting characters": 0, "counting pairs": 1, "counting 5 back": 5}
RISE, FOR_LONG = 0.1, 5  # bits, and measurements, that are more than noise


@dataclass(frozen=True)
class Settings(Knobs):
    """Everything that one training run follows from, but for a text of the learner's own."""

    text: str = choice(
        STORIES,
        (STORIES, OWN),
        label="Learn from",
        help="Small stories made for this app, or your text file.",
        group="Model",
    )
    cell: str = choice("LSTM", KINDS[::-1], label="Cell", group="Model")
    units: int = choice(64, (16, 32, 64, 128), label="Units", group="Model")
    window: int = choice(
        48,
        (8, 16, 32, 48, 96),
        label="Window (characters)",
        help="How many characters the gradient travels back. The state continues beyond it.",
        group="Model",
    )
    learning_rate: float = choice(
        0.01,
        (0.001, 0.003, 0.01, 0.03),
        label="Learning rate",
        help="The learning rate of Adam.",
        group="Model",
    )
    seed: int = seed(group="Model")


@dataclass(frozen=True)
class Writing(Knobs):
    """How to draw the next character from the model's probabilities."""

    temperature: float = slider(
        0.8,
        low=0.0,
        high=2.0,
        step=0.1,
        label="Temperature",
        help="Divides the logits. 0 always takes the most likely character.",
    )
    top_k: int = choice(
        0,
        (0, 1, 2, 3, 5, 10, 20),
        names={0: "all"},
        label="Top-k",
        help="Keeps only this many of the most likely characters.",
    )
    top_p: float = slider(
        1.0,
        low=0.1,
        high=1.0,
        step=0.05,
        label="Top-p",
        help="Keeps only the fewest most likely characters with at least this total probability.",
    )


PRESETS: dict[str, Settings] = {
    "LSTM": Settings(),
    "GRU": Settings(cell="GRU"),
    "Plain RNN": Settings(cell="RNN"),
    "A window of 8": Settings(window=8),
    "Few units": Settings(units=16),
}


@dataclass(frozen=True, eq=False)
class Frame:
    """What there is to draw; ``train`` and ``held_out`` are bits per character (M,) at ``steps``.

    ``logits`` (vocabulary,) are of the character after ``prompt``; ``samples`` are pairs of a step
    and what the model wrote then.
    """

    step: int
    steps: np.ndarray
    train: np.ndarray
    held_out: np.ndarray
    prompt: str
    logits: np.ndarray
    samples: tuple[tuple[int, str], ...]
    finished: str | None

    @property
    def nbytes(self) -> int:
        """What keeping this frame costs in memory."""
        return nbytes_of(self)

    @property
    def best(self) -> int:
        """The measurement with the fewest bits on the held-out text."""
        return int(np.argmin(self.held_out))

    @property
    def memorises(self) -> bool:
        """Whether the held-out text got worse for long, while the training text got better."""
        late = self.held_out[max(self.best + 1, len(self.held_out) - FOR_LONG) :]
        return (
            len(late) == FOR_LONG
            and bool((late > self.held_out[self.best] + RISE).all())
            and bool(self.train[-1] < self.train[self.best])
        )


def learnable(text: str) -> str:
    """The first ``MOST`` characters of a text.

    Raises ``ValueError`` where there are fewer than ``LEAST``, or only ``UNKNOWN`` ones.
    """
    if len(text) < LEAST:
        raise ValueError(f"The text has {len(text)} characters; the model needs at least {LEAST}.")
    text = text[:MOST]
    if set(text) == {UNKNOWN}:
        raise ValueError("The text has no readable characters.")
    return text


class Run(Stepping):
    """A character model in training; follows ``core.run.Run``.

    Frames predict the character after ``prompt``. Raises ``ValueError`` for a text that is not
    ``learnable``.
    """

    round_name = "round"
    round, total = ROUND, ROUND * ROUNDS

    def __init__(self, settings: Settings, text: str | None = None, prompt: str = "The ") -> None:
        self.settings = settings
        self.prompt = prompt
        text = learnable(text or story(30_000, settings.seed))
        cut = len(text) * 9 // 10
        self.text, self.held_out = text[:cut], text[cut:]
        self.model = CharacterModel(
            vocabulary_of(text), settings.cell, settings.units, generator(settings.seed, "weights")
        )
        rows = max(1, min(ROWS, len(self.text) // (settings.window + 1)))
        self._windows = windows(self.model.encode(self.text), rows, settings.window)
        measured = self.model.encode(self.held_out[:MEASURED])
        rows = max(1, len(measured) // 100)
        self._measured = windows(measured, rows, (len(measured) - 1) // rows)[0]
        self._state: State | None = None
        self._writing = generator(settings.seed, "samples")
        self._steps: list[int] = []
        self._curves: list[tuple[float, float]] = []
        self._samples: list[tuple[int, str]] = []
        self._losses: list[float] = []
        self._measure()

    @cached_property
    def by_counting(self) -> dict[str, float]:
        """Bits per held-out character of guessing, and of counting what follows what."""
        characters = len(self.model.vocabulary) - 1
        return {"guessing": math.log2(characters)} | {
            name: Counting(self.text, order, characters).bits(self.held_out[:MEASURED])
            for name, order in COUNTED.items()
        }

    @cached_property
    def _optimiser(self) -> Optimizer:
        """Not made before the first step: torch then imports its compiler, which takes seconds."""
        return torch.optim.Adam(self.model.parameters(), self.settings.learning_rate)

    def take_step(self) -> None:
        """One optimiser step on the next window."""
        place = self.step % len(self._windows)
        window = self._windows[place]
        logits, state = self.model(window[:-1], self._state if place else None)
        self._state = detached(state)
        loss = self._loss(logits, window)
        if not math.isfinite(loss.item()):
            self.finished = "Diverged: the loss is no longer a number. Try a lower learning rate."
            return
        self._optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self._optimiser.step()
        self._losses.append(loss.item())

    def frame(self) -> Frame:
        """The picture of this moment. It does not change the run."""
        with torch.inference_mode():
            logits, _ = self.model(self.model.encode(self.prompt or "\n")[:, None])
        train, held_out = np.array(self._curves, np.float32).T
        return Frame(
            step=self.step,
            steps=np.array(self._steps),
            train=train,
            held_out=held_out,
            prompt=self.prompt,
            logits=logits[-1, 0].numpy().copy(),
            samples=tuple(self._samples),
            finished=self.finished,
        )

    @staticmethod
    def _loss(logits: Tensor, window: Tensor) -> Tensor:
        # (steps, rows, vocabulary) -> (steps · rows, vocabulary)
        return F.cross_entropy(logits.flatten(0, 1), window[1:].flatten())

    def end_round(self) -> None:
        self._measure()

    def _measure(self) -> None:
        with torch.inference_mode():
            held_out = self._loss(self.model(self._measured[:-1])[0], self._measured).item()
            if not self._losses:
                first = self._windows[0]
                self._losses = [self._loss(self.model(first[:-1])[0], first).item()]
        written = sample(self.model, "\n", SAMPLE, self._writing, temperature=0.8)
        self._steps.append(self.step)
        self._curves.append((float(np.mean(self._losses)) / math.log(2), held_out / math.log(2)))
        self._samples = [one for one in self._samples if one[0] in LANDMARKS]
        self._samples.append((self.step, written))
        self._losses = []
