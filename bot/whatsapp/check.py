"""Looks whether the bridge is set up: token, number, storage at rest, webhook, fonts; and says what to do next."""

from __future__ import annotations

import secrets
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

import aiohttp

from bot.whatsapp.errors import refusal
from bot.whatsapp.settings import WhatsAppSettings
from bot.whatsapp.signature import HEADER, sign
from bot.whatsapp.webhook import PATH

TIMEOUT = aiohttp.ClientTimeout(total=15)
KEPT_AT_HOME = ("GB",)


@dataclass(frozen=True, slots=True)
class Step:
    """state: "ok", "warning" or "problem"; what: one line; next: what to do, empty if nothing."""

    state: str
    what: str
    next: str = ""


async def check(settings: WhatsAppSettings) -> list[Step]:
    """All steps, in the order in which somebody would mend them."""
    async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
        steps = [await _number(session, settings), await _storage(session, settings)]
        if settings.public_url is None:
            steps.append(
                Step(
                    "warning",
                    "There is no WAYMARK_WHATSAPP_PUBLIC_URL",
                    "Set it, so that people are shown the web chat.",
                )
            )
        else:
            steps += await _webhook(session, settings)
    return [*steps, *_fonts()]


async def storage_step(settings: WhatsAppSettings) -> Step:
    """What Meta says of storage at rest, for the server's start."""
    async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
        return await _storage(session, settings)


async def _number(session: aiohttp.ClientSession, settings: WhatsAppSettings) -> Step:
    status, answer = await _asked(session, settings, "")
    if status is None:
        return Step("problem", "Meta's API cannot be reached", "Look at the network and at WAYMARK_WHATSAPP_API_BASE.")
    if status >= 300:
        return Step("problem", f"Meta refuses the token or the number (code {_code(answer)})", _advice(answer, status))
    quality = answer.get("quality_rating")
    if quality in ("RED", "YELLOW"):
        return Step("warning", "Meta rates the number's quality as low", "Look at the number in WhatsApp Manager.")
    return Step("ok", "The token works for this number")


async def _storage(session: aiohttp.ClientSession, settings: WhatsAppSettings) -> Step:
    status, answer = await _asked(session, settings, "/settings")
    storage = answer.get("storage_configuration") if status and status < 300 else None
    if not isinstance(storage, dict):
        return Step("warning", "Meta does not say how messages are stored", "Look in docs/WHATSAPP.md, step 7.")
    kept = storage.get("status")
    if kept == "NO_STORAGE":
        return Step("ok", "Meta keeps messages for about an hour and not at rest (No Storage)")
    region = storage.get("data_localization_region")
    if kept == "IN_COUNTRY" and region in KEPT_AT_HOME:
        return Step(
            "warning", "Meta keeps messages at rest in the UK", "No Storage keeps less: docs/WHATSAPP.md, step 7."
        )
    return Step(
        "problem",
        "Meta keeps messages at rest, usually for up to 30 days",
        "Switch to No Storage, or to storage in the UK: docs/WHATSAPP.md, step 7.",
    )


async def _webhook(session: aiohttp.ClientSession, settings: WhatsAppSettings) -> list[Step]:
    url = f"{settings.public_url}{PATH}"
    challenge = str(secrets.randbelow(10**9))
    query = {"hub.mode": "subscribe", "hub.challenge": challenge, "hub.verify_token": settings.verify_token}
    body = b'{"object":"whatsapp_business_account","entry":[]}'
    try:
        async with session.get(url, params=query) as response:
            verified = response.status == 200 and await response.text() == challenge
        async with session.post(url, data=body) as response:
            unsigned = response.status
        async with session.post(url, data=body, headers={HEADER: sign(body, settings.app_secret[0])}) as response:
            signed = response.status
    except (aiohttp.ClientError, TimeoutError):
        return [
            Step("problem", f"{url} cannot be reached from here", "Start the server, look at DNS and the certificate.")
        ]
    steps = [
        Step("ok", "The webhook answers Meta's check")
        if verified
        else Step(
            "problem", "The webhook does not answer Meta's check", "Is the server run with the same VERIFY_TOKEN?"
        ),
        Step("ok", "It takes what is signed and refuses what is not")
        if (unsigned, signed) == (401, 200)
        else Step(
            "problem", "It does not check signatures as it should", "Is the server run with the same APP_SECRET?"
        ),
    ]
    if not settings.public_url.startswith("https://"):
        steps.append(
            Step("warning", "The public address is not https", "Meta calls only webhooks with a valid certificate.")
        )
    return steps


def _fonts() -> Iterator[Step]:
    try:
        listed = subprocess.run(["fc-list", ":", "family"], capture_output=True, text=True, timeout=10).stdout
    except (OSError, subprocess.TimeoutExpired):
        listed = ""
    if "Noto Sans" not in listed:
        yield Step(
            "warning", "The fonts for the picture are missing", "Install fonts-noto-core, or pictures have no words."
        )
    else:
        yield Step("ok", "The fonts for the picture are there")


async def _asked(session: aiohttp.ClientSession, settings: WhatsAppSettings, path: str) -> tuple[int | None, dict]:
    url = f"{settings.api_base}/{settings.api_version}/{settings.phone_number_id}{path}"
    try:
        async with session.get(url, headers={"Authorization": f"Bearer {settings.token}"}) as response:
            answer = await response.json(content_type=None)
            return response.status, answer if isinstance(answer, dict) else {}
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return None, {}


def _code(answer: dict) -> int | None:
    error = answer.get("error")
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, int) else None


def _advice(answer: dict, status: int) -> str:
    return refusal(_code(answer), status).advice
