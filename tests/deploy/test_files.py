"""The files of deploy/: nginx takes the configuration, and the others say what the starter knows.

The image itself is not built here.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from deploy import proxy
from deploy.__main__ import parser

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
CONTAINER = (DEPLOY / "Containerfile").read_text()
REPLICAS = ["127.0.0.1:8502", "127.0.0.1:8503"]


@pytest.mark.parametrize(
    ("servers", "options"),
    [
        (REPLICAS[:1], {}),
        (REPLICAS, {}),
        (REPLICAS, {"embedders": ["https://lms.example.org", "https://other.example.org:8443"]}),
        (REPLICAS, {"trusted_proxies": ["10.0.0.0/8", "2001:db8::/32"]}),
        (["10.0.0.2:8501", "10.0.0.3:8501", "10.0.0.4:8501"], {"remote": True}),
    ],
)
def test_nginx_takes_every_configuration(
    servers: list[str], options: dict[str, object], tmp_path: Path
) -> None:
    proxy.write(tmp_path, proxy.render(servers, listen="127.0.0.1:8501", **options))


def test_a_configuration_that_nginx_does_not_take_is_shown(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="host not found"):
        proxy.write(tmp_path, proxy.render(["nobody.invalid:1"], listen="127.0.0.1:8501"))


def test_a_site_that_may_embed_is_named_and_its_cookies_travel() -> None:
    site = "https://lms.example.org"
    configuration = proxy.render(REPLICAS, listen="127.0.0.1:8501", embedders=[site])
    assert f"frame-ancestors 'self' {site}\"" in configuration
    assert "X-Frame-Options" not in configuration, "it knows no list of sites"
    assert configuration.count("SameSite=None; Secure; Partitioned") == 2


def test_two_proxies_in_a_row_keep_two_cookies() -> None:
    front, behind = (proxy.render(REPLICAS, listen="", remote=remote) for remote in (True, False))
    assert "dlp_machine=" in front
    assert "dlp_replica" not in front
    assert "dlp_machine" not in behind


def test_nginx_takes_what_the_app_takes_and_little_more() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    megabytes = re.findall(r"client_max_body_size (\d+)m;", proxy.render(REPLICAS, listen=""))
    assert megabytes == [str(config["server"]["maxUploadSize"] + 1)]


def commands() -> dict[str, list[str]]:
    """Each documented command of the starter, without ``python -m deploy``."""
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    unit = re.search(r"^ExecStart=(.*)$", (DEPLOY / "playground.service").read_text(), re.M)
    image = re.search(r"^CMD (\[.*\])$", CONTAINER, re.M)
    assert unit
    assert image
    found = {
        "compose": compose["services"]["playground"]["command"],
        "systemd": shlex.split(unit[1]),
        "image": yaml.safe_load(image[1]),
    }
    for name in ("TEACHING.md", "deploy/README.md"):
        for at, line in enumerate((ROOT / name).read_text().splitlines()):
            if line.startswith("python -m deploy"):
                found[f"{name}:{at + 1}"] = shlex.split(line, comments=True)
    return found


@pytest.mark.parametrize("where", commands())
def test_the_starter_knows_every_documented_command(where: str) -> None:
    command = commands()[where]
    assert command[0].endswith("python")
    assert command[1:3] == ["-m", "deploy"]
    parser().parse_args(command[3:])


def test_both_guides_have_a_command() -> None:
    assert {where.partition(":")[0] for where in commands()} >= {"TEACHING.md", "deploy/README.md"}


def test_compose_restarts_and_limits() -> None:
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    service = compose["services"]["playground"]
    assert service["restart"] == "always"
    assert service["mem_limit"]
    assert service["cap_drop"] == ["ALL"]
    assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).is_file()
    probe = service["healthcheck"]["test"]
    assert probe[:3] == ["CMD", "python", "-c"]
    compile(probe[3], "healthcheck", "exec")


def test_the_image_has_what_it_copies_and_no_root() -> None:
    copied = [line.split()[1:-1] for line in CONTAINER.splitlines() if line.startswith("COPY")]
    assert all((ROOT / path).exists() for paths in copied for path in paths)
    assert "pip install --no-cache-dir --requirement app/requirements.txt" in CONTAINER
    user, command = CONTAINER.index("USER playground"), CONTAINER.index("CMD")
    assert user < command
    left_out = (DEPLOY / "Containerfile.dockerignore").read_text().split()
    assert ".streamlit/secrets.toml" in left_out


def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    unit = (DEPLOY / "playground.service").read_text()
    assert "Restart=always" in unit
    assert "MemoryMax=" in unit
    if shutil.which("systemd-analyze") is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("no systemd-analyze here")
    # Its folder is not there, and this one is.
    here = unit.replace("/srv/playground/.venv/bin/python", sys.executable)
    (tmp_path / "playground.service").write_text(here.replace("/srv/playground", str(ROOT)))
    command = ["systemd-analyze", "verify", "--man=no", str(tmp_path / "playground.service")]
    result = subprocess.run(command, capture_output=True, text=True)
    complaints = [line for line in result.stderr.splitlines() if "playground.service" in line]
    assert (result.returncode, complaints) == (0, [])
