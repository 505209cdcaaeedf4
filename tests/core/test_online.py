"""Whether the hub answers is asked once, and its library's many retries are not waited for."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from core.embeddings import hub
from core.online import hub_answers


@pytest.fixture
def somebody() -> Iterator[str]:
    """A server that answers everything with "not implemented"."""
    server = HTTPServer(("localhost", 0), BaseHTTPRequestHandler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_hub_that_refuses_is_there(somebody: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", somebody)
    assert hub_answers()
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    assert not hub_answers()


def test_without_a_network_nothing_is_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://localhost:9")
    monkeypatch.setattr("huggingface_hub.utils._http.time.sleep", asked.append)
    assert not hub_answers()
    with pytest.raises(ValueError, match="no network connection"):
        hub.load("nobody/nothing-of-this-name")
    assert asked == []
