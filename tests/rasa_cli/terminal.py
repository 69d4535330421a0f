"""A command in a pseudo-terminal, as if somebody sat in front of it."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

_CONTROL = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
_ASKS_FOR_CURSOR = b"\x1b[6n"


class Terminal:
    """Start with the command; always `close`."""

    def __init__(self, command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> None:
        self._ours, theirs = pty.openpty()
        self._process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
        )
        os.close(theirs)
        self._seen = b""

    def wait_for(self, text: str, seconds: float) -> str:
        """What was shown since the last call, once `text` is in it. AssertionError with what was shown instead."""
        end = time.monotonic() + seconds
        while text not in self._shown():
            readable, _, _ = select.select([self._ours], [], [], max(0.0, end - time.monotonic()))
            try:
                read = os.read(self._ours, 65536) if readable else b""
            except OSError:  # the other end is closed
                read = b""
            assert read, f"{text!r} was not shown within {seconds} seconds:\n{self._shown()[-2000:]}"
            if _ASKS_FOR_CURSOR in read:
                os.write(self._ours, b"\x1b[1;1R")
            self._seen += read
        shown, self._seen = self._shown(), b""
        return shown

    def type(self, line: str) -> None:
        os.write(self._ours, f"{line}\r".encode())

    def close(self) -> None:
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        os.close(self._ours)

    def _shown(self) -> str:
        return _CONTROL.sub("", self._seen.decode("utf-8", "replace"))
