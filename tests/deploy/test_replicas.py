"""Two replicas behind a real nginx: who gets which, what is refused, and what happens to the dead.

The uploads and sessions are those of Streamlit's own protocol (tests/load/learner.py).
"""

from __future__ import annotations

import asyncio
import http
import os
import signal
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import requests

from deploy import proxy
from deploy.__main__ import main
from tests.deploy.starter import PATIENCE, ROOT, Starter, alive, eventually
from tests.load.learner import Learner
from tests.running import run

CSV = b"x,y,label\n" + b"".join(b"%d,%d,%d\n" % (i, i * i % 7, i % 2) for i in range(40))


def visitor() -> requests.Session:
    """A browser that nobody has seen yet; it uses no proxy of the environment's."""
    session = requests.Session()
    session.trust_env = False
    return session


def number(answer: requests.Response) -> int:
    """The replica that answered."""
    return int(answer.headers["X-Replica"])


def test_one_line_names_the_address(starter: Starter) -> None:
    assert starter.output().splitlines() == [
        f"The playground runs at http://localhost:{starter.port} (replicas: 2)."
    ]


def test_visitors_are_spread_and_stay_where_they_are(starter: Starter) -> None:
    homes = []
    for _ in range(6):
        browser = visitor()
        first = browser.get(starter.url)
        homes.append(number(first))
        assert browser.cookies["dlp_replica"] == str(number(first))
        again = [browser.get(f"{starter.url}/{page}") for page in ("train", "gans", "", "train")]
        assert {number(answer) for answer in again} == {number(first)}
        assert not any("dlp_replica" in answer.headers.get("Set-Cookie", "") for answer in again)
    assert homes.count(0) == homes.count(1) == 3


def test_a_cookie_that_means_nothing_is_replaced(starter: Starter) -> None:
    answer = visitor().get(starter.url, cookies={"dlp_replica": "99"})
    assert number(answer) in (0, 1)


def test_sessions_and_uploads_reach_the_same_replica(starter: Starter) -> None:
    async def give_a_table() -> int:
        learner = Learner(starter.url, "train?train_data=own+table")
        await learner.open()
        home = int(learner.connection.http.cookies["dlp_replica"])
        await learner.upload("train-table-file", "points.csv", CSV)
        assert learner.errors == []
        # Had it gone to the other replica, which does not know the session:
        learner.connection.http.cookies.set("dlp_replica", str(1 - home), domain="127.0.0.1")
        with pytest.raises(requests.HTTPError, match="400"):
            await learner.connection.put(
                f"_stcore/upload_file/{learner.session}/1", "points.csv", CSV
            )
        await learner.close()
        return home

    homes = {run(give_a_table()) for _ in range(2)}
    assert homes == {0, 1}


def test_too_large_an_upload_is_refused_before_the_app_reads_it(starter: Starter) -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    limit = config["server"]["maxUploadSize"] * 2**20

    async def give_files() -> requests.Response:
        learner = Learner(starter.url, "")
        await learner.open()
        address = f"_stcore/upload_file/{learner.session}/1"
        await learner.connection.put(address, "largest.csv", bytes(limit - 2**20))
        with pytest.raises(requests.HTTPError, match="413") as refused:
            await learner.connection.put(address, "larger.csv", bytes(limit + 2 * 2**20))
        await learner.close()
        return refused.value.response

    refusal = run(give_files())
    assert refusal.headers["Server"] == "nginx"
    assert "X-Replica" not in refusal.headers, "no replica has seen it"


def test_an_upload_turned_down_does_not_take_the_replica_from_others(starter: Starter) -> None:
    browser = visitor()
    home = number(browser.get(starter.url))
    forged = browser.put(f"{starter.url}/_stcore/upload_file/nobody/1", data=bytes(19 * 2**20))
    assert forged.status_code in (http.HTTPStatus.FORBIDDEN, http.HTTPStatus.BAD_GATEWAY)
    assert number(browser.get(starter.url)) == home


def test_visitors_load_no_models_by_name(starter: Starter) -> None:
    environment = Path(f"/proc/{starter.replica(0)}/environ").read_text().split("\0")
    assert f"PLAYGROUND_HUB={os.environ.get('PLAYGROUND_HUB', 'off')}" in environment


