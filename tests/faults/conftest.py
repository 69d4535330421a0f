"""A copy of the project that each test may damage."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.faults.servers import copy_of_the_project


@pytest.fixture(scope="session")
def untouched(trained_model: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of_the_project(tmp_path_factory.mktemp("untouched"))


@pytest.fixture
def project(untouched: Path, tmp_path: Path) -> Path:
    return shutil.copytree(untouched, tmp_path / "project")
