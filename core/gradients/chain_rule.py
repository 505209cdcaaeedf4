"""Backpropagation by hand on a chain of neurons: every factor a number, and the same by autograd.

    h(0) = input,  z(l) = weight × h(l - 1),  h(l) = activation(z(l)),  loss = (h(n) - target)² / 2

The gradient starts at the end as h(n) - target. On its way back each link multiplies it by two
numbers: the slope of the activation at z(l), and the weight. That is all of backpropagation.

Left out: biases, and layers of more than one neuron, where each number becomes a sum over neurons.

References: Rumelhart, Hinton & Williams 1986; Hochreiter 1991 (why the product vanishes).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from core.activations.curves import value_and_slope
from core.gradients.settings import Settings
from core.nn.activations import ACTIVATIONS


@dataclass(frozen=True, eq=False)
class Chain:
    """n links; all arrays are float64.

    ``outputs`` (n + 1,) are h(0) to h(n), ``sums`` (n,) z(1) to z(n), ``slopes`` (n,) the slope at
    each. ``by_hand`` (n + 1,) is the gradient of the loss with respect to h(0) to h(n), multiplied
    up from the end; ``by_autograd`` the same from torch. ``weights_by_hand`` (n,) and
    ``weights_by_autograd`` are the gradients of the n weights.
    """

    activation: str
    weight: float
    target: float
    loss: float
    outputs: np.ndarray
    sums: np.ndarray
    slopes: np.ndarray
    by_hand: np.ndarray
    by_autograd: np.ndarray
    weights_by_hand: np.ndarray
    weights_by_autograd: np.ndarray

    @property
    def error(self) -> float:
        """What the gradient starts as, at the end of the chain."""
        return float(self.by_hand[-1])

    @property
    def difference(self) -> float:
        """The largest difference between by hand and autograd."""
        return float(
            max(
                np.abs(self.by_hand - self.by_autograd).max(),
                np.abs(self.weights_by_hand - self.weights_by_autograd).max(),
            )
        )


def chain(settings: Settings) -> Chain:
    """The chain of these settings, forward and back."""
    outputs, sums, slopes = forward(settings)
    by_hand, weights_by_hand = backward(
        outputs, slopes, settings.link_weight, settings.chain_target
    )
    by_autograd, weights_by_autograd = autograd(settings)
    return Chain(
        activation=settings.activation,
        weight=settings.link_weight,
        target=settings.chain_target,
        loss=0.5 * (outputs[-1] - settings.chain_target) ** 2,
        outputs=outputs,
        sums=sums,
        slopes=slopes,
        by_hand=by_hand,
        by_autograd=by_autograd,
        weights_by_hand=weights_by_hand,
        weights_by_autograd=weights_by_autograd,
    )


def forward(settings: Settings) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Outputs h (n + 1,), sums z (n,) and slopes (n,) of the chain."""
    outputs, sums, slopes = [settings.chain_input], [], []
    for _ in range(settings.links):
        sums.append(settings.link_weight * outputs[-1])
        at = torch.tensor(sums[-1], dtype=torch.float64)
        value, slope = value_and_slope(settings.activation, at)
        outputs.append(float(value))
        slopes.append(float(slope))
    # Adding zero turns -0.0 into 0.0.
    return np.array(outputs) + 0.0, np.array(sums) + 0.0, np.array(slopes)


def backward(
    outputs: np.ndarray, slopes: np.ndarray, weight: float, target: float
) -> tuple[np.ndarray, np.ndarray]:
    """The gradients of the loss by outputs (n + 1,) and by weights (n,), factor by factor."""
    gradient = outputs[-1] - target
    by_output, by_weight = [gradient], []
    for output, slope in zip(outputs[-2::-1], slopes[::-1], strict=True):
        # What arrives behind the link goes through the slope, then to its weight or through it.
        by_weight.append(gradient * slope * output)
        gradient = gradient * slope * weight
        by_output.append(gradient)
    return np.array(by_output[::-1]) + 0.0, np.array(by_weight[::-1]) + 0.0


def autograd(settings: Settings) -> tuple[np.ndarray, np.ndarray]:
    """The same two from torch, which knows nothing of chains."""
    weights = torch.full(
        (settings.links,), settings.link_weight, dtype=torch.float64, requires_grad=True
    )
    outputs = [torch.tensor(settings.chain_input, dtype=torch.float64, requires_grad=True)]
    for weight in weights.unbind():
        outputs.append(ACTIVATIONS[settings.activation](weight * outputs[-1]))
    loss = 0.5 * (outputs[-1] - settings.chain_target).square()
    by_weight, *by_output = torch.autograd.grad(loss, [weights, *outputs])
    return torch.stack(by_output).numpy() + 0.0, by_weight.numpy() + 0.0
