"""GET /{lang}/doors.png: the picture of the doors as WhatsApp shows pictures. Meta fetches it; nobody's id is in it."""

from __future__ import annotations

import asyncio
import functools

import resvg_py
from aiohttp import web
from babel.core import get_global

from bot.nlg.languages import Language
from bot.web import keys
from bot.web.paths import language_of

SCALE = 2
LATIN = "Noto Sans"
FONTS = {
    "Arab": "Noto Sans Arabic",
    "Beng": "Noto Sans Bengali",
    "Deva": "Noto Sans Devanagari",
    "Ethi": "Noto Sans Ethiopic",
    "Guru": "Noto Sans Gurmukhi",
    "Hans": "Noto Sans CJK SC",
}
"""Fonts of the machine (Debian: fonts-noto-core, fonts-noto-cjk) for the scripts that Noto Sans itself does not have.
They are named one by one: left to itself the renderer takes any font that has some of the letters."""

SHOWN_ELSEWHERE = {"Cross-Origin-Resource-Policy": "cross-origin"}
"""A chat is shown on pages of other origins; the picture is the same for everybody."""


async def doors(request: web.Request) -> web.Response:
    language = language_of(request)
    svg = request.app[keys.SERVICE].doors_svg(language.code)
    png = await asyncio.to_thread(rasterised, svg, script_of(language))
    return web.Response(body=png, content_type="image/png", headers=SHOWN_ELSEWHERE)


def script_of(language: Language) -> str:
    """The script a language is written in, such as Latn or Arab (Unicode's likely subtags)."""
    likely = get_global("likely_subtags").get(language.code.replace("-", "_"), "en_Latn_GB")
    return next((part for part in likely.split("_") if len(part) == 4), "Latn")


@functools.lru_cache(maxsize=64)
def rasterised(svg: bytes, script: str) -> bytes:
    """A drawing as PNG, in the fonts of the machine."""
    families = ", ".join(f"'{name}'" for name in dict.fromkeys((FONTS.get(script, LATIN), LATIN)))
    text = svg.decode("utf-8").replace('font-family="system-ui, sans-serif"', f'font-family="{families}"')
    return bytes(resvg_py.svg_to_bytes(svg_string=text, zoom=SCALE, sans_serif_family=LATIN, background="#ffffff"))


ROUTES = [web.get("/{lang}/doors.png", doors)]
"""Added only where the bridge runs."""
