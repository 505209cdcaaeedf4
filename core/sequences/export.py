"""Programs to take home: a cell step by step, and a character model that learns a text.

Left out: the pictures.
"""

from __future__ import annotations

import inspect
import textwrap

from core.export import fill
from core.sequences import cells, sampling, story, tasks
from core.sequences.forecast import BATCH as FORECAST_BATCH
from core.sequences.forecast import EPOCHS, SHARE, windows
from core.sequences.forecast import Settings as ForecastSettings
from core.sequences.learning import Settings as LearningSettings
from core.sequences.learning import Writing
from core.sequences.memory import BATCH
from core.sequences.memory_settings import AS_LONG, EXACT, LONG, Settings
from core.sequences.series import Series

CELL = r'''
    |"""The $kind, step by step: the same numbers as torch.nn.$kind, and every gate in sight.
    |
    |It needs PyTorch alone.
    |"""
    |
    |import torch
    |from torch import nn
    |
    |
    |# %% One step
    |
    |
    |$step
    |
    |
    |# %% Along a sequence
    |# x is (steps, inputs); all signals start at zero.
    |
    |
    |def trace(layer, x):
    |    state = {name: torch.zeros(layer.hidden_size) for name in $signals}
    |    states = []
    |    for from_input in x @ layer.weight_ih_l0.T + layer.bias_ih_l0:
    |        from_hidden = layer.weight_hh_l0 @ state["h"] + layer.bias_hh_l0
    |        state = $name(from_input, from_hidden, state, lambda signal, values: values)
    |        states.append(state)
    |    return {name: torch.stack([state[name] for state in states]) for name in $signals}
    |
    |
    |# %% Beside torch's own layer
    |
    |layer = nn.$kind(8, 16)
    |x = torch.randn(50, 8, generator=torch.Generator().manual_seed(0))
    |with torch.no_grad():
    |    signals = trace(layer, x)
    |    hidden, _ = layer(x)
    |for name, values in signals.items():
    |    print(f"{name}: mean {values.mean():.3f}, from {values.min():.3f} to {values.max():.3f}")
    |print("largest difference from torch:", (signals["h"] - hidden).abs().max().item())
'''


def cell_script(kind: str) -> str:
    """A cell's step beside torch's layer, as a program of its own."""
    step = cells.STEPS[kind]
    source = inspect.getsource(step)
    _, body = source.split("\n", 1)
    return fill(
        CELL,
        {},
        {
            "kind": kind,
            "name": step.__name__,
            "step": f"def {step.__name__}(from_input, from_hidden, before, hold):\n{body}".rstrip(),
            "signals": tuple(cells.SIGNALS[kind]),
        },
    )


MEMORY = r'''
       |"""An RNN, a GRU and an LSTM learn a task whose answer lies $lag steps back: $task.
       |
       |One network of each; the page trains several seeds of each at once. It needs PyTorch and NumPy.
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
       |        for parameter in self.parameters():
       |            nn.init.uniform_(parameter, -(UNITS**-0.5), UNITS**-0.5, generator=rng)
       |        keep = slice(UNITS, 2 * UNITS)  # an LSTM's forget gate, a GRU's update gate
       |        with torch.no_grad():
fixed  |            if kind == "LSTM":
fixed  |                self.layer.bias_ih_l0[keep], self.layer.bias_hh_l0[keep] = $forget, 0
long   |            if kind != "RNN":  # gates that keep for 1 to LAG steps
long   |                spread = torch.empty(UNITS).uniform_(1, max(LAG - 1, 2), generator=rng).log()
long   |                self.layer.bias_ih_l0[keep], self.layer.bias_hh_l0[keep] = spread, 0
long   |            if kind == "LSTM":
long   |                self.layer.bias_ih_l0[:UNITS], self.layer.bias_hh_l0[:UNITS] = -spread, 0
       |
       |    def forward(self, x):
       |        hidden, _ = self.layer(x)
       |        return self.readout(hidden[-1])
       |
       |
       |# %% Training
       |
       |torch.set_num_threads(1)
       |for kind in ("RNN", "GRU", "LSTM"):
       |    rng = np.random.default_rng($seed)
       |    held_out = draw(LAG, 256, rng)
       |    network = Memory(kind, torch.Generator().manual_seed($seed))
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
        LONG: "int(rng.integers(LAG // 2, LAG + 1))",
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
            "fixed": forget != AS_LONG,
            "long": forget == AS_LONG,
            "classes": task.classes > 0,
            "numbers": not task.classes,
            "clips": settings.clipping > 0,
        },
        {
            **vars(settings),
            "batch": BATCH,
            "steps": 300,
            "inputs": task.inputs,
            "outputs": task.outputs,
            "name": task.write.__name__.strip("_"),
            "write": f"def {task.write.__name__.strip('_')}(x, rng):\n{body}".rstrip(),
            "constants": constants.get(settings.task, "# Nothing but the sequence itself."),
            "dtype": "" if task.classes else ", dtype=torch.float32",
            "draw_lag": lags.get(
                settings.lags, "int(math.exp(rng.uniform(0, math.log(LAG + 0.99))))"
            ),
            "close_enough": tasks.CLOSE_ENOUGH,
        },
    )


CHARACTERS = r'''
    |"""A character model with an $cell: it reads a text, and then writes.
    |
    |It needs PyTorch alone. Give it a text file of your own, or it makes itself some stories.
    |"""
    |
    |import sys
    |import textwrap
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
    |vocabulary = sorted(set(text))
    |codes = torch.tensor([vocabulary.index(character) for character in text])
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
    |        rng = torch.Generator().manual_seed($seed)
    |        for parameter in self.parameters():
    |            nn.init.uniform_(parameter, -$units**-0.5, $units**-0.5, generator=rng)
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
    |            shares = probabilities(logits[-1, 0], $temperature, $top_k, $top_p)
    |            code = torch.multinomial(shares, 1, generator=rng)
    |            written += vocabulary[int(code)]
    |            logits, state = model(code[:, None], state)
    |    return written
    |
    |
    |# %% Training
    |# The text in 16 strips, read side by side, window by window; the state goes on between them.
    |
    |torch.set_num_threads(1)
    |model = CharacterModel()
    |optimiser = torch.optim.Adam(model.parameters(), $learning_rate)
    |strip = (len(codes) - 1) // 16
    |strips = codes[: 16 * strip + 1].unfold(0, strip + 1, strip).T
    |rng, step = torch.Generator().manual_seed($seed), 0
    |while step < 400:
    |    state = None
    |    for t in range(0, strip - $window + 1, $window):
    |        window = strips[t : t + $window + 1]
    |        logits, state = model(window[:-1], state)
    |        state = tuple(s.detach() for s in state) if isinstance(state, tuple) else state.detach()
    |        loss = F.cross_entropy(logits.flatten(0, 1), window[1:].flatten())
    |        optimiser.zero_grad()
    |        loss.backward()
    |        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    |        optimiser.step()
    |        step += 1
    |        if step % 100 == 0:
    |            print(f"step {step}: {loss.item() / np.log(2):.2f} bits per character")
    |            print(write(model, "The ", 120, rng), "\n")
