"""Runs the emulator for a person: with a page or in the terminal, with Waymark beside it or already running."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import sys
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import aiohttp
import click

from bot.errors import BadRequest, ConfigurationError
from bot.whatsapp.emulator.emulator import Emulator
from bot.whatsapp.emulator.settings import EmulatorSettings
from bot.whatsapp.settings import WhatsAppSettings

START_SECONDS = 60


async def run(port: int, bridge: str, *, with_server: bool, terminal: bool) -> None:
    """Until Ctrl+C, or the end of a conversation in the terminal.

    Raises:
        ConfigurationError: a port is taken, or Waymark does not start. BadRequest: Waymark is not running as it should.
    """
    settings = _settings(bridge) if with_server else _running_settings(bridge)
    emulator = Emulator(settings)
    await emulator.start(port)
    try:
        async with _server(emulator, with_server):
            if terminal:
                await _chat(emulator)
            else:
                click.echo(f"Open {emulator.address} in a browser: a telephone to try Waymark with (Ctrl+C stops it).")
                await asyncio.Event().wait()
    finally:
        await emulator.stop()


def _settings(bridge: str) -> EmulatorSettings:
    return EmulatorSettings(bridge=bridge, app_secret=secrets.token_hex(16), token=secrets.token_hex(16))


def _running_settings(bridge: str) -> EmulatorSettings:
    """The keys Waymark was started with, from the same environment."""
    told = WhatsAppSettings.from_env(os.environ)
    if told is None:
        raise BadRequest(
            "Waymark's WAYMARK_WHATSAPP_ settings are not in this environment. To start Waymark too: "
            "waymark whatsapp emulate --with-server"
        )
    return EmulatorSettings(
        bridge=bridge,
        app_secret=told.app_secret[0],
        token=told.token,
        phone_number_id=told.phone_number_id,
        version=told.api_version,
    )


@contextlib.asynccontextmanager
async def _server(emulator: Emulator, start: bool) -> AsyncIterator[None]:
    """Waymark beside the emulator, or a look whether it is there."""
    if not start:
        if not await _answers(emulator.settings.bridge):
            raise BadRequest(
                f"Waymark does not answer at {emulator.settings.bridge}. Start it with WAYMARK_WHATSAPP_API_BASE="
                f"{emulator.address}, or use --with-server"
            )
        yield
        return
    click.echo("Starting Waymark (a few seconds) ...")
    place = urlsplit(emulator.settings.bridge)
    process = await asyncio.create_subprocess_exec(
        *(
            sys.executable,
            "-m",
            "bot",
            "serve",
            "--host",
            place.hostname or "127.0.0.1",
            "--port",
            str(place.port or 80),
        ),
        env={**os.environ, **bridge_environment(emulator)},
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        for _ in range(START_SECONDS * 4):
            if process.returncode is not None:
                raise ConfigurationError("Waymark did not start; it says why above.")
            if await _answers(emulator.settings.bridge):
                break
            await asyncio.sleep(0.25)
        yield
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


def bridge_environment(emulator: Emulator) -> dict[str, str]:
    """The settings with which a bridge talks to this emulator."""
    settings = emulator.settings
    return {
        "WAYMARK_WHATSAPP_API_BASE": emulator.address,
        "WAYMARK_WHATSAPP_API_VERSION": settings.version,
        "WAYMARK_WHATSAPP_APP_SECRET": settings.app_secret,
        "WAYMARK_WHATSAPP_TOKEN": settings.token,
        "WAYMARK_WHATSAPP_VERIFY_TOKEN": "emulated",
        "WAYMARK_WHATSAPP_PHONE_NUMBER_ID": settings.phone_number_id,
        "WAYMARK_WHATSAPP_PUBLIC_URL": settings.bridge,
    }


async def _answers(bridge: str) -> bool:
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2)) as session,
            session.get(f"{bridge}/healthz") as response,
        ):
            return response.status == 200
    except (aiohttp.ClientError, TimeoutError):
        return False


async def _chat(emulator: Emulator) -> None:
    """The first person, in the terminal. An empty line ends."""
    person, shown = emulator.people[0], 0
    click.echo("Write a message; a number presses a button; an empty line ends.")
    while True:
        click.echo("> ", nl=False)
        line = (await asyncio.to_thread(sys.stdin.buffer.readline)).decode("utf-8", "replace").strip()
        if not line:
            return
        await emulator.say(person, line)
        await emulator.delivery.idle()
        with contextlib.suppress(TimeoutError):
            await emulator.wait(person, shown + 1)
            await asyncio.sleep(0.5)
        replies = emulator.replies[person.user_id]
        number = 0
        for body in replies[shown:]:
            click.echo("\n" + said(body))
            for choice in choices(body):
                number += 1
                click.echo(f"  {number}. {choice['title']}")
        shown = len(replies)


def said(body: dict) -> str:
    """The words of a reply."""
    match body["type"]:
        case "text":
            return body["text"]["body"]
        case "image":
            return f"[picture] {body['image'].get('caption', '')}"
    return body["interactive"]["body"]["text"]


def choices(body: dict) -> list[dict]:
    """The buttons or rows of a reply: {id, title}."""
    action = body.get("interactive", {}).get("action", {})
    buttons = [button["reply"] for button in action.get("buttons", ())]
    return buttons + [row for section in action.get("sections", ()) for row in section["rows"]]
