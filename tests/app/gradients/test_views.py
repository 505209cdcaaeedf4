"""What the views share: tabs, programs, code and presets are those of the view."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.gradients.visit import turn


def test_training_has_tabs_for_its_many_knobs_and_none_for_the_chain(at: AppTest) -> None:
    assert not at.tabs
    turn(at, "Training")
    assert [tab.label for tab in at.tabs] == ["Network", "Training"]
    assert "gradients_links" not in at.session_state


@pytest.mark.parametrize(
    ("view", "says"),
    [
        ("At initialisation", "# %% At initialisation"),
        ("Training", "# %% Training"),
        ("Ladder", "RUNGS = {"),
        ("Chain rule", "# %% Back by hand"),
    ],
)
def test_the_program_to_take_home_is_that_of_the_view(
    at: AppTest, view: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = []
    monkeypatch.setattr("app.downloads.script", lambda slug, text, title: given.append(text))
    at.session_state["gradients-code"] = True
    turn(at, view)
    assert says in given[-1]


def test_the_code_that_ran_is_that_of_the_view(at: AppTest) -> None:
    at.session_state["gradients-code"] = True
    for view, source in {
        "Chain rule": "by_output.append(gradient)",
        "At initialisation": "torch.autograd.grad(loss, [x, *trace.hidden",
        "Ladder": "for name in RUNGS",
        "Training": "self._optimiser.step()",
    }.items():
        turn(at, view)
        chooser = at.segmented_control(key="gradients-source")
        assert chooser.value in chooser.options  # what was chosen elsewhere need not be here
        chooser.set_value(chooser.options[0]).run()
        assert source in at.code[0].value


def test_a_preset_leaves_the_knobs_that_its_view_hides(at: AppTest) -> None:
    at.slider(key="gradients_depth").set_value(50).run()
    turn(at, "Chain rule")
    at.pills(key="gradients-preset").set_value("Eight sigmoids").run()
    assert at.slider(key="gradients_links").value == 8
    assert at.pills(key="gradients-preset").value == "Eight sigmoids"
    turn(at, "At initialisation")
    assert at.slider(key="gradients_depth").value == 50


def test_a_link_has_the_knobs_that_a_preset_brings_into_view(at: AppTest) -> None:
    at.pills(key="gradients-preset").set_value("Exploding").run()
    assert at.slider(key="gradients_init_scale").value == 0.5
    assert "0.5" in at.query_params["gradients_init_scale"]
