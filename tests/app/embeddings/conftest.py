"""The page on embeddings, opened."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.embeddings.visit import whole


@pytest.fixture
def page() -> AppTest:
    at = AppTest.from_file("../../../app/main.py", default_timeout=60).run()
    return whole(at.switch_page("../pages/embeddings.py").run())
