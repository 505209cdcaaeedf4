"""A training run to take home: as a program, its weights and its measurements.

The program trains the same network on the same numbers without this package, in only the lines
that the run's settings need. It draws first weights, batches and dropout with the run's own
seeds, and so comes to the run's own losses.

Left out: weights that were set by hand (the program says so), and the pictures.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping

import numpy as np
import safetensors.torch
import torch

from core.data.csv_files import frame_to_csv
from core.data.datasets import REAL, TOY
from core.export import call, comment, fill, table
from core.nn.activations import ACTIVATIONS
from core.nn.initialisers import WRITTEN
from core.nn.losses import outputs_for
from core.nn.optimisers import optimiser_for
from core.nn.random_streams import generator
from core.train.history import History
from core.train.race import Race
from core.train.run import Run, batch_sizes
from core.train.settings import Settings

PROGRAM = r'''
               |"""A $sizes network learns $data.
               |
               |A training run of the Deep Learning Playground as a plain program: with the same
               |data, first weights and order of batches it comes to the same losses. It needs
               |nothing but PyTorch.
edited         |
edited         |A weight was set by hand on the page; that is not repeated here.
               |"""
               |
early stopping |import copy
               |import math
               |
               |import torch
F              |import torch.nn.functional as F
               |from torch import nn
schedule       |from torch.optim.lr_scheduler import $schedule_name
               |
               |EPOCHS = $epochs  # times through all training rows
               |BATCH_SIZE = $batch_size  # rows in a step
               |LEARNING_RATE = $learning_rate
l1             |L1 = $l1  # the same pull towards zero on every weight
l2             |L2 = $l2  # a pull towards zero in proportion to the weight
clipping       |CLIP = $clipping  # the longest gradient of a step
early stopping |PATIENCE = $early_stopping  # epochs to wait for a better validation loss
               |PRINT_EVERY = $print_every  # epochs
               |
               |# Tensors this small are done sooner by one thread than by several that share them.
               |torch.set_num_threads(1)
               |
               |
               |# %% The network
number         |# From $inputs to one number.
two classes    |# From $inputs to one output z: class 1 where z > 0.
more classes   |# From $inputs to $outputs scores, one for each class: the largest wins.
               |
               |
               |def build():
               |    """The network with its first weights."""
               |    network = nn.Sequential(
               |$layers
               |    )
random         |    # With random numbers of their own, whatever else is drawn.
random         |    rng = torch.Generator().manual_seed($weights_seed)
               |    for layer in network:
               |        if isinstance(layer, nn.Linear):
               |            $initialise
               |            nn.init.zeros_(layer.bias)
batch norm     |    # Batch normalisation subtracts each unit's mean: a bias before it does nothing.
batch norm     |    for layer, following in zip(network, network[1:]):
batch norm     |        if isinstance(following, nn.BatchNorm1d):
batch norm     |            layer.bias.requires_grad_(False)
               |    return network
               |
               |
               |# %% The loss
               |# $loss, mean over the rows.
               |
               |
               |def loss_of(z, y):
               |    """How wrong the outputs z are about the targets y."""
               |    return $loss_formula
               |
               |
classes        |def accuracy(z, y):
classes        |    """The share of rows whose class is named right."""
two classes    |    return ((z > 0) == (y > 0)).float().mean()
more classes   |    return (z.argmax(dim=1) == y).float().mean()
number         |def r_squared(z, y):
number         |    """The share of the targets' variance that the network accounts for."""
number         |    return 1 - F.mse_loss(z, y) / y.var(correction=0)
               |
               |
               |def measure(network, x, y):
               |    """Loss and $score, over all rows."""
modes          |    network.eval()  # $modes
               |    with torch.no_grad():
               |        z = network(x)
