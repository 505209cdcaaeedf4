"""Settings that each show something of a network, by the view; what they promise is tested."""

from __future__ import annotations

from core.convolution import attribution, filters, shift_invariance
from core.convolution.images import CANVAS, DIGITS, ImageChoice
from core.convolution.network_settings import DENSE, READOUTS, Settings

FEATURE_MAPS: dict[str, ImageChoice] = {
    "Star": ImageChoice(shape="star"),
    "Ripples": ImageChoice(shape="ripples"),
    "Handwritten 3": ImageChoice(image="digit", digit=3),
    "Untrained: a temple": ImageChoice(image="photograph", photograph="temple"),
}

FILTERS: dict[str, filters.Settings] = {
    "First block": filters.Settings(block=1),
    "Middle": filters.Settings(),
    "Last block": filters.Settings(block=3),
    "Strokes of digits": filters.Settings(network=DIGITS),
}

ATTRIBUTION: dict[str, attribution.Settings] = {
    "First guess": attribution.Settings(),
    "Second guess": attribution.Settings(explain="second guess"),
    "A small patch": attribution.Settings(patch=3),
}

SHIFT_INVARIANCE: dict[str, shift_invariance.Settings] = {
    "Two pixels": shift_invariance.Settings(),
    "One pixel and pooling": shift_invariance.Settings(right=1),
    "Four pixels": shift_invariance.Settings(right=4),
    "A rotation": shift_invariance.Settings(right=0, turn=45, curve="rotation"),
    "Noise": shift_invariance.Settings(right=0, noise=0.5, curve="noise"),
}

TRAINING: dict[str, Settings] = {
    "Digits": Settings(data=DIGITS, depth=2),
    "Shapes": Settings(readout=READOUTS[1], kernel=5),
    "Same size, no convolution": Settings(data=CANVAS, depth=2, kind=DENSE),
    "Only colours: 1 × 1": Settings(kernel=1, readout=READOUTS[1]),
    "Few images": Settings(data=DIGITS, depth=2, samples=100),
}
