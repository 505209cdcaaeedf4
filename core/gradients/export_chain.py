"""The chain of neurons to take home: the same backpropagation by hand as a plain program.

Left out: the film, link by link; the program prints every link at once.
"""

from __future__ import annotations

from core.export import fill
from core.gradients.settings import Settings
from core.nn.activations import ACTIVATIONS

PROGRAM = r'''
       |"""Backpropagation by hand through a chain of $links neurons, and the same by autograd.
       |
       |The numbers of a page of the Deep Learning Playground, from a plain program that needs
       |nothing but PyTorch.
       |"""
       |
       |import torch
       |from torch import nn
       |
       |LINKS, WEIGHT = $links, $link_weight
       |INPUT, TARGET = $chain_input, $chain_target
       |activation = $activation
       |
       |
       |def number(value):
       |    return torch.tensor(value, dtype=torch.float64, requires_grad=True)
       |
       |
       |# %% Forward
       |# Each neuron multiplies by its weight and bends. Its slope there is kept for the way back.
       |
       |outputs, slopes = [INPUT], []
       |for _ in range(LINKS):
       |    z = number(WEIGHT * outputs[-1])
       |    h = activation(z)
       |    slopes.append(torch.autograd.grad(h, z)[0].item())
       |    outputs.append(h.item())
       |
       |
       |# %% Back by hand
       |# The loss is half the squared error, so the gradient starts as output - target.
       |
       |gradient = outputs[-1] - TARGET
       |of_outputs, of_weights = [gradient], []
       |for link in reversed(range(LINKS)):
       |    of_weights.insert(0, gradient * slopes[link] * outputs[link])
       |    gradient = gradient * slopes[link] * WEIGHT
       |    of_outputs.insert(0, gradient)
       |
       |
       |# %% By autograd
       |
       |first = number(INPUT)
       |weights = [number(WEIGHT) for _ in range(LINKS)]
       |chain = [first]
       |for weight in weights:
       |    chain.append(activation(weight * chain[-1]))
       |loss = (chain[-1] - TARGET) ** 2 / 2
       |found = [g.item() for g in torch.autograd.grad(loss, [*chain, *weights])]
       |
       |print(f"The gradient starts as {of_outputs[-1]:.6g}.")
       |print(f"{'link':>4} {'slope':>12} {'factor':>12} {'gradient':>12} {'of weight':>12}")
       |for link in reversed(range(LINKS)):
       |    row = (slopes[link], slopes[link] * WEIGHT, of_outputs[link], of_weights[link])
       |    print(f"{link + 1:4}", *(f"{value:12.6g}" for value in row))
       |pairs = zip([*of_outputs, *of_weights], found)
       |print(f"Largest difference from autograd: {max(abs(a - b) for a, b in pairs):.2g}")
'''


def script(settings: Settings) -> str:
    """The chain of these settings, forward and back, as a program that needs only torch."""
    module = f"nn.{ACTIVATIONS[settings.activation].module()!r}".replace("'", '"')
    return fill(PROGRAM, {}, vars(settings) | {"activation": module})
