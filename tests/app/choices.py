"""What a learner, or whoever sits at the browser, can do next on a page: one move at random."""

from __future__ import annotations

import json
from dataclasses import dataclass
from random import Random

from streamlit.proto.BidiComponent_pb2 import BidiComponent
from streamlit.testing.v1.element_tree import Widget

from app.catalogue import CONCEPTS
from tests.app.markup import MARKUP
from tests.app.samples import samples
from tests.app.session import Session
from tests.app.whole import name_of

PAGES = ("home", *(concept.slug for concept in CONCEPTS))
FILES = samples()
TEXTS = (
    "",
    " ",
    "cat",
    "a small red star",
    "The quick brown fox",
    "0.5 0.5",
    "1 0; 0 -1",
    "1e999 nan",
    MARKUP,
    "\x00\x07\u202e",
    "猫が好き",
    "🦊" * 5,
    "x" * 5000,
    "9" * 400,
    "king\nqueen\nman\nwoman\ncar",
    "../../etc/passwd",
    "{{ 7 * 7 }}",
    "\\begin{aligned}",
    "'; drop table",
)
NUMBERS = (0, -1, 7.5, 1e30, -1e308)  # where nothing else is said
PLACES = (0, 1, 3, -1, 0.5, 10**400, None, "0", True, [1, 2], [0, 0], {})
PANELS = ("network", "map", "unit", "board", "noise", "pictures", "maps", "", None)


@dataclass(frozen=True)
class Move:
    """One thing that is done: ``kind`` says what, ``to`` which element, ``value`` what it gets."""

    kind: str
    to: str = ""
    value: object = None

    def __str__(self) -> str:
        shown = repr(self.value)
        said = shown if len(shown) < 80 else f"{shown[:77]}..."
        return f"{self.kind} {self.to} {said if self.value is not None else ''}".strip()


def draw(session: Session, random: Random) -> Move:
    """A move that can be made on this page now."""
    chance = random.random()
    views = f"{session.page}_view"
    if session.page == "home" or chance < 0.04:
        return Move("open", random.choice(PAGES))
    if chance < 0.06:
        return Move("back")
    if chance < 0.12:
        return Move("choose", views, random.choice(session.segmented_control(key=views).options))
    if chance < 0.30 and session.ticking:
        return Move("tick", random.choice(sorted(session.ticking)))
    if chance < 0.38 and session.components:
        key = random.choice(sorted(session.components))
        return Move("send", key, message(session.components[key], random))
    if chance < 0.40:
        return Move("unfold", f"{session.page}-code", random.random() < 0.7)
    playing = [one for one in session.widgets if name_of(one).endswith("-play")]
    if chance < 0.44 and playing and not playing[0].proto.disabled:
        return Move("press", name_of(playing[0]))
    offered = [one for one in session.widgets if not getattr(one.proto, "disabled", False)]
    return turn(random.choice(offered), random)


def turn(widget: Widget, random: Random) -> Move:
    """Something that can be done to a widget."""
    name = name_of(widget)
    match widget.type:
        case "button" | "download_button":
            return Move("press", name)
        case "slider" | "number_input":
            low, high = widget.min, widget.max
            if low is None or high is None:
                return Move("choose", name, type(widget.value or 0.0)(random.choice(NUMBERS)))
            between = low + (high - low) * random.random()
            return Move("choose", name, type(low)(random.choice((low, high, between))))
        case "selectbox" | "select_slider":
            return Move("choose", name, random.choice(widget.options))
        case "multiselect":
            return Move("choose", name, some(widget.options, random))
        case "button_group":
            if not widget._is_single_select:
                return Move("choose", name, some(widget.options, random))
            out = [] if widget.proto.required else [None]
            return Move("choose", name, random.choice([*widget.options, *out]))
        case "toggle" | "checkbox":
            return Move("choose", name, not widget.value)
        case "text_input" | "text_area":
            text = random.choice(TEXTS)
            return Move("choose", name, text[: widget.proto.max_chars or None])
        case "file_uploader":
            fits = [file for file in FILES if file.endswith(tuple(widget.allowed_type))]
            return Move("bring", name, random.choice([*fits, None]))
        case "camera_input":
            return Move("bring", name, random.choice(["photograph.jpg", "junk.jpg"]))
    raise NotImplementedError(f"No learner here can use a {widget.type}.")


def some(options: list, random: Random) -> list:
    """None of the options, all of them, or any."""
    chosen = [option for option in options if random.random() < 0.5]
    return random.choice([[], list(options), chosen])


def message(component: BidiComponent, random: Random) -> object:
    """What a component's script sends, or what somebody writes into its place."""
    name = component.component_name
    if random.random() < 0.05:
        return random.choice(([], "junk", 5, None))
    if name.endswith("slide"):
        return {"kernel": random.choice(("1 0; 0 1", "junk", "", 5, None))}
    if name.endswith("sketch"):
        version = json.loads(component.json)["version"]  # a pad takes nothing for another one
        drawn = [[random.uniform(-4, 4), random.random(), at % 3] for at in range(12)]
        points = random.choice((drawn, "junk", [[1, 2]], [[10**400, 0, 0]]))
        strokes = random.choice(([[[0.1, 0.2], [0.9, 0.9]]], 5, [[1]], [[]]))
        sent = {"points": {"version": version, "points": points}, "ink": {"strokes": strokes}}
        return random.choice((sent, {"points": "junk", "ink": []}))
    place = {
        name: random.choice(PLACES)
        for name in ("point", "trace", "layer", "unit", "input", "x", "y")
        if random.random() < 0.8
    }
    held = {"held": random.random() < 0.5, "from": random.choice(([0.1, 0.2], [0], None))}
    selected = {"panel": random.choice(PANELS), **place, **random.choice(({}, held))}
    said = {"selected": random.choice((selected, selected, selected, {}, None, "junk", [1]))}
    asked = {
        "drawn": random.choice(([1, 1], [10**9, -1], "junk", [[], {}])),
        "missing": random.choice((1, "junk")),
    }
    return random.choice((said, said, asked))


def make(session: Session, move: Move, been: list[tuple[str, dict]]) -> bool:
    """Make a move; False where this page does not offer it. ``been`` lists the way back."""
    match move.kind:
        case "open":
            session.open(move.to)
        case "back":
            page, address = been[-2] if len(been) > 1 else been[-1]
            session.back(page, address)
        case "tick":
            if move.to not in session.ticking:
                return False
            session.tick(move.to)
        case "send":
            if move.to not in session.components:
                return False
            session.send(move.to, move.value)
        case "unfold":
            session.session_state[move.to] = move.value
            session.run()
        case _:
            return use(session, move)
    return True


def use(session: Session, move: Move) -> bool:
    """Press, turn or give a file to a widget; False where the page no longer offers that."""
    widget = next((one for one in session.widgets if name_of(one) == move.to), None)
    if widget is None or getattr(widget.proto, "disabled", False):
        return False
    match move.kind:
        case "press":
            widget.set_value(True)
        case "bring":
            name = move.value
            sent = None if name is None else (name, FILES[name], "application/octet-stream")
            widget.set_value(sent)
        case "choose":
            if widget.type in ("selectbox", "select_slider", "multiselect", "button_group"):
                values = move.value if isinstance(move.value, list) else [move.value]
                if not {value for value in values if value is not None} <= set(widget.options):
                    return False
            widget.set_value(move.value)
    session.act(widget.id)
    return True
