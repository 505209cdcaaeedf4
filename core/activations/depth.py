"""What an activation does to the signal of a deep network: does it stay centred, and alive?

Random inputs go through 1 to 20 layers with the same weights for every activation. After each
layer, it measures the mean and the standard deviation of all outputs, and the remaining difference
between examples (``contrast``). Outputs that are all positive have a price, which it measures too
(``one_sided``): one example pushes all weights of a unit the same way.

Left out: biases (they start at zero in practice) and training.

References: LeCun et al. 1998, "Efficient BackProp", sections 4.3 and 4.4 (why the mean should be
zero); Glorot & Bengio 2010 (signal through the layers of a deep network).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from core.activations.random_layers import random_layers
from core.activations.settings import Settings
from core.nn.activations import ACTIVATIONS
from core.percent import percent

# From the share of one sign at the input (0) to a share of 100% (1), this far counts as most of
# the way or as some of it.
MOST = 0.5
SOME = 0.2
# So many examples are enough for the mean of a share, and a slider answers sooner.
PUSHING = 16


@dataclass(frozen=True)
class SignalPropagation:
    """The signal after each layer; layer 0 is the input, drawn from N(0, 1).

    ``layer`` has shape (depth + 1,), every measure has shape (activations, depth + 1):

    * ``mean`` and ``spread`` (standard deviation) over all examples and units;
    * ``contrast``: the standard deviation over examples, root mean square over units. Where it
      falls to zero, the layer says the same whatever went in;
    * ``same_sign`` and ``same_push``: the two shares of ``one_sided``, for a unit that reads
      this layer, over the first ``PUSHING`` examples.

    ``sentences`` says for each activation what the last layer means for the next one.
    """

    names: tuple[str, ...]
    layer: np.ndarray
    mean: np.ndarray
    spread: np.ndarray
    contrast: np.ndarray
    same_sign: np.ndarray
    same_push: np.ndarray
    sentences: tuple[str, ...]


def signal_propagation(settings: Settings) -> SignalPropagation:
    """Send the same random inputs through the same random layers, once for each activation."""
    generator = torch.Generator().manual_seed(settings.seed)
    signal = signals(settings, generator)
    unit_mean = signal.mean(2, keepdim=True)  # (activations, depth + 1, 1, units)
    mean = unit_mean.mean(3, keepdim=True)
    # Variance splits in two: within units, over the examples, and between the means of the units.
    within = (signal - unit_mean).square().mean((2, 3))  # (activations, depth + 1)
    between = (unit_mean - mean).square().mean((2, 3))
    same_sign, same_push = one_sided(signal[:, :, :PUSHING], generator)
    return SignalPropagation(
        names=settings.shown,
        layer=np.arange(settings.depth + 1),
        mean=mean[:, :, 0, 0].numpy(),
        spread=(within + between).sqrt().numpy(),
        contrast=within.sqrt().numpy(),
        same_sign=same_sign.numpy(),
        same_push=same_push.numpy(),
        sentences=tuple(
            _sentence(name, last.numpy(), float(push), float(first), settings.width)
            for name, last, first, push in zip(
                settings.shown, signal[:, -1], same_push[:, 0], same_push[:, -1], strict=True
            )
        ),
    )


def signals(settings: Settings, generator: torch.Generator) -> torch.Tensor:
    """The outputs of every layer: (activations, depth + 1, examples, units), the input first."""
    layers = random_layers(
        [settings.width] * (settings.depth + 1), settings.initialisation, generator
    )
    inputs = torch.randn(settings.samples, settings.width, generator=generator)
    modules = [ACTIVATIONS[name].module() for name in settings.shown]
    signal = [inputs.expand(len(modules), -1, -1)]  # per layer: (activations, examples, units)
    for layer in layers:
        # All activations share the weights, so one product serves them all.
        sums = signal[-1] @ layer.weight.T
        signal.append(torch.stack([module(own) for module, own in zip(modules, sums, strict=True)]))
    return torch.stack(signal, dim=1)


def one_sided(
    signal: torch.Tensor, generator: torch.Generator
) -> tuple[torch.Tensor, torch.Tensor]:
    """How far one example pushes the weights of a unit in the same direction, by autograd.

    ``signal`` (..., examples, units) is read by one linear unit with random weights, whose output
    should be another random number (half the squared error). The gradient of its weights for one
    example is error times signal: with all signals positive, all weights rise or all fall, and a
    direction in between takes a zig-zag over many examples (Efficient BackProp, section 4.3).

    Returns two shares of shape (...), means over the examples: of the weights with a gradient,
    those in the larger camp of one sign; and the same with each weight counted by the size of its
    gradient. Both are 1 for all one way and about 0.5 for both ways, more where units are few;
    not a number where no weight has a gradient.
    """
    unit = torch.randn(signal.shape[-1], generator=generator) / signal.shape[-1] ** 0.5
    wanted = torch.randn(signal.shape[-2], generator=generator)
    # Each example gets its own copy of the weights, so that one pass keeps their gradients apart.
    weights = unit.expand(signal.shape).clone().requires_grad_()
    error = (weights * signal).sum(-1) - wanted
    (gradient,) = torch.autograd.grad(0.5 * error.square().sum(), weights)
    return _larger_camp(gradient.sign()), _larger_camp(gradient)


def _larger_camp(push: torch.Tensor) -> torch.Tensor:
    """The share of all push that goes the stronger of the two ways, mean over the examples."""
    total, net = push.abs().sum(-1), push.sum(-1).abs()
    # The two camps are (total + net) / 2 and (total - net) / 2; examples without push drop out.
    return ((total + net) / (2 * total)).nanmean(-1)


def _sentence(name: str, last: np.ndarray, push: float, before: float, width: int) -> str:
    """What the ``last`` outputs mean for the next layer's weights.

    ``push`` is the share of a unit's gradient with one sign. ``before`` is the same share for the
    weights that read the input: the input is centred, so there signs agree by chance alone.
    """
    if not last.any():
        return f"{name}: only zeros reach the next layer, so its weights get no gradient."
    if width == 1:
        return f"{name}: a unit of the next layer has a single weight, which moves alone."
    if np.isnan(push):
        return f"{name}: only zeros reach the next layer for the {PUSHING} examples measured."
    share = (
        f"{percent(push)} of the gradient of a unit's weights has the same sign for one example "
        f"({percent(before)} at the input)"
    )
    excess = (push - before) / (1 - before) if before < 1 else 0.0
    if push == 1 and before < 1:
        return (
            f"{name}: {share}, so they rise or fall together and can change direction only by "
            f"zigzagging."
        )
    if excess > MOST:
        return f"{name}: {share}, so most of them rise or fall together."
    if excess > SOME:
        return f"{name}: {share}, so they rise or fall together more than at the input."
    return f"{name}: {share}, so its weights move about as freely as at the input."
