"""The programs to take home print the numbers of the page."""

from __future__ import annotations

import contextlib
import io
import re

import numpy as np
import pytest

from core.convolution import export, narration, parameters, signal
from core.convolution.presets import PARAMETERS, SIGNAL, SLIDE
from core.convolution.settings import AVERAGE, MAXIMUM, RELU, Settings
from core.convolution.slide import slide
from core.data import images
from core.export import notebook

OWN = np.float32([[[1, -2], [0.1, 3]]])
CHOSEN = SLIDE | {
    "own": Settings(kernel="own", resolution=9, colour=True, bias=0.3),
    "everything": Settings(
        operation=AVERAGE,
        kernel="Laplacian",
        size=5,
        padding=3,
        dilation=2,
        stride=2,
        border="mirrored (reflect)",
        pool_size=3,
        pool_padding=1,
        overhang=True,
        colour=True,
    ),
    "of the image": Settings(operation=MAXIMUM, takes="the image itself", colour=True),
    "cut off": Settings(operation=RELU, takes="the image itself"),
}


def run(program: str) -> tuple[str, dict]:
    """What the program prints, and what it leaves behind."""
    names: dict = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(compile(program, "script.py", "exec"), names)
    return out.getvalue(), names


@pytest.mark.parametrize("name", CHOSEN)
def test_the_slide(name):
    done = slide(images.drawing("house"), CHOSEN[name], OWN)
    program = export.slide_script(done, OWN)
    printed, names = run(program)
    np.testing.assert_allclose(names["taken"].numpy(), done.output, rtol=1e-5, atol=1e-6)
    if done.kernel is not None:
        row, column = narration.strongest(done)
        by_hand, by_torch = re.findall(r"(?:up to|says) (-?[\d.e+-]*\d)\.\n", printed)
        assert float(by_hand) == pytest.approx(done.output[0, row, column], rel=1e-4)
        assert float(by_torch) == pytest.approx(done.output[0, row, column], rel=1e-5)
    assert max(map(len, program.split('"""')[-1].splitlines())) <= 120
    assert notebook(program, "Convolution")


@pytest.mark.parametrize("name", PARAMETERS)
def test_the_parameters(name):
    done = parameters.saving(PARAMETERS[name])
    printed, _ = run(export.parameters_script(done))
    for count in done.counts:
        assert f"{count.name}: {count.parameters:,}\n" in printed


@pytest.mark.parametrize("name", SIGNAL)
def test_the_signal(name):
    done = signal.filtered(SIGNAL[name])
    _, names = run(export.signal_script(done))
    np.testing.assert_allclose(names["output"].numpy(), done.output, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(float(names["left"] / names["noise"]), done.noise_left, rtol=1e-3)
