"""A bare page: the reference for the home page's cold start."""

import streamlit as st

st.title("A bare page")
