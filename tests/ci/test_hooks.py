"""Who commits sees what .ci/run would say, and fetches nothing for it."""

from __future__ import annotations

from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]


def test_hooks_are_lines_of_the_gate() -> None:
    repositories = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]
    gate = (ROOT / ".ci" / "run").read_text().splitlines()
    hooks = [hook for repository in repositories for hook in repository["hooks"]]
    assert {repository["repo"] for repository in repositories} == {"local"}
    assert {hook["language"] for hook in hooks} == {"system"}
    assert {"ruff check .", "ruff format --check ."} <= {hook["entry"] for hook in hooks} <= {*gate}


def pinned(path: Path) -> set[str]:
    """The names and versions of a file of requirements and of those it includes."""
    lines = path.read_text().splitlines()
    included = [path.parent / line.split()[1] for line in lines if line.startswith("-r ")]
    return {line.split()[0] for line in lines if "==" in line and line[0].isalpha()}.union(
        *map(pinned, included)
    )


def test_the_lock_has_every_version_and_no_index() -> None:
    lock = ROOT / "tests" / "requirements.lock"
    wanted = {name for name in pinned(ROOT / "tests" / "requirements.txt") if "torch==" not in name}
    assert wanted <= pinned(lock), "run .ci/lock"
    lines = [line.strip() for line in lock.read_text().splitlines()]
    assert all(line[0] == "#" or line[0].isalpha() or line[:7] == "--hash=" for line in lines)
    assert not any("torch==" in line or "://" in line for line in lines)
