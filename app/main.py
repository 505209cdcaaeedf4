"""The entry of the app: `streamlit run app/main.py`."""

import os
import sys
from pathlib import Path

# Streamlit puts only this file's folder on the path; everything is imported from the root.
ROOT = Path(__file__).parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))
# Small tensors lose with more threads than one. It has to be said before torch is first imported.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import streamlit as st

from app import components
from app.catalogue import CONCEPTS, PAGES

sections: dict[str, list[st.Page]] = {
    "": [st.Page(PAGES / "home.py", title="Playground", icon=":material/home:", default=True)]
}
for concept in CONCEPTS:
    page = st.Page(concept.path, title=concept.title, icon=concept.icon, url_path=concept.slug)
    sections.setdefault(concept.section, []).append(page)
chosen = st.navigation(sections, position="top")
name = "Deep Learning Playground"
st.set_page_config(
    page_title=f"{chosen.title} · {name}" if chosen.url_path else name,
    page_icon=str(ROOT / "assets" / "icon.svg"),
    layout="wide",
)
st.html(ROOT / "app" / "style.css")
if chosen.url_path:
    components.fetch_ahead()
chosen.run()
