"""A character model: it reads a text one character at a time and says what may come next.

Left out: words, embeddings and more than one layer; a one-hot input makes each column of the
input weights the embedding of a character.

References: Sutskever et al. 2011, "Generating text with recurrent neural networks"; Graves 2013.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from core.sequences.through_time import LAYERS

UNKNOWN = "\N{REPLACEMENT CHARACTER}"

State = Tensor | tuple[Tensor, ...]  # an LSTM's is its hidden state and its cell


class CharacterModel(nn.Module):
    """One recurrent layer of torch between one-hot characters and a linear readout.

    ``vocabulary`` holds each character once; ``UNKNOWN``, its first, stands for all others.
    """

    def __init__(self, vocabulary: str, kind: str, units: int, rng: torch.Generator) -> None:
        super().__init__()
        self.vocabulary = vocabulary
        self.kind = kind
        # Torch would draw the initial weights from its global random numbers.
        with torch.device("meta"):
            self.recurrent = LAYERS[kind](len(vocabulary), units)
            self.readout = nn.Linear(units, len(vocabulary))
        self.to_empty(device="cpu")
        self._index = {character: i for i, character in enumerate(vocabulary)}
        initialise(self, units, rng)

    def encode(self, text: str) -> Tensor:
        """The characters' places in the vocabulary, (length,) int64; what is not in it is 0."""
        return torch.tensor([self._index.get(c, 0) for c in text], dtype=torch.long)

    def one_hot(self, codes: Tensor) -> Tensor:
        """(steps, ...) -> (steps, ..., vocabulary) float32."""
        return F.one_hot(codes, len(self.vocabulary)).float()

    def forward(self, codes: Tensor, state: State | None = None) -> tuple[Tensor, State]:
        """Next-character logits (steps, batch, vocabulary) of ``codes`` (steps, batch); state."""
        hidden, after = self.recurrent(self.one_hot(codes), state)
        return self.readout(hidden), after


def initialise(network: nn.Module, units: int, rng: torch.Generator, forget: float = 1.0) -> None:
    """Fill all parameters as torch does, U(-1/√units, 1/√units), but from ``rng``.

    An LSTM's forget gates begin with the bias ``forget`` (Jozefowicz et al. 2015).
    """
    bound = 1 / math.sqrt(units)
    for name, parameter in network.named_parameters():
        nn.init.uniform_(parameter, -bound, bound, generator=rng)
        gates = name.rpartition(".")[2]
        if gates in ("bias_ih_l0", "bias_hh_l0") and parameter.shape[0] == 4 * units:
            with torch.no_grad():
                parameter[units : 2 * units] = forget if gates == "bias_ih_l0" else 0.0


def vocabulary_of(text: str) -> str:
    """All characters of a text, sorted, after ``UNKNOWN``."""
    return UNKNOWN + "".join(sorted(set(text) - {UNKNOWN}))


def detached(state: State) -> State:
    """A recurrent state cut off from what led to it: where truncated backpropagation ends."""
    if isinstance(state, tuple):
        return tuple(part.detach() for part in state)
    return state.detach()


def bits_per_character(model: CharacterModel, text: str) -> float:
    """How many bits the model needs for each next character of ``text``, on average."""
    codes = model.encode(text)
    with torch.inference_mode():
        logits, _ = model(codes[:-1, None])
        return F.cross_entropy(logits[:, 0], codes[1:]).item() / math.log(2)


def windows(codes: Tensor, rows: int, steps: int) -> Sequence[Tensor]:
    """A text as ``rows`` parallel strips, cut into windows of ``steps`` with one character more.

    Windows follow each other, so that the state of one is the start of the next.
    """
    strip = (len(codes) - 1) // rows
    # (rows · strip + 1,) -> (strip + 1, rows): a row's last target is the next row's first input.
    strips = codes[: rows * strip + 1].unfold(0, strip + 1, strip).T
    return [strips[t : t + steps + 1] for t in range(0, strip - steps + 1, steps)]
