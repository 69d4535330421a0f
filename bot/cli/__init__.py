"""The command line `waymark`. Each command is a few lines over a function; this file only puts them together."""

from __future__ import annotations

import click

from bot.cli.check import check
from bot.cli.content import content
from bot.cli.directory import directory
from bot.cli.handoff import handoff
from bot.cli.languages import languages
from bot.cli.messages import messages
from bot.cli.nlu import nlu
from bot.cli.seizure import seizure_test
from bot.cli.serve import serve
from bot.cli.talk import ask, chat
from bot.cli.train import train
from bot.cli.whatsapp import whatsapp
from bot.errors import BotError


class _Group(click.Group):
    """Shows our own errors as one line that says what to do, without a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BotError as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="waymark")
def main() -> None:
    """Waymark: tells migrant victims of crime who shares what, and who can help, without recording who they are."""


for command in (
    serve,
    ask,
    chat,
    train,
    check,
    content,
    directory,
    nlu,
    languages,
    messages,
    whatsapp,
    handoff,
    seizure_test,
):
    main.add_command(command)
