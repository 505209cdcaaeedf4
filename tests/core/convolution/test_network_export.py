"""The program of one picture comes to the very numbers that the page shows."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from core.convolution.build_assets import path, shipped
from core.convolution.feature_maps import features
from core.convolution.images import DIGITS, SHAPES, as_input, class_names
from core.convolution.network_export import picture_script
from core.data import images

# A drawing's blocks of 16 pixels have more shades than a digit of scikit-learn.
PICTURES = {SHAPES: images.photograph("flower"), DIGITS: images.drawing("shapes")}


@pytest.mark.parametrize("name", PICTURES)
def test_its_logits_and_shares_are_those_of_the_page(name: str, tmp_path: Path) -> None:
    found = features(shipped(name), as_input(name, PICTURES[name].pixels))
    shutil.copy(path(name), tmp_path)
    program = tmp_path / "program.py"
    program.write_text(picture_script(name, found), encoding="utf-8")
    run = subprocess.run(
        [sys.executable, program], capture_output=True, text=True, timeout=60, cwd=tmp_path
    )
    assert run.returncode == 0, run.stderr
    *layers, end = run.stdout.split(f"{class_names(name)[0]}: ")
    assert layers[0].count("strongest cell") >= len(found.maps)
    for layer, maps in found.maps.items():
        size = f"{maps.shape[1]} x {maps.shape[2]}"
        assert f"{layer}: {len(maps)} of {size}, strongest cell {maps.max():.4f}" in layers[0]
    lines = [line.rsplit(": ", 1)[-1].split(", ") for line in end.strip().splitlines()]
    logits = [float(logit.removeprefix("logit ")) for logit, *_ in lines]
    shares = [float(share.removesuffix("%")) for *_, share in lines]
    np.testing.assert_allclose(logits, found.logits, atol=2e-4)
    np.testing.assert_allclose(shares, 100 * found.probabilities, atol=0.06)
