"""What there is to take home of a picture in a trained network: the program and the weights."""

from __future__ import annotations

import streamlit as st

from app import downloads
from core.convolution import network_export as export
from core.convolution.build_assets import path
from core.convolution.feature_maps import Features


def home(slug: str, name: str, found: Features) -> None:
    """Buttons for the program of this picture, and for the weights that it reads."""
    downloads.script(
        slug,
        export.picture_script(name, found),
        "Convolution",
        needs=f"PyTorch, safetensors and {path(name).name} beside it",
    )
    st.download_button(
        "Weights",
        path(name).read_bytes(),
        path(name).name,
        "application/octet-stream",
        key=f"{slug}-download-weights",
        icon=":material/scatter_plot:",
        on_click="ignore",
        help="In safetensors format. The program reads this file.",
    )
