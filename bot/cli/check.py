"""`waymark check`: everything that could be wrong, before a person finds out."""

from __future__ import annotations

import os
from collections.abc import Callable

import click

from bot.errors import BotError


@click.command()
def check() -> None:
    """Check settings, content, catalogs, directory and model; exit code 1 with a list of what to mend."""
    failed = False
    for name, run in (
        ("settings", _settings),
        ("content", _content),
        ("catalogs", _catalogs),
        ("directory", _directory),
        ("model", _model),
    ):
        problems = _problems(run)
        failed = failed or bool(problems)
        click.echo(f"{'PROBLEM' if problems else 'ok':<8}{name}")
        for problem in problems:
            click.echo(f"        - {problem}")
    if failed:
        raise SystemExit(1)


def _problems(run: Callable[[], list[str]]) -> list[str]:
    try:
        return run()
    except BotError as error:
        return [str(error)]


def _settings() -> list[str]:
    from bot.settings import Settings

    Settings.from_env(os.environ)
    return []


def _content() -> list[str]:
    from datetime import date

    from bot.resources import shared_resources
    from bot.review.check import check_content

    findings = check_content(shared_resources(), date.today())
    return [f"{finding.where}: {finding.message}" for finding in findings if finding.level == "error"]


def _catalogs() -> list[str]:
    from bot.nlg.check import check_catalogs
    from bot.resources import shared_resources

    return check_catalogs(shared_resources())


def _directory() -> list[str]:
    from bot.directory import build_directory
    from bot.paths import CONTENT
    from bot.resources import DIRECTORY

    build_directory(CONTENT / "organisations", DIRECTORY)
    return []


def _model() -> list[str]:
    from bot.engine.models import newest_model
    from bot.nlu.training import model_is_current
    from bot.nlu.weights import weights_path
    from bot.paths import MODELS, ROOT

    weights_path()
    newest_model(MODELS)
    if not model_is_current(ROOT, MODELS):
        return ["The training data changed since the model was trained. Run: waymark train"]
    return []
