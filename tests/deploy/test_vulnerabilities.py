"""The check against a copy of the OSV database finds what is planted, and never says "nothing" without having looked."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version
from supply_chain.lock import read_lock
from supply_chain.osv import DatabaseError, check, is_affected

from bot.paths import ROOT
from tests.deploy.conftest import advisory, ecosystem

PACKAGES = [package for package in read_lock() if package.registry]
LOCKED = {package.name: package.version for package in PACKAGES}


def run(database: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "scripts" / "check-vulnerabilities"), "--database", str(database), *options]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def test_a_planted_vulnerability_is_found(database: Callable[..., Path]) -> None:
    planted = advisory(1, "AIOHTTP", **ecosystem({"introduced": "3.0"}, {"fixed": "99.0"}))
    done = run(database(planted, advisory(2, "nobody-uses-this", **ecosystem({"introduced": "0"}))))
    assert done.returncode == 1
    assert f"aiohttp {LOCKED['aiohttp']} (in the service): PYSEC-2026-1, CVE-2026-1" in done.stdout
    assert "fixed in: 99.0" in done.stdout
    assert "1 open, 0 accepted." in done.stdout


def test_where_nothing_is_known_it_says_how_much_it_looked_at(database: Callable[..., Path]) -> None:
    done = run(database(advisory(1, "aiohttp", **ecosystem({"introduced": "0"}, {"fixed": "1.0"}))))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{len(PACKAGES)} locked packages against 1 advisories, the newest of ")
    assert "0 open" in done.stdout


def test_the_zip_as_published_is_read_like_the_folder(database: Callable[..., Path], tmp_path: Path) -> None:
    folder = database(advisory(1, "redis", versions=[LOCKED["redis"]]))
    packed = tmp_path / "all.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for path in folder.iterdir():
            archive.write(path, path.name)
    asked = list(LOCKED.items())
    assert check(asked, packed) == check(asked, folder)
    assert [finding.package for finding in check(asked, packed).findings] == ["redis"]


def test_the_advisory_database_of_the_packaging_authority_is_read_too(tmp_path: Path) -> None:
    (tmp_path / "PYSEC-2026-9.yaml").write_text(
        "id: PYSEC-2026-9\nmodified: 2026-11-20T10:00:00Z\ndetails: Planted.\naffected:\n"
        "- package: {ecosystem: PyPI, name: jinja2}\n  ranges:\n  - type: ECOSYSTEM\n"
        "    events: [{introduced: '0'}, {last_affected: '99'}]\n",
        "utf-8",
    )
    assert [finding.id for finding in check(LOCKED.items(), tmp_path).findings] == ["PYSEC-2026-9"]


@pytest.mark.parametrize("wrong", ["missing", "empty", "text", "other", "damaged"])
def test_a_database_that_says_nothing_is_no_good_news(
    database: Callable[..., Path], tmp_path: Path, wrong: str
) -> None:
    path = tmp_path / "osv"
    if wrong == "missing":
        path = tmp_path / "nowhere"
    elif wrong == "text":
        path = tmp_path / "all.zip"
        path.write_text("not a zip", "utf-8")
    elif wrong == "other":
        other = advisory(1, "left-pad", **ecosystem({"introduced": "0"}))
        other["affected"][0]["package"]["ecosystem"] = "npm"
        database(other)
    elif wrong == "damaged":
        (path / "PYSEC-2026-1.json").write_text('{"id": "PYSEC', "utf-8")
    done = run(path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Not checked: ")


def test_an_old_database_is_refused(database: Callable[..., Path]) -> None:
    old = advisory(1, "nobody-uses-this", **ecosystem({"introduced": "0"}))
    old["modified"] = (datetime.now(UTC) - timedelta(days=30)).isoformat()
    folder = database(old)
    assert run(folder).returncode == 2
    assert run(folder, "--max-age", "60").returncode == 0


def test_what_was_accepted_comes_back_when_its_time_is_over(database: Callable[..., Path], tmp_path: Path) -> None:
    folder = database(advisory(1, "redis", versions=[LOCKED["redis"]]))
    listed = tmp_path / "accepted.toml"
    today = datetime.now(UTC).date()
    for until, code in ((today, 0), (today - timedelta(days=1), 1)):
        listed.write_text(
            f'[[accepted]]\nid = "CVE-2026-1"\npackage = "redis"\nreason = "not reached"\nuntil = {until}\n', "utf-8"
        )
        assert run(folder, "--accepted", str(listed)).returncode == code
    listed.write_text('[[accepted]]\nid = "CVE-2026-1"\npackage = "redis"\nuntil = 2030-01-01\n', "utf-8")
    assert run(folder, "--accepted", str(listed)).returncode == 2


def test_for_machines_it_is_json(database: Callable[..., Path]) -> None:
    done = run(database(advisory(1, "ruff", versions=[LOCKED["ruff"]])), "--json")
    (found,) = json.loads(done.stdout)["open"]
    assert (found["package"], found["runtime"], found["aliases"]) == ("ruff", False, ["CVE-2026-1"])


def test_a_withdrawn_advisory_is_none(database: Callable[..., Path]) -> None:
    withdrawn = advisory(1, "redis", versions=[LOCKED["redis"]]) | {"withdrawn": "2026-11-01T00:00:00Z"}
    assert check(LOCKED.items(), database(withdrawn)).findings == ()


CASES = [
    ("1.10", [{"introduced": "1.9"}, {"fixed": "1.11"}], True),
    ("1.10", [{"introduced": "0"}, {"fixed": "1.10"}], False),
    ("1.10rc1", [{"introduced": "0"}, {"fixed": "1.10"}], True),
    ("1.10.post1", [{"introduced": "0"}, {"last_affected": "1.10"}], False),
    ("1.10", [{"introduced": "0"}, {"last_affected": "1.10.0"}], True),
    ("2.5", [{"introduced": "0"}, {"fixed": "1.2"}, {"introduced": "2.0"}, {"fixed": "2.6"}], True),
    ("1.5", [{"introduced": "2.0"}, {"fixed": "2.6"}, {"introduced": "0"}, {"fixed": "1.2"}], False),
    ("1!1.0", [{"introduced": "0"}, {"fixed": "2.0"}], False),
    ("1.0", [{"introduced": "0"}], True),
    ("1.0", [{"introduced": "0"}, {"fixed": "once upon a time"}], True),
    ("1.0+local", [{"introduced": "1.0"}, {"fixed": "1.1"}], True),
]


@pytest.mark.parametrize(("version", "events", "affected"), CASES)
def test_versions_are_compared_by_pep_440(version: str, events: list[dict[str, str]], affected: bool) -> None:
    assert is_affected(version, ecosystem(*events)) is affected


def test_ranges_of_commits_say_nothing_about_versions() -> None:
    assert not is_affected("1.0", {"ranges": [{"type": "GIT", "events": [{"introduced": "0"}]}]})


NUMBERS = st.builds("{}.{}".format, st.integers(0, 9), st.integers(0, 9))


@given(NUMBERS, NUMBERS, NUMBERS)
def test_a_version_is_affected_from_the_first_to_before_the_fixed(asked: str, first: str, fixed: str) -> None:
    expected = Version(first) <= Version(asked) < Version(fixed)
    if Version(first) < Version(fixed):
        assert is_affected(asked, ecosystem({"introduced": first}, {"fixed": fixed})) is expected


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError):
        check([("aiohttp", "1.0")], tmp_path)
