"""A deep network to take home: a plain program that measures its gradients and trains it.

It draws the page's own weights and batches with the same seeds, and so comes to its numbers.

Left out: the pictures, the network to compare with, and float64: the program has float32, as
training has, so that what is smaller than 1e-45 is zero.
"""

from __future__ import annotations

from core.export import comment, fill, table
from core.gradients.data import BATCH, task
from core.gradients.run import STEPS
from core.gradients.settings import Settings
from core.nn.activations import ACTIVATIONS
from core.nn.initialisers import WRITTEN
from core.nn.optimisers import MOMENTUM
from core.nn.random_streams import generator

PROGRAM = r'''
       |"""$depth hidden layers of $width units: how much of the gradient comes back to the first?
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
       |RESIDUAL = $residual
       |STEPS, BATCH = $steps, $batch
       |
       |# Numbers below 1.2e-38 count as zero: computing with them takes a hundred times as long.
       |torch.set_flush_denormal(True)
       |torch.set_num_threads(1)
       |
       |
       |# %% The network
       |
       |
       |class Deep(nn.Module):
       |    """Hidden layers, all alike, and a linear output."""
       |
       |    def __init__(self, inputs):
       |        super().__init__()
       |        sizes = [inputs] + [WIDTH] * DEPTH + [OUTPUTS]
       |        self.layers = nn.ModuleList(map(nn.Linear, sizes, sizes[1:]))
       |        norms = [$norm for _ in range(DEPTH)]
       |        self.norms = nn.ModuleList(norms)
       |        self.activation = $activation
       |        rng = torch.Generator().manual_seed($weights_seed)
       |        for layer in self.layers:
       |            $initialise
       |            nn.init.zeros_(layer.bias)
       |
       |    def forward(self, x):
       |        """The output, and what each hidden layer hands on."""
       |        hidden = []
       |        for layer, norm in zip(self.layers, self.norms):
       |            bent = self.activation(norm(layer(x)))
       |            x = bent + x if RESIDUAL and hidden else bent
       |            hidden.append(x)
       |        return self.layers[-1](x), hidden
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
       |lines = io.StringIO(ROWS.strip())
       |table = torch.tensor([[float(cell) for cell in line.split()] for line in lines])
       |x, y = table[:, :-1], $target
       |
       |
       |# %% At the start
       |# One batch forward, one gradient back. Each layer multiplies it by its factor.
       |
       |network = Deep(x.shape[1])
       |order = torch.Generator().manual_seed($order_seed)
       |per_epoch = len(x) // BATCH
       |
       |
       |def next_epoch():
       |    """The rows of each batch; what is left over waits for the next epoch."""
       |    rows = torch.randperm(len(x), generator=order)
       |    return rows[: per_epoch * BATCH].split(BATCH)
       |
       |
       |epoch = next_epoch()
       |output, hidden = network(x[epoch[0]])
       |weights = [layer.weight for layer in network.layers[:-1]]
       |wanted = [*hidden, *weights]
       |gradients = torch.autograd.grad(loss_of(output, y[epoch[0]]), wanted)
       |lengths = [gradient.double().norm().item() for gradient in gradients]
       |arriving, of_weights = lengths[:DEPTH], lengths[DEPTH:]
       |
       |print(f"{'layer':>5} {'arriving':>12} {'of weights':>12} {'factor':>12} {'signal':>12}")
       |for number in range(1, DEPTH + 1):
       |    before = arriving[number - 2] if number > 1 else float("nan")
       |    factor = before / arriving[number - 1] if arriving[number - 1] else float("nan")
       |    signal = hidden[number - 1].double().square().mean().sqrt().item()
       |    row = (arriving[number - 1], of_weights[number - 1], factor, signal)
       |    print(f"{number:5}", *(f"{value:12.6g}" for value in row))
       |
       |
       |# %% Training
       |# The lengths of the gradient in the first and in the last hidden layer, and the loss.
       |
       |optimiser = torch.optim.$optimiser
       |print(f"\n{'step':>5} {'first layer':>12} {'last layer':>12} {'loss':>12}")
       |for step in range(STEPS):
       |    if step and step % per_epoch == 0:
       |        epoch = next_epoch()
       |    rows = epoch[step % per_epoch]
       |    loss = loss_of(network(x[rows])[0], y[rows])
       |    if not loss.isfinite():
       |        print(f"Overflow at step {step + 1}.")
       |        break
       |    optimiser.zero_grad()
       |    loss.backward()
       |    ends = [weights[place].grad.double().norm().item() for place in (0, -1)]
clip   |    nn.utils.clip_grad_norm_(network.parameters(), $clipping)
       |    optimiser.step()
       |    if step % 50 == 0:
       |        print(f"{step + 1:5}", *(f"{value:12.6g}" for value in (*ends, loss.item())))
'''

