"""A game to take home: a plain program that plays it and counts what it covers.

It has the game's own networks, losses and rates in only the lines that its settings need; its
random numbers are its own, so that its numbers are alike and not the same.

Left out: the pictures, the signs, and the moving average of the generator.
"""

from __future__ import annotations

from itertools import pairwise

from core.export import fill, table
from core.gans.game import BETAS
from core.gans.losses import LOSSES
from core.gans.run import Run
from core.gans.settings import GAUSSIAN, Settings
from core.nn.activations import ACTIVATIONS

PROGRAM = r'''
           |"""A generator learns $data from a discriminator.
           |
           |A game of the Deep Learning Playground as a plain program that needs nothing but PyTorch.
           |"""
           |
           |import torch
           |import torch.nn.functional as F
           |from torch import nn
           |
           |ITERATIONS, BATCH, D_STEPS = 2000, $batch, $discriminator_steps
           |NOISE = $noise_dimension
penalty    |PENALTY = $weight
           |
           |torch.manual_seed($seed)
           |torch.set_num_threads(1)  # tensors this small are done sooner by one thread
           |
           |# %% The data
           |# Centres that are equally likely, and how far points lie from them.
           |
           |CENTRES = """
           |$centres
           |"""
           |
           |rows = [[float(number) for number in line.split()] for line in CENTRES.split("\n") if line]
           |centres = torch.tensor(rows)
           |
           |
           |def real_points(count):
           |    """Fresh points (count, 2)."""
           |    chosen = centres[torch.randint(len(centres), (count,))]
square     |    return chosen + $side * (torch.rand(count, 2) - 0.5)
gaussian   |    return chosen + $spread * torch.randn(count, 2)
           |
           |
           |def noise(count):
           |    """What the generator makes points of."""
normal     |    return torch.randn(count, NOISE)
uniform    |    return 2 * torch.rand(count, NOISE) - 1
           |
           |
           |# %% The two networks
           |
           |def linear(inputs, outputs):
           |    """A linear layer with He's first weights."""
           |    layer = nn.Linear(inputs, outputs)
           |    nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
           |    nn.init.zeros_(layer.bias)
           |    return layer
           |
           |
spectral   |spectral = nn.utils.parametrizations.spectral_norm  # divides by the largest singular value
spectral   |
statistics |
statistics |class MinibatchStatistics(nn.Module):
statistics |    """Appends the spread over the batch, which a collapsed generator cannot fake."""
statistics |
statistics |    def forward(self, x):
statistics |        spread = (x.var(dim=0, correction=0) + 1e-8).sqrt()
statistics |        return torch.cat([x, spread.expand_as(x)], dim=1)
statistics |
statistics |
           |generator = nn.Sequential(
           |$generator
           |)
           |discriminator = nn.Sequential(
           |$discriminator
           |)
           |generator_optimiser = torch.optim.$generator_optimiser
           |discriminator_optimiser = torch.optim.$discriminator_optimiser
           |
           |
           |# %% The game
           |# $loss: $why
           |
           |
           |def discriminator_loss(real, fake):
           |    """Small where the discriminator tells them apart."""
           |    on_real, on_fake = discriminator(real), discriminator(fake)
           |    loss = $discriminator_loss
slope      |    mix = torch.rand(len(real), 1)
slope      |    between = (mix * real + (1 - mix) * fake).requires_grad_()
slope      |    (slope,) = torch.autograd.grad(discriminator(between).sum(), between, create_graph=True)
slope      |    loss = loss + PENALTY * (slope.norm(dim=1) - 1).square().mean()
r1         |    places = real.clone().requires_grad_()
r1         |    (slope,) = torch.autograd.grad(discriminator(places).sum(), places, create_graph=True)
r1         |    loss = loss + PENALTY * slope.square().sum(dim=1).mean() / 2
           |    return loss
           |
           |
           |for iteration in range(1, ITERATIONS + 1):
           |    for _ in range(D_STEPS):
           |        with torch.no_grad():
           |            fake = generator(noise(BATCH))
           |        loss = discriminator_loss(real_points(BATCH), fake)
           |        discriminator_optimiser.zero_grad()
           |        loss.backward()
           |        discriminator_optimiser.step()
           |    on_fake = discriminator(generator(noise(BATCH)))
           |    generator_loss = $generator_loss
           |    generator_optimiser.zero_grad()
           |    generator_loss.backward()
           |    generator_optimiser.step()
           |    if iteration % 200 == 0:
           |        with torch.no_grad():
           |            made = generator(noise(500))
           |        print(f"{iteration:5}  D {loss.item():7.4f}  G {generator_loss.item():7.4f}", end="")
modes      |        far = torch.cdist(made, centres)
modes      |        good = far.min(dim=1).values < 3 * $spread
modes      |        covered = len(far.argmin(dim=1)[good].unique())
modes      |        print(f"  {covered} of {len(centres)} modes, {good.float().mean():.0%} good", end="")
           |        x, y = made.mean(dim=0).tolist()
           |        print(f"  mean ({x:.2f}, {y:.2f}), spread {made.std().item():.2f}")
'''

