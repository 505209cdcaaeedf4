"""A training run to take home: as a program, its weights and its measurements.

The program trains the same network on the same numbers without this package, and has only the
lines that the run's settings need. It draws the first weights, the batches and dropout with the
run's own seeds, and so comes to the run's own losses.

Left out: weights that were set by hand (the program says so), and the pictures.
"""

from __future__ import annotations

import inspect

import safetensors.torch
import torch

from core.activations import ACTIVATIONS
from core.datasets import REAL, TOY
from core.export import call, comment, lines, table
from core.train.history import History
from core.train.network import generator
from core.train.objective import metric_name, outputs_for
from core.train.optimisers import optimiser_for
from core.train.run import Run, batch_sizes
from core.train.settings import Settings

# What the choices look like in a program. That they do the same as in a run is tested.
NORMALISATIONS = {"batch": "nn.BatchNorm1d", "layer": "nn.LayerNorm"}

INITIALISERS = {
    "Xavier": "nn.init.xavier_uniform_(layer.weight, generator=rng)",
    "He": 'nn.init.kaiming_normal_(layer.weight, nonlinearity="relu", generator=rng)',
    "LeCun": 'nn.init.kaiming_normal_(layer.weight, nonlinearity="linear", generator=rng)',
    "orthogonal": "nn.init.orthogonal_(layer.weight, generator=rng)",
    "normal": "nn.init.normal_(layer.weight, std={scale}, generator=rng)",
    "zero": "nn.init.zeros_(layer.weight)",
}

# fmt: off
SCHEDULES = {
    "step": ("is divided by ten after each third of the epochs", "StepLR(optimiser, step_size=math.ceil(EPOCHS / 3), gamma=0.1)"),
    "cosine": ("glides to zero along half a cosine", "CosineAnnealingLR(optimiser, T_max=EPOCHS)"),
    "warm-up": ("grows over the first tenth of the epochs", "LinearLR(optimiser, start_factor=0.01, total_iters=EPOCHS // 10)"),
}

# The loss's own name, and its formula from outputs z (N, outputs) and targets y.
TWO_CLASSES = {
    "cross-entropy": ("Cross-entropy of the probability sigmoid(z)", "F.binary_cross_entropy_with_logits(z, y)"),
    "hinge": ("Hinge loss: z should be above 1 for class 1, below -1 for class 0", "(1 - (2 * y - 1) * z).clamp(min=0).mean()"),
    "squared": ("Squared error of the probability sigmoid(z)", "F.mse_loss(torch.sigmoid(z), y)"),
}
MORE_CLASSES = {
    "cross-entropy": ("Cross-entropy of the probabilities softmax(z)", "F.cross_entropy(z, y)"),
    "hinge": ("Hinge loss: the right score should lead all others by 1", "F.multi_margin_loss(z, y)"),
    "squared": ("Squared error of the probabilities softmax(z)", "F.mse_loss(z.softmax(dim=1), F.one_hot(y, z.shape[1]).float())"),
}
NUMBERS = ("Squared error", "F.mse_loss(z, y)")
# fmt: on


def script(run: Run) -> str:
    """The run as a program that needs nothing but torch, from its first weights on."""
    sections = [_network(run), _loss(run), _training(run), _data(run)]
    program = "\n\n\n".join([_opening(run, used="\n".join(sections)), *sections])
    return f"""{program}

# %% The run

if __name__ == "__main__":
    network, history = train(read(TRAINING), read(VALIDATION))
"""


def weights(run: Run) -> bytes:
    """The weights of this moment as safetensors, by the names that the program's network has."""
    return safetensors.torch.save(run.network.state_dict(), metadata={"step": str(run.step)})


def metrics_csv(history: History) -> str:
    """Every epoch of the history as CSV with a header."""
    import pandas

    return pandas.DataFrame(history.columns()).to_csv(index=False, lineterminator="\n")


