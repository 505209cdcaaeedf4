"""Knobs on a page: a link rebuilds the settings, junk is answered, presets turn everything."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs

import pytest
from hypothesis import HealthCheck, given, settings
from streamlit.testing.v1 import AppTest

from app import controls
from core.knobs import knobs_of
from core.train import RaceSettings, Settings
from core.train.presets import PRESETS
from tests.strategies import any_settings


def page() -> None:
    """All knobs of the training page, and its presets."""
    import streamlit as st

    from app import controls
    from core import train
    from core.train.presets import PRESETS

    chosen = controls.settings("page", train.Settings)
    controls.presets("page", PRESETS, chosen)
    st.session_state["chosen"] = chosen


def race() -> None:
    """Knobs of which several choices hold at once."""
    import streamlit as st

    from app import controls
    from core import train

    st.session_state["chosen"] = controls.settings("page", train.RaceSettings)


def visit(show: object = page, **parameters: str | list[str]) -> AppTest:
    """Open the page by an address with these parameters."""
    at = AppTest.from_function(show, default_timeout=30)
    for name, value in parameters.items():
        at.query_params[f"page_{name}"] = value
    at.run()
    assert not at.exception
    return at


def chosen(at: AppTest) -> Settings | RaceSettings:
    return at.session_state["chosen"]


def warnings(at: AppTest) -> list[str]:
    return [warning.value for warning in at.warning]


@pytest.fixture(scope="module")
def plain() -> AppTest:
    """The page as it opens; only for looking at."""
    return visit()


def follow(one: Settings | RaceSettings, show: object) -> AppTest:
    """Visit the link to these settings."""
    parameters = parse_qs(controls.link("page", one).removeprefix("?"))
    return visit(show, **{name.removeprefix("page_"): said for name, said in parameters.items()})


slow = settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])


@slow
@given(any_settings(Settings))
def test_a_link_rebuilds_the_settings(one: Settings) -> None:
    at = follow(one, page)
    assert chosen(at) == one
    assert not warnings(at)


@slow
@given(any_settings(RaceSettings))
def test_a_link_rebuilds_choices_of_several(one: RaceSettings) -> None:
    at = follow(one, race)
    assert chosen(at) == one
    assert not warnings(at)


@pytest.mark.parametrize("name", PRESETS)
def test_a_link_rebuilds_a_preset(name: str) -> None:
    at = follow(PRESETS[name], page)
    assert chosen(at) == PRESETS[name]
    assert at.pills(key="page-preset").value == name


def test_the_link_to_the_defaults_says_nothing() -> None:
    assert controls.link("page", Settings()) == ""
    assert controls.link("page", Settings(seed=3)) == "?page_seed=3"


def test_without_an_address_every_knob_stands_at_its_default(plain: AppTest) -> None:
    assert chosen(plain) == Settings()
    assert not warnings(plain)


@pytest.mark.parametrize(
    ("name", "said", "takes"),
    [
        ("data", "nowhere", "for Data, which takes one of circle, XOR, "),
        ("samples", "1e9", "for Points, which takes from 50 to 1000."),
        ("samples", "", "for Points"),
        ("noise", "abc", "for Noise, which takes from 0 to 0.5."),
        ("noise", "nan", "for Noise"),
        ("noise", "inf", "for Noise"),
        ("train_share", "-5", "for Training share (%), which takes from 10 to 90."),
        ("features", "x9", "for Input features, which takes one of x1, x2, "),
        ("standardise", "maybe", "for Standardise the inputs, which takes on or off."),
        ("seed", "12345", "for Seed, which takes from 0 to 9999."),
        ("hidden", "9", "for Hidden layers, which takes from 0 to 8."),
        ("hidden", "²", "for Hidden layers, which takes from 0 to 8."),
        ("hidden_1", "65", "for Units in layer 1, which takes from 1 to 64."),
        (
            "layer_activations_2",
            "step",
            "for Activation of layer 2, which takes one of same, ReLU, ",
        ),
        ("learning_rate", "0.02", "for Learning rate, which takes one of 1e-05, 0.0001, "),
        (
            "batch_size",
            "0",
            "for Batch size, which takes one of 1, 2, 5, 10, 20, 30, 50, 100, all.",
        ),
        (
            "init_scale",
            "wide",
            "for Standard deviation of the initial weights, which takes from 0.01 to 5.",
        ),
    ],
)
def test_junk_in_the_address_gives_the_default_and_a_sentence(
    name: str, said: str, takes: str
) -> None:
    at = visit(**{name: said})
    assert chosen(at) == Settings()
    (sentence,) = warnings(at)
    assert sentence.startswith(f"The link says “{said}” {takes}")


@pytest.mark.parametrize(
    ("name", "said", "used"),
    [
        ("samples", "75.5", {"samples": 75}),
        ("seed", "7.5", {"seed": 7}),
        ("hidden", "0.5", {"hidden": ()}),
        ("hidden_1", "7.5", {"hidden": (7, 4)}),
        ("hidden_1", "64.5", {"hidden": (64, 4)}),
    ],
)
def test_half_a_number_is_used_as_the_sentence_says(name: str, said: str, used: dict) -> None:
    at = visit(**{name: said})
    assert chosen(at) == replace(Settings(), **used)
    (sentence,) = warnings(at)
    whole = said.split(".")[0]
    assert sentence.startswith(f"The link says “{said}” ")
    assert sentence.endswith(f", so {whole} is used.")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("hidden_1", "inf"),
        ("seed", "9" * 400),
        ("hidden_1", "0.5"),
        ("samples", "1000.5"),
        ("hidden", ["3", "1"]),
        ("noise", ["0.1", "0.3"]),
        ("learning_rate", ["0.1", "0.3"]),
    ],
)
def test_what_is_said_not_to_be_used_is_not_used(name: str, said: object) -> None:
    at = visit(**{name: said})
    assert chosen(at) == Settings()
    (sentence,) = warnings(at)
    assert sentence.endswith("The app ignores what does not fit.")


@pytest.mark.parametrize(
    ("name", "said", "used"),
    [("hidden", "3.0", {"hidden": (8, 4, 4)}), ("data", ["circle", "XOR"], {"data": "XOR"})],
)
def test_what_is_used_has_no_sentence(name: str, said: object, used: dict) -> None:
    at = visit(**{name: said})
    assert chosen(at) == replace(Settings(), **used)
    assert not warnings(at)


def test_of_several_choices_those_that_fit_are_used() -> None:
    at = visit(features=["x2", "x9"])
    assert chosen(at) == Settings(features=("x2",))
    assert len(warnings(at)) == 1


def test_a_link_to_no_choice_at_all_is_what_the_browser_writes_for_it() -> None:
    at = visit(features="")
    assert at.multiselect(key="page_features").value == []
    assert chosen(at) == Settings()
    assert not warnings(at)


def search() -> None:
    """A text of the page's own, and a choice, that are no knobs."""
    import streamlit as st

    from app import controls

    st.session_state["typed"] = controls.text("page_typed", "Text", "usual", 5)
    controls.answer_unlisted("page_word", "the word", ("king", "queen"))


