"""Every page of the catalogue, used as a learner does: opened, turned, played, and led astray."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import fields, is_dataclass

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app import plot, selection
from app.catalogue import CONCEPTS
from app.playback import Playback
from core.data import datasets
from core.data.datasets import TOY

SLUGS = [concept.slug for concept in CONCEPTS]


def opened(slug: str, **parameters: str | list[str]) -> AppTest:
    """The page of a concept, by an address with these parameters."""
    at = AppTest.from_file("../../app/main.py", default_timeout=60).run()
    for name, value in parameters.items():
        at.query_params[name] = value
    return checked(at.switch_page(f"../pages/{slug}.py").run())


def checked(at: AppTest) -> AppTest:
    """The page, which must be whole: no traceback, and a picture with words or a reason why not."""
    assert not at.exception, at.exception[0].message
    pictures = [element.proto.component_name for element in at.get("bidi_component")]
    if any(name.endswith(("stage", "slide")) for name in pictures):
        assert re.search(r"\*\*What you are seeing\*\*\n- \S", words(at))
    else:
        assert at.warning
    return at


def words(at: AppTest) -> str:
    return "\n".join(element.value for element in (*at.markdown, *at.caption))


def ends(at: AppTest, slug: str) -> dict[str, Iterable[object]]:
    """The page's widgets by their key, each with the ends of what it can be turned to."""
    found: dict[str, Iterable[object]] = {}
    for widget in (*at.slider, *at.number_input):
        found[widget.key] = (widget.min, widget.max)
    for widget in (*at.select_slider, *at.selectbox):
        found[widget.key] = dict.fromkeys((widget.options[0], widget.options[-1]))
    for widget in at.multiselect:
        found[widget.key] = (widget.options[:1], widget.options)
    for widget in at.toggle:
        found[widget.key] = (False, True)
    for widget in at.segmented_control:
        found[widget.key] = widget.options
    # Of the units of eight layers, those of the first and the last will do.
    return {
        key: values
        for key, values in found.items()
        if key.startswith(slug) and not re.search(r"_[2-7]$", key)
    }


@pytest.mark.parametrize("slug", SLUGS)
def test_every_knob_can_be_turned_to_its_ends(slug: str) -> None:
    at = opened(slug)
    seen: set[str] = set()

    def turn_new_ones() -> None:
        """Turn what has not been seen before, and then what shows up for it."""
        new = {key: values for key, values in ends(at, slug).items() if key not in seen}
        seen.update(new)
        for key, values in new.items():
            before = at.get_by_key(key).value
            for value in values:
                at.get_by_key(key).set_value(value).run()
                checked(at)
                turn_new_ones()
            at.get_by_key(key).set_value(before).run()

    turn_new_ones()
    assert len(seen) > 8


@pytest.mark.parametrize("slug", SLUGS)
def test_every_preset_is_one_click(slug: str) -> None:
    at = opened(slug)
    views = at.segmented_control(key=f"{slug}_view").options
    for view in views:
        at.segmented_control(key=f"{slug}_view").set_value(view).run()
        names = at.pills(key=f"{slug}-preset").options
        assert names
        for name in names:
            checked(at.pills(key=f"{slug}-preset").set_value(name).run())
            assert at.pills(key=f"{slug}-preset").value == name
            assert not at.warning


@pytest.mark.parametrize("slug", SLUGS)
def test_an_address_full_of_junk_gives_the_page_as_it_is_and_sentences(slug: str) -> None:
    plain = opened(slug)
    view = f"{slug}_view"
    keys = [key for key in ends(plain, slug) if key.startswith(f"{slug}_") and key != view]
    led_astray = opened(slug, **dict.fromkeys(keys, "<script>½"))
    for key in keys:
        assert led_astray.get_by_key(key).value == plain.get_by_key(key).value, key
    assert len(led_astray.warning) == len(keys)
    assert not led_astray.run().exception


JUNK = ["", "nonsense", "x" * 5_000, "<script>*alert*</script>", ["", ""]]


def by_view(slug: str, said: str | list[str]) -> AppTest:
    return opened(slug, **{f"{slug}_view": said})


