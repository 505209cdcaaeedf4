"""What Streamlit Community Cloud installs: the pins of the root, with the CPU build of torch.

Cloud gives ``app/requirements.txt`` to uv and, where that fails, to pip. Both are run here, against
an index and a page of links on this machine that stand for PyPI and PyTorch's: neither is asked.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from uv import find_uv_bin

ROOT = Path(__file__).parents[2]
LINKS = "https://download.pytorch.org/whl/cpu/torch/"
LINE = f"--find-links {LINKS}"
INCLUDE = "-r ../requirements.txt"


def instructions(file: Path) -> list[str]:
    """The lines of a file of requirements, without its comments."""
    lines = (line.partition(" #")[0].strip() for line in file.read_text().splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def test_nothing_is_said_twice() -> None:
    assert instructions(ROOT / "app" / "requirements.txt") == [LINE, INCLUDE]


def test_every_version_is_exact() -> None:
    pins = instructions(ROOT / "requirements.txt")
    assert len(pins) > 10
    assert all(pin.count("==") == 1 and "+" not in pin for pin in pins)


def test_cloud_finds_this_file_first() -> None:
    """It takes the first of these names beside the entry, before it looks in the root."""
    names = ("uv.lock", "Pipfile", "environment.yml", "requirements.txt", "pyproject.toml")
    assert [name for name in names if (ROOT / "app" / name).exists()] == ["requirements.txt"]


@pytest.fixture
def index(tmp_path: Path) -> Iterator[str]:
    """An index with every pin, and CUDA below torch; beside it a page with torch's CPU build."""
    handler = partial(_Quiet, directory=str(tmp_path))
    for pin in instructions(ROOT / "requirements.txt"):
        name, _, version = pin.partition("==")
        needs = ["nvidia-cuda==1.0"] if name == "torch" else []
        _offer(tmp_path, f"simple/{name}", name, version, needs)
        if name == "torch":
            _offer(tmp_path, "links/torch", name, f"{version}+cpu", [])
    _offer(tmp_path, "simple/nvidia-cuda", "nvidia-cuda", "1.0", [])
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        serving.join()


@pytest.mark.parametrize("installer", ["uv", "pip"])
def test_the_cpu_build_is_taken(installer: str, index: str, tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "requirements.txt").write_text((ROOT / "requirements.txt").read_text())
    cloud = (ROOT / "app" / "requirements.txt").read_text()
    assert LINKS in cloud
    (tmp_path / "app" / "requirements.txt").write_text(
        cloud.replace(LINKS, f"{index}/links/torch/")
    )
    taken = _resolve(installer, "app/requirements.txt", index, tmp_path)
    torch = next(pin for pin in instructions(ROOT / "requirements.txt") if "torch==" in pin)
    assert torch.replace("==", "-") + "+cpu" in taken
    assert not any(name.startswith("nvidia") for name in taken)
    # And without the line it would be the other one, as the root's file leaves it.
    assert "nvidia-cuda-1.0" in _resolve(installer, "requirements.txt", index, tmp_path)


def _resolve(installer: str, file: str, index: str, folder: Path) -> set[str]:
    """What would be installed, as name-version in lower case."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PIP_", "UV_"))}
    if installer == "uv":
        command = [find_uv_bin(), "pip", "compile", "--no-cache", "--no-config", "--no-header"]
        command += ["--no-annotate", f"--index-url={index}/simple", file]
    else:
        environment["PIP_CONFIG_FILE"] = os.devnull
        command = [sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed"]
        command += ["--no-cache-dir", f"--index-url={index}/simple", f"--requirement={file}"]
    result = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60
    )
    assert result.returncode == 0, result.stderr
    if installer == "uv":
        return {line.replace("==", "-") for line in result.stdout.split()}
    (installed,) = (line for line in result.stdout.splitlines() if line.startswith("Would install"))
    return set(installed.lower().replace("_", "-").split()[2:])


def _offer(root: Path, page: str, name: str, version: str, needs: list[str]) -> None:
    """Write an empty wheel, and link to it from ``page``."""
    stem = f"{name.replace('-', '_')}-{version}"
    (root / page).mkdir(parents=True, exist_ok=True)
    wheel = root / page / f"{stem}-py3-none-any.whl"
    metadata = [f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}"]
    metadata += [f"Requires-Dist: {need}" for need in needs]
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(f"{stem}.dist-info/METADATA", "\n".join(metadata))
        archive.writestr(
            f"{stem}.dist-info/WHEEL",
            "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any",
        )
        archive.writestr(f"{stem}.dist-info/RECORD", "")
    link = f'<a href="{wheel.name.replace("+", "%2B")}">{wheel.name}</a>'
    (root / page / "index.html").write_text(f"<!DOCTYPE html><html><body>{link}</body></html>")


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass
