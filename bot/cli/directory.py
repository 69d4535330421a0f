"""`waymark directory`: the organisations."""

from __future__ import annotations

import click


@click.group()
def directory() -> None:
    """Build and search the directory of organisations."""


@directory.command()
def build() -> None:
    """Build the database from content/organisations."""
    from bot.directory import build_directory
    from bot.paths import CONTENT
    from bot.resources import DIRECTORY

    organisations = build_directory(CONTENT / "organisations", DIRECTORY)
    click.echo(f"{len(organisations)} organisations.")


@directory.command()
@click.option("--need", help="Kind of help, such as domestic_abuse or immigration_advice.")
@click.option("--nation", type=click.Choice(["england", "wales", "scotland", "northern_ireland"]))
@click.option("--lang", default="en", show_default=True, help="The language she speaks.")
@click.option("--serves", help="Who it must be for, such as men, women or lgbt.")
@click.option("--limit", default=5, show_default=True, type=click.IntRange(1, 100))
def search(need: str | None, nation: str | None, lang: str, serves: str | None, limit: int) -> None:
    """Show organisations as the chat would, best first."""
    from bot.directory import find_support
    from bot.errors import BadRequest
    from bot.nlg.gettext_nlg import london_now
    from bot.resources import shared_resources

    try:
        matches = find_support(
            shared_resources().organisations,
            need=need,
            nation=nation,
            language=lang,
            serves=serves,
            now=london_now(),
            limit=limit,
        )
    except ValueError as error:
        raise BadRequest(str(error)) from error
    for match in matches:
        phones = ", ".join(found.phone.display for found in match.phones) or "no number"
        click.echo(f"{match.organisation.name}: {phones}\n  {match.organisation.what}")
    if not matches:
        click.echo("No organisation fits. Try without --nation or --serves.")
