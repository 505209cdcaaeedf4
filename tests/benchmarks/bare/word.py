"""A bare page that only writes what its slider says: no picture can be sooner than this word."""

import streamlit as st
import torch  # noqa: F401

st.text(st.sidebar.slider("Probe", -6.0, 6.0, 1.0, 0.1, key="activations_probe"))
