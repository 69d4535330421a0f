"""The documents name what there is, and nothing else."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from bot.cli import main
from bot.paths import ROOT
from bot.settings import PREFIX, Settings
from bot.whatsapp.settings import PREFIX as WHATSAPP_PREFIX
from bot.whatsapp.settings import WhatsAppSettings

README = (ROOT / "README.md").read_text("utf-8")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
SET_BY_THE_PROGRAM = {"state_seed"}
SETTINGS = [field for field in dataclasses.fields(Settings) if field.name not in SET_BY_THE_PROGRAM]
SPANS = re.compile(r"`([^`\n]+)`|^\s{0,4}((?:\.venv/bin/)?waymark .+)$", re.MULTILINE)


def commands(group: click.Group, above: str = "waymark") -> Iterator[tuple[str, click.Command]]:
    """Every command with the words it is called by; of a group, the commands in it."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{above} {name}")
        else:
            yield f"{above} {name}", command


COMMANDS = dict(commands(main))


def shown(path: Path) -> list[str]:
    """Every command line of ours that a document shows."""
    spans = (first or second for first, second in SPANS.findall(path.read_text("utf-8")))
    return [line for span in spans if (line := span.strip().removeprefix(".venv/bin/")).startswith("waymark ")]


@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_is_in_the_readme(words: str) -> None:
    assert re.search(rf"`{words}\b", README), f"README.md does not name `{words}`"


@pytest.mark.parametrize("field", SETTINGS, ids=lambda field: field.name)
def test_every_setting_is_in_the_readme_with_its_default(field: dataclasses.Field) -> None:
    name = PREFIX + field.name.upper()
    row = re.search(rf"^\| `{name}` \| `([^`]*)` \| \S", README, re.MULTILINE)
    assert row, f"README.md has no row `{name}` | `default` | meaning"
    assert Settings.from_env({name: row[1]}) == Settings(), f"README.md: {name} is {row[1]} by default?"


def test_no_document_names_a_setting_that_does_not_exist() -> None:
    known = {PREFIX + field.name.upper() for field in SETTINGS}
    bridge = {WHATSAPP_PREFIX + field.name.upper() for field in dataclasses.fields(WhatsAppSettings)}
    known |= bridge | {f"{name}_FILE" for name in bridge} | {WHATSAPP_PREFIX.removesuffix("_")}
    known.add(f"{PREFIX}LOCALES")  # read by bot.paths, before there are settings
    unknown = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in DOCUMENTS
        for name in re.findall(rf"{PREFIX}[A-Z_]*[A-Z]", path.read_text("utf-8"))
        if name not in known
    }
    assert unknown == set()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_a_document_shows_exists(path: Path) -> None:
    for line in shown(path):
        words = next((words for words in COMMANDS if f"{line} ".startswith(f"{words} ")), None)
        if words is None:
            assert line.startswith("waymark --"), line
            continue
        options = {option for parameter in COMMANDS[words].params for option in parameter.opts} | {"--help", "-h"}
        assert set(re.findall(r"(?<=\s)--[a-z][a-z-]*", line)) <= options, line


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_into_the_project_leads_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text("utf-8"))
    local = [link for link in links if not re.match(r"[a-z]+:", link)]
    assert [link for link in local if not (path.parent / link).exists()] == []


def test_both_commands_of_the_makefile_are_in_the_readme() -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert {"run", "test"} <= set(targets)
    named = {name for path in DOCUMENTS for name in re.findall(r"\bmake ([a-z-]+)`", path.read_text("utf-8"))}
    assert named <= set(targets), "a document names a target the Makefile does not have"
    assert all(re.search(rf"^make {name}$", README, re.MULTILINE) for name in ("run", "test"))
