"""`waymark whatsapp`: check the bridge, and try it with no account."""

from __future__ import annotations

import asyncio
import os

import click

MARKS = {"ok": "ok", "warning": "WARNING", "problem": "PROBLEM"}


@click.group()
def whatsapp() -> None:
    """The WhatsApp bridge. docs/WHATSAPP.md leads from nothing to a live number."""


@whatsapp.command("check")
def check() -> None:
    """Verify token, secrets, webhook and what Meta keeps; exit code 1 if something must be mended."""
    from bot.errors import BadRequest
    from bot.whatsapp.check import check as look
    from bot.whatsapp.settings import WhatsAppSettings

    settings = WhatsAppSettings.from_env(os.environ)
    if settings is None:
        raise BadRequest("Nothing of WhatsApp is set. Begin with step 1 of docs/WHATSAPP.md.")
    steps = asyncio.run(look(settings))
    for step in steps:
        click.echo(f"{MARKS[step.state]:<8}{step.what}")
        if step.next:
            click.echo(f"        - {step.next}")
    if any(step.state == "problem" for step in steps):
        raise SystemExit(1)


@whatsapp.command("emulate")
@click.option("--port", default=9090, show_default=True, help="Where the emulator listens, on this computer only.")
@click.option("--bridge", default="http://127.0.0.1:8080", show_default=True, help="Where Waymark listens.")
@click.option("--with-server", is_flag=True, help="Start Waymark too, with keys made up for this run.")
@click.option("--terminal", is_flag=True, help="Chat here instead of on a page.")
def emulate(port: int, bridge: str, with_server: bool, terminal: bool) -> None:
    """A stand-in for Meta with a telephone to try the bridge: no account, nothing leaves this computer."""
    from bot.whatsapp.emulator.run import run

    asyncio.run(run(port, bridge.rstrip("/"), with_server=with_server, terminal=terminal))
