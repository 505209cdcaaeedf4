"""The program that a learner takes home, run beside the run that it was made from."""

import contextlib
import csv
import io
import json
import subprocess
import sys

import numpy as np
import pytest
import safetensors.torch
import torch

from core.data import datasets
from core.data.datasets import Dataset
from core.export import notebook
from core.nn.activations import ACTIVATIONS
from core.nn.initialisers import INITIALISERS
from core.nn.losses import LOSSES
from core.nn.optimisers import OPTIMISERS, SCHEDULES
from core.train import Run, Settings, export
from core.train.settings import NORMALISATIONS

# 25 training rows: three steps an epoch, the last of them with five rows.
SMALL = {"samples": 50, "epochs": 50, "learning_rate": 0.03}


def trained(settings, dataset=None, epochs=None):
    """The run after so many epochs, or at its end."""
    run = Run(settings, dataset)
    while not run.finished and run.epoch != epochs:
        run.advance()
    return run


def execute(script, epochs=None):
    """What the program leaves behind when it trains no longer than so many epochs."""
    if epochs is not None:
        assert "range(EPOCHS + 1)" in script
        script = script.replace("range(EPOCHS + 1)", f"range({epochs + 1})")
    namespace = {"__name__": "__main__"}
    threads = torch.get_num_threads()
    # The program draws dropout from the global random numbers, as programs do.
    with torch.random.fork_rng(), contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(script, "script.py", "exec"), namespace)
    torch.set_num_threads(threads)
    return namespace | {"printed": printed.getvalue()}


def assert_same(history, rows):
    """That the program's rows are the run's history, to 1e-5 of each loss."""
    epochs, *columns = zip(*rows, strict=True)
    assert list(epochs) == list(history.epochs)
    names = ("train_loss", "validation_loss", "train_metric", "validation_metric")
    for name, column in zip(names, columns, strict=True):
        np.testing.assert_allclose(column, getattr(history, name), rtol=1e-5, err_msg=name)


def check(settings, dataset=None, epochs=None):
    run = trained(settings, dataset, epochs)
    left = execute(export.script(run), epochs)
    assert_same(run.history, left["history"])
    return run, left


@pytest.mark.parametrize("optimiser", OPTIMISERS)
@pytest.mark.parametrize("l2", [0.0, 0.01])
def test_every_optimiser(optimiser, l2):
    check(Settings(**SMALL, optimiser=optimiser, l2=l2, normalisation="layer"), epochs=4)


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_every_schedule_over_the_whole_budget(schedule):
    run, left = check(Settings(**SMALL | {"epochs": 100}, schedule=schedule, optimiser="SGD"))
    assert run.finished
    assert len(left["history"]) == 101


@pytest.mark.parametrize("data", ["moons", "three blobs", "plane"])
@pytest.mark.parametrize("loss", LOSSES)
def test_every_loss_for_every_kind_of_target(data, loss):
    check(Settings(**SMALL, data=data, loss=loss), epochs=10)


@pytest.mark.parametrize("initialisation", INITIALISERS)
def test_every_initialisation(initialisation):
    run, left = check(Settings(**SMALL, initialisation=initialisation, init_scale=0.7), epochs=3)
    first = Run(run.settings).network.state_dict()
    assert all(torch.equal(first[name], w) for name, w in left["build"]().state_dict().items())


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation(activation):
    check(Settings(**SMALL, activation=activation), epochs=5)


VARIANTS = {
    "no hidden layer": {"hidden": (), "features": ("x1", "x2", "x1²", "x1·x2", "sin x2")},
    "an activation per layer": {"hidden": (8, 8, 8), "layer_activations": ("ReLU", "GELU", "same")},
    "dropout": {"hidden": (16, 16), "dropout": 0.3},
    "batch normalisation": {"normalisation": "batch", "hidden": (8, 8)},
    # Five batches of five, and one row. (In a batch of two, batch normalisation leaves little but
    # signs, and enlarges a difference of one rounding without bound.)
    "batch normalisation and a row left over": {
        "normalisation": "batch",
        "samples": 52,
        "batch_size": 5,
    },
    "batch normalisation, all rows but one": {"normalisation": "batch", "batch_size": 20},
    "layer normalisation and dropout": {"normalisation": "layer", "dropout": 0.5},
    "batch normalisation and dropout": {"normalisation": "batch", "dropout": 0.5},
    "L1": {"l1": 0.01},
    "L1, L2 and clipping": {"l1": 0.001, "l2": 0.01, "clipping": 0.1},
    "clipping": {"clipping": 0.5, "optimiser": "SGD"},
    "one at a time": {"batch_size": 1},
    "all at once": {"batch_size": 0},
    "a batch larger than the data": {"batch_size": 100},
    "one input": {"features": ("x1",)},
    "not standardised": {"standardise": False, "data": "many gaussians"},
    "another seed": {"seed": 9999, "train_share": 90},
}


@pytest.mark.parametrize("name", VARIANTS)
def test_variants(name):
    check(Settings(**SMALL | VARIANTS[name]), epochs=10)


