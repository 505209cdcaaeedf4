"""The rules that hold the house together, read from its syntax and from what importing loads."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINES = 400

# Shared by all visitors, unsafe with a stranger's file, or dependent on where the server starts.
FORBIDDEN = {
    "torch.manual_seed": "global random numbers",
    "torch.seed": "global random numbers",
    "torch.random": "global random numbers",
    "torch.nn.Dropout": "global random numbers",
    "numpy.random": "global random numbers",
    "random": "global random numbers",
    "pickle": "unsafe files",
    "joblib": "unsafe files",
    "threading": "threads",
    "concurrent": "threads",
    "multiprocessing": "processes",
    "os.getcwd": "the working directory",
    "os.chdir": "the working directory",
    "pathlib.Path.cwd": "the working directory",
}
ALLOWED = {
    "numpy.random.default_rng",
    "numpy.random.Generator",
    "numpy.random.SeedSequence",
    # No threads of ours: these keep Streamlit's from stepping one run at once, and have them wait
    # for one another.
    "threading.RLock",
    "threading.Lock",
    "threading.Event",
}
# What draws from torch's global random numbers where it is not given a generator.
DRAWS = {
    f"torch.{name}"
    for name in ("rand", "randn", "randint", "randperm", "normal", "bernoulli", "multinomial")
} | {
    f"torch.nn.init.{name}_"
    for name in (
        "uniform",
        "normal",
        "xavier_uniform",
        "xavier_normal",
        "kaiming_uniform",
        "kaiming_normal",
        "orthogonal",
        "trunc_normal",
        "sparse",
    )
}


def sources(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def imports(tree: ast.Module) -> dict[str, str]:
    """The names that imports bind, and what they stand for: ``{"np": "numpy"}``."""
    bound = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                whole = alias.name if alias.asname else alias.name.split(".")[0]
                bound[alias.asname or whole] = whole
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                bound[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return bound


def spelled_out(node: ast.AST, bound: dict[str, str]) -> str:
    """``np.random.normal`` as "numpy.random.normal"; "" for what does not start at an import."""
    if isinstance(node, ast.Name):
        return bound.get(node.id, "")
    if isinstance(node, ast.Attribute) and (base := spelled_out(node.value, bound)):
        return f"{base}.{node.attr}"
    return ""


def offences(source: str) -> list[str]:
    """What a source does that nothing in core and app may do."""
    tree = ast.parse(source)
    bound = imports(tree)
    inner = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    used = {
        spelled_out(node, bound)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and id(node) not in inner
    } | set(bound.values())
    found = [
        f"{name}: {why}"
        for name in used - ALLOWED
        for root, why in FORBIDDEN.items()
        if name == root or name.startswith(f"{root}.")
    ]
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name, given = spelled_out(node.func, bound), {word.arg: word for word in node.keywords}
            if name in DRAWS and "generator" not in given:
                found.append(f"{name} without a generator")
            if name == "torch.load" and (
                "weights_only" not in given or ast.unparse(given["weights_only"].value) != "True"
            ):
                found.append("torch.load: unsafe files")
    return sorted(found)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import torch\ntorch.manual_seed(0)", ["torch.manual_seed: global random numbers"]),
        (
            "import numpy as np\nx = np.random.normal()",
            ["numpy.random.normal: global random numbers"],
        ),
        (
            "from numpy import random as r\nr.seed(1)",
            ["numpy.random.seed: global random numbers", "numpy.random: global random numbers"],
        ),
        ("from numpy.random import rand", ["numpy.random.rand: global random numbers"]),
        ("import torch\ntorch.randn(3)", ["torch.randn without a generator"]),
        ("from torch import nn\nnn.init.normal_(w)", ["torch.nn.init.normal_ without a generator"]),
        ("from torch import nn\nnn.Dropout(0.5)", ["torch.nn.Dropout: global random numbers"]),
        ("import torch\ntorch.load(f)", ["torch.load: unsafe files"]),
        ("import torch\ntorch.load(f, weights_only=False)", ["torch.load: unsafe files"]),
        ("def f():\n    import pickle", ["pickle: unsafe files"]),
        ("from concurrent.futures import Executor", ["concurrent.futures.Executor: threads"]),
        ("from pathlib import Path\nPath.cwd()", ["pathlib.Path.cwd: the working directory"]),
        ("import torch\ntorch.Generator().manual_seed(0)\ntorch.randn(3, generator=g)", []),
        ("import torch\ntorch.load(f, weights_only=True)", []),
        ("import numpy as np\ng: np.random.Generator = np.random.default_rng(0)\ng.normal()", []),
        ("'torch.manual_seed is not for us'  # nor is pickle", []),
    ],
)
def test_what_may_not_be_done_is_seen_and_nothing_else(source: str, found: list[str]) -> None:
    assert offences(source) == found


@pytest.mark.parametrize(
    "path", sources("core", "app", "pages"), ids=lambda p: str(p.relative_to(ROOT))
)
def test_nothing_shared_unsafe_or_bound_to_a_place_is_used(path: Path) -> None:
    assert offences(path.read_text(encoding="utf-8")) == []


def test_a_page_defines_no_classes() -> None:
    """A page file runs anew at each rerun, and each time its classes would be other ones."""
    classes = [
        f"{path.name}: {node.name}"
        for path in sources("pages")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    ]
    assert classes == []


def test_no_file_is_too_long_to_be_read_in_one_go() -> None:
    written = [
        path
        for folder in ("app", "core", "pages", "tests")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".py", ".js", ".css")
        and ROOT / "app" / "static" not in path.parents
        and "node_modules" not in path.parts
    ]
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in written
    }
    assert {name: lines for name, lines in lengths.items() if lines > LINES} == {}


def loaded_by(code: str, *packages: str) -> list[str]:
    """Which of the packages a fresh Python has loaded after running ``code`` in the root."""
    told = f"import sys\n{code}\nprint(*[name for name in {packages} if name in sys.modules])"
    run = subprocess.run(
        [sys.executable, "-c", told], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert run.returncode == 0, run.stderr
    return run.stdout.splitlines()[-1].split()


def test_core_needs_neither_streamlit_nor_plotly_nor_the_app() -> None:
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in sources("core")
    ]
    assert "core.train.run" in modules
    everything = "\n".join(f"import {module}" for module in modules)
    assert loaded_by(everything, "streamlit", "plotly", "app", "torch") == ["torch"]


def test_what_every_page_is_made_of_does_not_wait_for_torch() -> None:
    shell = (
        "catalogue",
        "components",
        "controls",
        "page",
        "player",
        "plot",
        "sketch",
        "theme",
        "uploads",
    )
    code = "\n".join(f"import app.{module}" for module in shell)
    assert loaded_by(code, "torch", "sklearn", "streamlit") == ["streamlit"]


def test_the_home_page_does_not_wait_for_torch() -> None:
    code = (
        "from streamlit.testing.v1 import AppTest\n"
        "page = AppTest.from_file('app/main.py', default_timeout=60).run()\n"
        "assert len(page.page_link) > 1 and not page.exception"
    )
    assert loaded_by(code, "torch", "sklearn", "streamlit") == ["streamlit"]


def test_the_first_curves_do_not_wait_for_pandas() -> None:
    code = (
        "from streamlit.testing.v1 import AppTest\n"
        "page = AppTest.from_file('app/main.py', default_timeout=60).run()\n"
        "page.switch_page('../pages/activations.py').run()\n"
        "assert page.get('bidi_component') and not page.exception"
    )
    assert loaded_by(code, "pandas", "pyarrow", "torch") == ["torch"]
