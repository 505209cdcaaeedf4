"""Shift invariance: a held-out digit is moved, turned or blurred; three networks answer."""

from __future__ import annotations

import streamlit as st

from app import controls, downloads, page, plot, theme
from app.figures.convolution import shift_invariance as figures
from app.figures.convolution.feature_maps import picture
from core.convolution import network_export as export
from core.convolution import network_narration as narration
from core.convolution import precomputed, shift_invariance
from core.convolution.build_assets import FLAT, POOLED, SAMPLES, SHIPPED, shipped
from core.convolution.feature_maps import features
from core.convolution.images import CANVAS, as_picture, class_names, held_out
from core.convolution.network import fully_connected
from core.convolution.network_presets import SHIFT_INVARIANCE
from core.convolution.shift_invariance import AMOUNTS, NETWORKS, UNITS, Settings


def show(slug: str) -> None:
    """The view: the digit before and after, maps before and after, answers, curves."""
    own = f"{slug}-shift"
    with st.sidebar:
        settings = controls.settings(own, Settings)
    controls.presets(slug, SHIFT_INVARIANCE, settings, knobs=own)
    x, y = held_out(CANVAS)
    truth, names = int(y[settings.digit]), class_names(CANVAS)
    image = x[settings.digit : settings.digit + 1]
    changed = shift_invariance.change(image, settings)
    found = {name: features(shipped(file), changed) for name, file in NETWORKS.items()}
    untouched = {name: features(shipped(file), image) for name, file in NETWORKS.items()}
    errors = shift_invariance.equivariance(
        shipped(FLAT), image, changed, settings.right, settings.down
    )
    curves = precomputed.accuracies(settings.curve)
    now = {
        "shift": max(abs(settings.right), abs(settings.down)),
        "rotation": abs(settings.turn),
        "noise": settings.noise,
    }[settings.curve]
    colours = theme.current()
    panels = {
        "before": picture(
            as_picture(image[0].numpy()), colours, title="Before", note=f"a {truth}", height=190
        ),
        "after": picture(as_picture(changed[0].numpy()), colours, title="After", height=190),
        "votes": figures.votes(
            names, {name: one.probabilities for name, one in found.items()}, truth, colours
        ),
        "curve": figures.accuracy(
            settings.curve, UNITS[settings.curve], AMOUNTS[settings.curve], curves, now, colours
        ),
        "errors": figures.errors(errors, colours),
    }
    first, last = next(iter(NETWORKS)), list(found[next(iter(NETWORKS))].maps)[-1]
    for layer in ("ReLU 1", last):
        # The map with the strongest cell says the most.
        channel = int(untouched[first].maps[layer].max(axis=(1, 2)).argmax())
        panels[layer] = figures.pair(
            untouched[first].maps[layer][channel], found[first].maps[layer][channel], layer, colours
        )
    plot.show(
        panels,
        key=f"{slug}-shift-stage",
        rows=[
            [("before", 2), ("after", 2), ("ReLU 1", 4), (last, 4)],
            [("curve", 6), ("votes", 4), ("errors", 3)],
        ],
    )
    page.explanation(
        slug,
        [
            narration.about_answers(found, untouched, names, truth),
            narration.about_curves(
                settings.curve,
                UNITS[settings.curve],
                AMOUNTS[settings.curve],
                curves,
                shift_invariance.parameters(),
                now,
            ),
            narration.about_equivariance(errors, settings),
        ],
    )
    page.code(
        slug,
        {
            "equivariance": shift_invariance.equivariance,
            "shift": shift_invariance.shift,
            "accuracies": shift_invariance.accuracies,
            "same number of weights": fully_connected,
        },
        downloads=lambda: downloads.script(
            slug, export.training_script(SHIPPED[POOLED], SAMPLES), "Convolution"
        ),
    )
