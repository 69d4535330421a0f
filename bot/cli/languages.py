"""`waymark languages`: what each language has passed, and marking one as reviewed."""

from __future__ import annotations

from datetime import datetime

import click

from bot.errors import BadRequest


@click.group()
def languages() -> None:
    """See what each language has passed; mark one as reviewed by a person."""


@languages.command("list")
def list_languages() -> None:
    """Each language, its gates, and whether people can write in it."""
    from bot.nlg.languages import Languages
    from bot.paths import LOCALES

    rows = [("", "translated", "understood", "danger found", "reviewed", "offered as")]
    for language in Languages.load(LOCALES / "languages.json"):
        gates = language.gates
        marks = ["yes" if passed else "no" for passed in (gates.strings, gates.understanding, gates.safety)]
        offered = "words and buttons" if gates.typed else "buttons and plain pages only"
        rows.append((f"{language.code} {language.english}", *marks, "yes" if gates.reviewed else "no", offered))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


@languages.command()
@click.argument("code")
@click.option("--by", "organisation", help="Who reviewed it: an organisation, never a private person's name.")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day of the review; today if not given.")
@click.option("--withdraw", is_flag=True, help="Take the mark away, for example after many texts have changed.")
def reviewed(code: str, organisation: str | None, day: datetime | None, withdraw: bool) -> None:
    """Note that a person has checked the whole translation in the language CODE."""
    from bot.directory.hours import LONDON
    from bot.nlg.languages import SOURCE, read_entries, write_entries
    from bot.paths import LOCALES

    path = LOCALES / "languages.json"
    entries = read_entries(path)
    if code not in entries or code == SOURCE:
        known = ", ".join(name for name in entries if name != SOURCE)
        raise BadRequest(f"There is no translation called {code}. There are: {known}")
    if bool(organisation and organisation.strip()) is withdraw:
        raise BadRequest("Say who reviewed it with --by, or take the mark away with --withdraw.")
    today = datetime.now(LONDON).date()
    on = day.date() if day else today
    if on > today:
        raise BadRequest("A review cannot be in the future.")
    entries[code]["reviewed"] = None if withdraw else f"{organisation.strip()}, {on:%Y-%m-%d}"
    write_entries(path, entries)
    said = "is no longer marked as reviewed" if withdraw else f"is marked as reviewed by {organisation.strip()}"
    click.echo(f"{entries[code]['english']} {said}. Restart the server to show it, and commit locales/languages.json.")
