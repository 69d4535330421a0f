"""The real server as a process, on a port of its own, with its output and all its temporary files in one folder."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.paths import ROOT

START_SECONDS = 90


@dataclass
class Server:
    process: subprocess.Popen
    address: str
    folder: Path

    def get(self, path: str, timeout: float = 20) -> tuple[int, str]:
        return _answer(urllib.request.Request(self.address + path), timeout)

    def post(self, path: str, data: bytes, kind: str = "application/x-www-form-urlencoded") -> tuple[int, str]:
        return _answer(urllib.request.Request(self.address + path, data, {"Content-Type": kind}), 20)

    def wait_until_well(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            assert self.process.poll() is None, f"it ended at once: {self.output()}"
            try:
                if self.get("/healthz", 5)[0] == 200:
                    return
            except OSError:
                pass
            time.sleep(0.1)
        raise AssertionError(f"it did not start: {self.output()}")

    def output(self) -> str:
        return (self.folder / "output.log").read_text("utf-8")

    def written(self) -> list[Path]:
        """Every file below its folders for temporary and personal files, and its output."""
        return [path for path in self.folder.rglob("*") if path.is_file()]


def _answer(request: urllib.request.Request, timeout: float) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextmanager
def server(
    folder: Path, *, root: Path = ROOT, well: bool = True, before: Callable[[], None] | None = None,
    port: int | None = None, **env: str
) -> Iterator[Server]:
    """port: any free one if not given; before: run in the new process before Python starts; well: whether to wait until the engine answers."""
    port = port or free_port()
    folder.mkdir(parents=True, exist_ok=True)
    places = {name: str(folder) for name in ("HOME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")}
    with (folder / "output.log").open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "serve", "--port", str(port)],
            cwd=root, env={**os.environ, **places, **env}, stdout=output, stderr=subprocess.STDOUT, preexec_fn=before,
        )  # fmt: skip
    running = Server(process, f"http://127.0.0.1:{port}", folder)
    try:
        if well:
            running.wait_until_well()
        yield running
    finally:
        process.kill()
        process.wait()


def failed_start(folder: Path, root: Path, *, before: Callable[[], None] | None = None) -> tuple[int, str]:
    """The exit code and the output of a start that does not succeed."""
    with server(folder, root=root, well=False, before=before) as started:
        started.process.wait(START_SECONDS)
        return started.process.returncode, started.output()


def copy_of_the_project(folder: Path) -> Path:
    """Everything a server needs, copied, so that a test can damage it."""
    for name in ("bot", "actions", "content", "locales", "domain"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("config.yml", "endpoints.yml", "credentials.yml"):
        shutil.copy(ROOT / name, folder)
    (folder / "models").mkdir()
    (folder / "build").mkdir()
    shutil.copy2(max((ROOT / "models").glob("*.tar.gz"), key=lambda path: path.stat().st_mtime), folder / "models")
    for pattern in ("directory.sqlite", "*.onnx", "*.model"):
        for path in (ROOT / "build").glob(pattern):
            shutil.copy2(path, folder / "build")
    return folder
