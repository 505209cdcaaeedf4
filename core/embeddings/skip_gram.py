"""Words learn their vectors by guessing the words around them: skip-gram with negative sampling.

    >>> run = Run(Settings())
    >>> run.advance()
    >>> run.frame().step
    1

Each word has two vectors, one as a centre and one as a neighbour. A pair from the text should have
a large product, and the same centre with words drawn at random a small one. The sentences are made
by ``tales``; every tenth is held out.

Left out: leaving out some frequent words, and phrases (both in the same paper); subwords.

References: Mikolov et al. 2013, "Distributed representations of words and phrases and their
compositionality", equation 4; Levy & Goldberg 2014 (what it factorises: items.py does it openly).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
import safetensors.numpy
import torch
import torch.nn.functional as F
from torch import Tensor
from torch.optim import Optimizer

from core.embeddings.plane import axes, seen_along
from core.embeddings.recall import same_group, top
from core.embeddings.space import Space, require, unit
from core.embeddings.toy_corpus import GROUP_OF, sentences, vocabulary
from core.knobs import Knobs, choice, seed, slider
from core.nn.optimisers import OPTIMISERS
from core.nn.random_streams import generator
from core.run import Stepping, nbytes_of

VECTORS = Path(__file__).parents[2] / "assets" / "models" / "skip_gram.safetensors"
CORPORA = ("words of small tales",)
GROUPED = len(GROUP_OF)  # words that belong to a group: the vocabulary begins with them
NEIGHBOURS = 6
HELD_OUT_PAIRS = 2000
ROUND = 20  # steps between two measurements
ROUNDS = 150
# a - b + c should be the last.
ANALOGIES = (
    ("king", "man", "woman", "queen"),
    ("prince", "boy", "girl", "princess"),
    ("queen", "woman", "girl", "princess"),
    ("man", "king", "prince", "boy"),
)


@dataclass(frozen=True)
class Settings(Knobs):
    """Everything that one training run follows from."""

    dimensions: int = choice(
        20, (2, 5, 10, 20, 50), label="Dimensions", help="How many numbers each word's vector has."
    )
    window: int = slider(
        3,
        low=1,
        high=6,
        label="Window (words)",
        help="How many words on either side count as neighbours. A small window groups words that "
        "can replace one another, a large one words of the same topic.",
    )
    negatives: int = slider(
        5,
        low=1,
        high=15,
        label="Negatives",
        help="Random words per pair that should not fit.",
    )
    optimiser: str = choice("Adam", ("Adam", "SGD", "momentum", "RMSprop"), label="Optimiser")
    learning_rate: float = choice(
        0.01,
        (0.001, 0.003, 0.01, 0.03, 0.1, 1.0, 10.0),
        label="Learning rate",
        help="SGD needs a learning rate a thousand times as large as Adam: each word gets only a "
        "small part of a batch's gradient.",
    )
    batch: int = choice(256, (16, 64, 256, 1024), label="Batch (pairs)")
    sentences: int = choice(
        3000,
        (100, 300, 1000, 3000),
        label="Sentences",
        help="The model memorises a small set, and the validation loss rises.",
    )
    seed: int = seed(help="Sets the sentences, the initial vectors, the order and the negatives.")


PRESETS: dict[str, Settings] = {
    "Words in context": Settings(),
    "Too few sentences": Settings(sentences=100, dimensions=50),
    "Two dimensions": Settings(dimensions=2),
    "One neighbour": Settings(window=1),
    "One negative": Settings(negatives=1),
    "SGD": Settings(optimiser="SGD", learning_rate=10.0),
}


@dataclass(frozen=True, eq=False)
class Frame:
    """What there is to draw after ``step`` steps, of the words of groups, in ``GROUP_OF``'s order.

    ``places`` (GROUPED, 2) is their map; ``neighbours`` and ``cosines`` (GROUPED, NEIGHBOURS) are
    the nearest others to each of them. ``train`` and ``validation`` are the
    loss and ``purity`` the share of neighbours of the same group, (M,) at ``steps``. ``ranks`` has
    the place of the right answer to each of ``ANALOGIES``, 1 for the best.
    """

    step: int
    places: np.ndarray
    neighbours: np.ndarray
    cosines: np.ndarray
    steps: np.ndarray
    train: np.ndarray
    validation: np.ndarray
    purity: np.ndarray
    ranks: tuple[int, ...]
    finished: str | None

    @property
    def nbytes(self) -> int:
        """What keeping this frame costs in memory."""
        return nbytes_of(self)


def loss_of(centres: Tensor, neighbours: Tensor, negatives: Tensor) -> Tensor:
    """The mean over pairs of -log σ(u·v) - Σ log σ(-u⁻·v), Mikolov et al. 2013, equation 4.

    ``centres`` and ``neighbours`` are (pairs, dimensions), ``negatives`` (pairs, k, dimensions).
    """
    right = (centres * neighbours).sum(dim=1)  # (pairs,)
    wrong = (negatives @ centres[:, :, None]).squeeze(2)  # (pairs, k)
    return -(F.logsigmoid(right) + F.logsigmoid(-wrong).sum(dim=1)).mean()


def pairs_of(texts: list[list[str]], window: int) -> np.ndarray:
    """Every word with each word up to ``window`` places away in its sentence: int64 (pairs, 2)."""
    place = {word: index for index, word in enumerate(vocabulary())}
    numbers = np.concatenate([[place[word] for word in text] for text in texts])
    sentence = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    found = []
    for distance in range(1, window + 1):
        together = sentence[distance:] == sentence[:-distance]
        left, right = numbers[:-distance][together], numbers[distance:][together]
        found += [np.stack([left, right], axis=1), np.stack([right, left], axis=1)]
    return np.concatenate(found)


def noise_of(pairs: np.ndarray) -> Tensor:
    """How likely each word is drawn as a negative: its frequency to the power 3/4 (section 2.2)."""
    counts = np.bincount(pairs[:, 1], minlength=len(vocabulary()))
    return torch.from_numpy(counts**0.75 / (counts**0.75).sum()).float()


class Run(Stepping):
    """Skip-gram in training; follows ``core.run.Run``."""

    round_name = "round"
    round, total = ROUND, ROUND * ROUNDS

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        made = sentences(settings.sentences, settings.seed)
        held_out = [text for index, text in enumerate(made) if index % 10 == 9]
        self.pairs = torch.from_numpy(
            pairs_of([text for index, text in enumerate(made) if index % 10 != 9], settings.window)
        )
        self._noise = noise_of(self.pairs.numpy())
        rng = generator(settings.seed, "weights")
        shape = len(vocabulary()), settings.dimensions
        # As in word2vec: small centres, neighbours at zero, so that the first loss is that of a
        # coin for each pair.
        self.centres = torch.empty(shape).uniform_(-0.5, 0.5, generator=rng).div_(shape[1])
        self.neighbours = torch.zeros(shape)
        self.weights = [self.centres.requires_grad_(), self.neighbours.requires_grad_()]
        self._order = generator(settings.seed, "order")
        self._negatives = generator(settings.seed, "negatives")
        fresh = generator(settings.seed, "held out")
        unseen = torch.from_numpy(pairs_of(held_out, settings.window))
        self._held_out = unseen[torch.randperm(len(unseen), generator=fresh)[:HELD_OUT_PAIRS]]
        self._held_out_negatives = self._draw(len(self._held_out), fresh)
        self._losses: list[float] = []
        self._measures: list[tuple[float, ...]] = []
        self._axes: np.ndarray | None = None
        self._measure()

    @cached_property
    def optimiser(self) -> Optimizer:
        """Not made before the first step: torch then imports its compiler, which takes seconds."""
        return OPTIMISERS[self.settings.optimiser](self.weights, self.settings.learning_rate)

    def take_step(self) -> None:
        """One step on a batch of pairs."""
        count = self.settings.batch
        rows = torch.randint(len(self.pairs), (count,), generator=self._order)
        loss = self.loss(self.pairs[rows], self._draw(count, self._negatives))
        if not math.isfinite(loss.item()):
            self.finished = "Diverged: the loss is no longer a number. Try a lower learning rate."
            return
        self.optimiser.zero_grad()
        loss.backward()
        self.optimiser.step()
        self._losses.append(loss.item())

    def end_round(self) -> None:
        self._measure()

    def loss(self, pairs: Tensor, negatives: Tensor) -> Tensor:
        """The loss of pairs (n, 2) with negatives (n, k), all as places in the vocabulary."""
        return loss_of(
            F.embedding(pairs[:, 0], self.centres),
            F.embedding(pairs[:, 1], self.neighbours),
            F.embedding(negatives, self.neighbours),
        )

    @property
    def vectors(self) -> np.ndarray:
        """Every word's vector as a centre, float32 (words, dimensions): the result."""
        return self.centres.detach().numpy().copy()

    def frame(self) -> Frame:
        """The picture of this moment. It does not change the run."""
        vectors = unit(self.vectors)
        grouped = vectors[:GROUPED]
        scores = grouped @ grouped.T
        np.fill_diagonal(scores, -np.inf)
        nearest = top(scores, NEIGHBOURS)
        table = np.array(self._measures, np.float32).T  # (4, M)
        assert self._axes is not None  # as a run measures before its first step
        return Frame(
            step=self.step,
            places=seen_along(grouped, self._axes),
            neighbours=nearest.astype(np.int16),
            cosines=np.take_along_axis(scores, nearest, axis=1),
            steps=table[0],
            train=table[1],
            validation=table[2],
            purity=table[3],
            ranks=ranks(vectors),
            finished=self.finished,
        )

    def _draw(self, count: int, rng: torch.Generator) -> Tensor:
        """Negatives (count, k)."""
        k = self.settings.negatives
        drawn = torch.multinomial(self._noise, count * k, replacement=True, generator=rng)
        return drawn.view(count, k)

    def _measure(self) -> None:
        """Losses and neighbours, and the axes of the next maps."""
        with torch.no_grad():
            validation = self.loss(self._held_out, self._held_out_negatives).item()
        train = float(np.mean(self._losses)) if self._losses else math.nan
        vectors = unit(self.vectors[:GROUPED])
        pure = same_group(vectors, tuple(GROUP_OF.values()))
        self._measures.append((self.step, train, validation, pure))
        self._losses = []
        # Frames may be taken at any time and change nothing, so their axes move at fixed steps.
        self._axes = axes(vectors, self._axes)


def ranks(vectors: np.ndarray) -> tuple[int, ...]:
    """The place of the right answer to each analogy among all words but the three asked with.

    ``vectors`` (words, dimensions) are of length 1; the answer is the word nearest to a - b + c.
    """
    words = vocabulary()
    found = []
    for *question, answer in ANALOGIES:
        a, b, c = (words.index(word) for word in question)
        scores = vectors @ (vectors[a] - vectors[b] + vectors[c])
        scores[[a, b, c]] = -np.inf
        found.append(int((scores > scores[words.index(answer)]).sum()) + 1)
    return tuple(found)


# --- As an encoder -------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def space(corpus: str) -> Space:
    """The grouped words with the vectors that come with the app: those of the default settings.

    Raises ``ValueError`` for another corpus.
    """
    require(corpus, CORPORA)
    vectors = safetensors.numpy.load_file(VECTORS)["vectors"]
    return Space(
        name=corpus,
        vectors=vectors[:GROUPED],
        texts=tuple(GROUP_OF),
        groups=tuple(GROUP_OF.values()),
        about="Skip-gram with negative sampling on 3,000 sentences generated by a small grammar.",
    )
