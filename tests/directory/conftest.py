"""Folders of YAML for tests, and the project's own directory."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.directory.build import load_directory
from bot.directory.models import Organisation

CONTENT = Path(__file__).parents[2] / "content" / "organisations"


@pytest.fixture
def write_entries(tmp_path: Path) -> Callable[..., Path]:
    """Write each entry to a file of its own (`one.yml`, `two.yml`) and return the folder."""

    def write(*entries: dict[str, Any]) -> Path:
        folder = tmp_path / "organisations"
        folder.mkdir(exist_ok=True)
        for name, entry in zip(("one", "two", "three"), entries, strict=False):
            (folder / f"{name}.yml").write_text(yaml.safe_dump(entry, sort_keys=False), encoding="utf-8")
        return folder

    return write


@pytest.fixture(scope="session")
def content_folder() -> Path:
    return CONTENT


@pytest.fixture(scope="session")
def real_directory() -> tuple[Organisation, ...]:
    return load_directory(CONTENT)