@pytest.mark.parametrize("data", ["iris", "wine", "breast cancer", "diabetes"])
def test_real_data(data):
    check(Settings(data=data, optimiser="momentum", normalisation="batch"), epochs=3)


@pytest.mark.parametrize("normalisation", NORMALISATIONS)
def test_early_stopping_goes_back_to_the_best_weights(normalisation):
    settings = Settings(
        **SMALL | {"learning_rate": 0.003, "epochs": 100},
        noise=0.5,
        seed=2,
        hidden=(32, 32),
        early_stopping=5,
        normalisation=normalisation,
    )
    run, left = check(settings)
    assert "Stopped early" in run.finished
    assert f"Stopped after epoch {run.epoch};" in left["printed"]
    for name, weight in left["network"].state_dict().items():
        torch.testing.assert_close(weight, run.network.state_dict()[name])


DIVERGING = {
    "in its outputs": {"data": "many gaussians", "optimiser": "SGD", "hidden": (8, 8)},
    # Layer normalisation hides the size of the weights from the outputs, L1 does not.
    "in its weights": {
        "data": "three blobs",
        "loss": "hinge",
        "normalisation": "layer",
        "optimiser": "momentum",
        "l1": 0.3,
        "l2": 10.0,
    },
}


@pytest.mark.parametrize("where", DIVERGING)
def test_a_run_that_diverges_stops_in_the_same_epoch(where):
    settings = Settings(
        **SMALL | {"learning_rate": 10.0} | DIVERGING[where], activation="ReLU", initialisation="He"
    )
    run, left = check(settings)
    assert run.finished.startswith("Diverged")
    assert f"Diverged in epoch {len(run.history)}" in left["printed"]


NASTY = ('"""', "# %% cell", "a\nb = 1/0 # $name", "\\", "{x}", "\x00 \ud800", "%% " * 40)


def own_table(classes):
    """Data whose every word tries to break out of the comment that it is put in."""
    rng = np.random.default_rng(0)
    x = (100 * rng.standard_normal((40, len(NASTY)))).astype(np.float32)
    y = (x[:, 0] > 0).astype(np.int64) if classes else x[:, 0] * np.float32(1e6)
    names = NASTY[:2] if classes else ()
    return Dataset("# %% \n" + NASTY[0], x, y, NASTY, names, NASTY[2], " ".join(NASTY))


@pytest.mark.parametrize("classes", [True, False])
def test_own_data_with_any_words_in_them(classes):
    run, _ = check(Settings(data="own table"), own_table(classes), epochs=2)
    document = json.loads(notebook(export.script(run), "Own data"))
    # Title, opening, and words and code for each of the five sections; the last has no words.
    assert len(document["cells"]) == 2 + 2 * 5


def test_own_points():
    points = np.random.default_rng(1).uniform(-3, 3, (30, 2))
    drawn = datasets.from_points(points, (points[:, 0] > 0).astype(int))
    check(Settings(data="own points"), drawn, epochs=5)


def test_the_inputs_are_the_very_numbers_of_the_run():
    run = Run(Settings(data="digits", epochs=50))
    script = export.script(run)
    assert len(script) < 1.5e6
    left = execute(script, epochs=0)
    for text, part in (("TRAINING", "train"), ("VALIDATION", "validation")):
        x, y = left["read"](left[text])
        assert torch.equal(x, getattr(run.prepared, f"x_{part}"))
        assert torch.equal(y, getattr(run.prepared, f"y_{part}"))


def test_pixels_that_are_not_standardised_are_whole_numbers():
    script = export.script(Run(Settings(data="digits", standardise=False)))
    rows = script.split('TRAINING = """\n')[1].split('\n"""')[0]
    assert "." not in rows
    assert len(script) < 4e5


PLAIN = export.script(Run(Settings(samples=50)))


@pytest.mark.parametrize(
    ("words", "chosen"),
    [
        (("nn.Dropout(0.2)", "eval()", "random numbers of dropout"), {"dropout": 0.2}),
        (("BatchNorm1d", "eval()", "requires_grad_"), {"normalisation": "batch"}),
        (("LayerNorm",), {"normalisation": "layer"}),
        (("schedule", "CosineAnnealingLR"), {"schedule": "cosine"}),
        (("weight_decay", "groups", "L2"), {"l2": 0.1}),
        (("L1",), {"l1": 0.1}),
        (("CLIP", "clip_grad_norm_"), {"clipping": 1.0}),
        (("PATIENCE", "best_weights", "import copy"), {"early_stopping": 5}),
    ],
)
def test_a_program_has_only_the_lines_that_its_settings_need(words, chosen):
    script = export.script(Run(Settings(samples=50, **chosen)))
    for word in words:
        assert word not in PLAIN
        assert word in script


def test_a_program_says_that_a_weight_was_set_by_hand():
    run = Run(Settings(samples=50))
    run.edit_weight(0, 0, 0, 1.0)
    assert "by hand" in export.script(run)
    assert "by hand" not in PLAIN


