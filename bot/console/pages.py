"""Renders the pages of the console. They are a tool for workers and in English only."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.console.sessions import Session
from bot.web import respond

TEMPLATES = Path(__file__).parent / "templates"


class Pages:
    """asset: the address of a file in static/; demo: say on every page that nothing here is real."""

    def __init__(self, asset: Callable[[str], str], *, demo: bool) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.globals.update(asset=asset, demo=demo)

    def answer(
        self,
        request: web.Request,
        template: str,
        *,
        session: Session | None = None,
        status: int = 200,
        **context: object,
    ) -> web.Response:
        text = self._environment.get_template(template).render(session=session, **context)
        return respond.html(request, text, status)
