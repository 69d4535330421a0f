"""The two servers: how each is started, and how each is spoken to."""

from __future__ import annotations

import os
import sys
from abc import ABC, abstractmethod
from pathlib import Path

from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector

from benchmarks.messages import Message
from benchmarks.processes import Running, free_port

_ENDPOINTS = """\
nlg:
  type: bot.nlg.gettext_nlg.GettextNLG
action_endpoint:
  url: http://127.0.0.1:{port}/webhook
"""
"""The project's responses need its own nlg class. Tracker store and lock store are not named: Rasa's own, in memory."""


def client() -> ClientSession:
    """One session for all conversations, with as many connections as there are requests under way."""
    return ClientSession(connector=TCPConnector(limit=0), timeout=ClientTimeout(total=300))


class Conversation(ABC):
    """One person talking."""

    @abstractmethod
    async def say(self, message: Message) -> bool:
        """Send a message; whether it was answered with something."""


class Server(ABC):
    """One arm of the comparison."""

    name: str

    def __init__(self) -> None:
        self.port = free_port()

    @abstractmethod
    def start(self, model: Path, folder: Path) -> Running:
        """Start the processes; `folder` is for what they write."""

    @abstractmethod
    def conversation(self, session: ClientSession, number: int | str, language: str) -> Conversation: ...

    @property
    @abstractmethod
    def health_path(self) -> str: ...

    async def health(self, session: ClientSession) -> bool:
        async with session.get(self.url(self.health_path)) as response:
            return bool(await response.read()) and response.status == 200

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"


class Waymark(Server):
    """`waymark serve`, one worker, spoken to as the page's script does: the sealed state goes there and back."""

    name = "waymark"
    health_path = "/healthz"

    def start(self, model: Path, folder: Path) -> Running:
        command = [sys.executable, "-m", "bot", "serve", "--port", str(self.port)]
        return Running([command], _environment(folder), folder)

    def conversation(self, session: ClientSession, number: int | str, language: str) -> Conversation:
        return _WaymarkConversation(session, self.url("/api/messages"), language)


class _WaymarkConversation(Conversation):
    def __init__(self, session: ClientSession, url: str, language: str) -> None:
        self._session = session
        self._url = url
        self._language = language
        self._state: str | None = None

    async def say(self, message: Message) -> bool:
        kind = "choice" if message.button else "message"
        body = {"language": self._language, kind: message.text, "state": self._state}
        try:
            async with self._session.post(self._url, json=body) as response:
                answer = await response.json()
        except (ClientError, TimeoutError, ValueError):
            return False
        if response.status != 200:
            return False
        self._state = answer["state"]
        return bool(answer["replies"])


class StockRasa(Server):
    """`rasa run` and `rasa run actions`, spoken to by Rasa's REST channel."""

    name = "rasa"
    health_path = "/"

    def start(self, model: Path, folder: Path) -> Running:
        actions = free_port()
        (folder / "endpoints.yml").write_text(_ENDPOINTS.format(port=actions), "utf-8")
        (folder / "credentials.yml").write_text("rest:\n", "utf-8")
        rasa = [sys.executable, "-m", "rasa", "run"]
        server = [
            *rasa, "--model", str(model), "--endpoints", str(folder / "endpoints.yml"),
            "--credentials", str(folder / "credentials.yml"), "--interface", "127.0.0.1", "--port", str(self.port),
        ]  # fmt: skip
        return Running(
            [server, [*rasa, "actions", "--actions", "actions", "--port", str(actions)]], _environment(folder), folder
        )

    def conversation(self, session: ClientSession, number: int | str, language: str) -> Conversation:
        return _RasaConversation(session, self.url("/webhooks/rest/webhook"), f"conversation-{number}")


class _RasaConversation(Conversation):
    def __init__(self, session: ClientSession, url: str, sender: str) -> None:
        self._session = session
        self._url = url
        self._sender = sender

    async def say(self, message: Message) -> bool:
        body = {"sender": self._sender, "message": message.text}
        try:
            async with self._session.post(self._url, json=body) as response:
                return response.status == 200 and bool(await response.json())
        except (ClientError, TimeoutError, ValueError):
            return False


def _environment(folder: Path) -> dict[str, str]:
    """The caller's, with Rasa's files (its unpacked model, its settings) inside `folder` and no WAYMARK_* setting."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WAYMARK_")}
    own = {"HOME": str(folder), "TMPDIR": str(folder), "SANIC_HOST": "127.0.0.1", "RASA_TELEMETRY_ENABLED": "false"}
    return {**kept, **own}
