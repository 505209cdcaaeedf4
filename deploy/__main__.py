"""``python -m deploy --replicas 2 --port 8501``: the app on every core, at one address.

It starts one Streamlit process per replica and nginx before them, replaces a process that died or
hangs, and stops them all on SIGTERM or Ctrl+C.
"""

from __future__ import annotations

import argparse
import asyncio
import ipaddress
import os
import re
import signal
import socket
import sys
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from deploy import proxy
from deploy.process import stop
from deploy.replica import HOST, Replica

MOST_REPLICAS = 64
LAST_PORT = 65_535


def server(text: str) -> str:
    """``text`` as ADDRESS:PORT of another machine, by number: nginx reports who answered so."""
    address, _, port = text.rpartition(":")
    try:
        return f"{ipaddress.IPv4Address(address)}:{whole(1, LAST_PORT)(port)}"
    except ValueError as problem:
        raise argparse.ArgumentTypeError(f"{text!r} is not like 10.0.0.2:8501") from problem


def network(text: str) -> str:
    """``text`` as an address or a network such as 10.0.0.0/8."""
    try:
        return str(ipaddress.ip_network(text))
    except ValueError as problem:
        raise argparse.ArgumentTypeError(f"{text!r} is not like 10.0.0.0/8") from problem


def origin(text: str) -> str:
    """``text`` as the origin of a site, https://host or https://host:port."""
    if not re.fullmatch(r"https://[A-Za-z0-9.-]+(:\d{1,5})?", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not like https://lms.example.org")
    return text


def whole(low: int, high: int) -> Callable[[str], int]:
    """A reader of whole numbers from ``low`` to ``high``."""

    def read(text: str) -> int:
        if not text.isdecimal() or not low <= int(text) <= high:
            raise argparse.ArgumentTypeError(f"{text!r} is no whole number from {low} to {high}")
        return int(text)

    return read


def parser() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m deploy", description=__doc__.split("\n")[0])
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    parser.add_argument(
        "--replicas",
        type=whole(1, MOST_REPLICAS),
        default=cores,
        help="processes of the app, one per core by default; they take the ports after --port",
    )
    parser.add_argument(
        "--port",
        type=whole(1, LAST_PORT - MOST_REPLICAS),
        default=8501,
        help="where visitors come (%(default)s)",
    )
    parser.add_argument(
        "--address",
        type=ipaddress.IPv4Address,
        default="0.0.0.0",
        help="the network address to listen on; 127.0.0.1 is this machine alone (%(default)s)",
    )
    parser.add_argument(
        "--server",
        type=server,
        action="append",
        default=[],
        metavar="ADDRESS:PORT",
        help="share visitors among these machines instead of starting replicas here; repeatable",
    )
    parser.add_argument(
        "--embed-in",
        type=origin,
        action="append",
        default=[],
        metavar="https://SITE",
        help="a site whose pages may show the app in a frame; wants HTTPS; repeatable",
    )
    parser.add_argument(
        "--trust",
        type=network,
        action="append",
        default=[],
        metavar="NETWORK",
        help="where proxies before this one are, so that limits are per visitor; repeatable",
    )
    parser.add_argument(
        "--patience",
        type=float,
        default=60,
        metavar="SECONDS",
        help="a replica that gives no sign of life for so long is replaced (%(default)g)",
    )
    return parser


async def serve(options: argparse.Namespace) -> None:
    """Start everything and keep it running until cancelled.

    Raises ``RuntimeError`` with a sentence where something cannot start or nginx ends.
    """
    remote = bool(options.server)
    ports = range(options.port, options.port + 1 + (0 if remote else options.replicas))
    for port in ports:
        claim(str(options.address) if port == options.port else HOST, port)
    xsrf = ["--server.xsrfCookieSameSite=none"] if options.embed_in else []
    replicas = [Replica(port, patience=options.patience, options=xsrf) for port in ports[1:]]
    configuration = proxy.render(
        options.server or [replica.server for replica in replicas],
        listen=f"{options.address}:{options.port}",
        remote=remote,
        embedders=options.embed_in,
        trusted_proxies=options.trust,
    )
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory(prefix="dlp-"))
        command = proxy.write(Path(folder), configuration)
        stack.push_async_callback(together, [replica.stop for replica in replicas])
        await together([replica.start for replica in replicas])
        await together([replica.ready for replica in replicas])
        front = await asyncio.create_subprocess_exec(*command, process_group=0)
        stack.push_async_callback(stop, front)
        await proxy.ready(front, str(options.address), options.port)
        behind = f"machines: {len(options.server)}" if remote else f"replicas: {len(replicas)}"
        print(f"The playground runs at http://localhost:{options.port} ({behind}).", flush=True)
        await together([partial(proxy.watch, front), *(replica.keep for replica in replicas)])


async def together(doings: Sequence[Callable[[], Coroutine[None, None, None]]]) -> None:
    """Do all at once; the first that fails cancels the others, and its exception is raised."""
    try:
        async with asyncio.TaskGroup() as group:
            for doing in doings:
                group.create_task(doing())
    except ExceptionGroup as failed:
        raise failed.exceptions[0] from failed


def claim(address: str, port: int) -> None:
    """Raise ``RuntimeError`` where ``port`` is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as problem:
            raise RuntimeError(
                f"Port {port} cannot be used ({problem.strerror}). Choose another --port; "
                "each replica takes one of the ports after it."
            ) from problem


async def until_stopped(options: argparse.Namespace) -> None:
    """Serve until a signal asks to stop."""
    asked = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(name, asked.set)
    serving = asyncio.create_task(serve(options))
    stopping = asyncio.create_task(asked.wait())
    await asyncio.wait([serving, stopping], return_when=asyncio.FIRST_COMPLETED)
    if serving.done():
        await serving
    serving.cancel()
    try:
        await serving
    except asyncio.CancelledError:
        print("Stopped.", flush=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve; ends the process with a sentence where that is not possible."""
    options = parser().parse_args(arguments)
    try:
        proxy.nginx()
        asyncio.run(until_stopped(options))
    except RuntimeError as problem:
        sys.exit(str(problem))


if __name__ == "__main__":
    main()
