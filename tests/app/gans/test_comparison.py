"""Which is better: two games on one axis."""

from __future__ import annotations

from app.figures.gans import comparison as comparison_figures
from app.theme import LIGHT
from core.gans.comparison import Comparison, ComparisonSettings
from tests.app.pictures import check


def test_two_games_share_their_axes():
    pair = Comparison(ComparisonSettings())
    frame = pair.frame()
    check(
        [
            comparison_figures.both_losses(frame, frame, LIGHT),
            comparison_figures.both_modes(frame, LIGHT),
            comparison_figures.both_distances(frame, frame, pair.games[0].floor, LIGHT),
        ]
    )
