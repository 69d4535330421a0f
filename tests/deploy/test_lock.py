"""The lock proves every file that is installed by its hash, and names no more than is needed."""

from __future__ import annotations

import re
import subprocess
import tomllib

import pytest
from supply_chain.lock import Package, read_lock

from bot.paths import ROOT
from tests.deploy.conftest import DEPLOY

PACKAGES = read_lock()
REGISTRY = [package for package in PACKAGES if package.registry]


@pytest.mark.parametrize("package", REGISTRY, ids=lambda package: f"{package.name}-{package.version}")
def test_every_file_of_a_package_has_its_sha256(package: Package) -> None:
    assert package.files >= 1
    assert len(package.hashes) == package.files
    assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", digest) for digest in package.hashes)


def test_whatever_comes_from_no_registry_is_a_folder_of_ours() -> None:
    sources = [entry["source"] for entry in tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))["package"]]
    others = [source for source in sources if "registry" not in source]
    assert all(set(source) <= {"directory", "editable", "virtual"} for source in others), others
    assert all((ROOT / path).is_dir() for source in others for path in source.values())


def test_the_lock_is_of_one_registry() -> None:
    lock = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))
    assert len({entry["source"]["registry"] for entry in lock["package"] if "registry" in entry["source"]}) == 1


def test_what_only_tests_need_is_told_from_what_the_service_needs() -> None:
    kinds = {package.name: package.runtime for package in PACKAGES}
    assert kinds["aiohttp"] and kinds["rasa"] and kinds["markupsafe"]
    assert not kinds["hypothesis"] and not kinds["ruff"]


def test_the_tool_that_installs_is_proven_too() -> None:
    lines = [line for line in (DEPLOY / "uv-requirements.txt").read_text("utf-8").splitlines() if line[:1] != "#"]
    assert lines and all(re.fullmatch(r"[a-z-]+==[\d.]+( --hash=sha256:[0-9a-f]{64})+", line) for line in lines)


def test_a_file_with_another_hash_is_refused(tmp_path) -> None:
    """uv itself refuses; the lock is right except for one digit."""
    package = next(p for p in REGISTRY if p.name == "toolz")
    digest = package.hashes[0].removeprefix("sha256:")
    wrong = ("0" if digest[0] != "0" else "1") + digest[1:]
    listed = tmp_path / "requirements.txt"
    listed.write_text(f"{package.name}=={package.version} --hash=sha256:{wrong}\n", "utf-8")
    done = subprocess.run(
        [
            "uv",
            "pip",
            "install",
            "--require-hashes",
            "--no-deps",
            "--target",
            str(tmp_path / "into"),
            "-r",
            str(listed),
        ],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode != 0
    assert "hash" in done.stderr.lower()
    assert not list((tmp_path / "into").glob("toolz*"))
