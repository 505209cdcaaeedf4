"""Which is better: two games on one axis."""

from __future__ import annotations

from app.figures.gans import pair as pair_figures
from app.theme import LIGHT
from core.gans.pair import Pair, PairSettings
from tests.app.pictures import check


def test_two_games_share_their_axes():
    pair = Pair(PairSettings())
    frame = pair.frame()
    check(
        [
            pair_figures.both_losses(frame, frame, LIGHT),
            pair_figures.both_modes(frame, LIGHT),
            pair_figures.both_distances(frame, frame, pair.games[0].floor, LIGHT),
        ]
    )
