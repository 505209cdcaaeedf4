"""The audit of versions, against a database on this machine that knows what the test tells it."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KNOWN = ("jinja2", "2.4.1")
FLAW = {
    "id": "PYSEC-2099-1",
    "summary": "A flaw made up for this test.",
    "affected": [{"package": {"name": "any", "ecosystem": "PyPI"}, "ranges": []}],
}


@contextmanager
def database(*names: str, known: bool = True) -> Iterator[str]:
    """A database that knows a flaw in every version of ``names``; its address."""

    class Database(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            name, version = question["package"]["name"], question["version"]
            bad = name in names or (known and (name, version) == KNOWN)
            body = json.dumps({"vulns": [FLAW]} if bad else {}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Database) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        yield f"http://127.0.0.1:{server.server_port}/v1/query"
        server.shutdown()
        serving.join()


def audit(address: str, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, ".ci/audit.py", f"--database={address}", *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100)


def test_a_known_vulnerability_fails() -> None:
    with database("streamlit") as address:
        result = audit(address)
    assert result.returncode == 1, result
    assert "Found 1 known vulnerability in 1 package" in result.stderr
    assert "PYSEC-2099-1" in result.stdout


def test_sound_versions_pass() -> None:
    with database() as address:
        result = audit(address, "--required")
    assert result.returncode == 0, result
    assert "No known vulnerabilities found" in result.stderr


@pytest.mark.parametrize(("options", "code"), [([], 0), (["--required"], 1)])
def test_without_a_database_it_says_so(options: list[str], code: int) -> None:
    result = audit("http://127.0.0.1:9/v1/query", *options)
    assert result.returncode == code
    assert result.stdout.startswith("Versions not audited: http://127.0.0.1:9/v1/query is of no")
    assert "refused" in result.stdout


def test_a_database_that_knows_nothing_is_no_database() -> None:
    with database(known=False) as address:
        result = audit(address, "--required")
    assert result.returncode == 1
    assert "does not know a version that is vulnerable" in result.stdout
