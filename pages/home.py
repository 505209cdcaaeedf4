"""The home page: what the playground is, and a card for each concept."""

import streamlit as st

from app.catalogue import CONCEPTS

st.title("Deep Learning Playground", anchor=False)
st.markdown(
    "See *why* deep learning works. Small PyTorch models train in front of you; move a knob and the "
    "picture answers. Every number that you read was measured on the model that you see."
)
columns = st.grid(columns="auto", min_column_width=320)
for concept in CONCEPTS:
    with columns.container(border=True):
        st.subheader(f"{concept.icon} {concept.title}", anchor=False)
        st.write(concept.idea)
        st.page_link(concept.path, label=f"Open {concept.title}", icon=":material/arrow_forward:")
