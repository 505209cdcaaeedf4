"""A hub on this computer for the real client of the hub: listings, files and refusals."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlparse

import pytest


@dataclass
class Listed:
    """A repository: where its files lie, and what is said of it."""

    folder: Path
    sizes: dict[str, int | None] = field(default_factory=dict)  # instead of the true ones
    gated: str | bool = False
    status: int = 200

    @property
    def commit(self) -> str:
        return hashlib.sha1(str(self.folder).encode()).hexdigest()

    def files(self) -> dict[str, int | None]:
        found = {
            path.relative_to(self.folder).as_posix(): path.stat().st_size
            for path in self.folder.rglob("*")
            if path.is_file()
        }
        return {**found, **self.sizes}


class FakeHub:
    """Repositories by name, and the path of every request that came."""

    def __init__(self) -> None:
        self.listed: dict[str, Listed] = {}
        self.asked: list[str] = []

    def add(self, name: str, folder: Path, **said: object) -> str:
        """Publish a folder under a name; returns the name."""
        self.listed[name] = Listed(folder, **said)
        return name

    def fetched(self, name: str) -> list[str]:
        """The files of a repository that were downloaded."""
        return [
            path.split("/", 5)[-1]
            for path in self.asked
            if path.startswith(f"GET /{name}/resolve/")
        ]


def answers(hub: FakeHub) -> type[BaseHTTPRequestHandler]:
    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.answer(with_body=True)

        def do_HEAD(self) -> None:
            self.answer(with_body=False)

        def answer(self, *, with_body: bool) -> None:
            path = urlparse(self.path).path
            hub.asked.append(f"{self.command} {path}")
            parts = path.removeprefix("/api/models").strip("/").split("/")
            one = hub.listed.get("/".join(parts[:2]))
            if one is None:
                self.send(401, b"", with_body, {"X-Error-Code": "RepoNotFound"})
            elif one.status != 200:
                self.send(one.status, b"", with_body)
            elif path.startswith("/api/models"):
                files = [{"rfilename": file, "size": size} for file, size in one.files().items()]
                told = {
                    "id": "/".join(parts[:2]),
                    "sha": one.commit,
                    "gated": one.gated,
                    "siblings": files,
                }
                self.send(200, json.dumps(told).encode(), with_body)
            else:
                content = (one.folder / "/".join(parts[4:])).read_bytes()
                self.send(
                    200,
                    content,
                    with_body,
                    {"X-Repo-Commit": one.commit, "ETag": hashlib.sha1(content).hexdigest()},
                )

        def send(
            self, status: int, body: bytes, with_body: bool, headers: dict[str, str] | None = None
        ) -> None:
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
                self.send_header(name, value)
            self.end_headers()
            if with_body:
                self.wfile.write(body)

        def log_message(self, *said: object) -> None:
            """Say nothing."""

    return Answers


@contextmanager
def serving(monkeypatch: pytest.MonkeyPatch, cache: Path) -> Iterator[FakeHub]:
    """A hub that answers, for the library of the hub and with an empty cache of its own."""
    hub = FakeHub()
    server = ThreadingHTTPServer(("127.0.0.1", 0), answers(hub))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"
    constants = "huggingface_hub.constants"
    monkeypatch.setattr(f"{constants}.HF_HUB_OFFLINE", False)
    monkeypatch.setattr(f"{constants}.ENDPOINT", address)
    monkeypatch.setattr(
        f"{constants}.HUGGINGFACE_CO_URL_TEMPLATE",
        address + "/{repo_id}/resolve/{revision}/{filename}",
    )
    monkeypatch.setattr(f"{constants}.HF_HUB_CACHE", str(cache))
    yield hub
    server.shutdown()
    thread.join()
    server.server_close()
