"""Linear vs nonlinear: a linear stack as one matrix, one with an activation, and both trained."""

from __future__ import annotations

from app import page, player, theme, warm_up
from app.figures import activations as figures
from app.views.activations import shared
from core.activations import linear, narration
from core.activations.linear_vs_nonlinear import as_race
from core.activations.presets import WHY
from core.train.race import Race, RaceFrame


def show(slug: str) -> None:
    """The stack as one matrix, the stack with an activation, and both of them trained."""
    settings = shared.chosen(slug, WHY)
    colours = theme.current()
    stack = linear.collapse(settings)
    maps = figures.collapse_maps(stack, settings, colours)
    race_of = as_race(settings)
    held = player.playback(slug, race_of, lambda: Race(*race_of))
    race = held.run
    player.transport(slug, held)

    def draw(frame: RaceFrame, latest: RaceFrame) -> dict:
        epochs = race.settings.epochs
        trained = {
            variant: figures.race_map(frame, variant, race.prepared[0], race.plane, colours)
            for variant in frame.variants
        }
        return maps | {"loss": figures.race_loss(frame, latest, epochs, colours)} | trained

    def below(frame: RaceFrame, selected: dict | None) -> None:
        page.explanation(
            slug, [narration.about_race(frame), *narration.about_collapse(stack, settings)]
        )

    rows = [
        [("stack", 1), ("single", 1), ("bent", 1), ("plane", 1)],
        [("loss", 2), *((name, 1) for name in dict.fromkeys(("identity", settings.between)))],
    ]
    player.stage(slug, held, draw, rows=rows, below=below)
    shared.code(slug, settings)
    warm_up.torch_compiler()
