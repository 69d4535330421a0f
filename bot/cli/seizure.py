"""`waymark seizure-test`: what would a raid find?"""

from __future__ import annotations

import asyncio
import json

import click

INCOMPLETE = 3
"""Exit code where nothing was found but something could not be searched."""


@click.command("seizure-test")
@click.option("--quick", is_flag=True, help="One short round, under 40 seconds.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.option("--keep", is_flag=True, help="Keep what the server wrote, and say where it is.")
def seizure_test(quick: bool, as_json: bool, keep: bool) -> None:
    """Talk to the real server as invented people, then search everything it could have written and its memory.

    Exit code 1 if anything of a person is found, 3 if something could not be searched. Linux only, best as root.
    """
    from bot.seizure.rounds import FULL, QUICK
    from bot.seizure.run import run

    report = asyncio.run(run(QUICK if quick else FULL, lambda text: click.echo(text, err=True), keep=keep))
    if as_json:
        click.echo(json.dumps(report.to_json(), indent=2))
    else:
        click.echo("\n".join(report.lines()))
    if report.found or report.unread:
        raise SystemExit(1 if report.found else INCOMPLETE)
