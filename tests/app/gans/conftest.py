"""The page on GANs, opened."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest


@pytest.fixture
def page():
    at = AppTest.from_file("../../../app/main.py", default_timeout=60).run()
    return at.switch_page("../pages/gans.py").run()