'''


def characters_script(settings: LearningSettings, writing: Writing) -> str:
    """A character model and its writing, as a program of its own."""
    stories = inspect.getsource(story)
    code = inspect.getsource(sampling.probabilities).replace("Tensor", "torch.Tensor")
    return fill(
        CHARACTERS,
        {},
        {
            **vars(settings),
            **vars(writing),
            "stories": stories[stories.index("WIDTH =") :].rstrip(),
            "probabilities": code.rstrip(),
        },
    )


FORECAST = r'''
    |"""A forecast with an $cell, beside the last value and a linear fit.
    |
    |It needs PyTorch and NumPy.
    |"""
    |
    |import numpy as np
    |import torch
    |import torch.nn.functional as F
    |from torch import nn
    |
    |PAST, HORIZON, EPOCHS = $past, $horizon, $epochs
    |
    |
    |# %% The series, scaled by what training knows
    |
    |values = np.array($values)
    |cut = int($share * len(values))
    |mean, scale = values[:cut].mean(), values[:cut].std() or 1.0
    |scaled = torch.tensor((values - mean) / scale, dtype=torch.float32)
    |
    |
    |$windows
    |
    |
    |x, y = windows(scaled[:cut], PAST, HORIZON)
    |x_held, y_held = windows(scaled[cut - PAST :], PAST, HORIZON)
    |
    |
    |# %% The network
    |
    |
    |class Forecaster(nn.Module):
    |    def __init__(self):
    |        super().__init__()
    |        self.recurrent = nn.$cell(1, $units, batch_first=True)
    |        self.readout = nn.Linear($units, HORIZON)
    |        rng = torch.Generator().manual_seed($seed)
    |        for parameter in self.parameters():
    |            nn.init.uniform_(parameter, -$units**-0.5, $units**-0.5, generator=rng)
    |
    |    def forward(self, past):
    |        hidden, _ = self.recurrent(past[..., None])
    |        return self.readout(hidden[:, -1])
    |
    |
    |# %% Training, and what the simple forecasts reach
    |
    |torch.set_num_threads(1)
    |ones = torch.ones(len(x), 1)
    |fit = torch.linalg.lstsq(torch.cat([x, ones], dim=1), y, driver="gelsd").solution
    |linear = torch.cat([x_held, torch.ones(len(x_held), 1)], dim=1) @ fit
    |
    |
    |def error(forecast):
    |    return (forecast - y_held).abs().mean().item() * scale
    |
    |
    |print(f"last value {error(torch.zeros_like(y_held)):.4f}  linear {error(linear):.4f}")
    |network = Forecaster()
    |optimiser = torch.optim.Adam(network.parameters(), $learning_rate)
    |order = torch.Generator().manual_seed($seed)
    |for epoch in range(1, EPOCHS + 1):
    |    for rows in torch.randperm(len(x), generator=order).split($batch):
    |        loss = F.mse_loss(network(x[rows]), y[rows])
    |        optimiser.zero_grad()
    |        loss.backward()
    |        optimiser.step()
    |    if epoch % 10 == 0:
    |        with torch.no_grad():
    |            print(f"epoch {epoch}: mean absolute error {error(network(x_held)):.4f}")
'''


def forecast_script(settings: ForecastSettings, series: Series) -> str:
    """A forecast of these values, as a program of its own."""
    code = inspect.getsource(windows).replace("Tensor", "torch.Tensor")
    values = textwrap.fill("[" + ", ".join(f"{value:.6g}" for value in series.values) + "]", 88)
    return fill(
        FORECAST,
        {},
        {
            **vars(settings),
            "values": values,
            "share": SHARE,
            "epochs": EPOCHS,
            "batch": FORECAST_BATCH,
            "windows": code.rstrip(),
        },
    )