def _opening(run: Run, used: str) -> str:
    """Docstring, imports of what ``used`` has in it, and the numbers to play with."""
    settings = run.settings
    units = " and ".join(", ".join(map(str, settings.hidden)).rsplit(", ", 1))
    hidden = f"{units} hidden units" if units else "no hidden units"
    data = {"own table": "a table", "own points": "points drawn by hand"}
    sizes = batch_sizes(settings, len(run.prepared.x_train))
    batch, about_batch = str(sizes[0]), "rows in a step"
    if len(sizes) == 1:
        about_batch = "rows in a step: all of them"
    elif sizes[-1] > sizes[0]:
        batch = f"[{sizes[0]}] * {len(sizes) - 1} + [{sizes[-1]}]"
        about_batch = "a single row left over could not be normalised"
    return lines(
        f'"""A network with {hidden} learns from {data.get(settings.data, settings.data)}.',
        "",
        "A training run of the Deep Learning Playground as a plain program: with the same",
        "data, first weights and order of batches it comes to the same losses. It needs",
        "nothing but PyTorch.",
        run.edited and "\nA weight was set by hand on the page; that is not repeated here.",
        '"""',
        "",
        "copy." in used and "import copy",
        "import math",
        "",
        "import torch",
        "F." in used and "import torch.nn.functional as F",
        "from torch import Tensor, nn",
        settings.schedule in SCHEDULES
        and f"from torch.optim.lr_scheduler import {SCHEDULES[settings.schedule][1].split('(')[0]}",
        "",
        f"EPOCHS = {settings.epochs}  # times through all training rows",
        f"BATCH_SIZE = {batch}  # {about_batch}",
        f"LEARNING_RATE = {settings.learning_rate}",
        settings.l1 > 0 and f"L1 = {settings.l1}  # the same pull on every weight towards zero",
        settings.l2 > 0 and f"L2 = {settings.l2}  # a pull in proportion to the weight",
        settings.clipping > 0 and f"CLIP = {settings.clipping}  # the longest gradient of a step",
        settings.early_stopping > 0
        and f"PATIENCE = {settings.early_stopping}  # epochs to wait for a better validation loss",
        f"PRINT_EVERY = {max(1, settings.epochs // 20)}  # epochs",
        "",
        "# Tensors this small are done sooner by one thread than by several that share them.",
        "torch.set_num_threads(1)",
    )


def _network(run: Run) -> str:
    settings, inputs = run.settings, len(run.prepared.input_names)
    layers, width = [], inputs
    for units, name in zip(settings.hidden, settings.activation_names(), strict=True):
        layers.append(f"nn.Linear({width}, {units})")
        if settings.normalisation in NORMALISATIONS:
            layers.append(f"{NORMALISATIONS[settings.normalisation]}({units})")
        layers.append(f"nn.{ACTIVATIONS[name].module()!r}".replace("'", '"'))
        if settings.dropout:
            layers.append(f"nn.Dropout({settings.dropout})")
        width = units
    layers.append(f"nn.Linear({width}, {outputs_for(run.classes)})")
    fill = INITIALISERS[settings.initialisation].format(scale=settings.init_scale)
    random = "rng" in fill
    return lines(
        "# %% The network",
        f"# From {inputs} input{'s' * (inputs > 1)} to {_outputs(run)}",
        "",
        "",
        "def build() -> nn.Sequential:",
        '    """The network with its first weights."""',
        "    network = nn.Sequential(",
        *(f"        {layer}," for layer in layers),
        "    )",
        random and "    # With a random stream of its own, nothing else that is drawn changes them.",
        random and f"    rng = torch.Generator().manual_seed({_seed(settings, 'weights')})",
        "    for layer in network:",
        "        if isinstance(layer, nn.Linear):",
        f"            {fill}",
        "            nn.init.zeros_(layer.bias)",
        *_frozen(settings),
        "    return network",
    )


def _frozen(settings: Settings) -> list[str]:
    if settings.normalisation != "batch" or not settings.hidden:
        return []
    return [
        "    # Batch normalisation subtracts each unit's mean: a bias before it can do nothing.",
        "    for layer, following in zip(network, network[1:]):",
        "        if isinstance(following, nn.BatchNorm1d):",
        "            layer.bias.requires_grad_(False)",
    ]


def _outputs(run: Run) -> str:
    if run.classes > 2:
        return f"{run.classes} scores, one for each class: the largest wins."
    return "one output z: class 1 where z > 0, else class 0." if run.classes else "one number."


def _loss(run: Run) -> str:
    settings, score = run.settings, _score(run)
    if run.classes == 0:
        about, formula = NUMBERS
        answer = "1 - F.mse_loss(z, y) / y.var(correction=0)"
        explained = "The share of the target's variance that the network accounts for."
    else:
        about, formula = (TWO_CLASSES if run.classes == 2 else MORE_CLASSES)[settings.loss]
        right = "(z > 0) == (y > 0)" if run.classes == 2 else "z.argmax(dim=1) == y"
        answer = f"({right}).float().mean()"
        explained = "The share of rows that are put into their own class."
    modes = [
        settings.dropout > 0 and "dropout lets everything through",
        settings.normalisation == "batch" and "batch normalisation uses its running means",
    ]
    evaluation = settings.hidden and ", ".join(filter(None, modes))
    return lines(
        "# %% The loss",
        f"# {about}. It is the mean over the rows.",
        "",
        "",
        "def loss_of(z: Tensor, y: Tensor) -> Tensor:",
        '    """How wrong the outputs z are about the targets y."""',
        f"    return {formula}",
        "",
        "",
        f"def {score}(z: Tensor, y: Tensor) -> Tensor:",
        f'    """{explained}"""',
        f"    return {answer}",
        "",
        "",
        "def measure(network: nn.Sequential, x: Tensor, y: Tensor) -> tuple[float, float]:",
        f'    """Loss and {metric_name(run.classes)} over all rows."""',
        evaluation and f"    # {evaluation.capitalize()}." or None,
        evaluation and "    network.eval()" or None,
        "    with torch.no_grad():",
        "        z = network(x)",
        evaluation and "    network.train()" or None,
        f"    return loss_of(z, y).item(), {score}(z, y).item()",
    )


