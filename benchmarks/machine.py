"""The machine in neutral words, and how busy it was with other things."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_IDLE = (3, 4)
"""Columns of /proc/stat that are not work: idle and waiting for a disk."""


def described() -> str:
    info = dict(
        line.split(":", 1) for line in Path("/proc/cpuinfo").read_text().split("\n\n")[0].splitlines() if ":" in line
    )
    cpu = {name.strip(): value.strip() for name, value in info.items()}
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    family = f"{cpu.get('vendor_id', 'unknown')} family {cpu.get('cpu family', '?')}"
    return f"{os.cpu_count()} cores, {platform.machine()} ({family}), {memory:.0f} GiB, {platform.system()}"


def versions() -> str:
    names = ("rasa", "aiohttp", "onnxruntime", "scikit-learn", "numpy")
    return ", ".join([f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in names)])


class Others:
    """How much of the machine's work during a time was not this benchmark's: counts what all processes used and takes
    off this process and its ended children. Steal by a hypervisor counts as others' work."""

    def __init__(self) -> None:
        self._all, self._busy = _machine()
        self._own = _own()

    def share(self) -> float:
        """Of the machine's CPU time since the start, from 0 to 1. Call it once all children have ended."""
        total, busy = _machine()
        others = (busy - self._busy) - (_own() - self._own)
        return max(0.0, others / max(1e-9, total - self._all))


def _machine() -> tuple[float, float]:
    """Seconds of CPU time that have passed and that were used, all cores together."""
    fields = [int(field) / _TICKS for field in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    return sum(fields), sum(fields) - sum(fields[column] for column in _IDLE)


def _own() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