@pytest.mark.parametrize("slug", SLUGS)
def test_a_link_to_a_view_that_does_not_exist_gives_the_first_one_and_a_sentence(slug: str) -> None:
    views = opened(slug).segmented_control(key=f"{slug}_view").options
    # Where it names several, the first that is not empty, if there is such a view.
    several = {(views[1], views[0]): views[1], ("", views[1]): views[1], ("x", views[1]): views[0]}
    for said in [*JUNK, views[1].upper(), *map(list, several)]:
        at = by_view(slug, said)
        shown = several[tuple(said)] if "".join(said) and isinstance(said, list) else views[0]
        assert at.segmented_control(key=f"{slug}_view").value == shown, said
        (warning,) = at.warning
        assert warning.value.startswith("The link says ")
        assert "for the view, which is one of " in warning.value
        assert "<script>" not in warning.value
        # The sentence is for the link alone, and every view can be chosen from there. The browser
        # then says that view in the address; AppTest goes on sending the one before.
        at.query_params[f"{slug}_view"] = views[-1]
        checked(at.segmented_control(key=f"{slug}_view").set_value(views[-1]).run())
        assert not at.warning
        checked(at.run())
        assert at.segmented_control(key=f"{slug}_view").value == views[-1]


def test_an_embedding_that_nobody_can_learn_is_answered_like_a_view() -> None:
    view = {"embeddings_view": "Learn"}
    for said in JUNK:
        at = opened("embeddings", **view, **{"embeddings-learn_model": said})
        assert at.segmented_control(key="embeddings-learn_model").value == "skip-gram"
        assert "for the model, which is one of skip-gram, two towers" in at.warning[0].value


@pytest.mark.parametrize("slug", SLUGS)
def test_a_link_that_says_nothing_for_any_knob_is_no_error(slug: str) -> None:
    for view in opened(slug).segmented_control(key=f"{slug}_view").options:
        at = by_view(slug, view)
        keys = [key for key in ends(at, slug) if "_" in key and key != f"{slug}_view"]
        emptied = opened(slug, **dict.fromkeys(keys, ""), **{f"{slug}_view": view})
        checked(emptied.run())
        assert emptied.segmented_control(key=f"{slug}_view").value == view


@pytest.mark.parametrize("slug", SLUGS)
def test_the_code_that_ran_can_be_read_and_taken_home(slug: str) -> None:
    at = opened(slug)
    assert not at.code
    at.session_state[f"{slug}-code"] = True
    checked(at.run())
    sources = at.segmented_control(key=f"{slug}-source")
    for name in sources.options:
        at.segmented_control(key=f"{slug}-source").set_value(name).run()
        assert re.search(r"^\s*(def|class) \w", at.code[-1].value, re.MULTILINE)
    assert at.download_button


def test_home_has_a_card_for_every_concept() -> None:
    at = AppTest.from_file("../../app/main.py", default_timeout=60).run()
    assert not at.exception
    for concept in CONCEPTS:
        assert concept.idea in words(at)
    assert [link.label for link in at.page_link] == [f"**{c.title}**" for c in CONCEPTS]


# --- Playing -----------------------------------------------------------------------------------

PLAYERS = [
    ("train", "Network", "train"),
    ("train", "Race", "train-race"),
    ("activations", "Linear vs nonlinear", "activations"),
    ("gradients", "Training", "gradients"),
    ("gradients", "Ladder", "gradients-ladder"),
    ("convolution", "Training", "convolution-train"),
    ("sequences", "Memory", "sequences-memory"),
    ("sequences", "Learning", "sequences-characters"),
    ("sequences", "Forecast", "sequences-forecast"),
    ("gans", "Play", "gans"),
    ("gans", "Comparison", "gans-pair"),
    ("gans", "Digits", "gans-digits"),
]


def player(slug: str, view: str) -> AppTest:
    at = opened(slug)
    return checked(at.segmented_control(key=f"{slug}_view").set_value(view).run())


def press(at: AppTest, key: str) -> AppTest:
    return checked(at.button(key=key).click().run())


