"""The program of the memory race: one network of each kind learns the task."""

from __future__ import annotations

import inspect

from core.export import fill
from core.nn.random_streams import generator
from core.sequences import tasks
from core.sequences.memory import BATCH, MEASURED
from core.sequences.memory_settings import AS_LONG, EXACT, LONG, Settings

MEMORY = r'''
       |"""An RNN, a GRU and an LSTM learn a task whose answer lies $lag steps back: $task.
       |
       |One network of each, the page's first seed; the page trains several at once. It needs PyTorch and NumPy.
       |"""
       |
       |import math
       |
       |import numpy as np
       |import torch
       |import torch.nn.functional as F
       |from torch import nn
       |
       |LAG, UNITS, BATCH, STEPS = $lag, $units, $batch, $steps
       |TASK = "$task"
       |
       |
       |# %% The task
       |# A sequence is (lag + 1, inputs); ``write`` fills it and returns the answer.
       |
       |$constants
       |
       |
       |$write
       |
       |
       |def draw(lag, rows, rng):
       |    x = np.zeros((lag + 1, rows, $inputs), np.float32)
       |    y = [$name(x[:, row], rng) for row in range(rows)]
       |    return torch.from_numpy(x), torch.tensor(y$dtype)
       |
       |
       |# %% A layer and a readout of its last hidden state
       |
       |
       |class Memory(nn.Module):
       |    def __init__(self, kind, rng):
       |        super().__init__()
       |        self.layer = getattr(nn, kind)($inputs, UNITS)
       |        self.readout = nn.Linear(UNITS, $outputs)
       |        self.spread(self.layer, rng)
gain   |        with torch.no_grad():
gain   |            self.layer.weight_hh_l0 *= $recurrent
       |        keep = slice(UNITS, 2 * UNITS)  # an LSTM's forget gate, a GRU's update gate
       |        with torch.no_grad():
       |            if kind == "LSTM":
       |                self.layer.bias_ih_l0[keep], self.layer.bias_hh_l0[keep] = $forget, 0
long   |            if kind != "RNN":  # gates that keep for 1 to LAG steps
long   |                keeps = torch.empty(UNITS).uniform_(1, max(LAG - 1, 2), generator=rng).log()
long   |                self.layer.bias_ih_l0[keep], self.layer.bias_hh_l0[keep] = keeps, 0
long   |            if kind == "LSTM":
long   |                self.layer.bias_ih_l0[:UNITS], self.layer.bias_hh_l0[:UNITS] = -keeps, 0
       |        self.spread(self.readout, rng)
       |
       |    def spread(self, part, rng):
       |        for parameter in part.parameters():
       |            nn.init.uniform_(parameter, -(UNITS**-0.5), UNITS**-0.5, generator=rng)
       |
       |    def forward(self, x):
whole  |        hidden, _ = self.layer(x)
cut    |        # The error travels back $truncate steps; the state before is taken as given.
cut    |        before, recent = x[:-$truncate], x[-$truncate:]
cut    |        with torch.no_grad():
cut    |            state = self.layer(before)[1] if len(before) else None
cut    |        hidden, _ = self.layer(recent, state)
       |        return self.readout(hidden[-1])
       |
       |
       |# %% Training
       |
       |torch.set_num_threads(1)
       |for kind in ("RNN", "GRU", "LSTM"):
       |    rng, lag_rng = np.random.default_rng([$seed, 1]), np.random.default_rng([$seed, 2])
       |    held_rng = np.random.default_rng([$seed, 3])
       |    lags = np.unique(np.geomspace(1, LAG, 6).round().astype(int))
       |    held_out = [draw(lag, $measured, held_rng) for lag in lags][-1]
       |    network = Memory(kind, torch.Generator().manual_seed($weights_seed))
       |    optimiser = torch.optim.Adam(network.parameters(), $learning_rate)
       |    for step in range(1, STEPS + 1):
       |        lag = $draw_lag
       |        x, y = draw(lag, BATCH, rng)
classes|        loss = F.cross_entropy(network(x), y)
numbers|        loss = F.mse_loss(network(x)[:, 0], y)
       |        optimiser.zero_grad()
       |        loss.backward()
clips  |        nn.utils.clip_grad_norm_(network.parameters(), $clipping)
       |        optimiser.step()
       |        if step % 50 == 0:
       |            with torch.no_grad():
       |                answers = network(held_out[0])
classes|            right = answers.argmax(dim=1) == held_out[1]
numbers|            right = (answers[:, 0] - held_out[1]).abs() < $close_enough
       |            print(f"{kind:4} step {step:4}  accuracy at lag {LAG}: {right.float().mean():.2f}")
'''


def memory_script(settings: Settings) -> str:
    """The memory task with one network of each kind, as a program of its own."""
    task = tasks.TASKS[settings.task]
    forget = settings.forget
    lags = {
        EXACT: "LAG",
        LONG: "int(lag_rng.integers(LAG // 2, LAG + 1))",
    }
    constants = {
        tasks.COPY: f"SYMBOLS = {tasks.SYMBOLS}",
        tasks.BRACKETS: f'BRACKET_KINDS = "{tasks.BRACKET_KINDS}"',
    }
    source = inspect.getsource(task.write)
    _, body = source.split("\n", 1)
    return fill(
        MEMORY,
        {
            "long": forget == AS_LONG,
            "classes": task.classes > 0,
            "numbers": not task.classes,
            "clips": settings.clipping > 0,
            "gain": settings.recurrent != 1,
            "cut": settings.truncate > 0,
            "whole": not settings.truncate,
        },
        {
            **vars(settings),
            "forget": "0" if forget == AS_LONG else forget,
            "weights_seed": generator(settings.seed, "weights").initial_seed(),
            "measured": MEASURED,
            "batch": BATCH,
            "steps": 300,
            "inputs": task.inputs,
            "outputs": task.outputs,
            "name": task.write.__name__.strip("_"),
            "write": f"def {task.write.__name__.strip('_')}(x, rng):\n{body}".rstrip(),
            "constants": constants.get(settings.task, "# Nothing but the sequence itself."),
            "dtype": "" if task.classes else ", dtype=torch.float32",
            "draw_lag": lags.get(
                settings.lags, "int(math.exp(lag_rng.uniform(0, math.log(LAG + 0.99))))"
            ),
            "close_enough": tasks.CLOSE_ENOUGH,
        },
    )
