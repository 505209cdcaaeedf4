"""Every parameter of every view's address, and what an address can say that makes no sense."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.markdown import escape_markdown
from core.knob_text import parts
from core.knobs import Knobs, knobs_of
from tests.app import whole
from tests.app.session import Session, said_by, usual
from tests.app.whole import Broken

Said = str | list[str]

JUNK: dict[str, Said] = {
    "nothing": "",
    "a blank": " ",
    "not a number": "nan",
    "infinite": "inf",
    "minus infinite": "-inf",
    "too large for a float": "1e999",
    "negative": "-1",
    "half a number": "7.5",
    "too large for 64 bits": "99999999999999999999",
    "400 digits": "9" * 400,
    "5,000 digits": "9" * 5000,
    "a switch on": "true",
    "a switch off": "false",
    "two values": ["3", "1"],
    "two words": ["one", "other"],
    "64 kB": "long " * 13_107,
    "HTML": "<img src=x onerror=alert(1)>",
    "a link": "[link](javascript:alert(1))",
    "colour, icon and formula": ":red[x] :material/home: $x$",
    "control signs": "\x00\x07\x1b[31m",
    "another script": "شبكة عصبية 神经网络",
    "an emoji": "🦊",
    "a name of Python": "__class__",
    "a path": "../../etc/passwd",
    "a template": "%{x} {0} {{ 7*7 }}",
}


@dataclass(frozen=True)
class Parameter:
    """One parameter of one view's address."""

    page: str
    view: str
    name: str

    def address(self, said: Said) -> dict[str, Said]:
        """The view with this parameter."""
        return {f"{self.page}_view": self.view, self.name: said}


def views(page: str) -> Sequence[str]:
    """The views of a page."""
    return Session().open(page).segmented_control(key=f"{page}_view").options


def parameters(page: str) -> Iterator[Parameter]:
    """Each parameter of each view once: of the widgets that it shows, and of all its knobs."""
    for view in views(page):
        session = Session().open(page, {f"{page}_view": view})
        names = dict.fromkeys(session.bound)
        for key, value in session.session_state.items():
            if isinstance(value, Knobs):
                prefix = key.removesuffix(f"-{type(value).__name__}")
                names |= dict.fromkeys(_names(prefix, type(value)))
        for name in names:
            yield Parameter(page, view, name)


def _names(prefix: str, settings: type[Knobs]) -> Iterator[str]:
    for knob in knobs_of(settings):
        first, *more = (f"{prefix}_{part.name}" for part in parts(knob))
        yield from (first, *more[:1], *more[-1:])


def check(parameter: Parameter, said: Said) -> None:
    """Raise ``Broken`` where the view does not open, or takes for granted what makes no sense."""
    session = Session().open(parameter.page, parameter.address(said))
    whole.check(session)
    widget = session.bound.get(parameter.name)
    if widget is None:
        return
    last = said[-1] if isinstance(said, list) else said
    given = ", ".join(said) if isinstance(said, list) else said
    quoted = f"says “{escape_markdown(given[:60])}” for"
    sentences = [one.value for one in session.warning if quoted in one.value]
    shown = said_by(widget, widget.value)
    if any(sentence.endswith("so only the beginning is used.") for sentence in sentences):
        if not shown or not last.startswith(shown):
            raise Broken(f"{parameter}: {sentences[0]} It is {shown!r}.")
    elif any(sentence.endswith(" is used.") for sentence in sentences):
        if float(shown) != math.floor(float(last)):
            raise Broken(f"{parameter}: {sentences[0]} It is {shown}.")
    elif sentences:
        if shown != usual(widget):
            raise Broken(f"{parameter} is {shown!r}, and this was refused: {sentences[0]}")
    elif not _same(shown, said) and not _same(shown, last):
        raise Broken(f"{parameter} is {shown!r}, and no sentence says why it is not {last[:80]!r}.")


def _same(shown: Said, said: Said) -> bool:
    if shown == said:
        return True
    try:
        return float(shown) == float(said)
    except (TypeError, ValueError):
        return False
