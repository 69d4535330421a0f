"""The real engine with the real model, loaded once for all tests. Nothing of our own is replaced by a stand-in."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator

import pytest

from bot.conversation.service import ConversationService
from bot.engine.engine import Engine
from bot.engine.quiet import be_quiet
from bot.nlg.languages import Languages
from bot.paths import LOCALES, MODELS, ROOT
from bot.resources import Resources, shared_resources
from bot.settings import Settings

LANGUAGES = tuple(language.code for language in Languages.load(LOCALES / "languages.json"))
"""All we offer."""
A_FEW = ("en", "es", "ar", "ur", "zh", "am")
"""For tests that take long: left to right and right to left, with and without spaces between words, five scripts."""
ALONE = {"faults", "seizure"}
"""Folders whose tests are marked `alone`, all of them."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent.name in ALONE:
            item.add_marker(pytest.mark.alone)


@pytest.fixture(scope="session")
def trained_model() -> None:
    """A model made from exactly what is in the folder now."""
    from bot.nlu.training import model_is_current, train_model

    if not model_is_current(ROOT, MODELS):
        train_model(ROOT, MODELS)


@pytest.fixture(scope="session")
def engine(trained_model: None) -> Iterator[Engine]:
    """The engine as the web server loads it."""
    from bot.cli.loading import load_engine

    loaded = load_engine()
    yield loaded
    loaded.close()


@pytest.fixture(scope="session")
def service(engine: Engine) -> ConversationService:
    """Conversations over the engine, with the settings nobody changed."""
    return ConversationService(engine, Settings())


@pytest.fixture(scope="session")
def resources() -> Resources:
    """Content, languages, catalogs and organisations of the project."""
    be_quiet()
    return shared_resources()


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A real Redis that saves nothing."""
    server = shutil.which("redis-server") or shutil.which("valkey-server")
    if server is None:
        pytest.skip("redis-server is not installed (scripts/install-system-packages.sh)")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [server, "--port", str(port), "--save", "", "--appendonly", "no", "--bind", "127.0.0.1"],
        stdout=subprocess.DEVNULL,
    )
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    yield f"redis://127.0.0.1:{port}/0"
    process.terminate()
    process.wait()