modes          |    network.train()
               |    return loss_of(z, y).item(), $score(z, y).item()
               |
               |
               |# %% Training
               |# Each step nudges the weights against the gradient of the loss on one batch.
               |
               |
               |def learn(network, optimiser, order, x, y):
               |    """One epoch: the rows in a new order, a step for each batch; the sum of losses."""
               |    total = 0.0
               |    rows = torch.randperm(len(x), generator=order)
               |    for inputs, targets in zip(x[rows].split(BATCH_SIZE), y[rows].split(BATCH_SIZE)):
               |        loss = loss_of(network(inputs), targets)
l1             |        # Weights are matrices; biases and scales are vectors, and are left alone.
l1             |        weights = [p for p in network.parameters() if p.ndim == 2]
l1             |        loss = loss + L1 * sum(weight.abs().sum() for weight in weights)
               |        optimiser.zero_grad()
               |        loss.backward()
clipping       |        nn.utils.clip_grad_norm_(network.parameters(), CLIP)
               |        optimiser.step()
               |        total += loss.item()
               |    return total
               |
               |
               |def report(row):
               |    """Print the numbers of an epoch as a line of a table."""
               |    print("{:5d} {:12.6g} {:12.6g} {:10.4g} {:10.4g}".format(*row))
               |
               |
               |def train(training, validation):
               |    """Learn from the training part, measure on both; each is (inputs, targets)."""
               |    network = build()
l2             |    # Weights are matrices; biases and scales are vectors, and are left alone.
l2             |    weights = [p for p in network.parameters() if p.ndim == 2]
l2             |    others = [p for p in network.parameters() if p.ndim == 1]
l2             |    groups = [
l2             |        {"params": weights, "weight_decay": L2},
l2             |        {"params": others, "weight_decay": 0.0},
l2             |    ]
               |$optimiser
schedule       |    # The learning rate $schedule_words.
schedule       |    schedule = $schedule
               |    order = torch.Generator().manual_seed($order_seed)  # of the rows
dropout        |    torch.manual_seed($dropout_seed)  # what is dropped
early stopping |    best_loss, best_epoch, best_weights = math.inf, 0, {}
               |    history = []
number         |    print("epoch   train loss   validation  r squared validation")
classes        |    print("epoch   train loss   validation   accuracy validation")
               |    for epoch in range(EPOCHS + 1):
               |        total = 0.0  # the losses of the epoch's steps
               |        if epoch > 0:  # epoch 0 measures the first weights
               |            total = learn(network, optimiser, order, *training)
schedule       |            schedule.step()
               |        train_loss, train_score = measure(network, *training)
               |        validation_loss, validation_score = measure(network, *validation)
               |        if not math.isfinite(total + train_loss + validation_loss):
               |            print(f"Diverged in epoch {epoch}: try a lower learning rate.")
               |            break
               |        row = epoch, train_loss, validation_loss, train_score, validation_score
               |        history.append(row)
               |        if epoch % PRINT_EVERY == 0 or epoch == EPOCHS:
               |            report(row)
early stopping |        if validation_loss < best_loss:
early stopping |            best_loss, best_epoch = validation_loss, epoch
early stopping |            best_weights = copy.deepcopy(network.state_dict())
early stopping |        elif epoch - best_epoch >= PATIENCE:
early stopping |            network.load_state_dict(best_weights)
early stopping |            print(f"Stopped after epoch {epoch}; back to the best weights, those of")
early stopping |            report(history[best_epoch])
early stopping |            break
               |    return network, history
               |
               |
               |# %% The data
               |$about_data
               |
               |
               |def read(text):
               |    """Inputs (rows, columns) and targets, which are the last number of each line."""
               |    lines = text.strip().split("\n")
               |    rows = torch.tensor([[float(number) for number in line.split()] for line in lines])
more classes   |    return rows[:, :-1], rows[:, -1].long()
two classes    |    return rows[:, :-1], rows[:, -1:]
number         |    return rows[:, :-1], rows[:, -1:]
               |
               |
               |TRAINING = """
               |$training
               |"""
               |
               |VALIDATION = """
               |$validation
               |"""
               |
               |
               |# %% The run
               |
               |if __name__ == "__main__":
               |    network, history = train(read(TRAINING), read(VALIDATION))
