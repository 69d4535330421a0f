"""Training the Rasa model, with progress a person can follow and without Rasa's telemetry."""

from __future__ import annotations

import contextlib
import hashlib
import io
import logging
import os
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import yaml
from tqdm import tqdm

from bot.errors import ConfigurationError

STAGES = {
    "LanguageIdentifier": "Learning languages",
    "LinearIntentClassifier": "Learning subjects",
    "TermExtractor": "Learning words for places",
    "RulePolicy": "Learning rules",
}
KEPT_MODELS = 2


def inputs(root: Path) -> list[Path]:
    """Everything a model is made from."""
    patterns = ("data/nlu/**/*.yml", "data/rules/*.yml", "data/stories/*.yml", "domain/*.yml", "bot/nlu/*.py")
    found = [path for pattern in patterns for path in root.glob(pattern)]
    return sorted([root / "config.yml", *found])


def fingerprint(root: Path) -> str:
    """Hash of everything a model is made from: names and contents."""
    digest = hashlib.sha256()
    for path in inputs(root):
        digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def model_is_current(root: Path, models: Path) -> bool:
    """Whether there is a model made from exactly what is there now."""
    return _path(root, models).is_file()


def train_model(root: Path, models: Path, *, force: bool = False) -> Path:
    """Train and return the model's path, `models/waymark-<fingerprint>.tar.gz`; older models are removed.

    Raises:
        ConfigurationError: Rasa refused the data; the message is Rasa's own, which speaks of files only.
    """
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    check_data(root)
    model = _path(root, models)
    models.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings(), _quiet_rasa(), _progress():
        warnings.simplefilter("ignore")
        import rasa.model_training

        result = rasa.model_training.train(
            domain=str(root / "domain"),
            config=str(root / "config.yml"),
            training_files=[str(root / "data" / "nlu"), str(root / "data" / "rules")],
            output=str(models),
            fixed_model_name=model.name.removesuffix(".tar.gz"),
            force_training=force,
        )
    if result.code != 0 or not model.is_file():
        raise ConfigurationError("Rasa could not train the model. Run: rasa data validate")
    _remove_old(models, model)
    return model


def check_data(root: Path) -> None:
    """Every training file is YAML. Raises ConfigurationError naming the file and the line."""
    for path in inputs(root):
        if path.suffix != ".yml":
            continue
        try:
            yaml.safe_load(path.read_text("utf-8"))
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            line = getattr(getattr(error, "problem_mark", None), "line", None)
            place = f", line {line + 1}" if line is not None else ""
            raise ConfigurationError(f"{path.relative_to(root)}{place}: is not valid YAML in UTF-8") from error


def _path(root: Path, models: Path) -> Path:
    return models / f"waymark-{fingerprint(root)}.tar.gz"


def _remove_old(models: Path, newest: Path) -> None:
    others = sorted(
        (path for path in models.glob("*.tar.gz") if path != newest),
        key=lambda path: path.stat().st_mtime,
        reverse=True,
    )
    for path in others[KEPT_MODELS - 1 :]:
        path.unlink()


@contextlib.contextmanager
def _quiet_rasa() -> Iterator[None]:
    """Rasa's own bars and notices are many and say little: they are dropped, its errors still raise. Our bars are drawn
    on the terminal itself (`sys.__stderr__`)."""
    logger = logging.getLogger("rasa")
    level = logger.level
    logger.setLevel(logging.ERROR)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        try:
            yield
        finally:
            logger.setLevel(level)


class _Progress(logging.Handler):
    """Moves a bar on with each part of the model, by what Rasa's training hook reports."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self._bar = tqdm(
            total=len(STAGES), file=sys.__stderr__, bar_format="{desc:<26}{bar}| {n_fmt}/{total_fmt} {elapsed}"
        )
        self._bar.set_description_str("Training")

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        name = message.partition("'")[2].partition("'")[0]
        if name in STAGES:
            self._bar.set_description_str(STAGES[name])
            if not message.startswith("Starting"):
                self._bar.update(1)

    def close(self) -> None:
        self._bar.set_description_str("Trained")
        self._bar.close()
        super().close()


@contextlib.contextmanager
def _progress() -> Iterator[None]:
    logger = logging.getLogger("rasa.engine.training.hooks")
    handler = _Progress()
    level, propagate = logger.level, logger.propagate
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
        logger.propagate = propagate
        handler.close()
