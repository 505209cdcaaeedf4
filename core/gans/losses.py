"""The losses of generator and discriminator: five pairs, written out.

All take the discriminator's raw outputs. The first two are the cross-entropy of "real or fake"
(as ``binary_cross_entropy_with_logits`` computes it, which a test checks).

References: Goodfellow et al. 2014 (minimax, non-saturating), Mao et al. 2017 (least squares), Lim
& Ye 2017 (hinge), Arjovsky et al. 2017 and Gulrajani et al. 2017 (WGAN-GP), Salimans et al. 2016
(one-sided label smoothing), Mescheder et al. 2018 (R1).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import softplus


@dataclass(frozen=True)
class Loss:
    """One game's rules.

    ``discriminator`` gets raw outputs (N, 1) on real and on fake points and the label that real
    ones carry; ``generator`` gets those on the fake ones. ``border`` is the output between "fake"
    and "real", None where outputs only mean something beside each other. ``penalty`` is the weight
    of the gradient penalty that belongs to the loss, 0 for none. ``smooths`` says whether labels
    can be smoothed.
    """

    discriminator: Callable[[Tensor, Tensor, float], Tensor]
    generator: Callable[[Tensor], Tensor]
    formula: str
    why: str
    border: float | None = 0.0
    penalty: float = 0.0
    smooths: bool = False


def _cross_entropy(real: Tensor, fake: Tensor, label: float) -> Tensor:
    # -label·log D(x) - (1 - label)·log(1 - D(x)), by log D = -softplus(-output).
    on_real = (
        label * softplus(-real) + (1 - label) * softplus(real) if label < 1 else softplus(-real)
    )
    return on_real.mean() + softplus(fake).mean()


def _least_squares(real: Tensor, fake: Tensor, label: float) -> Tensor:
    return ((real - label).square().mean() + fake.square().mean()) / 2


def _hinge(real: Tensor, fake: Tensor, label: float) -> Tensor:
    return (1 - real).relu().mean() + (1 + fake).relu().mean()


def _wasserstein(real: Tensor, fake: Tensor, label: float) -> Tensor:
    return fake.mean() - real.mean()


LOSSES: dict[str, Loss] = {
    "minimax": Loss(
        _cross_entropy,
        lambda fake: -softplus(fake).mean(),
        r"\min_G \log(1 - D(G(z)))",
        "The original GAN game. Where D is sure that a point is fake, the loss is flat, and its "
        "gradient there is close to 0.",
        smooths=True,
    ),
    "non-saturating": Loss(
        _cross_entropy,
        lambda fake: softplus(-fake).mean(),
        r"\max_G \log D(G(z))",
        "The same D, but G maximises the log-probability of fooling D, which is steep where D is "
        "sure.",
        smooths=True,
    ),
    "least squares": Loss(
        _least_squares,
        lambda fake: (fake - 1).square().mean() / 2,
        r"\min_G (D(G(z)) - 1)^2",
        "The gradient grows with an output's distance from its target, on either side.",
        border=0.5,
        smooths=True,
    ),
    "hinge": Loss(
        _hinge,
        lambda fake: -fake.mean(),
        r"\min_G -D(G(z))",
        "D's loss has no gradient at real points above 1 and at fake ones below −1.",
    ),
    "WGAN-GP": Loss(
        _wasserstein,
        lambda fake: -fake.mean(),
        r"\min_G -D(G(z)), \; |\nabla D| \approx 1",
        "If D were the best of all functions with slopes up to 1, the real minus the fake score "
        "would be the Wasserstein distance between the two distributions.",
        border=None,
        penalty=0.1,
    ),
}


def slope_penalty(
    discriminator: Callable[[Tensor], Tensor], real: Tensor, fake: Tensor, mix: Tensor
) -> Tensor:
    """WGAN-GP: how far the slope of ``discriminator`` is from 1 between real and fake points.

    ``mix`` (N, 1) from 0 to 1 says where between each pair.
    """
    between = (mix * real + (1 - mix) * fake).requires_grad_()
    (slope,) = torch.autograd.grad(discriminator(between).sum(), between, create_graph=True)
    return (slope.norm(dim=1) - 1).square().mean()


def r1_penalty(discriminator: Callable[[Tensor], Tensor], real: Tensor) -> Tensor:
    """R1: half the squared slope of ``discriminator`` on real points, so that it can settle."""
    places = real.detach().requires_grad_()
    (slope,) = torch.autograd.grad(discriminator(places).sum(), places, create_graph=True)
    return slope.square().sum(dim=1).mean() / 2
