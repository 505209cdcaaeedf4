"""Graph walk: clouds within reach, and presets that show what they say."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from core.retrieval.graph_walk import CLOUDS, PRESETS, REACH, WalkSettings, cloud, walked, words


@pytest.mark.parametrize("cloud_name", CLOUDS)
def test_points_stay_where_a_click_can_reach(cloud_name: str) -> None:
    points = np.array(cloud(WalkSettings(cloud=cloud_name, points=300)))
    assert points.shape == (300, 2)
    assert np.abs(points).max() < REACH


@pytest.mark.parametrize("seed", [4, 5, 6])
def test_the_presets_show_what_they_say(seed: int) -> None:
    done = {name: walked(replace(preset, seed=seed)) for name, preset in PRESETS.items()}
    assert done["Down the layers"].rank == 1
    assert len({moment.layer for moment in done["Down the layers"].moments}) >= 4
    assert done["Down the layers"].moments[-1].comparisons < 150 / 3
    assert done["300 points"].rank == 1
    assert done["300 points"].moments[-1].comparisons < 300 / 4
    stuck, wide = done["Greedy gets stuck"], done["ef 8 finds the way"]
    assert stuck.query == wide.query
    assert stuck.rank > 10
    assert wide.rank == 1
    assert done["Layers find the way"].query == stuck.query
    assert done["Layers find the way"].rank == 1


def test_the_default_seed_is_a_typical_one() -> None:
    # Neither of the presets' phenomena is one that its seed alone shows.
    lengths, stuck = [], 0
    for seed in range(20):
        lengths.append(walked(WalkSettings(seed=seed)).moments[-1].comparisons)
        stuck += walked(replace(PRESETS["Greedy gets stuck"], seed=seed)).rank > 10
    own = lengths[WalkSettings().seed]
    assert np.percentile(lengths, 20) <= own <= np.percentile(lengths, 80)
    assert stuck > 10


def test_a_wider_search_is_promised_only_where_it_finds_more() -> None:
    settings = PRESETS["Greedy gets stuck"]
    said = words(walked(settings), settings)[1]
    ef = int(re.search(r"With ef (\d+), it finds it", said)[1])
    assert walked(replace(settings, ef=ef)).rank == 1
    assert walked(replace(settings, ef=ef // 2)).rank > 1
