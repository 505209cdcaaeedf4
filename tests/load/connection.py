"""How a learner reaches the server: pages and files over HTTP, messages over a websocket.

Only servers of this machine are visited: a load is nothing to put on somebody else's.
``requests`` and ``websockets`` come with Streamlit.
"""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import AsyncIterator
from email.message import Message
from types import SimpleNamespace
from urllib.parse import urlsplit
from urllib.request import Request

import requests
from requests.cookies import RequestsCookieJar
from websockets.asyncio.client import ClientConnection, connect
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed

XSRF = "_streamlit_xsrf"


def require_loopback(url: str) -> str:
    """The address without its path; ``ValueError`` unless it is plain HTTP on this machine."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme != "http" or not _loopback(host):
        raise ValueError(f"{url} is not an http address of this machine, such as http://127.0.0.1.")
    return f"http://{parts.netloc}"


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Connection:
    """One page's websocket, with its browser's cookies: new ones, or those of another page.

    ``url`` is the server's or the proxy's address.
    """

    def __init__(self, url: str, cookies: RequestsCookieJar | None = None) -> None:
        self.url = require_loopback(url)
        self.http = requests.Session()
        self.http.trust_env = False  # no proxy of the environment's
        if cookies is not None:
            self.http.cookies = cookies
        self.replica = ""  # which server the proxy chose, where it says so
        self._socket: ClientConnection | None = None

    async def open(self, session: str = "", *, seconds: float = 60) -> None:
        """Fetch the page, then connect with its cookies; ``session`` is one to come back to.

        A proxy keeps a browser on one replica by a cookie, so it has to be there first. Streamlit
        sets its own, against forged requests, with ``health``.
        """
        for path in ("/", "/_stcore/health"):
            await asyncio.to_thread(self._get, path, seconds)
        host = urlsplit(self.url).netloc
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.http.cookies)
        token = self.http.cookies.get(XSRF, "PLACEHOLDER_AUTH_TOKEN")
        self._socket = await connect(
            f"ws://{host}/_stcore/stream",
            subprotocols=["streamlit", token, *filter(None, [session])],
            origin=self.url,
            additional_headers={"Cookie": cookies} if cookies else None,
            proxy=None,
            compression=None,
            ping_interval=None,
            max_size=None,
            open_timeout=seconds,
        )
        self._keep_cookies(self._socket.response.headers)

    def _keep_cookies(self, headers: Headers) -> None:
        """Keep what the handshake set, as a browser does: its replica may be another by now."""
        message = Message()
        for cookie in headers.get_all("Set-Cookie"):
            message["Set-Cookie"] = cookie
        answer = SimpleNamespace(info=lambda: message)
        self.http.cookies.extract_cookies(answer, Request(self.url))
        self.replica = headers.get("X-Replica", self.replica)

    def _get(self, path: str, seconds: float) -> None:
        response = self.http.get(self.url + path, timeout=seconds)
        response.raise_for_status()
        self.replica = response.headers.get("X-Replica", "")

    async def put(self, path: str, name: str, content: bytes, *, seconds: float = 60) -> None:
        """Send a file as a form, as the file uploader does; raises what ``requests`` raises."""
        await asyncio.to_thread(self._put, path, name, content, seconds)

    def _put(self, path: str, name: str, content: bytes, seconds: float) -> None:
        self.http.put(
            f"{self.url}/{path.lstrip('/')}",
            files={name: (name, content)},
            headers={"X-Xsrftoken": self.http.cookies.get(XSRF, "")},
            timeout=seconds,
        ).raise_for_status()

    async def messages(self) -> AsyncIterator[bytes]:
        """What the server sends, until the connection ends."""
        try:
            async for message in self._socket:
                yield message
        except ConnectionClosed:
            return

    async def send(self, message: bytes) -> bool:
        """Send a message; return whether the connection was there for it."""
        try:
            await self._socket.send(message)
        except ConnectionClosed:
            return False
        return True

    async def close(self) -> None:
        """Leave, as a tab that is closed."""
        if self._socket:
            await self._socket.close()
        self.http.close()
