"""The unit file, the onion service and the HTTPS front do what docs/DEPLOY.md says of them."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from tests.deploy.conftest import DEPLOY

UNIT = (DEPLOY / "waymark.service").read_text("utf-8")
MOST_EXPOSURE = 1.5
SENTINEL = "sentinel-8c1f"


def needs(program: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"{program} is not installed")


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit as it is, with a Python that exists here in place of the one that is installed."""
    path = tmp_path / "waymark.service"
    path.write_text(UNIT.replace("/opt/waymark/.venv/bin/python", os.path.realpath(sys.executable)), "utf-8")
    return path


@needs("systemd-analyze")
def test_systemd_finds_nothing_wrong_with_the_unit(unit: Path) -> None:
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", unit], capture_output=True, text=True, timeout=60)
    complaints = [line for line in done.stderr.splitlines() if "waymark" in line]
    assert (done.returncode, complaints) == (0, [])


@needs("systemd-analyze")
def test_systemd_rates_it_as_closed(unit: Path) -> None:
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", unit], capture_output=True, text=True, timeout=60
    )
    rated = re.search(r"Overall exposure level for waymark\.service: ([\d.]+)", done.stdout)
    assert rated and float(rated[1]) <= MOST_EXPOSURE, done.stdout


@pytest.mark.parametrize(
    "line",
    [
        "DynamicUser=yes",
        "NoNewPrivileges=yes",
        "ProtectSystem=strict",
        "PrivateTmp=yes",
        "MemoryDenyWriteExecute=yes",
        "CapabilityBoundingSet=",
        "LimitCORE=0",
        "MemorySwapMax=0",
        "IPAddressDeny=any",
        "IPAddressAllow=localhost",
    ],
)
def test_what_the_threat_model_counts_on_is_in_the_unit(line: str) -> None:
    assert line in UNIT.splitlines()


def test_no_secret_is_in_an_environment_variable() -> None:
    variables = re.findall(r"^#?Environment=.*$", UNIT, re.MULTILINE)
    secret = [line for line in variables if re.search(r"(TOKEN|SECRET)=", line)]
    assert variables and secret == []


@needs("tor")
def test_tor_understands_its_configuration(tmp_path: Path) -> None:
    command = ["tor", "--verify-config", "-f", str(DEPLOY / "torrc"), "--DataDirectory", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and "Configuration was valid" in done.stdout, done.stdout


def test_the_onion_service_names_nobody_and_is_nobodys_way_out() -> None:
    lines = (DEPLOY / "torrc").read_text("utf-8").splitlines()
    assert {"SafeLogging 1", "SocksPort 0", "ExitRelay 0", "HiddenServicePort 80 127.0.0.1:8080"} <= set(lines)


class Upstream(BaseHTTPRequestHandler):
    """Stands where Waymark stands and keeps the headers it was sent."""

    seen: ClassVar[list[dict[str, str]]] = []

    def do_GET(self) -> None:
        Upstream.seen.append(dict(self.headers.items()))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *args: object) -> None:
        pass


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def front(tmp_path: Path) -> Iterator[tuple[int, ThreadingHTTPServer, Path]]:
    """deploy/nginx.conf in front of a server, with other ports, folders and a certificate made for this test."""
    upstream = ThreadingHTTPServer(("127.0.0.1", 0), Upstream)
    threading.Thread(target=upstream.serve_forever, daemon=True).start()
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1",
         "-subj", "/CN=localhost", "-keyout", tmp_path / "key.pem", "-out", tmp_path / "cert.pem"],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    plain, tls = free_port(), free_port()
    text = (DEPLOY / "nginx.conf").read_text("utf-8")
    for old, new in (
        (r"listen \[::\]:.*;\n", ""),
        (r"listen 80 ", f"listen 127.0.0.1:{plain} "),
        (r"listen 443 ", f"listen 127.0.0.1:{tls} "),
        (r"127\.0\.0\.1:8080", f"127.0.0.1:{upstream.server_port}"),
        (r"/etc/waymark/tls/fullchain\.pem", str(tmp_path / "cert.pem")),
        (r"/etc/waymark/tls/privkey\.pem", str(tmp_path / "key.pem")),
        (r"/var/log/nginx/", f"{tmp_path}/"),
        (r"/run/nginx\.pid", f"{tmp_path}/nginx.pid"),
        (r"user www-data;\n", ""),
        (r"worker_processes auto;", "worker_processes 1; daemon off;"),
    ):
        text, count = re.subn(old, new, text)
        assert count, f"nginx.conf has no {old} any more"
    config = tmp_path / "nginx.conf"
    config.write_text(text, "utf-8")
    process = subprocess.Popen(["nginx", "-p", str(tmp_path), "-c", str(config), "-e", str(tmp_path / "start.log")])
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", tls)) == 0:
                    break
            time.sleep(0.05)
        yield tls, upstream, tmp_path
    finally:
        process.terminate()
        process.wait(10)
        upstream.shutdown()
        upstream.server_close()


def ask(port: int, *options: str) -> str:
    command = [
        "curl",
        "-sk",
        "-w",
        " %{http_code}",
        "--max-time",
        "10",
        *options,
        f"https://127.0.0.1:{port}/{SENTINEL}",
    ]
    return subprocess.run(command, capture_output=True, text=True, timeout=30).stdout


@needs("nginx")
def test_the_front_writes_nothing_about_anybody_even_when_things_fail(
    front: tuple[int, ThreadingHTTPServer, Path],
) -> None:
    port, upstream, folder = front
    before = {path for path in folder.rglob("*")}
    assert ask(port, "-A", SENTINEL) == "ok 200"
    assert ask(port, "-X", "POST", "-d", SENTINEL * 2000).endswith(" 501")
    assert ask(port, "-X", "POST", "-d", SENTINEL * 9000).endswith(" 413")
    upstream.shutdown()
    upstream.server_close()
    assert ask(port).endswith(" 502")
    new = [path for path in folder.rglob("*") if path not in before and path.is_file()]
    assert new == []
    written = b"".join(path.read_bytes() for path in folder.glob("*.log"))
    assert SENTINEL.encode() not in written and b"127.0.0.1" not in written


@needs("nginx")
def test_the_front_hands_on_one_address_that_nobody_can_forge(front: tuple[int, ThreadingHTTPServer, Path]) -> None:
    Upstream.seen.clear()
    ask(front[0], "-H", "X-Real-IP: 192.0.2.7", "-H", "X-Forwarded-For: 192.0.2.7", "-H", "Forwarded: for=192.0.2.7")
    (headers,) = Upstream.seen
    assert headers["X-Real-IP"] == "127.0.0.1"
    assert "192.0.2.7" not in str(headers)


@needs("systemd-analyze")
def test_the_unit_can_be_read_as_what_systemd_reads() -> None:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str
    parser.read_string(UNIT)
    assert set(parser.sections()) == {"Unit", "Service", "Install"}
