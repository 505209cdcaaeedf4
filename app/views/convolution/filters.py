"""Filters: the maximising and strongest images of each, its receptive field, and the hierarchy."""

from __future__ import annotations

import streamlit as st

from app import controls, downloads, page, plot, theme, waiting
from app.figures.convolution import filters as figures
from app.views.convolution.source_picker import clicked
from core.cache import shared
from core.convolution import filters, hierarchy, precomputed
from core.convolution import network_export as export
from core.convolution import network_narration as narration
from core.convolution.build_assets import SAMPLES, SHIPPED, shipped
from core.convolution.filters import Responses, Settings, Wanted
from core.convolution.hierarchy import Preferences
from core.convolution.images import DIGITS, SIZES, as_picture, class_names, held_out
from core.convolution.network import sights
from core.convolution.network_presets import FILTERS

MOST = 8  # strongest images of a filter
MOST_FILTERS = 32  # in any block


def show(slug: str) -> None:
    """The view: a gallery of what all filters of a block want, one of them looked at closely."""
    own = f"{slug}-filters"
    at = clicked(f"{slug}-filters-stage", "wanted", MOST_FILTERS)
    if at is not None:
        st.session_state[f"{own}_unit"] = at + 1
    with st.sidebar:
        settings = controls.settings(own, Settings)
    controls.presets(slug, FILTERS, settings, knobs=own)
    name = settings.network
    layer = f"ReLU {settings.digit_block if name == DIGITS else settings.block}"
    network, shape, names = shipped(name), SIZES[name], class_names(name)
    if settings.seed == precomputed.SEED:
        wanted = precomputed.wanted(name, layer)
    else:
        wanted = waiting.answer(
            "Optimising an image for each filter", climbed, name, layer, settings.seed
        )
    x, y = held_out(name)
    answers = answers_of(name)[layer]
    sight = sights(network)[layer]
    # A filter number beyond the last is the last: blocks differ in how many they have.
    unit = min(settings.unit, len(wanted.images)) - 1
    colours = theme.current()

    across = 4 if len(wanted.images) <= 16 else 8  # few are shown larger
    best = answers.strongest.max(axis=0)
    patches = filters.top_patches(answers, sight, shape, unit, MOST)
    tops = [as_picture(x[patch.row].numpy()) for patch in patches]
    cut = [
        image[patch.window[0] : patch.window[1], patch.window[2] : patch.window[3]]
        for image, patch in zip(tops, patches, strict=True)
    ]
    said = [f"{names[y[patch.row]]}: {patch.value:.2f}" for patch in patches]
    kernel = network.get_parameter(f"{layer.replace('ReLU', 'conv')}.weight").detach().numpy()
    trained, control = precomputed.levels(name)
    plot.show(
        {
            "wanted": figures.gallery(
                [as_picture(image) for image in wanted.images],
                [
                    f"filter {i + 1}: {value:.1f}, best real image {best[i]:.1f}"
                    for i, value in enumerate(wanted.values)
                ],
                colours,
                title=f"Maximising images of the {len(wanted.images)} filters of block {layer[-1]}",
                note=f"filter {unit + 1} framed; click one",
                across=across,
                selected=unit,
                clicks=True,
                main=True,
            ),
            "ladder": figures.ladder(trained, control, colours),
            "patches": figures.gallery(
                cut,
                said,
                colours,
                title=f"Strongest patches for filter {unit + 1}",
                note=f"it sees {sight.size} × {sight.size} pixels",
                across=4,
                height=220,
            ),
            "tops": figures.gallery(
                tops,
                said,
                colours,
                title="The whole images",
                note="held out from training",
                across=4,
                height=220,
            ),
            "weights": figures.weights(
                kernel[unit : unit + 1], colours, title=f"Weights of filter {unit + 1}"
            ),
        },
        key=f"{slug}-filters-stage",
        rows=[[("wanted", 7), ("ladder", 5)], [("patches", 4), ("tops", 4), ("weights", 4)]],
    )
    kinds = [names[y[patch.row]] for patch in patches]
    level = next(level for level in trained if level.layer == layer)
    found = preferences_of(name)[layer]
    page.explanation(
        slug,
        [
            f"Filter {unit + 1} of block {layer[-1]} outputs {best[unit]:.2f} for its strongest "
            f"held-out image and {wanted.values[unit]:.2f} for its maximising image. Its "
            f"preference for a direction of stripes is {level.orientation[unit]:.2f}.",
            narration.about_filter(unit, found, kinds, names),
            *narration.about_levels(trained, control, found),
        ],
    )
    page.code(
        slug,
        {
            "maximising image": filters.maximise,
            "top images": filters.top_patches,
            "receptive field": sights,
            "the hierarchy": hierarchy.levels,
        },
        downloads=lambda: downloads.script(
            slug, export.training_script(SHIPPED[name], SAMPLES), "Convolution"
        ),
    )


@shared
def climbed(name: str, layer: str, seed: int) -> Wanted:
    """The maximising images of all filters of a layer of a shipped network, from this seed."""
    return precomputed.climbed(name, layer, seed)


@shared
def answers_of(name: str) -> dict[str, Responses]:
    """How a shipped network's layers answer to the held-out images."""
    return filters.responses(shipped(name), held_out(name)[0])


@shared
def preferences_of(name: str) -> dict[str, Preferences]:
    """Which class each filter of a shipped network prefers."""
    y = held_out(name)[1].numpy()
    return {
        layer: hierarchy.preferences(answers.strongest, y)
        for layer, answers in answers_of(name).items()
        if layer.startswith("ReLU")
    }
