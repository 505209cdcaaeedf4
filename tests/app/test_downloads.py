"""Programs and other files to take home, on any page."""

from __future__ import annotations

import json

from streamlit.testing.v1 import AppTest

from tests.core.test_architecture import ROOT

LABELS = ["Python script", "Notebook", "Weights", "Hits (CSV)"]


def program_page():
    from app import downloads

    weights = downloads.File("Weights", b"1", "w.safetensors", icon=downloads.WEIGHTS)
    hits = downloads.table("activations", "Hits", "a,b", "All of them.")
    downloads.script(
        "activations", '"""What it does."""\n\nx = 1\n', "Activations", [weights, hits]
    )


def test_a_program_is_a_script_and_a_notebook_and_others_follow(sent):
    test = AppTest.from_function(program_page, default_timeout=30).run()
    assert not test.exception
    assert [button.proto.label for button in test.get("download_button")] == LABELS
    assert [(sent[label]["file_name"], sent[label]["mime"]) for label in LABELS] == [
        ("activations.py", "text/x-python"),
        ("activations.ipynb", "application/x-ipynb+json"),
        ("w.safetensors", "application/octet-stream"),
        ("activations_hits.csv", "text/csv"),
    ]
    title, code = json.loads(sent["Notebook"]["data"])["cells"]
    assert "".join(title["source"]) == "# Activations\n\nWhat it does."
    assert "".join(code["source"]) == "x = 1"


def test_a_click_on_a_file_never_runs_the_page(sent):
    AppTest.from_function(program_page, default_timeout=30).run()
    assert {options["on_click"] for options in sent.values()} == {"ignore"}


def test_one_module_draws_the_buttons_of_all_pages():
    drawn = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "app").rglob("*.py")
        if "download_button(" in path.read_text()
    ]
    assert drawn == ["app/downloads.py"]