NORMALISATIONS = {
    "none": "nn.Identity()",
    "batch": "nn.BatchNorm1d(WIDTH, affine=False)",
    "layer": "nn.LayerNorm(WIDTH, elementwise_affine=False)",
    "RMS": "nn.RMSNorm(WIDTH, elementwise_affine=False)",
}
OPTIMISERS = {
    "SGD": "SGD(network.parameters(), lr={})",
    "momentum": f"SGD(network.parameters(), lr={{}}, momentum={MOMENTUM})",
    "Nesterov": f"SGD(network.parameters(), lr={{}}, momentum={MOMENTUM}, nesterov=True)",
    "RMSprop": "RMSprop(network.parameters(), lr={})",
    "Adam": "Adam(network.parameters(), lr={})",
    "AdamW": "AdamW(network.parameters(), lr={}, weight_decay=0.0)",
}
# By the number of classes, 3 for all above 2: the loss in words and in torch, and the target.
LOSSES = {
    0: ("Squared error of a number", "F.mse_loss(output[:, 0], y)", "table[:, -1]"),
    2: (
        "Cross-entropy of the probability sigmoid(output)",
        "F.binary_cross_entropy_with_logits(output[:, 0], y)",
        "table[:, -1]",
    ),
    3: (
        "Cross-entropy of the probabilities softmax(output)",
        "F.cross_entropy(output, y)",
        "table[:, -1].long()",
    ),
}


def script(settings: Settings) -> str:
    """The network of these settings, measured and trained, as a program that needs only torch."""
    data = task(settings.data, settings.seed)
    loss_words, loss, target = LOSSES[min(data.classes, 3)]
    columns = [*data.prepared.x_train.numpy().T, data.prepared.y_train.numpy()]
    return fill(
        PROGRAM.replace("$about", margin(about(settings))).replace("$rows", margin(table(columns))),
        {"clip": settings.clipping > 0},
        vars(settings)
        | {
            "outputs": data.outputs,
            "steps": STEPS,
            "batch": BATCH,
            "norm": NORMALISATIONS[settings.normalisation],
            "activation": f"nn.{ACTIVATIONS[settings.activation].module()!r}".replace("'", '"'),
            "weights_seed": generator(settings.seed, "weights").initial_seed(),
            "order_seed": generator(settings.seed, "order").initial_seed(),
            "initialise": WRITTEN[settings.initialisation].format(
                weight="layer.weight", rng="rng", scale=settings.init_scale
            ),
            "loss_words": loss_words,
            "loss": loss,
            "target": target,
            "optimiser": OPTIMISERS[settings.optimiser].format(settings.learning_rate),
        },
    )


def about(settings: Settings) -> str:
    """What the data are, as comment lines."""
    data = task(settings.data, settings.seed)
    return comment(
        f"{data.prepared.dataset.about} Each row has the standardised inputs, "
        f"{', '.join(data.prepared.input_names)}, and what is to be predicted."
    )


def margin(text: str) -> str:
    """Lines with the margin that a template's lines have."""
    return "\n".join(f"       |{line}" for line in text.split("\n"))
