"""The real application around a stand-in conversation; test_conversation.py uses the real one."""

from __future__ import annotations

import dataclasses

import pytest
from aiohttp.test_utils import TestClient

from bot.nlg.catalog import Catalogs
from bot.nlg.languages import Languages
from bot.paths import LOCALES
from bot.settings import Settings
from bot.web.app import create_app

from .stand_in import StandIn

SETTINGS = Settings(neutral_url="https://weather.example/")


@pytest.fixture
def stand_in() -> StandIn:
    return StandIn()


@pytest.fixture
def make_client(aiohttp_client, stand_in):
    """A client of an application with some settings changed."""

    async def make(folder=LOCALES, **changes) -> TestClient:
        settings = dataclasses.replace(SETTINGS, **changes)
        languages = Languages.load(LOCALES / "languages.json")
        return await aiohttp_client(create_app(settings, stand_in, languages, Catalogs(folder)))

    return make


@pytest.fixture
async def client(make_client) -> TestClient:
    return await make_client()
