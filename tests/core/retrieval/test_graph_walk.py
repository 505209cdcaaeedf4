"""Graph walk: clouds within reach, and presets that show what they say."""

from __future__ import annotations

import numpy as np
import pytest

from core.retrieval.graph_walk import CLOUDS, PRESETS, REACH, WalkSettings, cloud, walked


@pytest.mark.parametrize("cloud_name", CLOUDS)
def test_points_stay_where_a_click_can_reach(cloud_name: str) -> None:
    points = np.array(cloud(WalkSettings(cloud=cloud_name, points=300)))
    assert points.shape == (300, 2)
    assert np.abs(points).max() < REACH


def test_the_presets_show_what_they_say() -> None:
    done = {name: walked(preset) for name, preset in PRESETS.items()}
    assert done["Down the layers"].rank == 1
    assert len({moment.layer for moment in done["Down the layers"].moments}) >= 4
    assert done["Down the layers"].moments[-1].comparisons < 150 / 3
    stuck, wide = done["Greedy gets stuck"], done["ef 8 finds the way"]
    assert stuck.query == wide.query
    assert stuck.rank > 50
    assert wide.rank == 1
    flat = PRESETS["Without layers"]
    assert done["Without layers"].rank > 50
    assert walked(WalkSettings(x=flat.x, y=flat.y)).rank == 1
