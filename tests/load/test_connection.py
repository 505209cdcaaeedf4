"""Learners visit this machine alone, and with the cookies that they were given."""

from __future__ import annotations

import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.datastructures import Headers
from websockets.http11 import Request, Response

from tests.load.connection import Connection, require_loopback
from tests.running import run


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8501/train?a=1", "http://localhost:1", "http://[::1]:8501"]
)
def test_this_machine_is_visited(url: str) -> None:
    assert url.startswith(require_loopback(url))


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org",
        "http://10.0.0.2:8501",
        "http://localhost.example.org",
        "http://127.0.0.1@example.org",
        "http://0.0.0.0:8501",
        "https://127.0.0.1",
        "127.0.0.1:8501",
        "",
    ],
)
def test_no_other_machine_is(url: str) -> None:
    with pytest.raises(ValueError, match="of this machine"):
        Connection(url)


def test_the_websocket_brings_the_cookies_of_the_page() -> None:
    async def visit() -> tuple[str, str, list[bytes]]:
        seen: list[tuple[str, str]] = []

        def page(_: ServerConnection, request: Request) -> Response | None:
            if request.path.endswith("/stream"):
                return None
            headers = Headers({"X-Replica": "1", "Content-Length": "0"})
            headers["Set-Cookie"] = "dlp_replica=1; Path=/; HttpOnly; SameSite=Lax"
            headers["Set-Cookie"] = "_streamlit_xsrf=2|a|b|3; Path=/; SameSite=Lax"
            return Response(200, "OK", headers)

        async def talk(socket: ServerConnection) -> None:
            headers = socket.request.headers
            seen.append((headers["Cookie"], headers["Sec-WebSocket-Protocol"]))
            await socket.send(b"hello")

        async with serve(
            talk, "127.0.0.1", 0, process_request=page, subprotocols=["streamlit"]
        ) as server:
            port = server.sockets[0].getsockname()[1]
            connection = Connection(f"http://127.0.0.1:{port}")
            await connection.open("session-7")
            received = [message async for message in connection.messages()]
            assert connection.replica == "1"
            assert not await connection.send(b"too late")
            await connection.close()
        return *seen[0], received

    cookies, protocols, received = run(visit())
    assert set(cookies.split("; ")) == {"dlp_replica=1", "_streamlit_xsrf=2|a|b|3"}
    assert protocols.replace(" ", "") == "streamlit,2|a|b|3,session-7"
    assert received == [b"hello"]
