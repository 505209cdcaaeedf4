"""The character models that come with the app: how they were trained, and how to load them.

    python -m core.sequences.build_assets FOLDER  # of the books; an hour or two, into assets/models

They have read four novels (``core.sequences.books``) and are tested on a fifth.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import safetensors.torch
import torch
import torch.nn.functional as F
from torch import Tensor

from core.nn.random_streams import generator
from core.sequences.books import KEYBOARD, training_text
from core.sequences.characters import UNKNOWN, CharacterModel, State, detached, windows
from core.sequences.through_time import KINDS

MODELS = Path(__file__).parents[2] / "assets" / "models"
UNITS = {"RNN": 468, "GRU": 264, "LSTM": 224}  # each model has about 312,000 parameters
VOCABULARY = UNKNOWN + KEYBOARD
CYCLES = {"RNN": (1500,), "GRU": (1500,), "LSTM": (3000, 3000, 1500)}  # steps of training
STEPS = {kind: sum(cycles) for kind, cycles in CYCLES.items()}
FALLING = 0.4  # share of a cycle in which the learning rate falls to 0 (Loshchilov & Hutter 2017)
ROWS, WINDOW = 32, 64
RATES = {"RNN": 0.001, "GRU": 0.003, "LSTM": 0.004}  # gates keep higher ones stable
UNSEEN = 0.01  # share of characters hidden in training, so that models can handle unknown ones
ANEW = 0.1  # share of windows that begin with zero states
LARGEST, PULL = 3.0, 0.1  # a penalty on larger cells: without it, some only ever grow


@lru_cache(maxsize=len(KINDS))
@torch.inference_mode(mode=False)  # weights made in inference mode could never have gradients
def shipped(kind: str) -> CharacterModel:
    """A trained model. All visitors share it: it must not be changed."""
    model = CharacterModel(VOCABULARY, kind, UNITS[kind], torch.Generator())
    model.load_state_dict(safetensors.torch.load_file(path(kind)))  # float16 becomes float32
    return model.eval().requires_grad_(requires_grad=False)


def path(kind: str) -> Path:
    """The file of a model's weights."""
    return MODELS / f"sequences_{kind.lower()}.safetensors"


class Training:
    """Truncated backpropagation through time with AdamW on one text, step by step.

    The state continues from window to window. Now and then it starts at zero, as it does for a text
    that a learner types.
    """

    def __init__(self, kind: str, text: str) -> None:
        self.model = CharacterModel(VOCABULARY, kind, UNITS[kind], generator(0, "weights"))
        self.optimiser = torch.optim.AdamW(self.model.parameters(), RATES[kind], weight_decay=0.01)
        self.rng = generator(0, "unseen")
        self.step = 0
        self.state: State | None = None
        self._windows = windows(self.model.encode(text), ROWS, WINDOW)
        self._rate, self._cycles = RATES[kind], CYCLES[kind]

    def advance(self) -> float:
        """One optimiser step. The loss, in nats per character."""
        batch = self._windows[self.step % len(self._windows)]
        hidden = torch.rand(batch[:-1].shape, generator=self.rng) < UNSEEN
        anew = torch.rand(1, generator=self.rng).item() < ANEW
        logits, after = self.model(batch[:-1].masked_fill(hidden, 0), None if anew else self.state)
        self.state = detached(after)
        loss = F.cross_entropy(logits.flatten(0, 1), batch[1:].flatten())
        rate = self._rate * _share_of_rate(self.step, self._cycles)
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        self.optimiser.zero_grad()
        (loss + _excess(after)).backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimiser.step()
        self.step += 1
        return loss.item()


def _share_of_rate(step: int, cycles: Sequence[int]) -> float:
    """The share of the full learning rate: in each cycle 1 at first, then down to 0."""
    for cycle in cycles:
        if step < cycle:
            break
        step -= cycle
    return min(1.0, (cycle - step) / (FALLING * cycle))


def _excess(state: State) -> Tensor:
    """The penalty on an LSTM's cells beyond ``LARGEST`` at a window's end."""
    if not isinstance(state, tuple):
        return torch.zeros(())
    return PULL * (state[1].abs() - LARGEST).relu().square().mean()


def main(folder: Path) -> None:
    """Train all of them and write their weights, as float16."""
    torch.set_num_threads(1)
    text = training_text(folder)
    for kind in KINDS:
        training = Training(kind, text)
        while training.step < STEPS[kind]:
            training.advance()
        save(training.model)


def save(model: CharacterModel) -> None:
    """Write a model's weights, as float16."""
    halves = {name: value.detach().half() for name, value in model.state_dict().items()}
    safetensors.torch.save_file(halves, path(model.kind))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
