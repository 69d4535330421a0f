"""`waymark directory`: the organisations."""

from __future__ import annotations

import click

from bot.directory.codes import Group, Nation, Need


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
@click.option("--need", type=click.Choice([need.value for need in Need]), help="Kind of help.", metavar="NEED")
@click.option("--nation", type=click.Choice([nation.value for nation in Nation]), help="Part of the UK.")
@click.option("--lang", default="en", show_default=True, help="The language she speaks.")
@click.option("--serves", type=click.Choice([group.value for group in Group]), help="Who it must be for.")
@click.option("--limit", default=5, show_default=True, type=click.IntRange(1, 100), help="How many to show.")
def search(need: str | None, nation: str | None, lang: str, serves: str | None, limit: int) -> None:
    """Show organisations as the chat would, best first."""
    from bot.cli.talk import check_language
    from bot.directory import find_support
    from bot.nlg.gettext_nlg import london_now
    from bot.resources import shared_resources

    check_language(lang)
    matches = find_support(
        shared_resources().organisations,
        need=need,
        nation=nation,
        language=lang,
        serves=serves,
        now=london_now(),
        limit=limit,
    )
    for match in matches:
        phones = ", ".join(found.phone.display for found in match.phones) or "no number"
        click.echo(f"{match.organisation.name}: {phones}\n  {match.organisation.what}")
    if not matches:
        click.echo("No organisation fits. Try without --nation or --serves.")
