"""Rasa's own commands, as a Rasa developer types them in the project's folder, in processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.engine.models import newest_model
from bot.paths import MODELS, ROOT

RASA = Path(sys.executable).with_name("rasa")
SECONDS = 240


def environment() -> dict[str, str]:
    """A plain shell's: nothing in it says no to telemetry."""
    return {name: value for name, value in os.environ.items() if not name.startswith("RASA_")}


class Started:
    """A command that runs while the others do."""

    def __init__(self, log: Path, *arguments: str) -> None:
        self._log = log
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                [str(RASA), *arguments], cwd=ROOT, env=environment(), stdout=out, stderr=out, stdin=subprocess.DEVNULL
            )

    def finish(self) -> tuple[int, str]:
        """(exit code, everything it printed)."""
        code = self.process.wait(SECONDS)
        return code, self._log.read_text("utf-8", "replace")


@pytest.fixture(scope="session")
def model(trained_model: None) -> Path:
    return newest_model(MODELS)


@pytest.fixture(scope="session")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where `rasa test` writes."""
    return tmp_path_factory.mktemp("rasa") / "results"


@pytest.fixture(scope="session")
def commands(model: Path, results: Path) -> Iterator[dict[str, Started]]:
    """All commands at once: each spends most of its time importing Rasa on one core."""
    stories = ["--stories", "tests/rasa_stories", "--e2e", "--no-plot", "--fail-on-prediction-errors"]
    lines = {
        "train": ["train", "--dry-run"],
        "validate": ["data", "validate"],
        "test": ["test", "core", "--model", str(model), *stories, "--out", str(results)],
    }
    started = {name: Started(results.with_name(f"{name}.txt"), *arguments) for name, arguments in lines.items()}
    yield started
    for command in started.values():
        if command.process.poll() is None:
            command.process.kill()
            command.process.wait()