def test_headers_are_safe_on_every_answer(starter: Starter) -> None:
    for path in ("/", "/train", "/_stcore/health", "/app/static/nothing.js", "/_stcore/metrics"):
        headers = visitor().get(starter.url + path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["X-Frame-Options"] == "SAMEORIGIN"
        policy = headers["Content-Security-Policy"].split("; ")
        assert {"default-src 'self' data: blob:", "frame-ancestors 'self'"} <= set(policy)
        assert "camera=(self)" in headers["Permissions-Policy"]
        assert headers["Server"] == "nginx"


def test_the_servers_figures_are_private(starter: Starter) -> None:
    assert visitor().get(f"{starter.url}/_stcore/metrics").status_code == http.HTTPStatus.NOT_FOUND


def test_the_apps_own_files_are_compressed_and_kept(starter: Starter) -> None:
    run(_open(Learner(starter.url, "train")))  # which publishes them
    browser = visitor()
    (library,) = (ROOT / "app" / "static").glob("plotly-*.js")
    answer = browser.get(f"{starter.url}/app/static/{library.name}")
    assert answer.content == library.read_bytes()
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    plain = browser.get(answer.url, headers={"Accept-Encoding": "identity"})
    assert plain.content == library.read_bytes()
    assert "X-Replica" not in plain.headers, "nginx has it by now"
    missing = browser.get(f"{starter.url}/app/static/0123456789ab/nothing.js")
    assert missing.status_code == http.HTTPStatus.NOT_FOUND
    assert "immutable" not in missing.headers.get("Cache-Control", "")


def test_a_class_behind_one_address_is_no_flood(starter: Starter) -> None:
    """Thirty browsers open a page at once, each with its many small files."""
    with requests.Session() as session:
        session.trust_env = False
        codes = {session.get(f"{starter.url}/_stcore/health").status_code for _ in range(1500)}
    assert codes == {http.HTTPStatus.OK}


async def _open(learner: Learner) -> None:
    await learner.open()
    assert learner.errors == []
    await learner.close()


def test_a_dead_replicas_learner_goes_on_with_another(starter: Starter) -> None:
    async def lose_it() -> None:
        learner = Learner(starter.url, "train?train_seed=7")
        await learner.open()
        home = int(learner.connection.http.cookies["dlp_replica"])
        dead = starter.kill(home, signal.SIGKILL)
        async with asyncio.timeout(20):
            while "connection lost" not in learner.errors:
                await asyncio.sleep(0.05)
            await learner.open(seconds=30)
        # The session's place is remembered, although the first replica is soon back.
        assert learner.connection.http.cookies["dlp_replica"] == str(1 - home)
        assert learner.errors == ["connection lost"]
        await asyncio.to_thread(
            eventually, lambda: starter.replica(home) is not None, 10, "the replica runs again"
        )
        assert starter.replica(home) != dead
        await asyncio.to_thread(_comes_back, starter, home)
        assert number(learner.connection.http.get(starter.url)) == 1 - home
        await learner.close()

    run(lose_it())
    assert "ended with code -9: starting it again." in starter.output()


def test_a_replica_that_hangs_is_replaced(starter: Starter) -> None:
    hung = starter.kill(1, signal.SIGSTOP)
    eventually(lambda: starter.replica(1) not in (hung, None), PATIENCE + 15, "it is replaced")
    assert not alive(hung)
    _comes_back(starter, 1)
    assert f"did not answer for {PATIENCE} seconds: starting it again." in starter.output()


def _comes_back(starter: Starter, home: int) -> None:
    port = starter.port + 1 + home
    eventually(
        lambda: f"port {port} answers again." in starter.output(), 30, "the starter sees it answer"
    )

    def there() -> bool:
        answer = visitor().get(f"{starter.url}/_stcore/health", cookies={"dlp_replica": str(home)})
        return number(answer) == home

    eventually(there, 30, f"replica {home} answers again")


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_leaves_nothing_behind(tmp_path: Path, asked: signal.Signals) -> None:
    with Starter(1, folder=tmp_path) as starter:
        (folder,) = tmp_path.glob("dlp-*")
        started = starter.children()
        workers = [
            int(worker)
            for pid in started
            for worker in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        ]
        assert len(started) == 2, "the replica and nginx"
        assert workers, "nginx has a worker of its own"
        os.kill(starter.process.pid, asked)
        assert starter.process.wait(15) == 0
    assert not [pid for pid in [*started, *workers] if alive(pid)]
    assert not folder.exists()
    assert starter.output().endswith("Stopped.\n")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--replicas=0"], "--replicas"),
        (["--embed-in=http://plain.example.org"], "--embed-in"),
        (["--embed-in=https://a.example.org; proxy_pass"], "--embed-in"),
        (["--server=machine:8501"], "--server"),
        (["--trust=everyone"], "--trust"),
        (["--port=99999"], "--port"),
    ],
)
def test_a_wrong_option_is_named(options: list[str], sentence: str) -> None:
    result = _run(options)
    assert result.returncode == 2
    assert f"argument {sentence}: " in result.stderr


def test_without_nginx_a_sentence_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proxy.shutil, "which", lambda *_, **__: None)
    with pytest.raises(SystemExit, match=r"nginx is not installed. On Debian or Ubuntu: sudo apt"):
        main([])


def test_a_port_in_use_is_named(starter: Starter) -> None:
    result = _run([f"--port={starter.port}", "--replicas=1"])
    assert result.returncode == 1
    assert result.stderr.startswith(f"Port {starter.port} cannot be used (Address already in use).")


def _run(options: list[str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "deploy", *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30)
