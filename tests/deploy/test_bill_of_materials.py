"""The SBOM names everything the service installs, with its licence; the list of licences is up to date."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from supply_chain.licences import OURS, Kind, kind_of, licence_of
from supply_chain.lock import read_lock
from supply_chain.table import licence_table

from bot.paths import ROOT

SERVICE = sorted({package.name for package in read_lock() if package.runtime})


@pytest.fixture(scope="module")
def bill(tmp_path_factory: pytest.TempPathFactory) -> dict:
    path = tmp_path_factory.mktemp("sbom") / "sbom.cdx.json"
    done = subprocess.run([ROOT / "scripts" / "sbom", "--output", path], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(path.read_text("utf-8"))


def test_it_is_cyclonedx_and_names_every_package_of_the_service(bill: dict) -> None:
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.5")
    names = {component["name"] for component in bill["components"]}
    assert set(SERVICE) - names == set()
    assert "hypothesis" not in names


def test_every_component_has_a_version_a_hash_and_a_licence(bill: dict) -> None:
    for component in bill["components"]:
        if component["name"] in OURS:
            continue
        assert component["licenses"], component["name"]
        hashes = [*component.get("hashes", [])]
        hashes += [digest for file in component.get("externalReferences", []) for digest in file.get("hashes", [])]
        assert any(digest["alg"] == "SHA-256" for digest in hashes), component["name"]
        assert component["type"] == "machine-learning-model" or component["purl"].startswith(("pkg:pypi/", "pkg:npm/"))


def test_what_runs_in_the_browser_is_in_it(bill: dict) -> None:
    found = {component["name"]: component for component in bill["components"]}
    for name in ("libsodium-sumo", "libsodium-wrappers-sumo"):
        assert found[name]["purl"] == f"pkg:npm/{name}@{found[name]['version']}"


def test_the_weights_of_the_model_are_in_it(bill: dict) -> None:
    (weights,) = [component for component in bill["components"] if component["type"] == "machine-learning-model"]
    assert weights["name"] == "multilingual-e5-small"
    assert weights["licenses"] == [{"license": {"id": "MIT"}}]


def test_the_same_lock_gives_the_same_bill(bill: dict, tmp_path: Path) -> None:
    path = tmp_path / "again.json"
    subprocess.run([ROOT / "scripts" / "sbom", "--output", path], check=True, capture_output=True, timeout=120)
    assert json.loads(path.read_text("utf-8")) == bill


def test_the_list_of_licences_is_of_today() -> None:
    table = licence_table({name: licence_of(name) for name in SERVICE})
    document = (ROOT / "docs" / "SUPPLY_CHAIN.md").read_text("utf-8")
    assert table in document, "run: scripts/sbom --licences"


def test_nothing_in_the_service_has_an_unknown_licence_or_one_that_reaches_our_code() -> None:
    kinds = {name: licence_of(name).kind for name in SERVICE}
    assert [name for name, kind in kinds.items() if kind in (Kind.UNKNOWN, Kind.COPYLEFT)] == []


@pytest.mark.parametrize(
    ("expression", "kind"),
    [
        ("MIT", Kind.PERMISSIVE),
        ("MPL-2.0 AND MIT", Kind.FILE_COPYLEFT),
        ("GPL-2.0-or-later OR LGPL-2.1-or-later OR MPL-1.1", Kind.FILE_COPYLEFT),
        ("GPL-3.0-only AND MIT", Kind.COPYLEFT),
        ("AGPL-3.0-only", Kind.COPYLEFT),
        ("LGPL-3.0-or-later", Kind.LIBRARY_COPYLEFT),
        ("LicenseRef-Scancode-Something", Kind.UNKNOWN),
        ("", Kind.UNKNOWN),
    ],
)
def test_the_kind_of_a_licence(expression: str, kind: Kind) -> None:
    assert kind_of(expression) is kind
