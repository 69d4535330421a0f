"""`waymark messages`: the translators' catalogs."""

from __future__ import annotations

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
