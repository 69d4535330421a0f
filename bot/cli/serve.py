"""`waymark serve`: the web chat."""

from __future__ import annotations

import dataclasses
import os
import sys

import click

from bot.privacy.forgetting import begin_again_overwriting
from bot.settings import Settings


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8080, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option(
    "--workers", default=1, show_default=True, type=click.IntRange(1, 16), help="Processes that share the port."
)
@click.option("--demo", is_flag=True, help="Say on every page that this is a demonstration.")
def serve(host: str, port: int, workers: int, demo: bool) -> None:
    """Serve the web chat. Settings come from WAYMARK_* environment variables (see README)."""
    if sys.argv[1:2] == [click.get_current_context().info_name]:
        # A program that calls this command for purposes of its own is not replaced.
        begin_again_overwriting(os.environ, sys.orig_argv)
    from bot.server import run

    settings = Settings.from_env(os.environ)
    if demo:
        settings = dataclasses.replace(settings, demo=True)
    run(host, port, workers, settings)