# That they are those of ``core.gans.losses`` is tested.
WRITTEN = {
    "minimax": ("{cross}", "-F.softplus(on_fake).mean()"),
    "non-saturating": ("{cross}", "F.softplus(-on_fake).mean()"),
    "least squares": (
        "((on_real - {label}).square().mean() + on_fake.square().mean()) / 2",
        "(on_fake - 1).square().mean() / 2",
    ),
    "hinge": ("F.relu(1 - on_real).mean() + F.relu(1 + on_fake).mean()", "-on_fake.mean()"),
    "WGAN-GP": ("on_fake.mean() - on_real.mean()", "-on_fake.mean()"),
}


def script(run: Run) -> str:
    """The run's game, as a program that needs nothing but torch."""
    settings, data = run.settings, run.distribution
    loss = LOSSES[settings.loss]
    weight = settings.penalty or loss.penalty
    discriminator_loss, generator_loss = written(settings)
    needed = {
        "penalty": weight > 0,
        "slope": weight > 0 and loss.border is None,
        "r1": weight > 0 and loss.border is not None,
        "square": data.side > 0,
        "gaussian": data.side == 0,
        "normal": settings.noise == GAUSSIAN,
        "uniform": settings.noise != GAUSSIAN,
        "spectral": settings.spectral,
        "statistics": settings.statistics,
        "modes": data.modes,
    }
    values = vars(settings) | {
        "data": "your own points" if not data.known else f"the {data.name}",
        "weight": weight,
        "centres": table(data.centres.T.round(6) + 0.0),  # no -0
        "side": data.side,
        "spread": data.spread,
        "why": loss.why,
        "generator": _layers(
            (settings.noise_dimension, *settings.generator_hidden, 2), settings.generator_activation
        ),
        "discriminator": _layers(
            (2, *settings.discriminator_hidden, 1),
            settings.discriminator_activation,
            spectral=settings.spectral,
            statistics=settings.statistics,
        ),
        "generator_optimiser": _optimiser(
            "generator", settings.generator_optimiser, settings.generator_rate
        ),
        "discriminator_optimiser": _optimiser(
            "discriminator", settings.discriminator_optimiser, settings.discriminator_rate
        ),
        "discriminator_loss": discriminator_loss,
        "generator_loss": generator_loss,
    }
    return fill(PROGRAM, needed, values)


def written(settings: Settings) -> tuple[str, str]:
    """Both losses as expressions of ``on_real`` and ``on_fake``."""
    label = 1 - settings.smoothing
    real = "F.softplus(-on_real).mean()"
    if label < 1:
        real = f"({label:g} * F.softplus(-on_real) + {1 - label:g} * F.softplus(on_real)).mean()"
    discriminator, generator = WRITTEN[settings.loss]
    cross = f"{real} + F.softplus(on_fake).mean()"
    return discriminator.format(cross=cross, label=f"{label:g}"), generator


def _layers(
    sizes: tuple[int, ...], activation: str, *, spectral: bool = False, statistics: bool = False
) -> str:
    lines, last = [], len(sizes) - 2
    for i, (inputs, outputs) in enumerate(pairwise(sizes)):
        doubled = statistics and i == min(1, last)
        if doubled:
            lines.append("MinibatchStatistics()")
        layer = f"linear({inputs * (2 if doubled else 1)}, {outputs})"
        lines.append(f"spectral({layer})" if spectral else layer)
        if i < last:
            lines.append(f"nn.{ACTIVATIONS[activation].module()!r}".replace("'", '"'))
    return "\n".join(f"    {line}," for line in lines)


def _optimiser(player: str, name: str, rate: float) -> str:
    betas = f", betas={BETAS}" if name == "Adam" else ""
    return f"{name}({player}.parameters(), lr={rate:g}{betas})"