def same(one: object, other: object) -> bool:
    """Whether two frames are equal, bit for bit."""
    if is_dataclass(one):
        return all(same(getattr(one, f.name), getattr(other, f.name)) for f in fields(one))
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[k], other[k]) for k in one)
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and one.tobytes() == other.tobytes()
    return one == other or one != one


@pytest.mark.parametrize(("slug", "view", "key"), PLAYERS)
def test_a_run_plays_pauses_steps_and_goes_back_to_the_same_start(
    slug: str, view: str, key: str
) -> None:
    at = player(slug, view)

    def held() -> Playback:
        return at.session_state[f"{key}-playback"]

    first = held().run.frame()
    steps = [press(at, f"{key}-play") and held().run.step]
    steps += [checked(at.run()) and held().run.step for _ in range(2)]
    assert 0 < steps[0] < steps[1] < steps[2]
    press(at, f"{key}-play")
    rested = held().run.step
    press(at, f"{key}-step")
    assert held().run.step == rested + 1
    press(at, f"{key}-round")
    assert held().run.step == rested + 1 + held().run.round
    press(at, f"{key}-reset")
    assert same(held().run.frame(), first)
    press(at, f"{key}-reseed")
    assert not same(held().run.frame(), first)


# --- Train a network ---------------------------------------------------------------------------


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> dict:
    """What the stage was last given; what stands under "selected" is answered as a click."""
    stage: dict = {"selected": None}
    real_message = plot.message

    def message(frames, **more):
        stage.update(frames=frames, **more)
        return real_message(frames, **more)

    monkeypatch.setattr(plot, "message", message)
    monkeypatch.setattr(selection, "selected", lambda key: stage["selected"])
    return stage


def turn(at: AppTest, kind: str, key: str, value: object) -> AppTest:
    return checked(getattr(at, kind)(key=key).set_value(value).run())


def test_every_data_set_can_be_learnt_from_and_every_kind_of_it_raced_on() -> None:
    at = opened("train")
    for name in at.selectbox(key="train_data").options:
        turn(at, "selectbox", "train_data", name)
        press(at, "train-step")
    turn(at, "segmented_control", "train_view", "Race")
    for name in ("moons", "four quadrants", "plane", "iris", "own table"):
        turn(at, "selectbox", "train_data", name)


@pytest.mark.parametrize("kind", ["table", "points"])
def test_until_there_are_own_data_moons_stand_in_and_a_sentence_says_so(kind: str) -> None:
    at = turn(opened("train"), "selectbox", "train_data", f"own {kind}")
    assert "Add your data; until then you see two moons." in words(at)
    assert at.session_state["train-playback"].run.dataset.name == "moons"


def test_an_own_table_is_learnt_from_and_a_bad_one_leaves_the_run_alone() -> None:
    at = turn(opened("train"), "selectbox", "train_data", "own table")
    iris = datasets.load("iris", samples=150, noise=0, seed=0)
    table = datasets.to_csv(iris).encode()
    at.file_uploader(key="train-table-file").set_value(("iris.csv", table, "text/csv"))
    checked(at.run())
    press(at, "train-round")
    held = at.session_state["train-playback"]
    assert held.run.dataset.class_names == iris.class_names
    at.file_uploader(key="train-table-file").set_value(("bad.csv", b"junk", "text/csv"))
    checked(at.run())
    assert len(at.warning) == 1
    assert at.session_state["train-playback"] is held
    turn(at, "segmented_control", "train_view", "Race")
    assert at.session_state["train-race-playback"].run.dataset.class_names == iris.class_names


def test_own_points_are_learnt_from() -> None:
    at = turn(opened("train"), "selectbox", "train_data", "own points")
    points = [(-2.0, 1.0, 0), (2.0, 1.0, 1), (-2.0, 0.0, 0), (2.0, 0.0, 1)]
    at.session_state["train-points_kept"] = {"start": [], "count": 0, "points": points}
    checked(at.run())
    assert at.session_state["train-playback"].run.dataset.name == "your points"
    press(at, "train-round")


