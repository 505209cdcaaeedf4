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
# A model by name comes over plain HTTP, which can be stopped, and nothing is reported about it.
# Read when huggingface_hub is first imported.
os.environ.setdefault("HF_HUB_DISABLE_XET", "1")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
# Torch's compiler, which an optimiser imports and this app never uses, asks for a folder that is
# there. Left to itself it looks for a temporary one, and fails where the disk is full.
os.environ.setdefault("TORCHINDUCTOR_CACHE_DIR", str(ROOT / "app"))

# A script hands each element to the server's loop and then waits for Python's lock: that is for as
# long as this where another one computes, dozens of times in a page.
sys.setswitchinterval(0.0005)

import streamlit as st

from app import allocator, boundary, components, unanswered
from app.catalogue import CONCEPTS, PAGES
from app.turn import turn

TITLE = "Deep Learning Playground"
allocator.be_frugal()
# Before the navigation, which otherwise asks a server of icons for its page's.
st.set_page_config(page_icon=str(ROOT / "assets" / "icon.svg"), layout="wide")
st.html(ROOT / "app" / "style.css")
sections: dict[str, list[st.Page]] = {
    "": [st.Page(PAGES / "home.py", title="Playground", icon=":material/home:", default=True)]
}
for concept in CONCEPTS:
    page = st.Page(concept.path, title=concept.title, icon=concept.icon, url_path=concept.slug)
    sections.setdefault(concept.section, []).append(page)
chosen = st.navigation(sections, position="top")
home = not chosen.url_path
st.set_page_config(page_title=TITLE if home else f"{chosen.title} · {TITLE}")
with turn.request(), boundary.page():
    if missing := components.unpublished():
        st.error(missing, icon=":material/folder_off:")
        st.stop()
    if not home:
        components.fetch_ahead()
    chosen.run()
    if home:  # It has no picture, so there is time to load what the next page needs.
        components.fetch_ahead()
    unanswered.note(whole=True)
