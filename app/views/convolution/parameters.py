"""Parameters: what a convolution saves beside layers that share nothing."""

from __future__ import annotations

import streamlit as st

from app import controls, downloads, page, plot, theme
from app.figures.convolution import parameters as figures
from core.convolution import export, narration, parameters
from core.convolution.presets import PARAMETERS


def show(slug: str) -> None:
    """Draw the view's knobs, presets, pictures, words and code."""
    with st.sidebar:
        settings = controls.settings(slug, parameters.Settings)
    controls.presets(slug, PARAMETERS, settings)
    saving = counted(settings)
    colours = theme.current()
    plot.show(
        {"growth": figures.growth(saving, colours), "matrix": figures.matrix(saving, colours)},
        key=f"{slug}-parameters",
        rows=[[("growth", 6), ("matrix", 5)]],
    )
    page.explanation(slug, narration.about_saving(saving))
    page.code(
        slug,
        {
            "layers": parameters.layers,
            "locally connected": parameters.LocallyConnected,
            "as a matrix": parameters.as_matrix,
        },
        downloads=lambda: downloads.script(
            slug, export.parameters_script(saving), "Parameters of a convolution"
        ),
    )


def counted(settings: parameters.Settings) -> parameters.Saving:
    """The layers of these settings; where the kernel does not fit, those of the usual ones."""
    try:
        return parameters.saving(settings)
    except ValueError as problem:
        st.warning(str(problem), icon=":material/warning:")
        return parameters.saving(parameters.Settings())
