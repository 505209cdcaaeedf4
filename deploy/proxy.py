"""nginx: its configuration, filled in from one template, and its process.

Left out: the servers behind it (deploy/replica.py).
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import tomllib
from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

HERE = Path(__file__).parent
CONFIG = HERE.parent / ".streamlit" / "config.toml"
# A form adds its boundaries and names to the file that it carries.
FORM_MEGABYTES = 1
MISSING = (
    "nginx is not installed. On Debian or Ubuntu: sudo apt-get install nginx-light; "
    "on Fedora: sudo dnf install nginx; on macOS: brew install nginx."
)


def nginx() -> str:
    """The path of the nginx program; raises ``RuntimeError`` that says how to install it."""
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if found is None:
        raise RuntimeError(MISSING)
    return found


def render(
    servers: Sequence[str],
    *,
    listen: str,
    remote: bool = False,
    embedders: Sequence[str] = (),
    trusted_proxies: Sequence[str] = (),
) -> str:
    """The configuration of a proxy at ``listen`` (address:port) before ``servers`` (the same).

    ``remote`` servers are other machines with their own proxies. Pages of the ``embedders``
    (origins, https://...) may show the app in a frame. The proxy believes ``trusted_proxies``
    (networks) when they name the visitor.
    """
    templates = Environment(
        loader=FileSystemLoader(HERE),
        undefined=StrictUndefined,
        trim_blocks=True,
        autoescape=False,  # The result is no HTML; the command line checks what goes in.
    )
    templates.filters["regex"] = re.escape
    upload = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["server"]["maxUploadSize"]
    return templates.get_template("nginx.conf.jinja").render(
        servers=list(servers),
        listen=listen,
        remote=remote,
        # Two proxies in a row remember two different things.
        cookie="dlp_machine" if remote else "dlp_replica",
        # Inside another site's frame a browser sends a cookie only if it says this.
        cookie_scope="SameSite=None; Secure; Partitioned" if embedders else "SameSite=Lax",
        embedders=list(embedders),
        trusted_proxies=list(trusted_proxies),
        as_root=os.geteuid() == 0,
        body_megabytes=upload + FORM_MEGABYTES,
    )


def write(folder: Path, configuration: str) -> list[str]:
    """Write the configuration into ``folder``; return the command that serves it.

    Raises ``RuntimeError`` with what nginx says where it does not take the configuration.
    """
    (folder / "nginx.conf").write_text(configuration, encoding="utf-8")
    command = [nginx(), "-e", "stderr", "-p", str(folder), "-c", "nginx.conf"]
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True)
    if checked.returncode:
        raise RuntimeError(f"nginx does not take its configuration:\n{checked.stderr}")
    return command


async def ready(process: asyncio.subprocess.Process, address: str, port: int) -> None:
    """Wait until the proxy listens; raises ``RuntimeError`` where it ends instead."""
    while process.returncode is None:
        try:
            _, writer = await asyncio.open_connection(address, port)
        except ConnectionRefusedError:
            await asyncio.sleep(0.05)
        else:
            writer.close()
            return
    await watch(process)


async def watch(process: asyncio.subprocess.Process) -> None:
    """Wait for the proxy; raises ``RuntimeError`` when it ends, which it never does by itself."""
    code = await process.wait()
    raise RuntimeError(f"nginx ended with code {code}.")
