"""`waymark handoff try`: an invented organisation on this computer, so that one person can play both sides of a note.

Key, worker and notes are in a temporary folder that is removed at the end, however it ends.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click
import pyotp
from nacl.public import PrivateKey

from bot.errors import ConfigurationError
from bot.handoff.accounts import Accounts
from bot.handoff.key_file import KeyFile
from bot.handoff.organisations import Recipient, save_recipient
from bot.handoff.passphrase import STEP_SECONDS, new_secret
from bot.handoff.workers import Role
from bot.nlg.gettext_nlg import london_now
from bot.resources import shared_resources

PLAYED = "southall-black-sisters"
"""Which organisation is played, if it is in the directory."""
WORKER = "Try"
START_SECONDS = 60
STOP_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Pretended:
    """secret: of the authenticator that this program plays."""

    name: str
    key_file: Path
    passphrase: str
    secret: str
    environment: dict[str, str]

    def code(self) -> str:
        return pyotp.TOTP(self.secret).now()


def run(port: int) -> None:
    """Until Ctrl+C. Raises ConfigurationError if the server does not start."""
    signal.signal(signal.SIGTERM, _stop)
    with tempfile.TemporaryDirectory(prefix="waymark-try-") as folder:
        pretended = prepare(Path(folder))
        click.echo("Starting Waymark (a few seconds) ...")
        command = [sys.executable, "-m", "bot", "serve", "--demo", "--port", str(port)]
        process = subprocess.Popen(command, env={**os.environ, **pretended.environment}, stdout=subprocess.DEVNULL)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_until_well(process, address)
            click.echo(instructions(pretended, address))
            _give_codes(process, pretended)
        except (KeyboardInterrupt, click.Abort):
            pass
        finally:
            process.terminate()
            process.wait(STOP_SECONDS)
    click.echo("Stopped. The invented organisation, its key and all notes are removed.")


def prepare(folder: Path) -> Pretended:
    """An organisation of the directory with an invented key, and a manager who has joined."""
    known = shared_resources().organisations
    organisation = next((one for one in known if one.id == PLAYED), known[0])
    key, secret = PrivateKey.generate(), new_secret()
    passphrase = " ".join(secrets.token_hex(2) for _ in range(4))
    KeyFile(key).save(folder / "key.json", passphrase)
    save_recipient(
        folder / "handoff.yml",
        Recipient(organisation.id, key.public_key, "nobody: a demonstration", london_now().date()),
    )
    asyncio.run(_join(folder / "accounts.sqlite", organisation.id, passphrase, secret))
    environment = {
        "WAYMARK_HANDOFF": str(folder / "notes.sqlite"),
        "WAYMARK_HANDOFF_RECIPIENTS": str(folder / "handoff.yml"),
        "WAYMARK_HANDOFF_ACCOUNTS": str(folder / "accounts.sqlite"),
    }
    return Pretended(organisation.name, folder / "key.json", passphrase, secret, environment)


async def _join(path: Path, organisation: str, passphrase: str, secret: str) -> None:
    accounts = Accounts(path, lambda: datetime.now(UTC))
    token = await accounts.invite(organisation, WORKER, Role.MANAGER)
    # The code before the present one, so that the present one is left for signing in.
    await accounts.join(token, passphrase, secret, pyotp.TOTP(secret).at(time.time() - STEP_SECONDS))
    await accounts.close()


def instructions(pretended: Pretended, address: str) -> str:
    """What to do, for somebody who sees this for the first time."""
    return (
        "\nThis is a demonstration. The key, the worker and all notes are invented and are on this computer only;\n"
        f"{pretended.name} knows nothing of it. Ctrl+C removes everything.\n\n"
        f"1. As the person: open {address}/en/slip and write a note for {pretended.name}. Get a code.\n"
        f"2. As the worker, in another window: open {address}/console and sign in.\n"
        f"     Name: {WORKER}\n"
        f"     Passphrase: {pretended.passphrase}\n"
        f"     Code: {pretended.code()} (a new one every 30 seconds, each works once; "
        f"or put this into an authenticator: {pretended.secret})\n"
        f"3. Load the key: {pretended.key_file}\n"
        "     Its passphrase is the same one; a real organisation takes two.\n"
        "4. Type the code that the person got. Read the note, answer, close.\n"
        f"5. As the person: open {address}/en/slip/find with the code, and read the answer.\n"
    )


def _give_codes(process: subprocess.Popen, pretended: Pretended) -> None:
    """Play the authenticator: a code for every press of Enter. Without a terminal, only wait."""
    if not sys.stdin.isatty():
        process.wait()
        return
    while process.poll() is None:
        click.prompt("Press Enter for a new code", default="", show_default=False, prompt_suffix=" ")
        click.echo(f"Code: {pretended.code()}")


def _wait_until_well(process: subprocess.Popen, address: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise ConfigurationError("Waymark did not start; it says why above.")
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2):
                return
        except OSError:
            time.sleep(0.25)
    raise ConfigurationError(f"Waymark did not answer within {START_SECONDS} seconds. Try again, or see: waymark check")


def _stop(*_: object) -> None:
    raise KeyboardInterrupt
