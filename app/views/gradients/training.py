"""Training: every layer's gradient at every step, and what the layers do with it."""

from __future__ import annotations

from streamlit.delta_generator import DeltaGenerator

from app import page, player, theme, warm_up
from app.figures.gradients import training as figures
from app.views.gradients import members
from core.gradients import narration
from core.gradients.presets import TRAIN
from core.gradients.recording import Frame
from core.gradients.training import BatchedNetworks, Run


def show(slug: str, head: DeltaGenerator) -> None:
    """The run of A, or of A and B side by side, through the player."""
    settings = members.chosen(slug, TRAIN)
    networks = members.members(slug, head, settings, TRAIN)
    colours = theme.current()
    held = player.playback(
        slug, tuple(networks.items()), lambda: Run(networks), own=len(networks) > 1
    )
    player.transport(slug, held)
    names = list(networks)

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
            "dead": figures.dead(frame, latest, colours),
        }

    def below(frame: Frame, selected: dict | None) -> None:
        page.explanation(slug, narration.about_training(frame))

    heats = [(f"heat {name}", 7 if len(names) == 1 else 4) for name in names]
    rows = [
        [*heats, ("loss", 4)],
        [("ratio", 1), ("moved", 1)],
        [("length", 1), ("dead", 1)],
    ]
    player.stage(slug, held, draw, rows=rows, below=below)
    members.code(slug, {"one step of all": BatchedNetworks.advance, **members.NETWORK}, settings)
    warm_up.torch_compiler()
