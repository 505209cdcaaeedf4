"""Latent space: the path through the noise, and the pointer that pulls its ends."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.gans.latent_space import Ends, path
from tests.core.gans.games import SMALL, played


def test_a_path_begins_and_ends_where_the_generator_puts_its_ends() -> None:
    run = played(SMALL, 5)
    walked = path(run, Ends(from_z1=1.0, from_z2=0.0, to_z1=1.0, to_z2=0.0))
    assert walked.length == pytest.approx(0, abs=1e-5)
    walked = path(run, Ends())
    assert walked.length >= np.linalg.norm(walked.points[-1] - walked.points[0]) - 1e-5
    assert walked.off.shape == (len(walked.points),)


def test_a_pointer_pulls_the_end_that_is_nearer_as_far_as_the_knobs_go() -> None:
    ends = Ends(from_z1=-2.0, from_z2=-1.0, to_z1=2.0, to_z2=1.0)
    assert ends.pulled((-1.5, -1.2), (0.5, 0.251)) == replace(ends, from_z1=0.5, from_z2=0.26)
    assert ends.pulled((1.0, 0.0), (9.0, -9.0)) == replace(ends, to_z1=3.0, to_z2=-3.0)
