"""The real server as a process of its own, in fresh folders and a clean environment, where cores are allowed."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import aiohttp

from bot.errors import ConfigurationError
from bot.paths import ROOT

START_SECONDS = 120.0
STOP_SECONDS = 15.0
CONTROL_VARIABLE = "SEIZURE_CONTROL"
"""Its value must be found in the server's memory, or the memory was not really searched."""


class Server:
    """folder: everything it writes should stay below; environment: settings, beside a clean minimum."""

    def __init__(self, folder: Path, environment: Mapping[str, str], *, workers: int = 1, control: str = "") -> None:
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.output = folder / "output.txt"
        self.folder = folder / "own"
        self._workers = workers
        homes = {name: self.folder / name.lower() for name in ("HOME", "TMPDIR", "WORK")}
        for path in homes.values():
            path.mkdir(parents=True)
        self._work = homes.pop("WORK")
        self._environment = {
            "PATH": os.environ.get("PATH", os.defpath),
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(ROOT),
            CONTROL_VARIABLE: control,
            **{name: str(path) for name, path in homes.items()},
            **environment,
        }
        self._process: subprocess.Popen | None = None

    def set(self, environment: Mapping[str, str]) -> None:
        """More settings, before it starts."""
        self._environment |= environment

    @property
    def pid(self) -> int:
        assert self._process is not None, "start() comes first"
        return self._process.pid

    @property
    def runs(self) -> bool:
        return self._process is not None and self._process.poll() is None

    async def start(self) -> None:
        """Returns when it answers. Raises ConfigurationError if it does not."""
        command = [sys.executable, "-m", "bot", "serve", "--port", str(self.port), "--workers", str(self._workers)]
        with self.output.open("wb") as output:
            self._process = subprocess.Popen(
                command,
                cwd=self._work,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=allow_cores,
            )
        until = time.monotonic() + START_SECONDS
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session:
            while self.runs and time.monotonic() < until:
                try:
                    async with session.get(f"{self.base}/healthz") as response:
                        if response.status == 200:
                            return
                except (aiohttp.ClientError, TimeoutError):
                    pass
                await asyncio.sleep(0.2)
        # Nobody has written to it yet, so what it says is about settings and files.
        said = self.output.read_text("utf-8", "replace").strip().splitlines()
        self.stop()
        raise ConfigurationError(f"The server did not start: {said[-1] if said else 'it said nothing'}")

    def end(self, number: signal.Signals, pids: list[int]) -> None:
        """Send a signal to these processes of the tree, then wait until all have ended."""
        for pid in pids:
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                continue
        self.stop()

    def stop(self) -> None:
        """In order if it still runs, by force if that takes too long."""
        if self._process is None:
            return
        if self.runs:
            self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._kill_group()
            self._process.wait()
        self._kill_group()

    def _kill_group(self) -> None:
        """Whatever is left of the session we started it in."""
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            return


def allow_cores() -> None:
    """In the child, before it begins: cores of any size, so that only the server itself can refuse them."""
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (most, most))


def cores_can_be_written(folder: Path) -> bool:
    """Whether this machine writes core dumps at all: a control process crashes in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    script = "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)"
    subprocess.run([sys.executable, "-S", "-c", script], cwd=folder, preexec_fn=allow_cores, capture_output=True)
    return any(folder.iterdir())


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
