"""The short form of ``python -m tests.load``: ten learners, as ratios to one on one machine."""

from __future__ import annotations

import asyncio
from random import Random

import pytest

from tests.load.behaviour import Mover
from tests.load.classroom import Figures, lone_mover, players, teach
from tests.load.conftest import QUICK
from tests.load.server import AppServer
from tests.running import run

SECONDS = 60  # for all that is measured here
STRETCH = 3.0  # of playing between two pauses


@pytest.fixture(scope="module")
def measured(warm_server: AppServer) -> tuple[Figures, Figures, Figures]:
    """One learner who moves sliders, one who plays, and five of each together."""

    async def measure() -> tuple[Figures, Figures, Figures]:
        url, quick = warm_server.url, {"ramp": 0.2, "settling": 2.0}
        async with asyncio.timeout(SECONDS):
            mover = await teach(warm_server, lone_mover(url, QUICK), 8, **quick)
            player = await teach(warm_server, players(url, 1, stretch=STRETCH), 6, **quick)
            movers = [Mover(url, [page], random=Random(page)) for page in QUICK]
            together = [*players(url, 5, stretch=STRETCH), *movers]
            return mover, player, await teach(warm_server, together, 10, **quick)

    return run(measure())


def test_nothing_fails(measured: tuple[Figures, Figures, Figures]) -> None:
    assert [figures.errors for figures in measured] == [{}, {}, {}]


def test_a_slider_waits_no_longer_than_for_each_of_the_ten_in_turn(
    measured: tuple[Figures, Figures, Figures],
) -> None:
    mover, _, ten = measured
    assert ten.slider_median <= 10 * mover.slider_median


def test_pause_waits_little_longer_than_a_slider(
    measured: tuple[Figures, Figures, Figures],
) -> None:
    *_, ten = measured
    assert ten.pause_median <= 5 * ten.slider_median


def test_every_player_gets_a_fair_share(measured: tuple[Figures, Figures, Figures]) -> None:
    *_, ten = measured
    assert ten.fewest_pictures > 0
    assert ten.fewest_steps >= ten.steps / 4


def test_five_players_take_at_least_a_quarter_of_the_steps_of_one(
    measured: tuple[Figures, Figures, Figures],
) -> None:
    _, player, ten = measured
    assert ten.all_steps >= player.all_steps / 4
