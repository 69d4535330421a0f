"""The command behind scripts/check-vulnerabilities: reads, compares, prints."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from supply_chain.accepted import ACCEPTED, read_accepted
from supply_chain.lock import LOCK, read_lock
from supply_chain.osv import Checked, DatabaseError, Finding, check

USAGE = "Compares uv.lock with a copy of the OSV database, offline."


def main() -> int:
    """The exit code: 0 nothing known, 1 something open, 2 not checked."""
    parser = argparse.ArgumentParser(prog="scripts/check-vulnerabilities", description=USAGE)
    parser.add_argument("--database", type=Path, required=True, help="all.zip for PyPI from osv.dev, or a folder of it")
    parser.add_argument("--lock", type=Path, default=LOCK, help="another uv.lock")
    parser.add_argument("--accepted", type=Path, default=ACCEPTED, help="another list of accepted vulnerabilities")
    parser.add_argument("--max-age", type=int, default=14, metavar="DAYS", help="oldest database that counts (14)")
    parser.add_argument("--json", action="store_true", help="for machines")
    wish = parser.parse_args()
    today = datetime.now(UTC).date()
    try:
        packages = [package for package in read_lock(wish.lock) if package.registry]
        accepted = read_accepted(wish.accepted)
        checked = check([(package.name, package.version) for package in packages], wish.database)
    except (DatabaseError, OSError, ValueError) as error:
        print(f"Not checked: {error}", file=sys.stderr)
        return 2
    age = (today - checked.newest).days
    if age > wish.max_age:
        print(
            f"Not checked: the newest advisory is of {checked.newest}, {age} days ago. Get a newer copy, or say "
            f"--max-age {age} if you know why.",
            file=sys.stderr,
        )
        return 2
    runtime = {package.name for package in packages if package.runtime}
    open_, excused = [], []
    for finding in checked.findings:
        (excused if any(a.covers(finding, today) for a in accepted) else open_).append(finding)
    if wish.json:
        print(json.dumps({"open": _plain(open_, runtime), "accepted": _plain(excused, runtime)}, indent=2))
    else:
        _print(checked, len(packages), open_, excused, runtime)
    return 1 if open_ else 0


def _plain(findings: list[Finding], runtime: set[str]) -> list[dict]:
    return [{**dataclasses.asdict(f), "runtime": f.package in runtime} for f in findings]


def _print(checked: Checked, packages: int, open_: list[Finding], excused: list[Finding], runtime: set[str]) -> None:
    print(f"{packages} locked packages against {checked.advisories} advisories, the newest of {checked.newest}.")
    for finding in open_:
        where = "in the service" if finding.package in runtime else "in tests and tools only"
        names = ", ".join([finding.id, *finding.aliases])
        print(f"\n{finding.package} {finding.version} ({where}): {names}")
        print(f"  {finding.summary}")
        print(f"  fixed in: {', '.join(finding.fixed) or 'no version is known'}")
    for finding in excused:
        print(f"\naccepted for now: {finding.package} {finding.version}: {finding.id}")
    print(f"\n{len(open_)} open, {len(excused)} accepted.")
