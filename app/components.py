"""How the app's own browser scripts reach the browser.

A component's script would travel inside every message that updates it. So the message carries
a few lines that import the real module from ``app/static``, which Streamlit serves and browsers
cache: the scripts below ``app/``, and plotly.js from the installed package. The scripts' folder
is named by a hash of their contents, so that a new version never meets a cached old one.

The app writes them at its start. Where it may not, such as in a read-only container, they are
written beforehand: ``python -m app.components``.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import plotly
import streamlit as st

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

log = logging.getLogger(__name__)
APP = Path(__file__).parent
STATIC = APP / "static"
PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"


@cache
def publish(static: Path = STATIC) -> tuple[str, str]:
    """Copy scripts and plotly.js below ``static``; return the folder's and plotly.js's names.

    Where both are there already, nothing is written. Raises ``OSError`` where ``static`` lacks one
    of them and cannot be written.
    """
    scripts = sorted(path for path in APP.glob("*/*.js") if path.parent.name != STATIC.name)
    digest = hashlib.sha256()
    for script in scripts:
        digest.update(str(script.relative_to(APP)).encode() + script.read_bytes())
    folder = static / digest.hexdigest()[:12]
    library = static / f"plotly-{plotly.__version__}.js"
    if folder.exists() and library.exists():
        return folder.name, library.name
    static.mkdir(parents=True, exist_ok=True)
    # Another process may be doing the same: fill a private folder, then rename what is missing.
    with tempfile.TemporaryDirectory(dir=static, ignore_cleanup_errors=True) as filling:
        if not library.exists():
            shutil.copyfile(PLOTLY, Path(filling) / "plotly.js")
            os.replace(Path(filling) / "plotly.js", library)
        if not folder.exists():
            fresh = Path(filling) / "scripts"
            for script in scripts:
                target = fresh / script.relative_to(APP)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(script, target)
            try:
                os.rename(fresh, folder)
            except OSError:
                if not folder.exists():
                    raise
    return folder.name, library.name


def unpublished() -> str:
    """Why there are no pictures, in a sentence; empty where the browser can have the scripts."""
    try:
        publish()
    except OSError as problem:
        log.error("The browser's scripts cannot be written: %s", problem)
        return (
            "This server cannot write the scripts that draw the pictures. Whoever runs it can run "
            "`python -m app.components` once where the app's folder can be written and the disk "
            "has room."
        )
    return ""


def component(name: str, script: str) -> ComponentRenderer:
    """Register the component whose module is ``script``, a path below ``app/``.

    The module exports ``render(component, plotlyAddress)``, called at each new ``data`` with
    Streamlit's component arguments, and ``unmount(parentElement)``. It draws into the element
    of class ``dlp-<name>``.
    """
    folder, library = publish()
    loader = f"""
const address = (path) => new URL("app/static/" + path, document.baseURI).href;
const loading = import(address("{folder}/{script}"));
export default function (component) {{
  loading.then((module) => module.render(component, address("{library}")));
  return () => loading.then((module) => module.unmount(component.parentElement));
}}
"""
    html = f'<div class="dlp-{name}"></div>'
    return st.components.v2.component(f"dlp_{name}", html=html, js=loader, isolate_styles=False)


def fetch_ahead() -> None:
    """Let the browser fetch what draws the pictures while the server still imports torch."""
    folder, library = publish()
    # In braces: where Streamlit runs it once more on the same page, its names are still taken.
    script = f"""{{
const address = (path) => new URL("app/static/" + path, document.baseURI).href;
import(address("{folder}/plot/stage.js")).then((stage) => stage.prepare(address("{library}")));
}}"""
    with st.container(key="ahead"):
        st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)


if __name__ == "__main__":
    publish()
