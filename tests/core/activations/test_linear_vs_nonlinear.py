import pytest

from core.activations.linear_vs_nonlinear import as_race
from core.activations.settings import Settings
from core.nn.activations import ACTIVATIONS


def test_the_race_trains_the_stack_of_the_page():
    chosen = Settings(stack_layers=4, stack_width=6, between="ELU", task="circle", seed=7)
    network, race = as_race(chosen)
    assert network.hidden == (6, 6, 6)
    assert (network.data, network.seed, network.initialisation) == ("circle", 7, "He")
    assert race.variants() == ("ELU", "identity")


@pytest.mark.parametrize(("layers", "hidden"), [(1, 1), (2, 1), (9, 8), (10, 8)])
def test_it_has_as_many_hidden_layers_as_can_be_trained(layers, hidden):
    assert len(as_race(Settings(stack_layers=layers))[0].hidden) == hidden


@pytest.mark.parametrize("between", ACTIVATIONS)
def test_the_linear_stack_is_always_in_it(between):
    assert set(as_race(Settings(between=between))[1].variants()) == {between, "identity"}


def test_knobs_of_other_parts_do_not_restart_it():
    assert as_race(Settings(probe=2.0, depth=3, mean=1.0)) == as_race(Settings())
