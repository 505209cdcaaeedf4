"""What several views draw."""

from __future__ import annotations

import pytest

from app.theme import DARK, LIGHT
from core.retrieval.encode import shipped_library
from core.retrieval.settings import Chunking

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
LIBRARY = shipped_library(Chunking())
