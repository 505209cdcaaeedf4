"""The program of the forecast, beside the two simple ones."""

from __future__ import annotations

import inspect
import textwrap

from core.export import fill
from core.nn.random_streams import generator
from core.sequences.forecast import BATCH, EPOCHS, SHARE, Settings, windows
from core.sequences.series import Series

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
    |        rng = torch.Generator().manual_seed($weights_seed)
    |        for parameter in self.parameters():
    |            nn.init.uniform_(parameter, -$units**-0.5, $units**-0.5, generator=rng)
lstm|        with torch.no_grad():  # the forget gates begin open
lstm|            self.recurrent.bias_ih_l0[$units : 2 * $units] = 1
lstm|            self.recurrent.bias_hh_l0[$units : 2 * $units] = 0
    |
    |    def forward(self, past):
    |        hidden, _ = self.recurrent(past[..., None])
    |        return self.readout(hidden[:, -1])
    |
    |
    |# %% Training, and what the simple forecasts reach
    |
    |torch.set_num_threads(1)
    |
    |
    |def with_one(x):
    |    return torch.cat([x, torch.ones(len(x), 1)], dim=1).double()
    |
    |
    |fit = torch.linalg.lstsq(with_one(x), y.double(), driver="gelsd").solution
    |linear = (with_one(x_held) @ fit).float()
    |
    |
    |def error(forecast):
    |    return (forecast - y_held).abs().mean().item() * scale
    |
    |
    |print(f"last value {error(torch.zeros_like(y_held)):.4f}  linear {error(linear):.4f}")
    |network = Forecaster()
    |optimiser = torch.optim.Adam(network.parameters(), $learning_rate)
    |order = torch.Generator().manual_seed($order_seed)
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


def forecast_script(settings: Settings, series: Series) -> str:
    """A forecast of these values, as a program of its own."""
    code = inspect.getsource(windows).replace("Tensor", "torch.Tensor")
    values = textwrap.fill(
        "[" + ", ".join(f"{value!r}" for value in series.values.tolist()) + "]", 88
    )
    return fill(
        FORECAST,
        {"lstm": settings.cell == "LSTM"},
        {
            **vars(settings),
            "weights_seed": generator(settings.seed, "weights").initial_seed(),
            "order_seed": generator(settings.seed, "order").initial_seed(),
            "values": values,
            "share": SHARE,
            "epochs": EPOCHS,
            "batch": BATCH,
            "windows": code.rstrip(),
        },
    )
