"""Answers as plain pages to read, print or show, without a conversation: fixed ones, every topic, every card.

`?beside=en` shows a second language beside the page's own: two people, one phone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from aiohttp import web

from bot.conversation.blocks import Block
from bot.nlg.languages import Language
from bot.web import keys, respond
from bot.web.body import read_form
from bot.web.paths import language_of
from bot.web.wording import N_

NAMES = ("data-sharing", "protocol", "routes", "support", "what-we-hold", "privacy", "danger")

TOPIC_GROUPS = (
    # Translators: headings of the list of all topics.
    (N_("Who is told about me?"), "door."),
    (N_("Staying in the UK, and help"), "route:"),
    (N_("Other topics"), ""),
)


async def page(request: web.Request) -> web.Response:
    """One of the fixed pages."""
    name = request.path.rsplit("/", 1)[1]
    service = request.app[keys.SERVICE]
    return _shown(request, name, lambda language: service.page(name, language.code))


async def held(request: web.Request) -> web.Response:
    """POST of the sealed state: what it says, in words."""
    language = language_of(request)
    fields = await read_form(request)
    blocks = request.app[keys.SERVICE].held(fields.get("state") or None, language.code)
    text = request.app[keys.PAGES].render(
        "plain.html", language, blocks=blocks, name="what-we-hold", state=fields.get("state", "")
    )
    return respond.html(request, text)


async def topic(request: web.Request) -> web.Response:
    """Any answer of the content."""
    service = request.app[keys.SERVICE]
    name = service.topics().get(request.match_info["topic"])
    if name is None:
        raise web.HTTPNotFound
    where = f"topics/{request.match_info['topic']}"
    return _shown(request, where, lambda language: service.topic(name, language.code))


async def topics(request: web.Request) -> web.Response:
    """The list of all topics."""
    language = language_of(request)
    service = request.app[keys.SERVICE]
    groups: list[tuple[str, list[tuple[str, str]]]] = []
    left = dict(service.topics())
    for heading, prefix in TOPIC_GROUPS:
        found = [slug for slug, name in left.items() if name.startswith(prefix)]
        groups.append((heading, [(slug, service.title(left.pop(slug), language.code)) for slug in found]))
    text = request.app[keys.PAGES].render("index.html", language, groups=groups, folder="topics")
    return respond.html(request, text)


async def card(request: web.Request) -> web.Response:
    """One card to show. It has both languages on it already."""
    service = request.app[keys.SERVICE]
    name = request.match_info["card"]
    if name not in service.cards():
        raise web.HTTPNotFound
    return _shown(request, f"cards/{name}", lambda language: service.card(name, language.code))


async def cards(request: web.Request) -> web.Response:
    """The list of cards."""
    language = language_of(request)
    service = request.app[keys.SERVICE]
    items = [(name, service.title(name, language.code)) for name in service.cards()]
    text = request.app[keys.PAGES].render(
        "index.html", language, groups=[(N_("Cards to show"), items)], folder="cards"
    )
    return respond.html(request, text)


def _shown(request: web.Request, name: str, blocks_in: Callable[[Language], Sequence[Block]]) -> web.Response:
    language = language_of(request)
    blocks = blocks_in(language)
    wanted = request.query.get("beside")
    if wanted is None:
        text = request.app[keys.PAGES].render("plain.html", language, blocks=blocks, name=name, state="")
        return respond.html(request, text)
    other = request.app[keys.LANGUAGES].get(wanted)
    if other is None or other.code == language.code:
        raise web.HTTPNotFound
    pairs = paired(_without_buttons(blocks), _without_buttons(blocks_in(other)))
    text = request.app[keys.PAGES].render("beside.html", language, pairs=pairs, name=name, other=other)
    return respond.html(request, text)


def _without_buttons(blocks: Sequence[Block]) -> list[Block]:
    return [block for block in blocks if block.type != "choices"]


def paired(first: Sequence[Block], second: Sequence[Block]) -> list[tuple[list[Block], list[Block]]]:
    """Blocks of one page in two languages, side by side. Short paragraphs are joined by length, which differs between
    languages; where the two fall out of step, what stands between two headings stays together."""
    if [block.type for block in first] == [block.type for block in second]:
        return [([one], [two]) for one, two in zip(first, second, strict=True)]
    ours, theirs = _sections(first), _sections(second)
    if len(ours) == len(theirs):
        return list(zip(ours, theirs, strict=True))
    return [(list(first), list(second))]


def _sections(blocks: Sequence[Block]) -> list[list[Block]]:
    sections: list[list[Block]] = []
    for block in blocks:
        if block.type == "heading" or not sections:
            sections.append([])
        sections[-1].append(block)
    return sections


ROUTES = [
    *(web.get(f"/{{lang}}/{name}", page) for name in NAMES),
    web.post("/{lang}/what-we-hold", held),
    web.get("/{lang}/topics", topics),
    web.get("/{lang}/topics/{topic}", topic),
    web.get("/{lang}/cards", cards),
    web.get("/{lang}/cards/{card}", card),
]
