"""A browser gets the app's scripts and plotly.js, under names that follow from their contents."""

from __future__ import annotations

import re
from pathlib import Path

import plotly
import pytest
from streamlit.testing.v1 import AppTest

from app import components
from app.components import APP, PLOTLY

publish = components.publish.__wrapped__  # without its cache


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small app with two scripts of its own."""
    folder = tmp_path / "app"
    for name, text in (("plot/stage.js", "export const a = 1;"), ("sketch/pad.js", "let b;")):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text(text)
    monkeypatch.setattr(components, "APP", folder)
    return folder


@pytest.fixture
def static(tmp_path: Path) -> Path:
    return tmp_path / "static"


def test_scripts_and_plotly_are_copied_as_they_are(static: Path) -> None:
    folder, library = publish(static)
    for script in (APP / "plot").glob("*.js"):
        assert (static / folder / "plot" / script.name).read_bytes() == script.read_bytes()
    assert library == f"plotly-{plotly.__version__}.js"
    assert (static / library).read_bytes() == PLOTLY.read_bytes()
    # Nothing is left of the filling.
    assert {path.name for path in static.iterdir()} == {folder, library}


def test_publishing_again_changes_nothing(app: Path) -> None:
    static = app / "static"  # where the app has it
    names = publish(static)
    before = {path: path.stat().st_mtime_ns for path in static.rglob("*")}
    assert publish(static) == names
    assert {path: path.stat().st_mtime_ns for path in static.rglob("*")} == before


def test_a_changed_or_renamed_script_gets_another_folder(app: Path, static: Path) -> None:
    names = [publish(static)[0]]
    (app / "plot/stage.js").write_text("export const a = 2;")
    names.append(publish(static)[0])
    (app / "sketch/pad.js").rename(app / "sketch/board.js")
    names.append(publish(static)[0])
    assert len(set(names)) == 3
    assert (static / names[-1] / "sketch/board.js").exists()


def test_another_process_that_was_faster_is_no_problem(
    app: Path, static: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(fresh: Path, target: Path) -> None:
        target.mkdir()
        raise OSError("Directory not empty")

    monkeypatch.setattr(components.os, "rename", late)
    folder, _ = publish(static)
    assert (static / folder).is_dir()


def test_a_folder_that_cannot_be_written_is_an_error(
    app: Path, static: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(fresh: Path, target: Path) -> None:
        raise OSError("Permission denied")

    monkeypatch.setattr(components.os, "rename", refuse)
    with pytest.raises(OSError, match="Permission denied"):
        publish(static)


def test_what_a_script_imports_is_published_beside_it() -> None:
    """Modules import each other by relative addresses, which hold in app/static too."""
    imported = [
        (script.parent / address)
        for folder in ("plot", "sketch", "slide")
        for script in (APP / folder).glob("*.js")
        for address in re.findall(r'from "(\.[^"]+)"', script.read_text(encoding="utf-8"))
    ]
    assert imported
    assert all(script.is_file() and APP in script.resolve().parents for script in imported)


def test_a_component_loads_its_module_by_address() -> None:
    def page() -> None:
        from app.components import component

        component("probe", "plot/stage.js")(key="probe", data={"a": 1})

    at = AppTest.from_function(page, default_timeout=30).run()
    assert not at.exception
    sent = at.get("bidi_component")[0].proto
    folder, library = components.publish()
    assert f'import(address("{folder}/plot/stage.js"))' in sent.js_content
    assert library in sent.js_content
    assert len(sent.js_content) < 1000
    assert sent.html_content == '<div class="dlp-probe"></div>'
    assert not sent.isolate_styles
