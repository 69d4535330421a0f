"""The whole test: rounds, controls, report."""

from __future__ import annotations

import gzip
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from bot.errors import ConfigurationError
from bot.paths import ROOT
from bot.seizure.forms import patterns
from bot.seizure.matcher import Matcher
from bot.seizure.report import Report
from bot.seizure.rounds import Round, Say, run_round
from bot.seizure.search import search_files
from bot.seizure.sentinels import Kind, Sentinels
from bot.seizure.server import cores_can_be_written
from bot.seizure.taken import numbers_taken


async def run(rounds: Iterable[Round], say: Say, *, keep: bool = False) -> Report:
    """Every round in a folder of its own, which is deleted afterwards unless it is kept.

    Raises:
        ConfigurationError: not Linux, the server does not start or answer, or a control was not found: then a clean
        report would mean nothing.
    """
    if sys.platform != "linux":
        raise ConfigurationError("waymark seizure-test reads /proc and so runs on Linux only.")
    began = time.monotonic()
    evidence = Path(tempfile.mkdtemp(prefix="waymark-seizure-"))
    report = Report(evidence=str(evidence) if keep else None)
    sentinels = Sentinels(taken=numbers_taken(ROOT))
    try:
        check_search(evidence / "control")
        report.cores = cores_can_be_written(evidence / "cores")
        for number, wanted in enumerate(rounds, 1):
            folder = evidence / f"round-{number}"
            folder.mkdir()
            rows, answered = await run_round(
                wanted, sentinels, folder, lambda text, name=wanted.name: say(f"{name}: {text}")
            )
            report.rows += [(wanted.name, row) for row in rows]
            report.answered += answered
        report.sentinels = len(sentinels)
        report.forms = len(patterns(sentinels.all))
        report.seconds = time.monotonic() - began
    finally:
        if not keep:
            shutil.rmtree(evidence, ignore_errors=True)
    return report


def check_search(folder: Path) -> None:
    """Plant a word in a file, as it is and compressed, and find it. Raises ConfigurationError if it is not found."""
    folder.mkdir(parents=True)
    sentinels = Sentinels()
    word = sentinels.word(Kind.CONTROL, "arabic").encode()
    (folder / "plain").write_bytes(b"." * 1000 + word)
    (folder / "packed.gz").write_bytes(gzip.compress(word * 2))
    matcher = Matcher(patterns(sentinels.all))
    for name in ("plain", "packed.gz"):
        if not search_files("control", [folder / name], matcher).finds:
            raise ConfigurationError("The search did not find its own control, so its result would mean nothing.")
