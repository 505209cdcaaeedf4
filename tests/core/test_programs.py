"""Templates of programs: none is broken or unused, and none leaves a value unsaid."""

from __future__ import annotations

import re

import pytest
import torch
from jinja2 import TemplateNotFound, UndefinedError, meta
from torch import nn

from core.data.shapes import shapes
from core.nn.initialisers import INITIALISERS
from core.nn.optimisers import OPTIMISERS
from core.programs import FOLDER, render, source, templates

NAMES = [path.relative_to(FOLDER).as_posix() for path in sorted(FOLDER.rglob("*.jinja"))]
CORE = FOLDER.parents[1] / "core"


def macro(file: str, name: str, *arguments: object) -> str:
    """What a macro of a shared file writes."""
    return getattr(templates().get_template(f"shared/{file}.jinja").module, name)(*arguments)


@pytest.mark.parametrize("name", NAMES)
def test_a_template_is_one_that_something_uses(name: str) -> None:
    templates().get_template(name)
    python = "".join(path.read_text(encoding="utf-8") for path in CORE.rglob("*.py"))
    asked_for = {f"{used}.py.jinja" for used in re.findall(r'render\(\s*"([^"]+)"', python)}
    for other in NAMES:
        parsed = templates().parse((FOLDER / other).read_text(encoding="utf-8"))
        asked_for |= set(meta.find_referenced_templates(parsed))
    assert name in asked_for


def test_a_missing_value_or_template_is_an_error() -> None:
    with pytest.raises(UndefinedError, match="kind"):
        render("sequences/cell", step=shapes, signals=())
    with pytest.raises(TemplateNotFound):
        render("sequences/nothing")


def test_the_source_of_a_module_begins_where_it_is_told() -> None:
    text = source(shapes)
    assert text.startswith("def shapes(")
    assert text == text.rstrip()
    assert source(shapes, "return").startswith("return")


@pytest.mark.parametrize("name", INITIALISERS)
def test_first_weights_in_a_program_are_the_pages(name: str) -> None:
    line = macro("initialise", "initialise", name, "weight", "rng", 0.3)
    ours, theirs = torch.ones(6, 4), torch.ones(6, 4)
    INITIALISERS[name](ours, 0.3, torch.Generator().manual_seed(1))
    exec(line, {"nn": nn, "weight": theirs, "rng": torch.Generator().manual_seed(1)})
    assert torch.equal(ours, theirs)


@pytest.mark.parametrize("name", OPTIMISERS)
def test_an_optimiser_in_a_program_steps_as_the_pages(name: str) -> None:
    ours, theirs = (torch.ones(3, requires_grad=True) for _ in range(2))
    groups = [{"params": [ours], "weight_decay": 0.0}]
    decay = ", weight_decay=0.0" if name == "AdamW" else ""
    line = macro("optimiser", "optimiser", name, "[weight]", "lr=0.1", decay)
    pair = OPTIMISERS[name](groups, 0.1), eval(line, {"torch": torch, "weight": theirs})
    for _ in range(3):
        for weight, optimiser in zip((ours, theirs), pair, strict=True):
            optimiser.zero_grad()
            weight.square().sum().backward()
            optimiser.step()
    torch.testing.assert_close(ours, theirs)
