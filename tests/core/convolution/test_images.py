"""What is held out stays so; a learner's drawing becomes a digit as the network learnt from."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw

from core.convolution.build_assets import shipped
from core.convolution.images import CANVAS, DIGITS, as_input, held_out, load

# Strokes of places (x, y) on a square of 100, from the upper left.
DRAWN = {
    "0": [[(50, 12), (72, 28), (76, 55), (62, 84), (42, 86), (27, 66), (26, 36), (50, 12)]],
    "1": [[(38, 28), (54, 12), (52, 88)]],
    "2": [[(30, 26), (50, 14), (68, 28), (62, 46), (28, 84), (72, 84)]],
    "3": [[(30, 18), (66, 18), (48, 42), (68, 60), (60, 80), (30, 82)]],
    "4": [[(54, 12), (28, 60), (75, 60)], [(60, 40), (60, 88)]],
    "5": [[(66, 16), (38, 16), (36, 45), (56, 42), (68, 58), (60, 78), (34, 82)]],
    "6": [[(62, 14), (40, 38), (33, 64), (42, 84), (60, 84), (68, 68), (56, 54), (38, 62)]],
    "7": [[(28, 16), (72, 16), (42, 88)]],
    "8": [
        [(66, 20), (40, 18), (36, 34), (66, 62), (62, 82), (40, 82), (36, 66), (66, 34), (66, 20)]
    ],
    "9": [[(66, 34), (52, 48), (36, 40), (36, 22), (54, 13), (66, 24), (66, 50), (60, 88)]],
}


def drawn(name: str, pen: float) -> np.ndarray:
    """A digit in white ink on black, (64, 64) uint8; ``pen`` is a share of the side."""
    image = Image.new("L", (256, 256))
    draw = ImageDraw.Draw(image)
    for stroke in DRAWN[name]:
        places = [(2.56 * x, 2.56 * y) for x, y in stroke]
        draw.line(places, fill=255, width=round(256 * pen))
        for place in places:
            draw.circle(place, 128 * pen, fill=255)
    return np.asarray(image.reduce(4))


@pytest.mark.parametrize("pen", [0.04, 0.06, 0.09, 0.12])
def test_the_network_reads_what_is_drawn_with_any_pen(pen: float) -> None:
    network = shipped(DIGITS)
    with torch.no_grad():
        logits = network(torch.cat([as_input(DIGITS, drawn(name, pen)) for name in DRAWN]))
    said = dict(zip(DRAWN, map(str, logits.argmax(1).tolist()), strict=True))
    wrong = {name: answer for name, answer in said.items() if answer != name}
    assert len(wrong) <= 1, wrong


@pytest.mark.parametrize("pen", [0.04, 0.09, 0.12])
def test_a_drawing_has_as_much_ink_as_the_digits_that_were_learnt(pen: float) -> None:
    learnt = load(DIGITS, 10_000, seed=0).x_train.mean(dim=(1, 2, 3))
    low, high = np.quantile(learnt, [0.01, 0.99])
    for name in DRAWN:
        assert low < as_input(DIGITS, drawn(name, pen)).mean() < high, name


def test_nothing_drawn_is_nothing_to_see() -> None:
    assert not as_input(DIGITS, np.zeros((64, 64), np.uint8)).any()


def test_a_dark_drawing_on_white_becomes_a_bright_digit_that_fills_the_frame() -> None:
    paper = np.full((60, 60, 3), 255, np.uint8)
    paper[20:40, 27:33] = 0
    digit = as_input(DIGITS, paper)[0, 0].numpy()
    assert digit[:, 3:5].min() > 0.9
    assert digit[:, [0, 1, 6, 7]].max() == 0
    assert as_input(CANVAS, paper).shape == (1, 1, 16, 16)


def test_what_is_held_out_is_never_trained_on() -> None:
    kept = {row.numpy().tobytes() for row in held_out(DIGITS)[0]}
    learnt = {row.numpy().tobytes() for row in load(DIGITS, 10_000, seed=0).x_train}
    assert len(held_out(DIGITS)[0]) + len(load(DIGITS, 10_000, seed=0).x_train) == 1797
    assert not kept & learnt
