"""`waymark ask` and `waymark chat`: the real engine in a terminal."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from typing import Any

import click

from bot.errors import BadRequest

LANGUAGE = click.option("--lang", default="en", show_default=True, help="Language code, such as es, ar or ur.")


@click.command()
@LANGUAGE
@click.option("--json", "as_json", is_flag=True, help="Print intent, ranking, safety and replies as JSON.")
@click.argument("text")
def ask(lang: str, as_json: bool, text: str) -> None:
    """Send one message through the real engine and print the answer."""
    from bot.cli.loading import load_engine

    check_language(lang)
    if not text.strip():
        raise BadRequest('The message is empty. Example: waymark ask "will the police tell the Home Office?"')
    engine = load_engine()
    reply = asyncio.run(engine.answer(text, lang, {}))
    engine.close()
    if as_json:
        click.echo(json.dumps(_described(lang, reply), ensure_ascii=False, indent=2))
    else:
        from bot.conversation.blocks import plain_text

        click.echo(plain_text(reply.blocks))


@click.command()
@LANGUAGE
def chat(lang: str) -> None:
    """Talk to Waymark in the terminal. A number presses a button; an empty line ends."""
    from bot.cli.loading import load_engine

    check_language(lang)
    engine = load_engine()
    asyncio.run(_conversation(engine, lang))
    engine.close()


async def _conversation(engine: Any, language: str) -> None:
    from bot.conversation.blocks import Choices, plain_text
    from bot.conversation.service import ConversationService, InboundMessage
    from bot.settings import Settings

    service = ConversationService(engine, Settings.from_env(os.environ))
    answer = service.opening(language)
    while True:
        click.echo("\n" + plain_text(answer.blocks) + "\n")
        line = await asyncio.to_thread(_read_line)
        if not line:
            return
        choices = [choice for block in answer.blocks if isinstance(block, Choices) for choice in block.items]
        pressed = (
            choices[int(line) - 1].payload
            if line.isascii() and line.isdigit() and 0 < int(line) <= len(choices)
            else None
        )
        answer = await service.answer(InboundMessage(answer.language, None if pressed else line, pressed, answer.state))


def _read_line() -> str:
    click.echo("> ", nl=False)
    # Bytes, because a terminal may send what is not UTF-8.
    return sys.stdin.buffer.readline().decode("utf-8", "replace").strip()


def check_language(code: str) -> None:
    """Raises BadRequest naming the languages that are offered."""
    from bot.nlg.languages import Languages
    from bot.paths import LOCALES

    languages = Languages.load(LOCALES / "languages.json")
    if languages.get(code) is None:
        offered = ", ".join(language.code for language in languages)
        raise BadRequest(f"The language {code} is not offered. Offered: {offered}")


def _described(language: str, reply: Any) -> dict[str, Any]:
    """The contract of `ask --json`."""
    intent = reply.parsed["intent"]
    ranking = [entry for entry in reply.parsed["intent_ranking"] if entry["name"] != "nlu_fallback"]
    return {
        "language": reply.slots.get("language") or language,
        "intent": intent["name"],
        "confidence": round(float(intent["confidence"]), 4),
        "top": [[entry["name"], round(float(entry["confidence"]), 4)] for entry in ranking[:3]],
        "safety": reply.parsed["safety"]["level"],
        "replies": [block.to_json() for block in reply.blocks],
    }