def _score(run: Run) -> str:
    return "accuracy" if run.classes else "r_squared"


def _training(run: Run) -> str:
    settings = run.settings
    stops = settings.early_stopping > 0
    header = "{:>5} {:>12} {:>12} {:>10} {:>10}".format(
        "epoch", "train loss", "validation", metric_name(run.classes), "validation"
    )
    return lines(
        "# %% Training",
        "# Each step nudges the weights against the gradient of the loss on one batch.",
        "",
        "",
        call(
            "def learn", "network: nn.Sequential", "optimiser: torch.optim.Optimizer",
            "order: torch.Generator", "x: Tensor", "y: Tensor", indent=0, end=" -> None:",
        ),
        '    """One epoch: the rows in a new order, and a step for each batch of them."""',
        "    for rows in torch.randperm(len(x), generator=order).split(BATCH_SIZE):",
        "        loss = loss_of(network(x[rows]), y[rows])",
        *(_l1() if settings.l1 else []),
        "        optimiser.zero_grad()",
        "        loss.backward()",
        settings.clipping > 0 and "        nn.utils.clip_grad_norm_(network.parameters(), CLIP)",
        "        optimiser.step()",
        "",
        "",
        "def report(row: tuple) -> None:",
        '    """Print an epoch as a line of the table."""',
        '    print("{:5d} {:12.6g} {:12.6g} {:10.4g} {:10.4g}".format(*row))',
        "",
        "",
        "def train(training: tuple, validation: tuple) -> tuple[nn.Sequential, list[tuple]]:",
        '    """Learn from the training part and measure on both; each is (inputs, targets)."""',
        "    network = build()",
        *_optimiser(settings),
        *_schedule(settings),
        f"    order = torch.Generator().manual_seed({_seed(settings, 'order')})",
        *_dropout(settings),
        stops and "    best_loss, best_epoch, best_weights = math.inf, 0, {}",
        "    history = []",
        f'    print("{header}")',
        "    for epoch in range(EPOCHS + 1):",
        "        if epoch > 0:  # epoch 0 measures the first weights",
        "            learn(network, optimiser, order, *training)",
        settings.schedule in SCHEDULES and "            schedule.step()",
        "        train_loss, train_score = measure(network, *training)",
        "        validation_loss, validation_score = measure(network, *validation)",
        "        if not math.isfinite(train_loss + validation_loss):",
        '            print(f"Diverged in epoch {epoch}: try a lower learning rate.")',
        "            break",
        "        row = epoch, train_loss, validation_loss, train_score, validation_score",
        "        history.append(row)",
        "        if epoch % PRINT_EVERY == 0 or epoch == EPOCHS:",
        "            report(row)",
        *(_early_stopping() if stops else []),
        "    return network, history",
    )


def _l1() -> list[str]:
    return [
        "        # Weights are matrices; biases and scales are vectors, and are left alone.",
        "        weights = [p for p in network.parameters() if p.ndim == 2]",
        "        loss = loss + L1 * sum(weight.abs().sum() for weight in weights)",
    ]


def _optimiser(settings: Settings) -> list[str]:
    """The optimiser as it was made, with those of its options that are not torch's defaults."""
    made = optimiser_for(settings, [torch.zeros(1, requires_grad=True)], [])
    usual = inspect.signature(type(made)).parameters
    group = made.param_groups[0]
    options = {name: value for name, value in group.items() if name in usual and name != "params"}
    decay = options.pop("weight_decay")
    rate = {"lr": "LEARNING_RATE"}
    different = {name: value for name, value in options.items() if value != usual[name].default}
    arguments = [f"{name}={value}" for name, value in (different | rate).items()]
    head = f"optimiser = torch.optim.{type(made).__name__}"
    if settings.l2:
        return []
    return [call(head, "network.parameters()", *arguments)]