LOOKS = [
    {},
    {"data": "digits", "hidden": (), "optimiser": "RMSprop", "schedule": "warm-up"},
    {"data": "plane", "initialisation": "LeCun", "optimiser": "Nesterov", "schedule": "step"},
    {"data": "iris", "loss": "squared", "initialisation": "zero", "optimiser": "AdamW"},
    {"loss": "hinge", "hidden": (4,) * 8, "features": ("x1²",), "schedule": "cosine"},
    {
        "l1": 0.1,
        "l2": 0.1,
        "clipping": 1.0,
        "dropout": 0.25,
        "normalisation": "batch",
        "early_stopping": 10,
        "batch_size": 2,
        "optimiser": "Nesterov",
        "activation": "GELU",
    },
]


def complaints(script, folder):
    """What a linter and a formatter say about a program, with their own defaults."""
    (folder / "script.py").write_text(script, encoding="utf-8")
    said = ""
    for command in (["check", "--select", "F,E9,I"], ["format", "--diff"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "--isolated", "--no-cache", "script.py"],
            cwd=folder,
            capture_output=True,
            text=True,
        )
        said += (done.stdout + done.stderr) * (done.returncode != 0)
    return said


@pytest.mark.parametrize("chosen", LOOKS, ids=lambda chosen: "-".join(chosen) or "plain")
def test_a_program_looks_like_one_written_by_hand(chosen, tmp_path):
    script = export.script(Run(Settings(**chosen)))
    assert complaints(script, tmp_path) == ""
    assert 60 <= script[: script.index("TRAINING = ")].count("\n") <= 190


@pytest.mark.parametrize(
    "chosen", [{"dropout": 0.2, "hidden": (8, 8)}, {"data": "three blobs", "early_stopping": 20}]
)
def test_a_program_runs_on_its_own(chosen, tmp_path):
    run = trained(Settings(**SMALL | chosen))
    (tmp_path / "script.py").write_text(export.script(run), encoding="utf-8")
    # Isolated: neither this folder's packages nor the environment's paths can be imported.
    done = subprocess.run(
        [sys.executable, "-I", "script.py"], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    history, lines = run.history, done.stdout.splitlines()
    assert lines[0].split()[:3] == ["epoch", "train", "loss"]
    printed = [line.split() for line in lines[1:] if line.strip()[0].isdigit()]
    assert len(printed) > 2
    for epoch, loss, validation_loss, *_ in printed:
        row = int(epoch)
        assert float(loss) == pytest.approx(history.train_loss[row], rel=1e-5)
        assert float(validation_loss) == pytest.approx(history.validation_loss[row], rel=1e-5)


def test_the_number_of_epochs_is_a_constant_at_the_top():
    run = trained(Settings(**SMALL), epochs=7)
    script = export.script(run)
    assert script.index("\nEPOCHS = 50") < script.index("\ndef ")
    left = execute(script.replace("\nEPOCHS = 50", "\nEPOCHS = 7"))
    assert_same(run.history, left["history"])
    assert left["printed"].splitlines()[-1].split()[0] == "7"


@pytest.mark.parametrize("chosen", [{}, {"data": "iris", "normalisation": "batch"}])
def test_a_notebook_runs_from_top_to_bottom(chosen):
    run = trained(Settings(**SMALL | chosen), epochs=2)
    script = export.script(run).replace("range(EPOCHS + 1)", "range(3)")
    namespace = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in json.loads(notebook(script, "A run"))["cells"]:
            if cell["cell_type"] == "code":
                exec("".join(cell["source"]), namespace)
    assert_same(run.history, namespace["history"])


@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"normalisation": "batch", "hidden": (8, 8)},
        {"normalisation": "layer", "dropout": 0.5, "data": "three blobs"},
        {"data": "plane", "initialisation": "orthogonal", "hidden": ()},
    ],
)
def test_weights_fit_the_programs_network(chosen):
    run = trained(Settings(**SMALL | chosen), epochs=4)
    run.edit_weight(0, 0, None, 0.5)
    loaded = safetensors.torch.load(export.weights(run))
    network = execute(export.script(run), epochs=0)["build"]()
    network.load_state_dict(loaded, strict=True)
    network.eval()
    run.network.eval()
    x = run.prepared.x_validation
    assert torch.equal(network(x), run.network(x))


def test_weights_are_a_copy_of_the_moment():
    run = trained(Settings(**SMALL), epochs=1)
    before = export.weights(run)
    assert export.weights(run) == before
    run.advance()
    assert export.weights(run) != before


@pytest.mark.parametrize("data", ["moons", "plane"])
def test_metrics_have_a_row_for_every_epoch(data):
    run = trained(Settings(**SMALL, data=data), epochs=6)
    rows = list(csv.DictReader(io.StringIO(export.metrics_csv(run.history))))
    assert [int(row["epochs"]) for row in rows] == list(range(7))
    for name, column in run.history.columns().items():
        read = np.array([float(row[name] or "nan") for row in rows], dtype=column.dtype)
        np.testing.assert_array_equal(read, column)


def test_nothing_is_drawn_from_the_global_random_numbers():
    before = torch.get_rng_state()
    export.script(Run(Settings(dropout=0.5, samples=50)))
    assert torch.equal(torch.get_rng_state(), before)
