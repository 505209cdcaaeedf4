"""The entry of the app: `streamlit run app/main.py`."""

import os
import sys
from pathlib import Path

# Streamlit puts only this file's folder on the path; everything is imported from the root.
ROOT = str(Path(__file__).parent.parent)
if ROOT not in sys.path:
    sys.path.insert(0, ROOT)
# Small tensors lose with more threads than one. It has to be said before torch is first imported.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import streamlit as st

from app.catalogue import CONCEPTS, PAGES

st.set_page_config(
    page_title="Deep Learning Playground",
    page_icon=str(Path(ROOT) / "assets" / "icon.svg"),
    layout="wide",
)
# The pictures are to stand above the fold: less of the empty space that Streamlit leaves on top.
st.html(
    "<style>.stMainBlockContainer { padding: 3.75rem 2rem 2rem; } "
    "@media (max-width: 640px) { .stMainBlockContainer { padding: 3.75rem 1rem 2rem; } } "
    ".stMainBlockContainer > div > .stVerticalBlock { gap: 0.6rem; } h4 { padding: 0 !important; } "
    ".stSidebar [data-testid='stSidebarHeader'] { height: 1.5rem; margin: 0; }</style>"
)
sections: dict[str, list[st.Page]] = {
    "": [st.Page(PAGES / "home.py", title="Playground", icon=":material/home:", default=True)]
}
for concept in CONCEPTS:
    page = st.Page(concept.path, title=concept.title, icon=concept.icon, url_path=concept.slug)
    sections.setdefault(concept.section, []).append(page)
st.navigation(sections, position="top").run()
