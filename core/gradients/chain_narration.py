"""What the numbers of the chain rule say, in sentences."""

from __future__ import annotations

import numpy as np

from core.gradients.at_initialisation import geometric_mean
from core.gradients.chain_rule import Chain


def about_chain(made: Chain) -> list[str]:
    """The whole product with its numbers, and how far autograd's result differs from it."""
    weight, error = number(made.weight), number(made.error)
    factors = " × ".join(f"({number(slope)} × {weight})" for slope in made.slopes[::-1])
    per_link = np.abs(made.slopes * made.weight)
    said = [
        f"The gradient starts as output − target = {error}, and each link multiplies it "
        f"by slope × weight: {error} × {factors} = **{number(made.by_hand[0])}**.",
        f"Autograd gives {number(made.by_autograd[0])}. Over all outputs and weights, the largest "
        f"difference between the hand calculation and autograd is {made.difference:.2g}.",
    ]
    if made.error == 0:
        said.append("The output hits the target exactly, so there is nothing to learn.")
    elif not per_link.all():
        dead = int(np.flatnonzero(per_link == 0)[-1]) + 1
        said.append(f"Link {dead} multiplies by exactly zero, so nothing before it can learn.")
    else:
        said.append(
            f"On average, a link multiplies the gradient by {number(geometric_mean(per_link))}"
            + (
                f"; a sigmoid allows at most 0.25 × {abs(made.weight):g} = "
                f"{0.25 * abs(made.weight):.3g}."
                if made.activation == "sigmoid"
                else "."
            )
        )
    return said


def number(value: float, digits: int = 3) -> str:
    """A number of the chain with so many digits, and without a power of ten below a million."""
    text = f"{value:,.0f}" if 10**digits - 0.5 <= abs(value) < 1e6 else f"{value:.{digits}g}"
    return text.replace("-", "−")
