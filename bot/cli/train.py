"""`waymark train`: train the model if anything it is made from has changed."""

from __future__ import annotations

from pathlib import Path

import click

from bot.paths import MODELS, ROOT


@click.command()
@click.option("--force", is_flag=True, help="Train even if nothing has changed.")
@click.option(
    "--if-needed", is_flag=True, help="Do nothing if the newest model is newer than everything it is made from."
)
def train(force: bool, if_needed: bool) -> None:
    """Train the model from data/, domain/ and config.yml, with a progress bar. About two minutes on two cores."""
    from bot.nlu.training import model_is_current, train_model

    if if_needed and model_is_current(ROOT, MODELS):
        click.echo("The model is up to date.")
        return
    model = train_model(ROOT, MODELS, force=force)
    click.echo(f"Trained: {_shown(model)}")


def _shown(path: Path) -> str:
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else path.name
