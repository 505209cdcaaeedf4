"""What a learner types or brings is shown letter by letter, wherever a page says it again."""

from __future__ import annotations

import ast
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit
from streamlit.delta_generator import DeltaGenerator
from streamlit.testing.v1.element_tree import Widget

from tests.app import whole
from tests.app.markup import MARKUP
from tests.app.moves import undisturbed
from tests.app.samples import MARKED, samples
from tests.app.session import Session

ROOT = Path(__file__).parents[2]
FILES = samples()
LINES = "\n".join([MARKUP, *(f"line {at} of them" for at in range(8))])
TAKES_TEXT = ("text_input", "text_area", "file_uploader", "camera_input", "chat_input")
TAKES_FILES = ("file", "files", "camera", "table")  # of app/uploads.py

# Pages by their addresses, and what has to be chosen or pressed there for all that takes a text.
ENTRIES = [
    ("train", {"train_data": "own table"}, {}),
    ("train", {"train_data": "own table", "train_view": "Race"}, {}),
    ("gans", {"gans_data": "own table"}, {}),
    ("convolution", {"convolution_kernel": "own"}, {}),
    ("convolution", {"convolution_image": "your file"}, {}),
    ("convolution", {"convolution_image": "your camera"}, {}),
    ("convolution", {"convolution_view": "Signal", "convolution_filter": "own"}, {}),
    (
        "convolution",
        {"convolution_view": "Feature maps", "convolution-maps_network": "pretrained, by name"},
        {},
    ),
    ("sequences", {}, {}),
    ("sequences", {}, {"sequences-text-from": "Your file"}),
    ("sequences", {"sequences_view": "Cell"}, {}),
    ("sequences", {"sequences_view": "Influence"}, {}),
    ("sequences", {"sequences_view": "Learning", "sequences-characters_text": "your text"}, {}),
    ("sequences", {"sequences_view": "Forecast", "sequences-forecast_series": "your table"}, {}),
    ("embeddings", {"embeddings-of_data": "your texts"}, {}),
    ("embeddings", {"embeddings-of_data": "a column of your table"}, {}),
    ("embeddings", {"embeddings-of_data": "your vectors"}, {}),
    (
        "embeddings",
        {
            "embeddings-of_data": "your images",
            "embeddings-of_encoder": "text and image (two towers)",
        },
        {},
    ),
    ("embeddings", {"embeddings-of_encoder": "a model from the hub, by name"}, {}),
    (
        "embeddings",
        {"embeddings_view": "Neighbours", "embeddings-ask_question": "what you type or click"},
        {"embeddings-compare": True},
    ),
    (
        "embeddings",
        {"embeddings_view": "Neighbours", "embeddings-of_encoder": "text and image (two towers)"},
        {},
    ),
    ("embeddings", {"embeddings_view": "Geometry"}, {}),
    (
        "embeddings",
        {"embeddings_view": "Geometry", "embeddings-geometry_part": "axes of meaning"},
        {},
    ),
    ("embeddings", {"embeddings_view": "Text and image"}, {}),
    ("retrieval", {}, {}),
    ("retrieval", {"retrieval_source": "own documents"}, {}),
    ("retrieval", {"retrieval_view": "Chunks", "retrieval_source": "own documents"}, {}),
    ("retrieval", {"retrieval_view": "Grounding"}, {"retrieval-writing": True}),
]


@pytest.fixture(autouse=True)
def alone() -> Iterator[None]:
    """Without a network: a model's name can be anything here."""
    with undisturbed():
        yield


def opened(page: str, address: dict, chosen: dict) -> Session:
    session = Session().open(page, address)
    for key, value in chosen.items():
        session.session_state[key] = value
    session.run()
    return session


@pytest.mark.parametrize(("page", "address", "chosen"), ENTRIES)
def test_it_is_shown_as_it_is(page: str, address: dict, chosen: dict) -> None:
    session = opened(page, address, chosen)
    entries = [widget.key for widget in session.widgets if widget.type in TAKES_TEXT]
    assert entries
    for key in entries:
        # What was typed before may have taken the place of an entry.
        while key not in (widget.key for widget in session.widgets):
            session = opened(page, address, chosen)
        for said in _markups(_named(session, key)):
            if (widget := _named(session, key)) is None:
                break
            widget.set_value(said)
            session.act(widget.id)
            whole.check(session)
            _play_a_round(session)


def _named(session: Session, key: str) -> Widget | None:
    return next((one for one in session.widgets if one.key == key), None)


def _play_a_round(session: Session) -> None:
    for button in session.button:
        if (button.key or "").endswith("-round") and not button.proto.disabled:
            button.click()
            session.act(button.id)
            whole.check(session)


def _markups(widget: Widget) -> list:
    """What can be given to an entry that has markup in it."""
    match widget.type:
        case "text_input" | "text_area":
            text = LINES if widget.type == "text_area" else MARKUP
            return [said[: widget.proto.max_chars or None] for said in (text, MARKUP[8:])]
        case "camera_input":
            return [("photograph.jpg", FILES["photograph.jpg"], "image/jpeg")]
    ends = tuple(widget.proto.type)
    named = [name for name in FILES if name.startswith(MARKED) and name.endswith(ends)]
    assert named, f"There is no file with markup for {widget.key}."
    return [(name, FILES[name], "application/octet-stream") for name in named]


def test_no_entry_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    reached = set()

    def noting(real: Callable) -> Callable:
        def noted(*given: object, **named: object) -> object:
            for frame in traceback.extract_stack():
                if ROOT in Path(frame.filename).parents:
                    reached.add((str(Path(frame.filename).relative_to(ROOT)), frame.name))
            return real(*given, **named)

        return noted

    for name in TAKES_TEXT:
        for where in (streamlit, DeltaGenerator):
            monkeypatch.setattr(where, name, noting(getattr(where, name)))
    for entry in ENTRIES:
        opened(*entry)
    assert set(_entries()) <= reached


def _entries() -> Iterator[tuple[str, str]]:
    """The functions of the app, by file and name, that draw an entry."""
    for path in (*ROOT.glob("app/**/*.py"), *ROOT.glob("pages/*.py")):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(function, ast.FunctionDef):
                continue
            for call in ast.walk(function):
                match call:
                    case ast.Call(func=ast.Attribute(attr=name)) if name in TAKES_TEXT:
                        yield str(path.relative_to(ROOT)), function.name
                    case ast.Call(func=ast.Attribute(ast.Name("uploads"), attr=name)) if (
                        name in TAKES_FILES
                    ):
                        yield str(path.relative_to(ROOT)), function.name
