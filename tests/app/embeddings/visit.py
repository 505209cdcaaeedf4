"""Visits to the page."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from core.embeddings.projection import PCA


def whole(at: AppTest) -> AppTest:
    assert not at.exception, at.exception[0].message
    return at


def said(at: AppTest) -> str:
    return "\n".join(one.value for one in (*at.markdown, *at.caption, *at.warning))


def choose(at: AppTest, encoder: str, data: str) -> AppTest:
    at.selectbox(key="embeddings-of_encoder").set_value(encoder).run()
    return whole(at.selectbox(key="embeddings-of_data").set_value(data).run())


def pca(at: AppTest) -> AppTest:
    """The map that needs no library, so that what is tested is quick."""
    return whole(at.selectbox(key="embeddings_method").set_value(PCA).run())


SLUG = "embeddings"


def opened(view: str, **parameters: str) -> AppTest:
    at = AppTest.from_file("../../../app/main.py", default_timeout=60).run()
    for name, value in {f"{SLUG}_view": view, **parameters}.items():
        at.query_params[name] = value
    at.switch_page(f"../pages/{SLUG}.py").run()
    assert not at.exception
    return at
