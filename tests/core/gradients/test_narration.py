"""The sentences of the page: each says a number that was measured, and none says too much."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.gradients import chain_narration, narration
from core.gradients.at_initialisation import start
from core.gradients.chain_rule import chain
from core.gradients.ladder import ladder
from core.gradients.settings import FIXES, Settings, compared, fixed
from core.gradients.training import Run


def said(settings: Settings) -> str:
    return " ".join(narration.about_start({"A": start(settings)}))


def test_the_speed_of_the_first_layer_is_said_in_powers_of_ten() -> None:
    one = start(Settings())
    text = said(Settings())
    assert f"{one.weights[0]:.2g}" in text
    assert f"{one.weights[-1]:.2g}" in text
    exponent = "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(digit)] for digit in str(round(one.behind)))
    assert f"The gradient of layer 1 is about 10{exponent} times smaller than that of" in text
    assert "A sigmoid's slope is at most 0.25" in text


def test_larger_is_said_where_the_first_layers_get_more() -> None:
    settings = Settings(depth=60, activation="ReLU", normalisation="batch")
    assert start(settings).behind < -3
    assert "times larger" in said(settings)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (Settings(initialisation="zero"), "only the output layer can learn"),
        (Settings(depth=100), "the gradient of the first"),
        (
            Settings(depth=100, width=64, activation="ReLU", initialisation="normal", init_scale=2),
            "the outputs overflow at once, by layer 3",
        ),
        (Settings(initialisation="zero"), "From layer 1 on, every example gives exactly the same"),
        (Settings(initialisation="zero", activation="ReLU"), "All units are dead"),
        (Settings(width=2, normalisation="layer"), "leaves nothing"),
        (Settings(depth=30, activation="ReLU"), "both very small"),
        (Settings(depth=40, width=5, activation="ReLU", initialisation="He"), "are dead"),
        (Settings(activation="tanh", initialisation="normal", init_scale=1.0), "are saturated"),
        (Settings(), "less than float32 resolves"),
        (
            Settings(depth=40, width=5, activation="ReLU", initialisation="He"),
            "from layer 30 on, every example gives exactly the same outputs",
        ),
        (
            fixed(Settings(depth=100), "all fixes"),
            "most of what they hold is the same for every example",
        ),
    ],
)
def test_what_is_special_is_said(settings: Settings, sentence: str) -> None:
    assert sentence in said(settings)


def test_no_layer_is_said_to_starve_that_learns_around_a_dead_one() -> None:
    settings = Settings(depth=100, width=2, activation="ReLU", residual=True, initialisation="He")
    one = start(settings)
    assert one.weights[-1] == 0 < one.weights[0]
    assert f"layer 100 get no gradient; the gradient of layer 1 is {one.weights[0]:.2g}" in (
        said(settings)
    )


def test_it_is_said_where_nothing_of_the_gradient_arrives() -> None:
    settings = Settings(depth=100, width=2, activation="ReLU", normalisation="layer")
    lost = max(start(settings).layer[start(settings).arriving == 0])
    assert 1 < lost < 100
    assert f"No gradient reaches layer {lost} and all layers before" in said(settings)


def test_a_healthy_network_is_not_scolded() -> None:
    text = said(Settings(depth=10, activation="tanh", initialisation="LeCun"))
    for word in ("float32", "dead", "saturated", "the same for", "very small", "very large"):
        assert word not in text


def test_a_and_b_are_named_with_what_turns_one_into_the_other() -> None:
    members = compared(Settings(versus="He init"))
    text = " ".join(narration.about_start({name: start(one) for name, one in members.items()}))
    assert "From A to B: Initial weights Xavier → He." in text
    assert "**A**:" in text
    assert "**B**:" in text


@pytest.mark.parametrize("fix", FIXES)
def test_every_fix_changes_just_what_it_says(fix: str) -> None:
    changed = vars(fixed(Settings(), fix))
    for name, value in vars(Settings()).items():
        assert changed[name] == FIXES[fix].get(name, value)
    assert list(compared(Settings(versus=fix))) == ["A", "B"]


def test_a_pinned_network_is_a_on_the_seed_of_the_knobs() -> None:
    members = compared(Settings(seed=7, depth=9), Settings(depth=5, versus="ReLU"))
    assert members == {"A": Settings(seed=7, depth=5), "B": Settings(seed=7, depth=9)}


def test_training_is_told_with_its_numbers() -> None:
    settings = Settings(depth=4, width=6, activation="ReLU", clipping=0.1, versus="leaky ReLU")
    run = Run(compared(settings))
    began, press = (
        narration.about_training(run.frame())[0],
        narration.about_training(run.frame())[-1],
    )
    assert f"{run.frame().tracks[0].first_gradient[0]:.2g} in layer 1" in began
    assert "Press Play" in press
    for _ in range(8):
        run.advance()
    frame = run.frame()
    text = " ".join(narration.about_training(frame))
    for track in frame.tracks:
        assert f"{track.train_loss[-1]:.3g}" in text
        assert f"of {len(track.gradient)} steps" in text
        assert f"{track.ratio[-1, 0]:.2g}" in text
    assert "**A**" in text


def test_layers_that_stand_still_and_networks_that_overflow_are_told() -> None:
    run = Run({"A": Settings()})
    run.advance()
    assert "have not moved at all" in " ".join(narration.about_training(run.frame()))
    wild = Settings(depth=60, activation="ReLU", initialisation="normal", init_scale=2.0)
    run = Run({"A": wild, "B": Settings(depth=60)})
    while not run.frame().tracks[0].lost:
        run.advance()
    assert run.frame().tracks[0].lost in " ".join(narration.about_training(run.frame()))


def test_an_overflow_that_ends_the_run_is_left_to_the_run_to_tell() -> None:
    wild = Settings(depth=60, activation="ReLU", initialisation="normal", init_scale=2.0)
    for members, tell in (
        ({"A": wild}, narration.about_training),
        (ladder(wild), narration.about_ladder),
    ):
        run = Run(members)
        while not (run.finished or run.step == 3):
            run.advance()
        frame = run.frame()
        for track in frame.tracks:
            told = [*tell(frame), frame.finished or ""]
            assert sum((track.lost or "overflowed") in text for text in told) == bool(track.lost)


def test_a_loss_that_was_measured_once_went_nowhere() -> None:
    run = Run({"A": Settings(depth=3)})
    run.advance()
    assert run.round > 1
    text = " ".join(narration.about_training(run.frame()))
    assert "The training loss before the first step was" in text
    assert "went from" not in text


def test_weights_that_began_as_zeros_have_no_first_length() -> None:
    run = Run({"A": Settings(depth=2, initialisation="zero")})
    for _ in range(4):
        run.advance()
    assert "All weights started at zero" in " ".join(narration.about_training(run.frame()))


def test_what_acts_in_training_alone_is_said_to_change_nothing_before_it() -> None:
    members = compared(Settings(versus="clipping"))
    starts = {name: start(one) for name, one in members.items()}
    assert "Before training, both are the same." in narration.about_start(starts)[0]


def test_the_ladder_names_who_leads() -> None:
    run = Run(ladder(Settings(depth=3, width=6)))
    first, promise = narration.about_ladder(run.frame())
    assert "deep sigmoid" in first
    assert "6 networks" in promise
    for _ in range(8):
        run.advance()
    frame = run.frame()
    best = min(frame.tracks, key=lambda track: track.validation_loss[-1])
    assert f"**{best.name}** has the lowest validation loss" in narration.about_ladder(frame)[0]
    assert len(narration.about_ladder(frame)) >= 6


def test_the_ladder_says_which_fixes_keep_the_sigmoid_where_they_do_not_help() -> None:
    run = Run(ladder(Settings(width=8)))
    while run.step < 40:
        run.advance()
    text = " ".join(narration.about_ladder(run.frame()))
    assert (
        "**He init**, **layer normalisation** and **residual** are each the only change to the "
        "deep sigmoid: the sigmoid stays." in text
    )


def test_a_run_that_has_converged_is_not_judged_by_the_size_of_its_steps() -> None:
    settings = Settings(depth=3, activation="ReLU", initialisation="He", learning_rate=0.1)
    run = Run({"A": settings, "B": Settings(depth=6, learning_rate=0.1)})
    while run.step < 240:
        run.advance()
    learnt, stalled = run.frame().tracks
    assert learnt.train_loss[-1] < 0.1 < stalled.train_loss[-1]
    text = narration.about_training(run.frame())
    assert not any("healthy" in sentence for sentence in text)
    held = [sentence for sentence in text if "ignores the input" in sentence]
    assert [sentence[:5] for sentence in held] == ["**B**"]


def test_a_gradient_of_zero_is_not_put_down_to_rounding() -> None:
    settings = Settings(depth=40, width=5, activation="ReLU", initialisation="He")
    run = Run({"A": settings})
    run.advance()
    text = " ".join(narration.about_training(run.frame()))
    assert "the gradient of layer 1 was exactly zero in every step" in text
    assert "float32" not in text


def test_words_follow_the_frame_that_is_given() -> None:
    for members, tell in (
        (compared(Settings(depth=3, width=4, versus="ReLU")), narration.about_training),
        (ladder(Settings(depth=3, width=4)), narration.about_ladder),
    ):
        run = Run(members)
        kept = [(run.frame(), tell(run.frame()))]
        for _ in range(9):
            run.advance()
            kept.append((run.frame(), tell(run.frame())))
        assert len({" ".join(text) for _, text in kept}) == len(kept)
        assert all(tell(frame) == text for frame, text in kept)


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.19661, 3, "0.197"),
        (256, 2, "256"),
        (99.7, 2, "100"),
        (65536, 2, "65,536"),
        (-1.0, 3, "−1"),
        (3.63e-6, 2, "3.6e−06"),
        (2.5e7, 3, "2.5e+07"),
        (0.0, 3, "0"),
    ],
)
def test_a_number_of_the_chain_is_easy_to_read(value: float, digits: int, text: str) -> None:
    assert chain_narration.number(value, digits) == text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "at most 0.25 × 1"),
        ({"activation": "ReLU", "chain_input": -1.0, "chain_target": 1.0}, "exactly zero"),
        ({"activation": "ReLU", "chain_target": 1.0}, "hits the target exactly"),
    ],
)
def test_the_chain_is_multiplied_up(changes: dict, sentence: str) -> None:
    made = chain(replace(Settings(), **changes))
    text = " ".join(chain_narration.about_chain(made))
    assert sentence in text
    assert f"**{chain_narration.number(made.by_hand[0])}**" in text
    assert f"Autograd gives {chain_narration.number(made.by_autograd[0])}" in text
