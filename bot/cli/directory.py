"""`waymark directory`: the organisations."""

from __future__ import annotations

from collections.abc import Callable

import click


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
@click.option("--need", callback=_code("Need"), help="Kind of help, such as domestic_abuse or immigration_advice.")
@click.option("--nation", callback=_code("Nation"), help="Part of the UK, such as scotland.")
@click.option("--lang", default="en", show_default=True, help="The language she speaks.")
@click.option("--serves", callback=_code("Group"), help="Who it must be for, such as men, women or lgbt.")
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
