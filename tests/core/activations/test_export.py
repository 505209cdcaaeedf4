"""The activations page's program, run beside the functions that the page itself calls."""

import contextlib
import io
import json
import re
import subprocess
import sys

import numpy as np
import pytest
import torch

from core.activations.curves import probe
from core.activations.depth import signal_propagation
from core.activations.export import script
from core.activations.linear import collapse
from core.activations.preactivations import bell, measure
from core.activations.random_layers import INITIALISATIONS
from core.activations.settings import Settings
from core.export import notebook
from core.nn.activations import ACTIVATIONS

STACK = re.compile(
    r"One layer: (\S+) x1 \+ (\S+) x2 \+ (\S+)\n"
    r"Largest difference from (\d+) layers: (\S+)\n"
    r"With an activation, one layer misses (\S+) of the variance"
)


def printed(code):
    """What the program prints."""
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(compile(code, "script.py", "exec"), {"__name__": "__main__"})
    return out.getvalue()


def rows(block, columns):
    """The numbers of each line of a table by its name, without the heading."""
    lines = [line.rsplit(maxsplit=columns) for line in block.splitlines()[1:]]
    return {name.strip(): [float(number) for number in numbers] for name, *numbers in lines}


def near(*numbers):
    """As they are printed, with six digits. Below float32's own step, all is rounding."""
    return pytest.approx(list(map(float, numbers)), rel=1e-5, abs=1e-7)


CHOSEN = {
    "as the page opens": Settings(),
    "all of them": Settings(shown=tuple(ACTIVATIONS), probe=-0.3, mean=-2.0, spread=3.0, seed=7),
    "Xavier": Settings(initialisation="Xavier", stack_layers=6, between="softsign", depth=3),
    "LeCun": Settings(initialisation="LeCun", width=5, samples=8, depth=20, between="GELU"),
    "one layer": Settings(stack_layers=1, stack_width=1, depth=1, shown=("identity",)),
    "trained": Settings(source="trained network"),
}
# The sums of a network, (examples, units), where the page shows those.
SUMS = {"trained": 3 * np.random.default_rng(0).normal(size=(20, 3)).astype(np.float32)}


@pytest.mark.parametrize("name", CHOSEN)
def test_the_program_prints_the_numbers_of_the_page(name):
    settings = CHOSEN[name]
    given = SUMS.get(name)
    one, many, stack, *depth = printed(script(settings, given)).strip().split("\n\n")

    probes = {shown: probe(shown, settings.probe) for shown in settings.shown}
    assert rows(one, 2) == {shown: near(at.value, at.slope) for shown, at in probes.items()}

    sums = bell(settings) if given is None else given
    preactivations = {shown: measure(shown, sums) for shown in settings.shown}
    assert rows(many, 3) == {
        shown: near(its.blocked, its.saturated, its.mean_slope)
        for shown, its in preactivations.items()
    }

    its = collapse(settings)
    x1, x2, bias, layers, difference, missed = STACK.fullmatch(stack).groups()
    assert int(layers) == settings.stack_layers
    assert [float(x1), float(x2), float(bias)] == near(*its.matrix, its.bias)
    assert float(difference) == pytest.approx(its.difference, rel=1e-5)
    assert [float(missed)] == near(its.remaining_share)

    its = signal_propagation(settings)
    assert len(depth) == len(settings.shown)
    for block, shown, *measures in zip(
        depth, settings.shown, its.mean, its.spread, its.contrast, strict=True
    ):
        assert block.startswith(f"{shown} ")
        by_layer = zip(*(measure[1:] for measure in measures), strict=True)
        expected = {f"layer {n}": near(*layer) for n, layer in enumerate(by_layer, start=1)}
        assert rows(block, 3) == expected


@pytest.mark.parametrize("initialisation", INITIALISATIONS)
@pytest.mark.parametrize("between", ACTIVATIONS)
def test_the_stack_with_every_choice(initialisation, between):
    settings = Settings(initialisation=initialisation, between=between, depth=1, shown=("tanh",))
    *_, missed = STACK.search(printed(script(settings))).groups()
    assert [float(missed)] == near(collapse(settings).remaining_share)


def test_without_a_trained_network_a_bell_stands_in_as_on_the_page():
    assert "a bell curve" in script(CHOSEN["trained"])
    assert "a bell curve" not in script(CHOSEN["trained"], SUMS["trained"])


@pytest.mark.parametrize("name", CHOSEN)
def test_the_program_looks_like_one_written_by_hand(name, tmp_path):
    code = script(CHOSEN[name], SUMS.get(name))
    assert 100 < code.count("\n") < 150
    (tmp_path / "script.py").write_text(code, encoding="utf-8")
    for command in (["check", "--select", "F,E9,I"], ["format", "--diff"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "--isolated", "--no-cache", "script.py"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout


def test_the_program_runs_on_its_own(tmp_path):
    code = script(CHOSEN["all of them"])
    (tmp_path / "script.py").write_text(code, encoding="utf-8")
    # Isolated: neither this folder's packages nor the environment's paths can be imported.
    done = subprocess.run(
        [sys.executable, "-I", "script.py"], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("layer 10 ") == len(ACTIVATIONS)


def test_the_notebook_prints_the_same():
    settings = Settings(depth=2)
    namespace = {}
    with contextlib.redirect_stdout(io.StringIO()) as out:
        for cell in json.loads(notebook(script(settings), "Activations"))["cells"]:
            if cell["cell_type"] == "code":
                exec("".join(cell["source"]), namespace)
    assert out.getvalue() == printed(script(settings))


def test_no_global_random_number_is_used():
    before = torch.get_rng_state()
    printed(script(Settings()))
    assert torch.equal(torch.get_rng_state(), before)
