"""The character models that come with the app: how they were trained, and how to load them.

    python -m core.sequences.build_assets  # trains all three, in minutes, into assets/models

They have read stories of ``core.sequences.story`` and are tested on stories that they have not.
"""

from __future__ import annotations

import math
from functools import lru_cache
from pathlib import Path

import safetensors.torch
import torch
import torch.nn.functional as F

from core.nn.random_streams import generator
from core.sequences.characters import (
    CharacterModel,
    bits_per_character,
    detached,
    vocabulary_of,
    windows,
)
from core.sequences.story import story
from core.sequences.through_time import KINDS

MODELS = Path(__file__).parents[2] / "assets" / "models"
UNITS = 96
CHARACTERS = 300_000  # of training text
TRAINING_SEED, HELD_OUT_SEED = 0, 1
EPOCHS, ROWS, STEPS = 14, 32, 64
UNSEEN = 0.01  # share of characters hidden in training, so that models can handle unknown ones
RATES = {"RNN": 0.008, "GRU": 0.008, "LSTM": 0.015}  # an LSTM needs a higher one and stays stable
ANEW = 0.1  # share of windows that begin with zero states


@lru_cache(maxsize=1)
def vocabulary() -> str:
    """The characters that the shipped models know."""
    return vocabulary_of(story(CHARACTERS, TRAINING_SEED))


@lru_cache(maxsize=1)
def held_out() -> str:
    """A story that the models have not read."""
    return story(10_000, HELD_OUT_SEED)


@lru_cache(maxsize=len(KINDS))
@torch.inference_mode(mode=False)  # whoever loads it first, others need its gradients
def shipped(kind: str) -> CharacterModel:
    """A trained model. All visitors share it: it must not be changed."""
    weights = safetensors.torch.load_file(path(kind))
    model = CharacterModel(vocabulary(), kind, UNITS, torch.Generator())
    model.load_state_dict(weights)
    return model.eval().requires_grad_(requires_grad=False)


def path(kind: str) -> Path:
    """The file of a model's weights."""
    return MODELS / f"sequences_{kind.lower()}.safetensors"


def train(kind: str) -> CharacterModel:
    """Train one of them: truncated backpropagation through time with Adam, the rate falling to 0.

    The state goes on from window to window, and now and then begins anew, as it does for a text
    that a learner types.
    """
    model = CharacterModel(vocabulary(), kind, UNITS, generator(0, "weights"))
    codes = model.encode(story(CHARACTERS, TRAINING_SEED))
    rng = generator(0, "unseen")
    optimiser = torch.optim.Adam(model.parameters(), RATES[kind])
    total = EPOCHS * (len(codes) // (ROWS * STEPS) + 1)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, total)
    for epoch in range(EPOCHS):
        state = None
        # Each epoch cuts the text at other places.
        for batch in windows(codes[epoch * STEPS // EPOCHS :], ROWS, STEPS):
            hidden = torch.rand(batch[:-1].shape, generator=rng) < UNSEEN
            anew = torch.rand(1, generator=rng).item() < ANEW
            logits, state = model(batch[:-1].masked_fill(hidden, 0), None if anew else state)
            state = detached(state)
            loss = F.cross_entropy(logits.flatten(0, 1), batch[1:].flatten())
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
    return model


def main() -> None:
    """Train all of them and write their weights."""
    torch.set_num_threads(1)
    for kind in KINDS:
        model = train(kind)
        safetensors.torch.save_model(model, str(path(kind)))
        bits = bits_per_character(model, held_out())
        print(
            f"{kind}: {path(kind).stat().st_size:,} bytes, {bits:.3f} bits per character held out"
            f" ({math.log2(len(vocabulary())):.2f} by guessing)",
            flush=True,
        )


if __name__ == "__main__":
    main()
