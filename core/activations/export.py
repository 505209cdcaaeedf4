"""The activations page to take home: a short program that prints its numbers.

Left out: the pictures, and how the network was trained whose sums the page may show.
"""

from __future__ import annotations

import math

import numpy as np
import torch

from core.activations.curves import DEAD, FAINT, FLAT
from core.activations.landing import SAMPLE
from core.activations.registry import ACTIVATIONS
from core.activations.settings import Settings
from core.export import fill, table
from core.initialisers import WRITTEN

PROGRAM = r'''
        |"""What activations do: to one sum, to many sums, and to the signal of a deep network.
        |
        |The numbers of a page of the Deep Learning Playground, from a plain program that needs
        |nothing but PyTorch.
        |"""
        |
        |import math
        |
        |import torch
        |import torch.nn.functional as F
        |from torch import nn
        |
        |SEED = $seed
        |# Each with the ends of its range.
        |ACTIVATIONS = {
        |$activations
        |}
        |
        |
        |# %% One sum
        |# What a unit puts out, and what a gradient that comes back is multiplied by.
        |
        |PROBE = $probe  # the weighted sum that arrives
        |
        |
        |def value_and_slope(activation, x):
        |    """The activation and its slope at every element of x."""
        |    x = x.detach().double().requires_grad_()
        |    value = activation(x)
        |    # An output depends on its own input alone: the sum's gradient has every slope.
        |    (slope,) = torch.autograd.grad(value.sum(), x)
        |    return value.detach(), slope
        |
        |
        |print(f"{'at ' + str(PROBE):12} {'value':>12} {'slope':>12}")
        |for name, (activation, _, _) in ACTIVATIONS.items():
        |    value, slope = value_and_slope(activation, torch.tensor(PROBE))
        |    print(f"{name:12} {value:12.6g} {slope:12.6g}")
        |
        |
        |# %% Many sums
bell    |# The sums that arrive at a layer follow a bell curve, cut into equally likely slices:
bell    |# one sum is drawn from each.
bell    |
bell    |MEAN, SPREAD, SLICES = $mean, $spread, $sample
bell    |
bell    |generator = torch.Generator().manual_seed(SEED)
bell    |within = torch.rand(SLICES, generator=generator, dtype=torch.float64)
bell    |level = ((torch.arange(SLICES) + within) / SLICES).clamp(min=$least)
bell    |sums = MEAN + SPREAD * torch.special.ndtri(level)
trained |# The sums that arrive at a layer of the network that was trained on the page: a line for
trained |# each training point, a number for each unit.
trained |
trained |SUMS = """
trained |$sums
trained |"""
trained |
trained |sums = torch.tensor([float(number) for number in SUMS.split()], dtype=torch.float64)
        |
        |print(f"\n{'share of sums':12} {'dead':>12} {'saturated':>12} {'mean slope':>12}")
        |for name, (activation, low, high) in ACTIVATIONS.items():
        |    value, slope = value_and_slope(activation, sums)
        |    dead = slope.abs() < $dead  # nothing is left of the gradient
        |    flat = slope < $flat
        |    # Flat at about zero is silent, unless the range ends on both sides.
        |    held = math.isfinite(low) & (math.isfinite(high) | (value.abs() > $faint))
        |    shares = [share.double().mean() for share in (dead, flat & held, slope)]
        |    print(f"{name:12} {shares[0]:12.6g} {shares[1]:12.6g} {shares[2]:12.6g}")
        |
        |
        |# %% A stack of linear layers
        |# It multiplies out to a single layer, unless something bends the signal in between.
        |
        |LAYERS, WIDTH = $stack_layers, $stack_width
        |BETWEEN = $between
        |
        |
        |def draw(inputs, outputs):
        |    """A random weight and bias."""
        |    weight, bias = torch.empty(outputs, inputs), torch.empty(outputs)
        |    $initialise
        |    nn.init.uniform_(bias, -(inputs**-0.5), inputs**-0.5, generator=generator)
        |    return weight, bias
        |
        |
        |def forward(x, layers, between):
        |    """The layers in turn, with something between one and the next."""
        |    x = F.linear(x, *layers[0])
        |    for layer in layers[1:]:
        |        x = F.linear(between(x), *layer)
        |    return x
        |
        |
        |generator = torch.Generator().manual_seed(SEED)
        |sizes = [2] + [WIDTH] * (LAYERS - 1) + [1]
        |layers = [draw(inputs, outputs) for inputs, outputs in zip(sizes, sizes[1:])]
        |
        |matrix, bias = layers[0]
        |for weight, shift in layers[1:]:
        |    matrix, bias = weight @ matrix, weight @ bias + shift
        |
        |axis = torch.arange(-15, 16) / 5
        |x = torch.cartesian_prod(axis, axis).flip(1)  # (961, 2), x1 fastest
        |stack, single = forward(x, layers, nn.Identity()), F.linear(x, matrix, bias)
        |print(f"\nOne layer: {matrix[0, 0]:.6g} x1 + {matrix[0, 1]:.6g} x2 + {bias.item():.6g}")
        |print(f"Its difference from all {LAYERS}: {(stack - single).abs().max():.6g} at most")
        |
        |# In double precision: behind ten sigmoids hardly anything is left to see.
        |exact = [(weight.double(), bias.double()) for weight, bias in layers]
        |bent = forward(x.double(), exact, BETWEEN)
        |columns = torch.cat([x.double(), torch.ones(len(x), 1)], dim=1)
        |plane = columns @ torch.linalg.lstsq(columns, bent).solution
        |missed = (bent - plane).square().mean() / bent.var(correction=0)
        |print(f"With an activation in between, it misses {missed:.6g} of the variance")
        |
        |
        |# %% Depth
        |# The same random examples and weights for every activation, without biases.
        |
        |DEPTH, UNITS, EXAMPLES = $depth, $width, $samples
        |
        |generator = torch.Generator().manual_seed(SEED)
        |layers = [draw(UNITS, UNITS) for _ in range(DEPTH)]
        |x = torch.randn(EXAMPLES, UNITS, generator=generator)
        |
        |for name, (activation, _, _) in ACTIVATIONS.items():
        |    print(f"\n{name:12} {'mean':>12} {'spread':>12} {'contrast':>12}")
        |    signal = x
        |    for number, (weight, _) in enumerate(layers, start=1):
        |        signal = activation(signal @ weight.T)
        |        mean, spread = signal.mean(), signal.std(correction=0)
        |        # How much the examples differ. At zero, the layer says the same to all of them.
        |        contrast = signal.var(dim=0, correction=0).mean().sqrt()
        |        print(f"layer {number:<6} {mean:12.6g} {spread:12.6g} {contrast:12.6g}")
'''


def script(settings: Settings, sums: np.ndarray | None = None) -> str:
    """The page's numbers with these settings, as a program that needs nothing but torch.

    ``sums`` (examples, units) float32 are those of a trained network, where it is them that the
    page shows; without them it is the bell curve of the settings.
    """
    values = vars(settings) | {
        "activations": "\n".join(_line(name) for name in settings.shown),
        "between": _module(settings.between),
        "initialise": WRITTEN[settings.initialisation].format(
            weight="weight", rng="generator", scale=math.nan
        ),
        "sample": SAMPLE,
        "least": torch.finfo(torch.float64).eps,
        "dead": DEAD,
        "flat": FLAT,
        "faint": FAINT,
    }
    values["sums"] = "" if sums is None else table(sums.T)
    return fill(PROGRAM, {"trained": sums is not None, "bell": sums is None}, values)


def _line(name: str) -> str:
    low, high = (str(end).replace("inf", "math.inf") for end in ACTIVATIONS[name].ends)
    return f'    "{name}": ({_module(name)}, {low}, {high}),'


def _module(name: str) -> str:
    """The making of an activation, as torch writes it."""
    return f"nn.{ACTIVATIONS[name].module()!r}".replace("'", '"')
