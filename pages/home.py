"""The home page: what the playground is, and a card for each concept."""

import streamlit as st

from app.catalogue import CONCEPTS

st.markdown("## Deep Learning Playground")
st.markdown(
    "See *why* deep learning works. Small PyTorch models train in front of you: move a knob, and "
    "the picture answers. Every number that you read was measured on the model that you see."
)
cards = st.grid(columns="auto", min_column_width=300)
for concept in CONCEPTS:
    with cards.container(border=True, height="stretch"):
        st.page_link(concept.path, label=f"**{concept.title}**", icon=concept.icon)
        st.markdown(concept.idea)
st.caption(
    "No account, no key. An address carries all settings of its page: "
    "copy it, and whoever opens it sees the same run."
)