@pytest.mark.parametrize(
    ("said", "shown", "sentences"),
    [
        ({"typed": "short"}, "short", []),
        ({}, "usual", []),
        ({"typed": "too long"}, "too l", ["so only the beginning is used."]),
        ({"word": "queen"}, "usual", []),
        ({"word": "cabbage"}, "usual", ["The app ignores what does not fit."]),
    ],
)
def test_a_text_and_a_choice_that_are_no_knobs_are_answered_too(
    said: dict, shown: str, sentences: list
) -> None:
    at = visit(search, **said)
    assert at.session_state["typed"] == shown
    assert len(warnings(at)) == len(sentences)
    assert all(map(str.endswith, warnings(at), sentences))


def test_a_number_of_five_thousand_digits_is_only_junk() -> None:
    visit(hidden="9" * 5000)


def test_a_long_text_in_the_address_is_cut() -> None:
    (sentence,) = warnings(visit(data="x" * 10_000))
    assert "x" * 61 not in sentence


def test_good_values_beside_junk_are_kept() -> None:
    at = visit(noise="0.3", seed="junk", hidden="3", hidden_3="7", batch_size="all")
    first, second = Settings().hidden
    assert chosen(at) == Settings(noise=0.3, hidden=(first, second, 7), batch_size=0)
    assert len(warnings(at)) == 1


def test_another_pages_knobs_in_the_address_are_none_of_this_ones() -> None:
    at = AppTest.from_function(page, default_timeout=30)
    at.query_params["other_noise"] = "junk"
    at.run()
    assert not warnings(at)


