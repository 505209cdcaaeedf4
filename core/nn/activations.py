"""The activation functions: one registry, one line each. All of them are torch's own.

To add one, add a line to ``ACTIVATIONS``: it appears on every page that offers activations,
in the tests and in the exported code. Derivatives are not written here: autograd has them.

Left out: activations with parameters to learn (PReLU) and those that mix units (softmax, maxout).

References: Nair & Hinton 2010 (ReLU), Maas et al. 2013 (leaky ReLU), Clevert et al. 2016 (ELU),
Hendrycks & Gimpel 2016 (GELU), Elfwing et al. 2018 (SiLU), Glorot & Bengio 2010 (tanh, softsign),
Dugas et al. 2001 (softplus).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import nn

# Next to 1, float32 loses what is smaller than this: as an output or a factor it is nothing.
DEAD = torch.finfo(torch.float32).eps


@dataclass(frozen=True)
class Activation:
    """One activation function and the facts about it for a learner.

    ``zero_centred`` says whether its outputs lie on both sides of zero in equal measure.
    """

    module: Callable[[], nn.Module]
    formula: str
    range: str
    zero_centred: bool
    why: str

    def __call__(self, x: torch.Tensor) -> torch.Tensor:
        """Apply it elementwise; the shape stays."""
        return self.module()(x)

    @property
    def ends(self) -> tuple[float, float]:
        """The lowest and the highest output of ``range`` as numbers; infinite where open-ended."""
        low, high = self.range.strip("[]()").replace("∞", "inf").split(",")
        return float(low), float(high)

    @property
    def can_be_off(self) -> bool:
        """Whether a unit can have neither output nor slope: the range ends at zero, as ReLU's does.

        GELU and SiLU cross zero with a slope of a half and lose it only far to the left.
        """
        return self.ends[0] == 0


def dead_units(output: torch.Tensor, name: str) -> torch.Tensor:
    """Which units of a layer are dead: off for every example, so that no gradient passes them.

    ``output`` (examples, units) is the layer's after the activation called ``name``; the answer is
    (units,) bool. Units of an activation that cannot be off are never dead. That leaves out GELU
    and SiLU far to the left: they also put out 0 at 0, where they learn, so outputs do not tell.
    """
    activation = ACTIVATIONS[name]
    if not activation.can_be_off:
        return torch.zeros(output.shape[1], dtype=torch.bool)
    largest = output.abs().amax(dim=0)
    # ReLU reaches zero and has slope 1 at any larger output, however small. The others only
    # approach zero, and their slope is then about as small as their output.
    return largest == 0 if activation.range.startswith("[") else largest < DEAD


ACTIVATIONS: dict[str, Activation] = {
    "ReLU": Activation(
        nn.ReLU,
        r"\max(0, x)",
        "[0, ∞)",
        False,
        "Cheap, with slope 1 wherever it is active: the default in hidden layers.",
    ),
    "leaky ReLU": Activation(
        nn.LeakyReLU,
        r"\max(0.01x, x)",
        "(-∞, ∞)",
        False,
        "Has a small slope on the left, so no unit ever loses its gradient.",
    ),
    "ELU": Activation(
        nn.ELU,
        r"x \text{ if } x > 0 \text{ else } e^x - 1",
        "(-1, ∞)",
        False,
        "Smooth on the left, where it approaches -1, which pulls the mean output towards zero.",
    ),
    "GELU": Activation(
        nn.GELU,
        r"x\,\Phi(x)",
        "[-0.17, ∞)",
        False,
        "A smooth ReLU, weighted by the normal distribution: the usual choice in transformers.",
    ),
    "SiLU": Activation(
        nn.SiLU,
        r"x\,\sigma(x)",
        "[-0.28, ∞)",
        False,
        "A smooth ReLU that gates itself (also called swish): common in vision networks.",
    ),
    "sigmoid": Activation(
        nn.Sigmoid,
        r"\frac{1}{1 + e^{-x}}",
        "(0, 1)",
        False,
        "Serves as a probability or a gate; its slope is at most 0.25, so gradients vanish in deep "
        "stacks.",
    ),
    "tanh": Activation(
        nn.Tanh,
        r"\tanh(x)",
        "(-1, 1)",
        True,
        "A sigmoid around zero with slope 1 in the middle: the standard in recurrent networks.",
    ),
    "softplus": Activation(
        nn.Softplus,
        r"\ln(1 + e^x)",
        "(0, ∞)",
        False,
        "A smooth ReLU that is always positive: useful for outputs such as a variance.",
    ),
    "softsign": Activation(
        nn.Softsign,
        r"\frac{x}{1 + \lvert x \rvert}",
        "(-1, 1)",
        True,
        "Like tanh, with tails that flatten much more slowly.",
    ),
    "identity": Activation(
        nn.Identity,
        r"x",
        "(-∞, ∞)",
        True,
        "Changes nothing: the control experiment. A stack of such layers is one linear layer.",
    ),
}