def test_a_pinned_run_stays_beside_the_next_one(shown: dict) -> None:
    at = press(opened("train"), "train-round")
    press(at, "train-pin")
    pinned = at.session_state["train-pinned"]
    turn(at, "select_slider", "train_learning_rate", 0.1)
    assert at.session_state["train-pinned"] is pinned
    assert shown["frames"][-1]["pinned"].title == "A, pinned"
    assert "From A to this run: Learning rate 0.01 → 0.1." in words(at)
    press(at, "train-unpin")
    assert "pinned" not in shown["frames"][-1]


def test_a_weight_can_be_clicked_and_set_by_hand(shown: dict) -> None:
    at = opened("train")
    shown["selected"] = {"panel": "network", "layer": 0, "unit": 1, "input": 0}
    checked(at.run())
    box = at.number_input(key="train-weight")
    assert box.label == "Weight from x1 to unit 2 of hidden layer 1"
    run = at.session_state["train-playback"].run
    assert box.value == pytest.approx(run.layers[0].weight[1, 0].item(), abs=1e-6)
    checked(at.run())
    # What the box shows already is not sent to it again: something may be being typed there.
    assert not at.number_input(key="train-weight").proto.set_value
    turn(at, "number_input", "train-weight", 2.5)
    assert run.layers[0].weight[1, 0].item() == 2.5
    assert "You set a weight by hand" in words(at)
    shown["selected"] = {"panel": "network", "layer": len(run.layers) - 1, "unit": 0, "input": None}
    checked(at.run())
    assert at.number_input(key="train-weight").label == "Bias of unit 1 of the output"


@pytest.mark.parametrize(
    "selected",
    [
        {},
        {"panel": "map"},
        {"panel": "network"},
        {"panel": "network", "layer": 99, "unit": 0, "input": 0},
        {"panel": "network", "layer": 0, "unit": 99, "input": 0},
        {"panel": "network", "layer": "0", "unit": 0, "input": 0},
        {"panel": "network", "layer": 0, "unit": 0.5, "input": 0},
    ],
)
def test_a_click_on_what_is_no_weight_changes_nothing(shown: dict, selected: dict) -> None:
    at = opened("train")
    shown["selected"] = selected
    checked(at.run())
    assert "train-weight" not in [box.key for box in at.number_input]


@pytest.mark.parametrize("place", [{"unit": [0, 1], "input": 0}, {"unit": -1, "input": 0}])
def test_a_click_that_no_browser_of_ours_sends_changes_nothing(shown: dict, place: dict) -> None:
    at = opened("train")
    shown["selected"] = {"panel": "network", "layer": 0, **place}
    checked(at.run())
    assert "train-weight" not in [box.key for box in at.number_input]


def test_the_plane_of_the_map_can_be_turned_while_the_training_stays(shown: dict) -> None:
    at = turn(opened("train"), "selectbox", "train_data", "iris")
    press(at, "train-round")
    run = at.session_state["train-playback"].run
    across = next(box.key for box in at.selectbox if box.label == "Map across")
    turn(at, "selectbox", across, "petal width (cm)")
    assert shown["frames"][-1]["map"].layout["xaxis"]["title"]["text"] == "petal width (cm)"
    assert at.session_state["train-playback"].run is run
    assert run.step == run.round
    turn(at, "selectbox", across, "principal components")
    assert "two principal components" in words(at)


def test_without_hidden_layers_learning_rates_race_and_the_page_says_so() -> None:
    at = turn(opened("train"), "slider", "train_hidden", 0)
    at.segmented_control(key="train_view").set_value("Race").run()
    assert not at.exception
    assert at.session_state["train-race-playback"].run.race.over == "learning rate"
    assert any("compares learning rates" in caption.value for caption in at.caption)


def test_a_session_holds_no_more_runs_than_there_are_views() -> None:
    at = opened("train")
    for name in list(TOY)[:4]:
        turn(at, "segmented_control", "train_view", "Network")
        turn(at, "selectbox", "train_data", name)
        turn(at, "segmented_control", "train_view", "Race")
    checked(at.switch_page("../pages/activations.py").run())
    held = [key for key, value in at.session_state.to_dict().items() if isinstance(value, Playback)]
    assert set(held) <= {"train-playback", "train-race-playback", "activations-playback"}
