"""One iteration in slow motion: what happens in it, one thing after the other, with its numbers.

    >>> from core.gans.settings import Settings
    >>> [moment.title for moment in walk(Run(Settings()))][:3]
    ['Noise is drawn', 'G makes points', 'D scores both']

Of several discriminator steps the first is walked, and the others follow it at once.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass

import numpy as np
import torch

from core.gans.frame import Frame, believed
from core.gans.play import Run


@dataclass(frozen=True, eq=False)
class Moment:
    """One of the things that happen. ``player`` is "D" or "G", whose half of the iteration it is.

    ``frame`` is the picture after it; ``fake`` (N, 2) are this half's own fake points, and
    ``generator_gradient`` (N, 2) where they are pushed, both None before they are there. ``moved``
    (N, 2) is where the same noise lands after G's step.
    """

    player: str
    title: str
    sentence: str
    frame: Frame
    fake: np.ndarray | None = None
    generator_gradient: np.ndarray | None = None
    moved: np.ndarray | None = None


def walk(run: Run) -> list[Moment]:
    """Ten moments of the next iteration; a copy takes the steps, so the run stays the same."""
    game = copy.deepcopy(run.game)
    settings = game.settings
    draws = run.draws.clone_state()
    real = run.distribution.sample(settings.batch, draws)
    before = run.frame()

    def frame() -> Frame:
        return Frame(**{**vars(before), **run.painted(game)})

    def opinions(fake: torch.Tensor) -> tuple[float, float]:
        """D's mean output for real and for fake points: a probability, or a score."""
        game.discriminator.eval()
        with torch.no_grad():
            means = [
                (believed(raw.numpy(), settings.loss) if before.reads else raw.numpy()).mean()
                for raw in game.discriminate(real, fake)
            ]
        game.discriminator.train()
        return float(means[0]), float(means[1])

    def say(*levels: float) -> str:
        """Levels of belief or of height, with an arrow between."""
        if before.reads:
            return " → ".join(f"{100 * level:.1f}" for level in levels) + "%"
        return " → ".join(f"{level:.2f}" for level in levels)

    moments = []

    def tell(player: str, title: str, sentence: str, picture: Frame, **more: np.ndarray) -> None:
        moments.append(Moment(player, title, sentence, picture, **more))

    noise = game.noise(settings.batch)
    with torch.no_grad():
        fake = game.make(noise)
    shown = fake.numpy()
    size = settings.batch
    tell("D", "Noise is drawn", f"{size} times {settings.noise_dimension} random numbers", before)
    tell(
        "D",
        "G makes points",
        f"their mean is ({shown[:, 0].mean():.2f}, {shown[:, 1].mean():.2f})",
        before,
        fake=shown,
    )
    on_real, on_fake = opinions(fake)
    what = "output for" if before.reads else "score for"
    tell(
        "D",
        "D scores both",
        f"mean {what} real points {say(on_real)}, fake {say(on_fake)}",
        before,
        fake=shown,
    )
    loss = game.discriminator_loss(real, fake)
    slopes = torch.autograd.grad(loss, list(game.discriminator.parameters()))
    length = torch.cat([slope.flatten() for slope in slopes]).norm().item()
    tell(
        "D",
        "D's loss and gradient",
        f"loss {loss.item():.3f}, gradient {length:.3f} over all weights",
        before,
        fake=shown,
    )
    game.descend_discriminator(slopes)
    new_real, new_fake = opinions(fake)
    more = settings.discriminator_steps - 1
    for _ in range(more):
        game.discriminator_step(run.distribution.sample(settings.batch, draws))
    others = f"; then {more} more step{'s' * (more > 1)}" if more else ""
    middle = frame()
    tell(
        "D",
        "D steps",
        f"output for fake {say(on_fake, new_fake)}, for real {say(on_real, new_real)}{others}",
        middle,
        fake=shown,
    )

    noise = game.noise(settings.batch)
    with torch.no_grad():
        fake = game.make(noise)
    shown = fake.numpy()
    tell("G", "Fresh points", f"{size} new ones; D stays fixed", middle, fake=shown)
    _, on_fake = opinions(fake)
    tell("G", "D scores them", f"mean {what} them {say(on_fake)}", middle, fake=shown)
    gradient = game.generator_gradient(fake).numpy()
    median_gradient = float(np.median(np.linalg.norm(gradient, axis=1)))
    loss = game.generator_loss(noise)
    tell(
        "G",
        "G's loss and gradient",
        f"loss {loss.item():.3f}, median gradient at a point {median_gradient:.3g}",
        middle,
        fake=shown,
        generator_gradient=gradient,
    )
    slopes = torch.autograd.grad(loss, list(game.generator.parameters()))
    length = torch.cat([slope.flatten() for slope in slopes]).norm().item()
    tell(
        "G",
        "Back through G",
        f"a gradient of {length:.3f} over all of G's weights",
        middle,
        fake=shown,
        generator_gradient=gradient,
    )
    game.descend_generator(slopes)
    with torch.no_grad():
        moved = game.make(noise)
    _, new_fake = opinions(moved)
    step = float((moved - fake).norm(dim=1).mean())
    tell(
        "G",
        "G steps",
        f"points move by {step:.3f}; D's output for them: {say(on_fake, new_fake)}",
        frame(),
        fake=shown,
        moved=moved.numpy(),
    )
    return moments
