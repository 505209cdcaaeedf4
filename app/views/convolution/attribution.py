"""Saliency, Grad-CAM and occlusion for the chosen picture, and a deletion test of them."""

from __future__ import annotations

import numpy as np
import streamlit as st
import torch

from app import controls, images, page, plot, theme
from app.figures.convolution import attribution as figures
from app.figures.convolution.feature_maps import answers
from app.figures.convolution.feature_maps import picture as input_picture
from app.views.convolution import downloads
from core.cache import shared
from core.convolution import attribution
from core.convolution import network_narration as narration
from core.convolution.attribution import Deletion
from core.convolution.build_assets import shipped
from core.convolution.feature_maps import AS_IMAGE, features
from core.convolution.images import (
    DIGITS,
    ImageChoice,
    as_input,
    as_picture,
    class_names,
    fitting,
)
from core.convolution.network_presets import ATTRIBUTION
from core.percent import percent


def show(slug: str) -> None:
    """The view: the picture, three maps of what mattered, and the test of them."""
    own = f"{slug}-looks"
    picture = images.chosen(f"{slug}-seen", ImageChoice, own=slug)
    with st.sidebar:
        settings = controls.settings(own, attribution.Settings)
    controls.presets(slug, ATTRIBUTION, settings, knobs=own)
    name = fitting(AS_IMAGE, picture)
    network, names = shipped(name), class_names(name)
    x = as_input(name, picture.pixels)
    found = features(network, x)
    target = found.guesses[settings.explain == "second guess"]
    patch = max(1, settings.patch // 4) if name == DIGITS else settings.patch
    values = x.numpy()
    maps, deleted = by_slopes(name, values, target)
    hidden, hidden_curve = by_hiding(name, values, target, patch)
    maps = {**maps, "Occlusion": hidden}
    chance = deleted["at random"]
    curves = {method: deleted.get(method, hidden_curve) for method in maps} | {"at random": chance}
    share = settings.share / 100
    colours = theme.current()
    looks = as_picture(found.image)
    cells = found.maps[last(found.maps)].shape[1]
    notes = {
        "Saliency": "slope of the logit",
        "Grad-CAM": f"{cells} × {cells} cells",
        "Occlusion": f"patch of {patch} × {patch}",
    }
    panels = {
        "image": input_picture(
            looks,
            colours,
            title="The input",
            note=f"{names[target]} {percent(found.probabilities[target], 1)}",
            height=270,
        ),
        "answers": answers(names, found.probabilities, found.logits, colours),
        "deletion": figures.deletion(curves, share, names[target], colours),
    }
    for method, importance in maps.items():
        panels[method] = figures.heat(importance, looks, colours, title=method, note=notes[method])
    plot.show(
        panels,
        key=f"{slug}-looks-stage",
        rows=[[("image", 1), *((method, 1) for method in maps)], [("answers", 5), ("deletion", 7)]],
    )
    page.explanation(
        slug,
        [
            f"The network gives {names[target]} a probability of "
            f"{percent(found.probabilities[target], 1)}. Each map ranks the pixels by its own "
            f"method; deleting those that it ranks highest tests the ranking.",
            *narration.about_deletion(curves, share, names[target]),
        ],
    )
    page.code(
        slug,
        {
            "saliency": attribution.saliency,
            "Grad-CAM": attribution.grad_cam,
            "occlusion": attribution.occlusion,
            "the test": attribution.deleted,
        },
        downloads=lambda: downloads.home(slug, name, found),
    )


@shared
def by_slopes(
    name: str, x: np.ndarray, target: int
) -> tuple[dict[str, np.ndarray], dict[str, Deletion]]:
    """What no knob but the picture changes: two maps, their deletion curves and that of chance."""
    network, image = shipped(name), torch.from_numpy(x)
    maps = {
        "Saliency": attribution.saliency(network, image, target),
        "Grad-CAM": attribution.grad_cam(network, image, target),
    }
    return maps, attribution.deletions(network, image, target, maps)


@shared
def by_hiding(name: str, x: np.ndarray, target: int, patch: int) -> tuple[np.ndarray, Deletion]:
    """The occlusion map and its deletion curve."""
    network, image = shipped(name), torch.from_numpy(x)
    importance = attribution.occlusion(network, image, target, patch)
    return importance, attribution.deleted(network, image, target, importance)


def last(maps: dict) -> str:
    """The name of the last ReLU layer."""
    return [name for name in maps if name.startswith("ReLU")][-1]