# --- Turning the knobs -------------------------------------------------------------------------


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_turns_all_knobs_whatever_they_were(name: str) -> None:
    at = visit(
        data="spiral",
        noise="0.3",
        hidden="3",
        hidden_1="9",
        layer_activations_3="ELU",
        initialisation="normal",
        init_scale="2",
        dropout="0.5",
        batch_size="all",
        l1="0.1",
        features=["x1", "sin x1"],
        standardise="false",
    )
    at.pills(key="page-preset").set_value(name).run()
    assert chosen(at) == PRESETS[name]
    assert at.pills(key="page-preset").value == name
    assert not warnings(at)


def test_the_pill_goes_out_when_a_knob_is_turned_and_on_when_it_is_turned_back() -> None:
    at = visit()
    assert at.pills(key="page-preset").value == next(iter(PRESETS))
    at.slider(key="page_noise").set_value(0.5).run()
    assert at.pills(key="page-preset").value is None
    at.slider(key="page_noise").set_value(Settings().noise).run()
    assert at.pills(key="page-preset").value == next(iter(PRESETS))


def test_a_lit_pill_cannot_be_put_out() -> None:
    at = visit()
    at.pills(key="page-preset").set_value(None).run()
    assert chosen(at) == Settings()
    assert at.pills(key="page-preset").value == next(iter(PRESETS))


def test_a_list_grows_by_its_item_default_and_shrinks_from_its_end() -> None:
    at = visit()
    at.slider(key="page_hidden").set_value(3).run()
    item = next(knob for knob in knobs_of(Settings) if knob.name == "hidden").item.default
    assert chosen(at).hidden == (*Settings().hidden, item)
    at.number_input(key="page_hidden_2").set_value(9).run()
    at.slider(key="page_hidden").set_value(2).run()
    assert chosen(at).hidden == (Settings().hidden[0], 9)
    at.slider(key="page_hidden").set_value(0).run()
    assert chosen(at).hidden == ()


def test_a_list_with_one_for_each_has_as_many_widgets_and_says_no_more_than_it_must() -> None:
    at = visit()
    at.slider(key="page_hidden").set_value(4).run()
    keys = [box.key for box in at.selectbox if box.key.startswith("page_layer_activations")]
    assert keys == [f"page_layer_activations_{i}" for i in (1, 2, 3, 4)]
    at.selectbox(key="page_layer_activations_2").set_value("ReLU").run()
    assert chosen(at).layer_activations == ("same", "ReLU")
    at.slider(key="page_hidden").set_value(1).run()
    assert chosen(at).layer_activations == ()


def test_a_knob_that_does_not_apply_is_not_shown_and_does_not_count() -> None:
    at = visit(noise="0.4")
    at.selectbox(key="page_data").set_value("iris").run()
    assert "page_noise" not in [slider.key for slider in at.slider]
    assert chosen(at) == Settings(data="iris")


def test_too_few_choices_are_answered_and_the_usual_ones_used() -> None:
    at = visit(race)
    at.multiselect(key="page_activations").set_value([]).run()
    assert chosen(at) == RaceSettings()
    assert [one.value[:17] for one in at.caption] == ["Choose at least 1"]


def test_choices_keep_their_own_order() -> None:
    at = visit(race)
    at.multiselect(key="page_activations").set_value(["tanh", "ReLU"]).run()
    assert chosen(at).activations == ("ReLU", "tanh")


def test_knobs_that_do_not_go_together_say_why_and_leave_the_page_as_it_was() -> None:
    at = visit(seed="5")
    at.selectbox(key="page_normalisation").set_value("batch").run()
    good = chosen(at)
    at.select_slider(key="page_batch_size").set_value(1).run()
    (sentence,) = warnings(at)
    assert sentence.startswith("Batch normalisation compares the examples of a batch")
    assert chosen(at) == good == Settings(seed=5, normalisation="batch")
    at.select_slider(key="page_batch_size").set_value(2).run()
    assert not warnings(at)
    assert chosen(at) == Settings(seed=5, normalisation="batch", batch_size=2)


def test_a_link_to_knobs_that_do_not_go_together_gives_the_defaults_and_says_why() -> None:
    at = visit(normalisation="batch", batch_size="1")
    assert chosen(at) == Settings()
    assert len(warnings(at)) == 1
