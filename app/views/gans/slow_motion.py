"""Slow motion: the ten things that happen in one iteration, with the numbers of each."""

from __future__ import annotations

from app import downloads, page, plot, theme
from app.figures.gans import slow_motion as figures
from app.views.gans import playing
from core.gans import export, slow_motion
from core.gans.game import Game

READ = 0.6  # moments a second, to be read as they come


def show(slug: str) -> None:
    """The view: the game as it stands, and the film of its next iteration."""
    held = playing.game(slug)
    playing.pause(held)
    run, colours = held.run, theme.current()
    playing.further(slug, held)
    told = held.notes.get("moments")
    if told is None or told[0] != (run.step, run.updates):
        told = ((run.step, run.updates), slow_motion.walk(run))
        held.notes["moments"] = told
    walked = told[1]
    films = [
        {
            "told": figures.told(walked, at, colours),
            "plane": figures.plane(moment, run.real, colours, columns=run.distribution.columns),
        }
        for at, moment in enumerate(walked)
    ]
    labels = [f"{at + 1} of {len(walked)}" for at in range(len(walked))]
    message = plot.message(
        films, rows=[[("told", 1), ("plane", 1)]], labels=labels, film=True, rate=READ
    )
    plot.mount(message, key=f"{slug}-slow-stage")
    page.explanation(
        slug,
        [
            f"This film shows the iteration after iteration {run.step:,}: play it or drag through "
            f"it. Blue marks D's half, orange G's.",
            *(f"{moment.title}: {moment.sentence}." for moment in walked if "step" in moment.title),
            "While D learns, G stays fixed; while G learns, D stays fixed. G never sees a real "
            "point: it only gets the gradient of D at its generated points.",
        ],
    )
    page.code(
        slug,
        {
            "D's loss": Game.discriminator_loss,
            "a step of G": Game.generator_step,
            "G's gradient": Game.generator_gradient,
        },
        downloads=lambda: downloads.script(slug, export.script(run), "GANs"),
    )
