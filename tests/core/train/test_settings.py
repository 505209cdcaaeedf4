"""The settings of a training run and of a race: what they accept and what they resolve to."""

import pytest

from core.data.datasets import REAL, TOY
from core.knobs import applicable, knobs_of
from core.train import RaceSettings, Settings
from core.train.settings import LEARNING_RATES, RATES


def test_knobs_of_a_group_keep_the_order_of_the_story():
    groups = [knob.group for knob in knobs_of(Settings) if knob.group != "Main"]
    assert groups == sorted(groups, key=["Data", "Network", "Training"].index)


def test_every_knob_says_what_it_is_good_for():
    assert [knob.name for knob in knobs_of(Settings) if not knob.help] == []


@pytest.mark.parametrize(
    ("data", "features", "samples"),
    [
        ("spiral", True, True),
        ("own points", True, False),
        ("iris", False, False),
        ("own table", False, False),
    ],
)
def test_knobs_of_the_plane_apply_to_points_alone(data, features, samples):
    def read(knob, _):
        return data if knob.name == "data" else knob.default

    shown = {knob.name for knob, _ in applicable(Settings, read)}
    assert ("features" in shown, "samples" in shown, "noise" in shown) == (
        features,
        samples,
        samples,
    )


def test_data_are_every_set_there_is_and_ones_own():
    options = knobs_of(Settings)[0].options
    assert options == (*TOY, *REAL, "own table", "own points")


@pytest.mark.parametrize(
    ("own", "resolved"),
    [
        ((), ("tanh", "tanh", "tanh")),
        (("same", "ReLU"), ("tanh", "ReLU", "tanh")),
        (("GELU", "same", "ELU", "ReLU"), ("GELU", "tanh", "ELU")),
    ],
)
def test_a_layer_without_an_activation_of_its_own_has_the_networks(own, resolved):
    settings = Settings(hidden=(4, 4, 4), activation="tanh", layer_activations=own)
    assert settings.activation_names() == resolved


def test_batch_normalisation_refuses_batches_of_one():
    with pytest.raises(ValueError, match="larger batch size"):
        Settings(normalisation="batch", batch_size=1)
    Settings(normalisation="layer", batch_size=1)


def test_settings_are_keys():
    assert len({Settings(), Settings(seed=0), Settings(seed=1)}) == 2


def test_the_ladders_rise_from_the_usual_ends():
    assert list(LEARNING_RATES) == sorted(LEARNING_RATES)
    assert (LEARNING_RATES[0], LEARNING_RATES[-1]) == (0.00001, 10)
    assert RATES[0] == 0


@pytest.mark.parametrize(
    ("race", "variant", "changed"),
    [
        (RaceSettings(over="activation"), "ReLU", {"activation": "ReLU", "layer_activations": ()}),
        (RaceSettings(over="optimiser"), "SGD", {"optimiser": "SGD"}),
        (RaceSettings(over="initialisation"), "He", {"initialisation": "He"}),
        (RaceSettings(over="learning rate"), "0.0001", {"learning_rate": 0.0001}),
    ],
)
def test_a_race_changes_one_thing(race, variant, changed):
    base = Settings(layer_activations=("ELU",), learning_rate=0.3)
    assert variant in race.variants()
    assert race.apply(base, variant) == Settings(
        **{"layer_activations": ("ELU",), "learning_rate": 0.3} | changed
    )


def test_seeds_count_up_and_wrap_at_the_end_of_their_range():
    seeded = RaceSettings(seeds=3).seeded(Settings(seed=9_998))
    assert [one.seed for one in seeded] == [9_998, 9_999, 0]


def test_every_learning_rate_can_race():
    knob = next(knob for knob in knobs_of(RaceSettings) if knob.name == "learning_rates")
    rates = [RaceSettings(over="learning rate").apply(Settings(), name) for name in knob.options]
    assert tuple(settings.learning_rate for settings in rates) == LEARNING_RATES
    assert knob.options[0] == "0.00001"
