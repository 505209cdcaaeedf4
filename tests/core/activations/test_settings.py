"""Every knob of the activations page, at both ends, gives numbers that can be drawn."""

import dataclasses
from types import SimpleNamespace

import numpy as np
import pytest

from core.activations.curves import curve, probe
from core.activations.depth import signal_propagation
from core.activations.linear import collapse
from core.activations.preactivations import bell, measure
from core.activations.settings import Settings
from core.knob_kinds import Choice, Number, Several
from core.knobs import knobs_of

KNOBS = {knob.name: knob for knob in knobs_of(Settings)}


def ends():
    for knob in KNOBS.values():
        match knob:
            case Several():
                yield from ((knob.name, (option,)) for option in knob.options)
                yield knob.name, knob.options
            case Choice():
                yield from ((knob.name, option) for option in knob.options)
            case Number():
                yield from ((knob.name, end) for end in (knob.low, knob.high))


@pytest.mark.parametrize(("name", "value"), list(ends()))
def test_every_knob_computes_at_both_ends(name, value):
    settings = Settings(**{name: value})
    inputs = bell(settings)
    for shown in settings.shown:
        assert np.isfinite(curve(shown).slope).all()
        assert np.isfinite(measure(shown, inputs).mean_slope)
        assert probe(shown, settings.probe).sentence
    assert np.isfinite(collapse(settings).remaining)
    assert np.isfinite(signal_propagation(settings).spread).all()


def test_each_knob_says_what_it_is_for():
    assert set(KNOBS) == {declared.name for declared in dataclasses.fields(Settings)}
    for knob in KNOBS.values():
        assert knob.label
        assert knob.help.endswith(".")
        assert knob.group


@pytest.mark.parametrize("name", ["mean", "spread"])
def test_the_bell_has_knobs_only_where_it_is_used(name):
    assert KNOBS[name].when(SimpleNamespace(source="adjustable"))
    assert not KNOBS[name].when(SimpleNamespace(source="trained network"))


@pytest.mark.parametrize(
    "wrong", [{"shown": ()}, {"shown": ("step",)}, {"depth": 21}, {"spread": 0.0}, {"task": "and"}]
)
def test_what_a_knob_does_not_accept_is_refused(wrong):
    with pytest.raises(ValueError, match=KNOBS[next(iter(wrong))].label):
        Settings(**wrong)
