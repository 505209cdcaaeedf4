"""What a browser is sent: the app's own scripts and plotly.js, under names that follow from them."""

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
    for name, text in (("plot/stage.js", "export const a = 1;"), ("sketch/pad.js", "let b;")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(components, "APP", tmp_path)
    return tmp_path


def test_scripts_and_plotly_are_copied_as_they_are(tmp_path: Path) -> None:
    static = tmp_path / "static"
    folder, library = publish(static)
    scripts = sorted(path.relative_to(APP) for path in APP.glob("*/*.js"))
    assert Path("plot/stage.js") in scripts
    assert (
        sorted(path.relative_to(static / folder) for path in (static / folder).rglob("*.js"))
        == scripts
    )
    assert all(
        (static / folder / path).read_bytes() == (APP / path).read_bytes() for path in scripts
    )
    assert library == f"plotly-{plotly.__version__}.js"
    assert (static / library).read_bytes() == PLOTLY.read_bytes()
    # Nothing is left of the filling.
    assert {path.name for path in static.iterdir()} == {folder, library}


def test_publishing_again_changes_nothing(app: Path) -> None:
    static = app / "static"
    names = publish(static)
    before = {path: path.stat().st_mtime_ns for path in static.rglob("*")}
    assert publish(static) == names
    assert {path: path.stat().st_mtime_ns for path in static.rglob("*")} == before


def test_a_changed_or_renamed_script_gets_another_folder(app: Path) -> None:
    static = app / "static"
    names = [publish(static)[0]]
    (app / "plot/stage.js").write_text("export const a = 2;")
    names.append(publish(static)[0])
    (app / "sketch/pad.js").rename(app / "sketch/board.js")
    names.append(publish(static)[0])
    assert len(set(names)) == 3
    assert (static / names[-1] / "sketch/board.js").exists()


def test_another_process_that_was_faster_is_no_problem(
    app: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    static = app / "static"
    folder, _ = publish(app / "other")

    def slower(fresh: Path, target: Path) -> None:
        target.mkdir()
        raise OSError("Directory not empty")

    monkeypatch.setattr(components.os, "rename", slower)
    assert publish(static)[0] == folder


def test_a_folder_that_cannot_be_written_is_an_error(
    app: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(fresh: Path, target: Path) -> None:
        raise OSError("Permission denied")

    monkeypatch.setattr(components.os, "rename", refuse)
    with pytest.raises(OSError, match="Permission denied"):
        publish(app / "static")


def test_a_scripts_siblings_are_published_beside_it() -> None:
    """Modules import each other by relative addresses, which have to hold in app/static too."""
    for script in APP.glob("*/*.js"):
        for address in re.findall(r'from "(\.[^"]+)"', script.read_text(encoding="utf-8")):
            assert (script.parent / address).is_file(), f"{script.name} imports {address}"


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
