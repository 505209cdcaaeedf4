"""The program of the character model: it learns a text, and writes."""

from __future__ import annotations

import inspect

from core.export import fill
from core.nn.random_streams import generator
from core.sequences import sampling, story
from core.sequences.characters import windows
from core.sequences.learning import ROUND, ROWS, Settings, Writing

CHARACTERS = r'''
    |"""A character model with an $cell: it reads a text, and then writes.
    |
    |It needs PyTorch alone. Give it a text file of your own, or it makes itself some stories.
    |"""
    |
    |import sys
    |import textwrap
    |from collections.abc import Sequence
    |from pathlib import Path
    |
    |import numpy as np
    |import torch
    |import torch.nn.functional as F
    |from torch import nn
    |
    |
    |# %% The text
    |
    |$stories
    |
    |
    |own = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    |text = own.read_text(encoding="utf-8") if own and own.is_file() else story(30_000, $seed)
    |vocabulary = ["\N{REPLACEMENT CHARACTER}", *sorted(set(text))]  # the first stands for all others
    |training = text[: len(text) * 9 // 10]  # the rest is for testing
    |codes = torch.tensor([vocabulary.index(character) for character in training])
    |
    |
    |# %% The model
    |
    |
    |class CharacterModel(nn.Module):
    |    def __init__(self):
    |        super().__init__()
    |        self.recurrent = nn.$cell(len(vocabulary), $units)
    |        self.readout = nn.Linear($units, len(vocabulary))
    |        rng = torch.Generator().manual_seed($weights_seed)
    |        for parameter in self.parameters():
    |            nn.init.uniform_(parameter, -$units**-0.5, $units**-0.5, generator=rng)
lstm|        with torch.no_grad():  # the forget gates begin open
lstm|            self.recurrent.bias_ih_l0[$units : 2 * $units] = 1
lstm|            self.recurrent.bias_hh_l0[$units : 2 * $units] = 0
    |
    |    def forward(self, codes, state=None):
    |        one_hot = F.one_hot(codes, len(vocabulary)).float()
    |        hidden, state = self.recurrent(one_hot, state)
    |        return self.readout(hidden), state
    |
    |
    |$probabilities
    |
    |
    |def write(model, start, length, rng):
    |    codes = torch.tensor([vocabulary.index(c) for c in start if c in vocabulary] or [0])
    |    written = start
    |    with torch.no_grad():
    |        logits, state = model(codes[:, None])
    |        for _ in range(length):
    |            last = logits[-1, 0].index_fill(0, torch.tensor(0), -torch.inf)
    |            shares = probabilities(last, $temperature, $top_k, $top_p)
    |            code = torch.multinomial(shares, 1, generator=rng)
    |            written += vocabulary[int(code)]
    |            logits, state = model(code[:, None], state)
    |    return written
    |
    |
    |# %% Training
    |# The text in parallel strips, read window by window; the state goes on between them.
    |
    |
    |$windows
    |
    |
    |torch.set_num_threads(1)
    |model = CharacterModel()
    |optimiser = torch.optim.Adam(model.parameters(), $learning_rate)
    |batches = windows(codes, max(1, min($rows, len(training) // ($window + 1))), $window)
    |rng, losses = torch.Generator().manual_seed($seed), []
    |for step in range(400):
    |    window = batches[step % len(batches)]
    |    if step % len(batches) == 0:
    |        state = None
    |    logits, state = model(window[:-1], state)
    |    state = tuple(s.detach() for s in state) if isinstance(state, tuple) else state.detach()
    |    loss = F.cross_entropy(logits.flatten(0, 1), window[1:].flatten())
    |    optimiser.zero_grad()
    |    loss.backward()
    |    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    |    optimiser.step()
    |    losses.append(loss.item())
    |    if (step + 1) % 100 == 0:
    |        bits = np.mean(losses[-$round:]) / np.log(2)
    |        print(f"step {step + 1}: {bits:.3f} bits per character in the last $round steps")
    |        print(write(model, "The ", 120, rng), "\n")
'''


def characters_script(settings: Settings, writing: Writing) -> str:
    """A character model and its writing, as a program of its own."""
    stories = inspect.getsource(story)
    code = inspect.getsource(sampling.probabilities).replace("Tensor", "torch.Tensor")
    return fill(
        CHARACTERS,
        {"lstm": settings.cell == "LSTM"},
        {
            **vars(settings),
            "weights_seed": generator(settings.seed, "weights").initial_seed(),
            "rows": ROWS,
            "round": ROUND,
            "windows": inspect.getsource(windows).replace("Tensor", "torch.Tensor").rstrip(),
            **vars(writing),
            "stories": stories[stories.index("WIDTH =") :].rstrip(),
            "probabilities": code.rstrip(),
        },
    )
