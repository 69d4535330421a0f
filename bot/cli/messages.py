"""`waymark messages`: the translators' catalogs."""

from __future__ import annotations

from pathlib import Path

import click


@click.group()
def messages() -> None:
    """Collect the texts for translators and bring the catalogs up to date."""


@messages.command()
def update() -> None:
    """Write locales/messages.pot and add new texts to every catalog."""
    from bot.nlg.extract import update as update_catalogs
    from bot.nlg.languages import Languages
    from bot.paths import LOCALES

    languages = Languages.load(LOCALES / "languages.json")
    for code, missing in update_catalogs(LOCALES, [language.code for language in languages]).items():
        click.echo(f"{code}: {missing} texts to translate")


@messages.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def pseudo(folder: Path) -> None:
    """Write a made-up language into FOLDER, in which long words and texts nobody could translate are easily seen."""
    from bot.nlg.pseudo import CODE, write

    write(folder)
    click.echo(f"To look at it: WAYMARK_LOCALES={folder} waymark serve, then open /{CODE}")