'''

# How choices are written in the program. That they do the same as in a run is tested.
NORMALISATIONS = {"batch": "nn.BatchNorm1d", "layer": "nn.LayerNorm"}

SCHEDULES = {
    "step": (
        "is divided by ten after each third of the epochs",
        "StepLR(optimiser, step_size=math.ceil(EPOCHS / 3), gamma=0.1)",
    ),
    "cosine": ("glides to zero along half a cosine", "CosineAnnealingLR(optimiser, T_max=EPOCHS)"),
    "warm-up": (
        "grows over the first tenth of the epochs",
        "LinearLR(optimiser, start_factor=0.01, total_iters=EPOCHS // 10)",
    ),
}

TWO_CLASSES = {
    "cross-entropy": (
        "Cross-entropy of the probability sigmoid(z)",
        "F.binary_cross_entropy_with_logits(z, y)",
    ),
    "hinge": (
        "Hinge loss: z should be above 1 for class 1, below -1 for class 0",
        "(1 - (2 * y - 1) * z).clamp(min=0).mean()",
    ),
    "squared": ("Squared error of the probability sigmoid(z)", "F.mse_loss(torch.sigmoid(z), y)"),
}
MORE_CLASSES = {
    "cross-entropy": ("Cross-entropy of the probabilities softmax(z)", "F.cross_entropy(z, y)"),
    "hinge": (
        "Hinge loss: the right score should lead all others by 1; NaN where a score is no number",
        "F.multi_margin_loss(z, y) + 0 * z.sum()",
    ),
    "squared": (
        "Squared error of the probabilities softmax(z)",
        "F.mse_loss(z.softmax(dim=1), F.one_hot(y, z.shape[1]).float())",
    ),
}
NUMBER = ("Squared error", "F.mse_loss(z, y)")


def script(run: Run) -> str:
    """The run from its first weights on, as a program that needs nothing but torch."""
    settings, data, classes = run.settings, run.prepared, run.classes
    inputs, outputs = len(data.input_names), outputs_for(classes)
    losses = MORE_CLASSES if classes > 2 else TWO_CLASSES
    loss, loss_formula = losses[settings.loss] if classes else NUMBER
    initialise = WRITTEN[settings.initialisation].format(
        weight="layer.weight", rng="rng", scale=settings.init_scale
    )
    schedule_words, schedule = SCHEDULES.get(settings.schedule, ("", ""))
    layers = _layers(settings, inputs, outputs)
    dropout, batch_norm = "Dropout" in layers, "BatchNorm" in layers
    needed = {
        "number": classes == 0,
        "classes": classes > 0,
        "two classes": classes == 2,
        "more classes": classes > 2,
        "F": "F." in loss_formula or classes == 0,
        "edited": run.edited,
        "random": "rng" in initialise,
        "batch norm": batch_norm,
        "dropout": dropout,
        "modes": dropout or batch_norm,
        "schedule": schedule != "",
        "early stopping": settings.early_stopping > 0,
        **{name: getattr(settings, name) > 0 for name in ("l1", "l2", "clipping")},
    }
    modes = ["dropout off"] * dropout + ["batch normalisation by running averages"] * batch_norm
    values = vars(settings) | {
        "sizes": "-".join(map(str, (inputs, *settings.hidden, outputs))),
        "data": settings.data.replace("own", "your"),
        "batch_size": _batch_size(settings, len(data.x_train)),
        "print_every": max(1, settings.epochs // 20),
        "inputs": f"{inputs} input{'s' * (inputs > 1)}",
        "outputs": outputs,
        "layers": layers,
        "initialise": initialise,
        "loss": loss,
        "loss_formula": loss_formula,
        "score": "accuracy" if classes else "r_squared",
        "modes": ", ".join(modes),
        "optimiser": _optimiser(settings),
        "schedule": schedule,
        "schedule_name": schedule.split("(")[0],
        "schedule_words": schedule_words,
        "about_data": _about_data(run),
        "training": table([*data.x_train.numpy().T, data.y_train.numpy()]),
        "validation": table([*data.x_validation.numpy().T, data.y_validation.numpy()]),
    }
    for purpose in ("weights", "order", "dropout"):
        values[f"{purpose}_seed"] = generator(settings.seed, purpose).initial_seed()
    return fill(PROGRAM, needed, values)


def weights(run: Run) -> bytes:
    """The weights of this moment as safetensors, by the names that the program's network has."""
    return safetensors.torch.save(run.network.state_dict(), metadata={"step": str(run.step)})


def metrics_csv(history: History) -> str:
    """Every epoch of the history as CSV with a header."""
    return _csv(history.columns())


def results_csv(race: Race) -> str:
    """The epochs of all members of a race as CSV with a header, at most 200 of each."""
    return _csv(race.results())


def _csv(columns: Mapping[str, np.ndarray]) -> str:
    import pandas

    return frame_to_csv(pandas.DataFrame(columns))


def _batch_size(settings: Settings, examples: int) -> str:
    """One size for all batches, or a list where the last takes in a row that would be alone."""
    first, *others = batch_sizes(settings, examples)
    if not others or others[-1] <= first:
        return str(first)
    return f"[{first}] * {len(others)} + [{others[-1]}]"


def _layers(settings: Settings, inputs: int, outputs: int) -> str:
    """The making of the layers, a line each."""
    layers, width = [], inputs
    for units, name in zip(settings.hidden, settings.activation_names(), strict=True):
        layers.append(f"nn.Linear({width}, {units})")
        if settings.normalisation in NORMALISATIONS:
            layers.append(f"{NORMALISATIONS[settings.normalisation]}({units})")
        layers.append(f"nn.{ACTIVATIONS[name].module()!r}".replace("'", '"'))
        if settings.dropout:
            layers.append(f"nn.Dropout({settings.dropout})")
        width = units
    layers.append(f"nn.Linear({width}, {outputs})")
    return "\n".join(f"        {layer}," for layer in layers)


def _optimiser(settings: Settings) -> str:
    """The making of the optimiser, with those options that are not torch's defaults."""
    made = optimiser_for(settings, [torch.zeros(1)], [])
    usual = inspect.signature(type(made)).parameters
    said = {"params", "lr"} | ({"weight_decay"} if settings.l2 else set())
    options = [
        f"{name}={value}"
        for name, value in made.param_groups[0].items()
        if name in usual and name not in said and value != usual[name].default
    ]
    parameters = "groups" if settings.l2 else "network.parameters()"
    name = f"optimiser = torch.optim.{type(made).__name__}"
    return call(name, parameters, "lr=LEARNING_RATE", *options)


def _about_data(run: Run) -> str:
    """Where the numbers come from and what was done to them, as comment lines."""
    settings, data, dataset = run.settings, run.prepared, run.dataset
    origin, target, names = dataset.name, dataset.target_name, dataset.class_names
    if settings.data in TOY:
        origin += f": {settings.samples} points, noise {settings.noise:g}, seed {settings.seed}"
    elif settings.data in REAL:
        origin += ", from scikit-learn"
    rows = f"{len(data.x_train)} rows to train on, {len(data.x_validation)} to validate with."
    if names:
        last = f"{target}: {', '.join(f'{i} = {name}' for i, name in enumerate(names))}"
    else:
        last = f"{target} ({data.target_mean:.6g}, {data.target_scale:.6g})"
    columns = ", ".join(
        f"{name} ({mean:.6g}, {spread:.6g})"
        for name, mean, spread in zip(
            data.input_names, data.inputs.mean, data.inputs.scale, strict=True
        )
    )
    return comment(
        f"{origin}. {dataset.about}",
        " ".join([rows, *data.notes]),
        "A column with (mean, spread) holds (value - mean) / spread; both are measured on the "
        f"training rows. Columns: {columns}; last, {last}.",
    )
