"""`waymark directory`: the organisations. Open Referral in and out is in `bot.cli.openreferral`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import click

from bot.cli.openreferral import export, import_


def _code(kind: str) -> Callable[[click.Context, click.Parameter, str | None], str | None]:
    """An option's check: the value must be one of a closed list of codes. The list is read only when it is needed,
    because the directory's libraries would slow every other command down."""

    def check(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
        from bot.directory import codes

        known = [code.value for code in getattr(codes, kind)]
        if value is not None and value not in known:
            raise click.BadParameter(f"{value} is not one of {', '.join(known)}.")
        return value

    return check


@click.group()
def directory() -> None:
    """Build, search, review, import and export the directory of organisations."""


directory.add_command(import_)
directory.add_command(export)


@directory.command()
def build() -> None:
    """Build the database from content/organisations. Entries that nobody has checked are left out."""
    from bot.directory import build_directory
    from bot.paths import CONTENT
    from bot.resources import DIRECTORY

    organisations = build_directory(CONTENT / "organisations", DIRECTORY)
    click.echo(f"{len(organisations)} organisations.")


@directory.command()
@click.argument("words", nargs=-1)
@click.option("--need", callback=_code("Need"), help="Kind of help, such as domestic_abuse or immigration_advice.")
@click.option("--nation", callback=_code("Nation"), help="Part of the UK, such as scotland.")
@click.option("--lang", default="en", show_default=True, help="The language she speaks.")
@click.option("--serves", callback=_code("Group"), help="Who it must be for, such as men, women or lgbt.")
@click.option("--legal-aid", is_flag=True, help="Only those who do legal aid or help to find it.")
@click.option("--limit", default=5, show_default=True, type=click.IntRange(1, 100), help="How many to show.")
def search(
    words: tuple[str, ...],
    need: str | None,
    nation: str | None,
    lang: str,
    serves: str | None,
    legal_aid: bool,
    limit: int,
) -> None:
    """Show organisations as the chat would, best first. WORDS: only those whose name, purpose or community has them."""
    from bot.cli.talk import check_language
    from bot.directory import find_support, open_directory
    from bot.nlg.gettext_nlg import london_now
    from bot.resources import DIRECTORY, shared_resources

    check_language(lang)
    organisations = shared_resources().organisations
    if words:
        with open_directory(DIRECTORY) as opened:
            organisations = opened.search(" ".join(words), limit=len(organisations))
    matches = find_support(
        organisations,
        need=need,
        nation=nation,
        language=lang,
        serves=serves,
        legal_aid=legal_aid,
        now=london_now(),
        limit=limit,
    )
    for match in matches:
        phones = ", ".join(found.phone.display for found in match.phones) or "no number"
        click.echo(f"{match.organisation.name}: {phones}\n  {match.organisation.what}")
    if not matches:
        click.echo("No organisation fits. Try fewer words, or without --nation, --serves or --legal-aid.")


@directory.command()
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
def review(as_json: bool) -> None:
    """List what a person could check: proposals, old entries, needs nobody covers, remarks."""
    from bot.directory.freshness import stale_days
    from bot.directory.review import work_to_do
    from bot.nlg.gettext_nlg import london_now
    from bot.paths import CONTENT

    work = work_to_do(CONTENT / "organisations", proposals_folder(), london_now().date(), stale_days())
    found = {
        "waiting": [{"id": entry.id, "name": entry.name, "missing": missing} for entry, missing in work.waiting],
        "stale": [{"id": entry.id, "checked_on": str(entry.checked_on)} for entry in work.stale],
        "uncovered": [need.value for need in work.uncovered],
        "notes": [{"id": note.organisation, "phone": note.phone, "note": note.note} for note in work.notes],
    }
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for entry, missing in work.waiting:
        click.echo(f"waiting: {entry.id}: {entry.name!a}" + (f"; fill in {', '.join(missing)}" if missing else ""))
    for entry in work.stale:
        click.echo(f"old: {entry.id}: last checked on {entry.checked_on}")
    for need in work.uncovered:
        click.echo(f"nobody: {need.value}")
    for note in work.notes:
        click.echo(f"remark: {note.organisation}{f' {note.phone}' if note.phone else ''}: {note.note}")
    click.echo(", ".join(f"{len(items)} {name}" for name, items in found.items()))


@directory.command()
@click.argument("identifier")
@click.option("--by", required=True, help="The organisation that checked the entry.")
def approve(identifier: str, by: str) -> None:
    """Write that an organisation checked the entry IDENTIFIER today; a proposal joins the directory."""
    from bot.directory.review import approve as write_approval
    from bot.nlg.gettext_nlg import london_now
    from bot.paths import CONTENT

    today = london_now().date()
    file = write_approval(identifier, by, content=CONTENT / "organisations", proposals=proposals_folder(), today=today)
    click.echo(f"{file.name}: checked on {today} by {by}. Run: waymark directory build")


def proposals_folder() -> Path:
    """Where imported entries wait."""
    from bot.paths import BUILD

    return BUILD / "import"
