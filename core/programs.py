"""Programs to take home, filled in from templates: plain Python that looks written by hand.

A view's program is ``assets/programs/<concept>/<view>.py.jinja``; what several of them say is in
``assets/programs/shared``. Its sections begin with a line ``# %% Title``, which editors know as the
start of a cell, and comment lines that say what the section is about.

Left out: which values a program gets (the concepts' exports), and notebooks (``core.export``).

Reference: Jinja, https://jinja.palletsprojects.com.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from types import ModuleType

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from core.export import call, code, comment, table

FOLDER = Path(__file__).parents[1] / "assets" / "programs"


def render(name: str, /, **values: object) -> str:
    """The program ``<concept>/<view>`` with these values; one that it lacks is an error."""
    return templates().get_template(f"{name}.py.jinja").render(values)


@lru_cache(maxsize=1)
def templates() -> Environment:
    """The templates, each read once."""
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # programs, no HTML
        cache_size=64,
        auto_reload=False,
    )
    filters: dict[str, Callable[..., str]] = {
        "body": lambda source: source.split("\n", 1)[1],
        "call": call,
        "code": code,
        "comment": comment,
        "repr": repr,
        "source": source,
        "table": table,
    }
    environment.filters |= filters
    return environment


def source(what: Callable | ModuleType, start: str = "") -> str:
    """The source of a function or of a module, from where it first says ``start``."""
    text = inspect.getsource(what)
    return text[text.index(start) :].rstrip()
