"""What there is to take home of a training run, and of a race."""

from __future__ import annotations

import io
import json

import numpy as np
import pandas
import safetensors.torch
import torch
from streamlit.testing.v1 import AppTest

from core.data import datasets
from core.train import Race, RaceSettings, Run, Settings, export

LABELS = ["Python script", "Notebook", "Weights", "Metrics (CSV)", "Data (CSV)"]


def page():
    import streamlit as st

    from app.views.train import downloads

    downloads.training("train", st.session_state.run, playing=st.session_state.playing)


def race_page():
    import streamlit as st

    from app.views.train import downloads

    race = st.session_state.run
    downloads.race("train", "train-race", race, view="Race", playing=st.session_state.playing)


def shown(run, playing=False, page=page):
    test = AppTest.from_function(page, default_timeout=30)
    test.session_state["run"], test.session_state["playing"] = run, playing
    test.run()
    assert not test.exception
    return test


def trained(steps=30, **chosen):
    run = Run(Settings(samples=50, **chosen))
    for _ in range(steps):
        run.advance()
    return run


def test_a_run_has_five_files_and_a_link():
    test = shown(trained(data="three blobs", seed=7))
    buttons = test.get("download_button")
    assert [button.proto.label for button in buttons] == LABELS
    assert all(button.proto.url for button in buttons)
    assert not any(button.proto.disabled for button in buttons)
    (link,) = test.code
    assert link.value.endswith("?train_data=three+blobs&train_samples=50&train_seed=7")


def test_the_files_are_what_core_exports(sent):
    run = trained(data="three blobs", normalisation="batch")
    shown(run)
    names = [sent[label]["file_name"] for label in LABELS]
    assert names == [
        "train_three_blobs.py",
        "train_three_blobs.ipynb",
        "train_three_blobs.safetensors",
        "train_three_blobs_metrics.csv",
        "train_three_blobs_data.csv",
    ]
    script, cells, weights, metrics, data = (sent[label]["data"] for label in LABELS)
    assert script == export.script(run)
    assert "Train a network: three blobs" in "".join(json.loads(cells)["cells"][0]["source"])
    loaded = safetensors.torch.load(weights)
    assert all(torch.equal(loaded[name], w) for name, w in run.network.state_dict().items())
    table = pandas.read_csv(io.StringIO(metrics))
    np.testing.assert_array_equal(table["train_loss"].astype("float32"), run.history.train_loss)
    assert data == datasets.to_csv(run.dataset)


def test_a_click_does_not_run_the_page_again(sent):
    shown(trained())
    assert {sent[label]["on_click"] for label in LABELS} == {"ignore"}


def test_while_a_run_plays_what_changes_has_to_wait():
    test = shown(trained(), playing=True)
    disabled = {
        button.proto.label for button in test.get("download_button") if button.proto.disabled
    }
    assert disabled == {"Weights", "Metrics (CSV)"}
    test.session_state["playing"] = False
    test.run()
    assert not any(button.proto.disabled for button in test.get("download_button"))


def test_a_program_is_made_once_for_each_run_and_again_for_an_edited_one(sent, monkeypatch):
    made = []
    script = export.script
    monkeypatch.setattr(export, "script", lambda run: made.append(run) or script(run))
    run = trained()
    test = shown(run)
    before = sent["Weights"]["data"]
    run.advance()
    test.run()
    assert made == [run]
    assert sent["Weights"]["data"] != before

    run.edit_weight(0, 0, 0, 2.0)
    test.run()
    assert made == [run, run]
    assert "by hand" in sent["Python script"]["data"]
    assert "by hand" in test.caption[0].value

    other = test.session_state["run"] = trained(seed=1)
    test.run()
    assert made == [run, run, other]
    assert not test.caption


def test_the_link_of_own_data_says_that_they_are_not_in_it():
    points = np.array([[0, 0], [1, 1], [0, 1], [1, 0], [2, 2], [-1, 0]])
    drawn = datasets.from_points(points, np.arange(6) % 2)
    test = shown(Run(Settings(data="own points"), drawn))
    assert "The link does not contain your data" in test.caption[0].value
    assert "train_data=own+points" in test.code[0].value


def test_a_race_has_the_leaders_program_its_results_and_a_link(sent):
    race = Race(Settings(samples=50, seed=7), RaceSettings(activations=("ReLU", "tanh"), seeds=2))
    for _ in range(2 * race.round):
        race.advance()
    test = shown(race, page=race_page)
    assert sent["Python script"]["data"] == export.script(race.leader())
    assert (
        f"{race.standings()[0].variant}, which leads, with seed 7"
        in test.get("download_button")[0].proto.help
    )
    results = pandas.read_csv(io.StringIO(sent["Results (CSV)"]["data"]))
    assert len(results) == 2 * 2 * 3
    (link,) = test.code
    assert link.value == (
        "?train_view=Race&train_samples=50&train_seed=7"
        "&train-race_activations=ReLU&train-race_activations=tanh&train-race_seeds=2"
    )


def test_a_race_that_plays_has_to_pause_first(sent):
    test = shown(Race(Settings(samples=50)), playing=True, page=race_page)
    assert all(button.proto.disabled for button in test.get("download_button"))
