"""What the tests of all pages share."""

from __future__ import annotations

import pytest
import streamlit as st


@pytest.fixture
def sent(monkeypatch):
    """The last arguments of each download button by its label; the buttons are drawn too."""
    calls = {}
    draw = st.download_button

    def record(label, data, file_name, mime, **options):
        calls[label] = {"data": data, "file_name": file_name, "mime": mime, **options}
        return draw(label, data, file_name, mime, **options)

    monkeypatch.setattr(st, "download_button", record)
    return calls
