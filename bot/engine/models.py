"""Finds the trained model."""

from __future__ import annotations

from pathlib import Path

from bot.errors import ConfigurationError
from bot.paths import MODELS


def newest_model(folder: Path = MODELS) -> Path:
    """The newest trained model. Raises ConfigurationError if there is none."""
    models = sorted(folder.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    if not models:
        raise ConfigurationError("There is no trained model in models/. Run: waymark train")
    return models[-1]
