"""Import: services in, proposals and a report out.

Everything is read and judged before anything is written; then each proposal is written whole under another name and put
in place by a rename, so that no file is ever half an entry.
"""

import os
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bot.directory.build import StrictLoader, read_entry
from bot.directory.openreferral.documents import DocumentError, Limits, read_file, services_in
from bot.directory.openreferral.endpoint import Endpoint
from bot.directory.openreferral.proposals import Origin, Proposal, proposal_of
from bot.directory.openreferral.refused import Refused
from bot.directory.openreferral.validation import schema_faults
from bot.directory.safe_text import address_problem
from bot.directory.yaml_text import entry_text
from bot.errors import DirectoryError

_MOST_NAME = 80


@dataclass(frozen=True, slots=True)
class Imported:
    """One proposal: its id, its file, and what the person who checks it should know."""

    id: str
    file: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that was not taken over. name: as it was given, shortened; empty if it has none."""

    where: str
    name: str
    reasons: tuple[str, ...]


@dataclass(slots=True)
class Report:
    """What became of a source. stopped: why reading ended before its end, or None."""

    source: str
    imported: list[Imported] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    stopped: str | None = None

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def import_services(
    source: str, into: Path, *, published_at: str | None = None, limits: Limits | None = None
) -> Report:
    """Read `source` (a file, a folder of .json files, or the address of an endpoint) and write proposals to `into`.

    `published_at`: where a file was published; numbers in it count as read there. An entry that `into` has already is
    refused and stays as it is. Raises `DirectoryError` if the source cannot be read at all or `into` not be written.
    """
    report = Report(source)
    try:
        drafts = _judged(_read(source, report, limits or Limits()), report, into, published_at)
    except DocumentError as error:
        raise DirectoryError(f"{source[:200]!r} {error}") from error
    try:
        _write(drafts, into)
    except OSError as error:
        raise DirectoryError(f"{into}: cannot be written: {error.strerror}") from error
    return report


def _read(source: str, report: Report, limits: Limits) -> Iterator[tuple[str, Any]]:
    """Every service with its place. What cannot be read is refused, unless it is the whole source."""
    if "://" in source:
        endpoint = Endpoint(source, limits)
        yield from endpoint.services()
        report.stopped = endpoint.stopped
        return
    path = Path(source)
    count = 0
    for file in _files(path, limits):
        try:
            for place, service in services_in(read_file(file, limits)):
                if count >= limits.services:
                    report.stopped = f"only the first {limits.services} services were read"
                    return
                count += 1
                yield f"{file.name}{place}", service
        except DocumentError as error:
            if file == path:
                raise
            report.refused.append(Refusal(file.name, "", (str(error),)))


def _files(path: Path, limits: Limits) -> list[Path]:
    if not path.is_dir():
        return [path]
    files = sorted(path.glob("*.json"))
    if not files:
        raise DocumentError("has no .json files")
    if len(files) > limits.documents:
        raise DocumentError(f"has more than {limits.documents} files")
    return files


def _judged(
    services: Iterator[tuple[str, Any]], report: Report, into: Path, published_at: str | None
) -> dict[Path, str]:
    """The texts to write, by file; everything else goes into the report."""
    drafts: dict[Path, str] = {}
    for where, service in services:
        try:
            proposal = _proposal(service, where, published_at)
            file = into / f"{proposal.entry['id']}.yml"
            if file in drafts:
                raise Refused("id: another service of this source has the same")
            if file.exists():
                raise Refused("id: the directory has an entry of this id; it was left as it is")
            drafts[file] = _text(proposal)
        except Refused as error:
            report.refused.append(Refusal(where, _name(service), error.reasons))
        else:
            report.imported.append(Imported(proposal.entry["id"], str(file), tuple(proposal.notes)))
    return drafts


def _proposal(service: Any, where: str, published_at: str | None) -> Proposal:
    if faults := schema_faults(service):
        raise Refused(*faults)
    # What only this machine or network can open is no source for others.
    read_at = where if "://" in where and not address_problem(where) else None
    return proposal_of(service, Origin(published_at or read_at))


def _text(proposal: Proposal) -> str:
    """The file's text, read back and checked as the builder will check it. Raises `Refused`."""
    text = entry_text(proposal.entry)
    try:
        read_entry(yaml.load(text, Loader=StrictLoader), "entry")
    except DirectoryError as error:
        raise Refused(str(error).partition(": ")[2]) from error
    except yaml.YAMLError as error:
        raise Refused("cannot be written as YAML") from error
    return text


def _name(service: Any) -> str:
    name = service.get("name") if isinstance(service, dict) else None
    return name[:_MOST_NAME] if isinstance(name, str) else ""


def _write(drafts: dict[Path, str], into: Path) -> None:
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".import-", dir=into) as folder:
        ready = []
        for file, text in drafts.items():
            draft = Path(folder) / file.name
            draft.write_text(text, encoding="utf-8")
            ready.append((draft, file))
        for draft, file in ready:
            os.replace(draft, file)
