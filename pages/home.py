"""The home page: what the playground is, and a card for each concept."""

import streamlit as st

from app.catalogue import CONCEPTS

st.markdown("## Deep Learning Playground")
st.markdown(
    "See *why* deep learning works. Small PyTorch models train in front of you: change a setting, "
    "and the picture responds. Every number was measured on the model that you see."
)
cards = st.grid(columns="auto", min_column_width=300)
for concept in CONCEPTS:
    with cards.container(border=True, height="stretch"):
        st.page_link(concept.path, label=f"**{concept.title}**", icon=concept.icon)
        st.markdown(concept.idea)
st.caption(
    "You need no account and no key. A page's address contains all its settings: "
    "anyone who opens a copied link sees the same run."
)
