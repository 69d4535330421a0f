"""Servers as real processes: starting, stopping, and what the kernel says they use (Linux)."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
from collections.abc import Sequence
from pathlib import Path

from bot.paths import ROOT

_TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")
_STOP_SECONDS = 15


class BenchmarkError(Exception):
    """The benchmark cannot go on; the message says why."""


class Running:
    """Some commands running together, each the leader of its own process group."""

    def __init__(self, commands: Sequence[Sequence[str]], environment: dict[str, str], folder: Path) -> None:
        self._logs = [folder / f"server-{number}.log" for number in range(len(commands))]
        self._processes = []
        for command, log in zip(commands, self._logs, strict=True):
            with log.open("wb") as output:
                self._processes.append(
                    subprocess.Popen(
                        command,
                        cwd=ROOT,
                        env=environment,
                        stdin=subprocess.DEVNULL,
                        stdout=output,
                        stderr=subprocess.STDOUT,
                        start_new_session=True,
                    )
                )

    def check(self) -> None:
        """Raises BenchmarkError with the end of its log if a process has ended."""
        for process, log in zip(self._processes, self._logs, strict=True):
            if process.poll() is not None:
                tail = "\n".join(log.read_text("utf-8", "replace").splitlines()[-15:])
                raise BenchmarkError(f"A server ended by itself:\n{tail}")

    def pids(self) -> list[int]:
        """All processes, children included."""
        parents = {int(entry): _parent(int(entry)) for entry in os.listdir("/proc") if entry.isdigit()}
        found = [process.pid for process in self._processes]
        for pid in found:
            found += [child for child, parent in parents.items() if parent == pid]
        return found

    def memory_mb(self) -> float:
        """Resident memory of all processes together."""
        return sum(_resident_kb(pid) for pid in self.pids()) / 1024

    def cpu_ms(self) -> float:
        """CPU time all processes have used since they started."""
        return sum(_ticks(pid) for pid in self.pids()) * _TICK_MS

    def stop(self) -> None:
        for process in self._processes:
            _signal(process.pid, signal.SIGTERM)
        for process in self._processes:
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                _signal(process.pid, signal.SIGKILL)
                process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _signal(group: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, number)


def _stat(pid: int) -> list[str]:
    """Fields of /proc/<pid>/stat from the third on; empty once the process is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def _parent(pid: int) -> int:
    fields = _stat(pid)
    return int(fields[1]) if fields else 0


def _ticks(pid: int) -> int:
    fields = _stat(pid)
    return int(fields[11]) + int(fields[12]) if fields else 0


def _resident_kb(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:")), 0)
