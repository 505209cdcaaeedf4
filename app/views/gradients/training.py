"""While training: every layer's gradient at every step, and what the layers do with it."""

from __future__ import annotations

from collections.abc import Mapping

from app import page, player
from app.figures.gradients import training as figures
from app.theme import Theme
from core.gradients import narration
from core.gradients.recording import Frame
from core.gradients.run import Run
from core.gradients.settings import Settings


def show(slug: str, members: Mapping[str, Settings], colours: Theme) -> None:
    """The run of A, or of A and B side by side, through the player."""
    held = player.playback(slug, tuple(members.items()), lambda: Run(members), own=len(members) > 1)
    player.transport(slug, held)
    names = list(members)

    def draw(frame: Frame, latest: Frame) -> dict:
        heats = {
            f"heat {name}": figures.heat(frame, latest, place, colours)
            for place, name in enumerate(names)
        }
        return heats | {
            "loss": figures.losses(frame, latest, colours),
            "ratio": figures.ratio(frame, colours),
            "moved": figures.moved(frame, colours),
            "length": figures.length(frame, latest, colours),
        }

    def below(frame: Frame, selected: dict | None) -> None:
        page.seeing(slug, narration.about_training(frame))

    heats = [(f"heat {name}", 7 if len(names) == 1 else 4) for name in names]
    rows = [[*heats, ("loss", 4)], [("ratio", 1), ("moved", 1), ("length", 1)]]
    player.stage(slug, held, draw, rows=rows, below=below)
