"""The ladder of fixes: one deep sigmoid network, each fix alone and all together, in one batch."""

from __future__ import annotations

from app import page, player, theme, warm_up
from app.figures.gradients import ladder as figures
from app.views.gradients import members
from core.gradients import export_ladder, narration
from core.gradients.ladder import ladder
from core.gradients.presets import LADDER
from core.gradients.recording import Frame
from core.gradients.training import BatchedNetworks, Run


def show(slug: str) -> None:
    """All rungs through the player."""
    settings = members.chosen(slug, LADDER)
    colours = theme.current()
    rungs = ladder(settings)
    key = f"{slug}-ladder"
    held = player.playback(key, tuple(rungs.items()), lambda: Run(rungs))
    player.transport(key, held, seed=f"{slug}_seed")

    def draw(frame: Frame, latest: Frame) -> dict:
        return {
            "gradient": figures.rungs(frame, colours, what="gradient"),
            "loss": figures.rungs(frame, colours, what="loss"),
            "layers": figures.gradients(frame, colours),
            "losses": figures.losses(frame, latest, colours),
        }

    def below(frame: Frame, selected: dict | None) -> None:
        page.explanation(slug, narration.about_ladder(frame))

    rows = [[("gradient", 1), ("loss", 1)], [("layers", 1), ("losses", 1)]]
    player.stage(key, held, draw, rows=rows, below=below)
    members.code(
        slug,
        {"the ladder": ladder, "one step of all": BatchedNetworks.advance, **members.NETWORK},
        settings,
        export_ladder.script,
    )
    warm_up.torch_compiler()
