"""What the pages of the console share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from bot.console.pages import Pages
from bot.console.sessions import Sessions
from bot.handoff.accounts import Accounts
from bot.handoff.handoff import Handoff
from bot.privacy.sealed_state import StateSealer
from bot.web.assets import Asset


@dataclass(frozen=True, slots=True)
class Console:
    """organisations: names by id of those that take slips; sentences: English ones of a slip by "<kind>.<code>";
    enrolments: carries the secret of an authenticator from the page that shows it to the one that confirms it."""

    handoff: Handoff
    accounts: Accounts
    sessions: Sessions
    enrolments: StateSealer
    pages: Pages
    assets: Mapping[str, Asset]
    organisations: Mapping[str, str]
    sentences: Mapping[str, str]


CONSOLE: web.AppKey[Console] = web.AppKey("CONSOLE", Console)
