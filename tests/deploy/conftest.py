"""What the tests of the supply chain and of the deployment share."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.paths import ROOT

sys.path.insert(0, str(ROOT / "scripts"))

DEPLOY = ROOT / "deploy"


def advisory(number: int, package: str, **affected: object) -> dict:
    """An advisory in the OSV schema, about one package."""
    return {
        "id": f"PYSEC-2026-{number}",
        "modified": (datetime.now(UTC) - timedelta(days=1)).isoformat(),
        "aliases": [f"CVE-2026-{number}"],
        "summary": "Planted for a test.",
        "affected": [{"package": {"ecosystem": "PyPI", "name": package}, **affected}],
    }


def ecosystem(*events: dict[str, str]) -> dict:
    return {"ranges": [{"type": "ECOSYSTEM", "events": list(events)}]}


@pytest.fixture
def database(tmp_path: Path) -> Callable[..., Path]:
    """Writes advisories as the database is published when unpacked: one JSON file each."""
    folder = tmp_path / "osv"
    folder.mkdir()

    def write(*advisories: dict) -> Path:
        for entry in advisories:
            (folder / f"{entry['id']}.json").write_text(json.dumps(entry), "utf-8")
        return folder

    return write
