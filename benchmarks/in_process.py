"""What one message costs inside the engine, without HTTP. Run in a process of its own: prints one line of JSON.

The encoder's share is read on the thread that encodes; everything else is the rest of the process's CPU time.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from benchmarks.messages import BUTTONS, LANGUAGES, Mix
from benchmarks.statistics import median, percentile
from bot.cli.loading import load_engine

_WARM = 12
_LONG = 5000
_LONG_TIMES = 5


class _Meter:
    """CPU time spent in one function, whichever thread calls it."""

    def __init__(self, function: Callable) -> None:
        self._function = function
        self.cpu_ms = 0.0
        self.wall_ms = 0.0

    def __call__(self, *args: object, **kwargs: object) -> object:
        cpu, wall = time.thread_time(), time.perf_counter()
        try:
            return self._function(*args, **kwargs)
        finally:
            self.cpu_ms += (time.thread_time() - cpu) * 1000
            self.wall_ms += (time.perf_counter() - wall) * 1000


async def _answer(engine: object, meter: _Meter, message: object, language: str) -> dict[str, float]:
    meter.cpu_ms = meter.wall_ms = 0.0
    cpu, wall = time.process_time(), time.perf_counter()
    await engine.answer(message, language, {})
    total = (time.process_time() - cpu) * 1000
    return {
        "wall": (time.perf_counter() - wall) * 1000,
        "encode": meter.wall_ms,
        "encode_cpu": meter.cpu_ms,
        "rest_cpu": total - meter.cpu_ms,
    }


async def _measure(engine: object, meter: _Meter, calls: int) -> dict[str, float]:
    from bot.conversation.choice import parse_choice

    mix = Mix()
    for language, line in mix.typed(_WARM):
        await _answer(engine, meter, line, language)
    typed = [await _answer(engine, meter, line, language) for language, line in mix.typed(calls)]
    pressed = []
    for number in range(calls // 2):
        choice = parse_choice(BUTTONS[number % len(BUTTONS)], engine.intents, engine.entities)
        pressed.append(await _answer(engine, meter, choice, LANGUAGES[number % len(LANGUAGES)]))
    figures = {
        "encode_ms": median([one["encode"] for one in typed]),
        "encode_p99_ms": percentile([one["encode"] for one in typed], 0.99),
        "encode_cpu_ms": _mean(typed, "encode_cpu"),
        "rest_cpu_ms": _mean(typed, "rest_cpu"),
        "typed_ms": median([one["wall"] for one in typed]),
        "button_cpu_ms": _mean(pressed, "rest_cpu"),
        "button_ms": median([one["wall"] for one in pressed]),
    }
    for language in LANGUAGES:
        text = mix.long_text(language, _LONG)
        long = [await _answer(engine, meter, text, language) for _ in range(_LONG_TIMES)]
        figures[f"long_{language}_ms"] = median([one["wall"] for one in long])
        figures[f"long_{language}_rest_cpu_ms"] = median([one["rest_cpu"] for one in long])
    return figures


def _mean(measured: list[dict[str, float]], name: str) -> float:
    return sum(one[name] for one in measured) / len(measured)


@contextlib.contextmanager
def _empty_caches() -> Iterator[Path]:
    """A folder for a training that finds nothing it could use again and leaves nothing behind."""
    from bot.nlu import embedding_cache

    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        os.environ["RASA_CACHE_DIRECTORY"] = str(Path(name) / "cache")
        build, embedding_cache.BUILD = embedding_cache.BUILD, Path(name)
        try:
            yield Path(name)
        finally:
            embedding_cache.BUILD = build


def _train() -> dict[str, float]:
    """Two trainings: the first on a fresh clone, the second after a change of a line or two."""
    from bot.nlu.training import train_model
    from bot.paths import ROOT

    figures = {}
    with _empty_caches() as folder:
        for name in ("train_fresh_s", "train_again_s"):
            began = time.perf_counter()
            train_model(ROOT, folder / "models", force=True)
            figures[name] = time.perf_counter() - began
    return figures


@click.command()
@click.option("--calls", default=200, show_default=True)
@click.option("--train", is_flag=True)
def main(calls: int, train: bool) -> None:
    if train:
        json.dump(_train(), sys.stdout)
        return
    engine = load_engine()
    from bot.nlu.encoder import SentenceEncoder

    meter = _Meter(SentenceEncoder.encode)
    SentenceEncoder.encode = lambda self, texts: meter(self, texts)
    figures = asyncio.run(_measure(engine, meter, calls))
    engine.close()
    json.dump(figures, sys.stdout)


if __name__ == "__main__":
    main()
