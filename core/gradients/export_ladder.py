"""The ladder of fixes to take home: every rung, trained one after the other by a plain program.

It draws the page's own weights and batches with the same seeds. A batch of networks rounds its sums
otherwise than one network does, and training makes small differences larger: after a thousand steps
most numbers share two or three digits with the page's, those of a rung that still learns fewer.

Left out: the gradients of the layers behind the first.
"""

from __future__ import annotations

from core.export import fill, table
from core.gradients.data import BATCH, task
from core.gradients.export import LOSSES, NORMALISATIONS, OPTIMISERS, about, margin
from core.gradients.run import STEPS, ladder
from core.gradients.settings import Settings
from core.nn.activations import ACTIVATIONS
from core.nn.initialisers import WRITTEN
from core.nn.random_streams import generator

PROGRAM = r'''
       |"""One deep sigmoid network of $depth layers, each fix alone, and all of them together.
       |
       |The numbers of a page of the Deep Learning Playground, from a plain program that needs
       |nothing but PyTorch.
       |"""
       |
       |import io
       |
       |import torch
       |import torch.nn.functional as F
       |from torch import nn
       |
       |DEPTH, WIDTH, OUTPUTS = $depth, $width, $outputs
       |STEPS, BATCH = $steps, $batch
       |
       |# Numbers below 1.2e-38 count as zero: computing with them takes a hundred times as long.
       |torch.set_flush_denormal(True)
       |torch.set_num_threads(1)
       |
       |
       |# %% The networks
       |
       |
       |class Deep(nn.Module):
       |    """Hidden layers, all alike, and a linear output."""
       |
       |    def __init__(self, inputs, activation, initialise, norm, residual):
       |        super().__init__()
       |        sizes = [inputs] + [WIDTH] * DEPTH + [OUTPUTS]
       |        self.layers = nn.ModuleList(map(nn.Linear, sizes, sizes[1:]))
       |        self.activation, self.norm, self.residual = activation, norm, residual
       |        rng = torch.Generator().manual_seed($weights_seed)
       |        for layer in self.layers:
       |            initialise(layer.weight, rng)
       |            nn.init.zeros_(layer.bias)
       |
       |    def forward(self, x):
       |        for place, layer in enumerate(self.layers[:-1]):
       |            bent = self.activation(self.norm(layer(x)))
       |            x = bent + x if self.residual and place else bent
       |        return self.layers[-1](x)
       |
       |
       |def xavier(weight, rng):
       |    $xavier
       |
       |
       |def he(weight, rng):
       |    $he
       |
       |
       |nothing = nn.Identity()
       |normalise = $norm
       |
       |# Activation, initial weights, normalisation, residual connections.
       |RUNGS = {
$rungs
       |}
       |
       |
       |def loss_of(output, y):
       |    """$loss_words."""
       |    return $loss
       |
       |
       |# %% The data
$about
       |
       |ROWS = """
$rows
       |"""
       |
       |VALIDATION = """
$validation
       |"""
       |
       |
       |def read(rows):
       |    """Inputs and target of the rows of a text."""
       |    lines = io.StringIO(rows.strip())
       |    table = torch.tensor([[float(cell) for cell in line.split()] for line in lines])
       |    return table[:, :-1], $target
       |
       |
       |x, y = read(ROWS)
       |x_validation, y_validation = read(VALIDATION)
       |
       |
       |# %% Training
       |# The gradient of the first layer in the first and in the last step, and the validation loss
       |# after it.
       |
       |per_epoch = len(x) // BATCH
       |print(f"{'first step':>12} {'last step':>12} {'loss':>12}")
       |for name, parts in RUNGS.items():
       |    network = Deep(x.shape[1], *parts)
       |    order = torch.Generator().manual_seed($order_seed)
       |    optimiser = torch.optim.$optimiser
       |    gradients = []
       |    for step in range(STEPS):
       |        if step % per_epoch == 0:
       |            epoch = torch.randperm(len(x), generator=order)[: per_epoch * BATCH]
       |        rows = epoch.split(BATCH)[step % per_epoch]
       |        loss = loss_of(network(x[rows]), y[rows])
       |        if not loss.isfinite():
       |            print(f"Overflow at step {step + 1}:")
       |            break
       |        optimiser.zero_grad()
       |        loss.backward()
       |        gradients.append(network.layers[0].weight.grad.double().norm().item())
clip   |        nn.utils.clip_grad_norm_(network.parameters(), $clipping)
       |        optimiser.step()
       |    with torch.no_grad():
       |        loss = loss_of(network(x_validation), y_validation).item()
       |    ends = (gradients[0], gradients[-1]) if gradients else (float("nan"),) * 2
       |    print(*(f"{value:12.6g}" for value in (*ends, loss)), f" {name}")
'''


def script(settings: Settings) -> str:
    """The ladder of these settings as a program that needs only torch."""
    rungs = ladder(settings)
    data = task(settings.data, settings.seed)
    loss_words, loss, target = LOSSES[min(data.classes, 3)]
    prepared = data.prepared
    (norm,) = {one.normalisation for one in rungs.values()} - {"none"}
    written = {
        name: WRITTEN[name].format(weight="weight", rng="rng", scale=settings.init_scale)
        for name in ("Xavier", "He")
    }
    program = PROGRAM
    for name, text in {
        "rungs": "\n".join(f"    {_rung(name, one)}" for name, one in rungs.items()),
        "about": about(settings),
        "rows": table([*prepared.x_train.numpy().T, prepared.y_train.numpy()]),
        "validation": table([*prepared.x_validation.numpy().T, prepared.y_validation.numpy()]),
    }.items():
        program = program.replace(f"\n${name}\n", f"\n{margin(text)}\n")
    return fill(
        program,
        {"clip": settings.clipping > 0},
        vars(settings)
        | {
            "outputs": data.outputs,
            "steps": -(-STEPS // data.round) * data.round,
            "batch": BATCH,
            "norm": NORMALISATIONS[norm],
            "weights_seed": generator(settings.seed, "weights").initial_seed(),
            "order_seed": generator(settings.seed, "order").initial_seed(),
            "xavier": written["Xavier"],
            "he": written["He"],
            "loss_words": loss_words,
            "loss": loss,
            "target": target,
            "optimiser": OPTIMISERS[settings.optimiser].format(settings.learning_rate),
        },
    )


def _rung(name: str, one: Settings) -> str:
    activation = f"nn.{ACTIVATIONS[one.activation].module()!r}"
    normalise = "nothing" if one.normalisation == "none" else "normalise"
    return f'"{name}": ({activation}, {one.initialisation.lower()}, {normalise}, {one.residual}),'
