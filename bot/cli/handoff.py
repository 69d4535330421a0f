"""`waymark handoff`: the organisations that take help notes: their keys, their workers, and a demonstration."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from bot.handoff.accounts import Accounts
    from bot.settings import Settings

KEY_FILE = "waymark-key.json"
_T = TypeVar("_T")


@click.group()
def handoff() -> None:
    """Organisations that take help notes. docs/HANDOFF.md leads from nothing to a first note."""


@handoff.command()
@click.option("--out", default=KEY_FILE, show_default=True, type=click.Path(path_type=Path), help="File to write.")
@click.option(
    "--passphrase-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    envvar="WAYMARK_PASSPHRASE_FILE",
    show_envvar=True,
    help="Read the passphrase from the first line of a file; for scripts.",
)
def keygen(out: Path, passphrase_file: Path | None) -> None:
    """Make the key pair of an organisation, on the worker's own computer. Nothing is sent anywhere."""
    from nacl.public import PrivateKey

    from bot.errors import ConfigurationError
    from bot.handoff.key_file import SHORTEST_PASSPHRASE, KeyFile
    from bot.handoff.organisations import fingerprint, public_text

    if passphrase_file:
        try:
            passphrase = passphrase_file.read_text("utf-8").split("\n", 1)[0].rstrip("\r")
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigurationError(f"{passphrase_file} cannot be read as text.") from error
    else:
        click.echo(f"Choose a passphrase of at least {SHORTEST_PASSPHRASE} characters. Four or five words are good.")
        passphrase = click.prompt("Passphrase", hide_input=True, confirmation_prompt="The same again")
    key = PrivateKey.generate()
    KeyFile(key).save(out, passphrase)
    click.echo(
        f"Written: {out}. Keep a copy of it, and the passphrase apart from it: without them no note can be opened.\n"
        f"Public key:  {public_text(key.public_key)}\n"
        f"Fingerprint: {fingerprint(key.public_key)}\n"
        "Next: send the public key to whoever runs Waymark. Then wait for their call, on a number both knew before, "
        "and read the fingerprint to them. Never send the file."
    )


@handoff.command("fingerprint")
@click.argument("key")
def show_fingerprint(key: str) -> None:
    """Show the fingerprint of KEY: a key file, or a public key as text. It asks for no passphrase."""
    from bot.handoff.organisations import fingerprint

    click.echo(fingerprint(_public_key(key)))


@handoff.command()
@click.argument("organisation")
@click.option("--key", required=True, help="The public key as text, or a file that has it.")
@click.option("--fingerprint", "heard", required=True, help="What the organisation read to you on the telephone.")
@click.option("--verified-by", required=True, help="Who compared it: your name.")
@click.option(
    "--replace", is_flag=True, help="The organisation has a new key; notes for the old one stay sealed to it."
)
def trust(organisation: str, key: str, heard: str, verified_by: str, replace: bool) -> None:
    """Let ORGANISATION (its id in the directory) take notes, after its fingerprint was compared by telephone."""
    from bot.errors import BadRequest
    from bot.handoff.organisations import Recipient, fingerprint, load_recipients, save_recipient
    from bot.nlg.gettext_nlg import london_now

    settings, known = _settings(), _directory()
    if organisation not in known:
        raise BadRequest("There is no organisation of this id. Find it with: waymark directory search")
    public = _public_key(key)
    if "".join(heard.split()).upper() != "".join(fingerprint(public).split()):
        raise BadRequest(
            "The fingerprint does not fit this key. Do not go on: somebody may have put another key in between. Call "
            "the organisation again, on a number you knew before."
        )
    if not verified_by.strip():
        raise BadRequest("Say who compared the fingerprint: --verified-by NAME")
    before = load_recipients(settings.handoff_recipients, known).get(organisation)
    if before and before.key != public and not replace:
        raise BadRequest("This organisation has another key already. If it made a new one, say so with --replace")
    save_recipient(
        settings.handoff_recipients, Recipient(organisation, public, verified_by.strip(), london_now().date())
    )
    click.echo(
        f"{organisation} takes notes from the next start of Waymark on.\n"
        f"Next: restart Waymark, then invite a manager: waymark handoff add-worker {organisation} NAME --manager"
    )


@handoff.command()
@click.argument("organisation")
def distrust(organisation: str) -> None:
    """Let ORGANISATION take no more notes, and remove its workers. Notes sealed to it go by their last day."""
    from bot.errors import BadRequest
    from bot.handoff.organisations import remove_recipient

    settings = _settings()
    removed = remove_recipient(settings.handoff_recipients, organisation)
    workers = 0
    if settings.handoff_accounts.is_file():
        workers = _with_accounts(settings, lambda accounts: accounts.remove_all(organisation))
    if not removed and not workers:
        raise BadRequest("This organisation takes no notes. See those that do with: waymark handoff list")
    click.echo(f"{organisation} takes no notes from the next start of Waymark on; {workers} workers removed.")


@handoff.command("list")
def list_() -> None:
    """List the organisations that take notes, with their fingerprints and who compared them."""
    from bot.handoff.organisations import fingerprint, load_recipients

    recipients = load_recipients(_settings().handoff_recipients, _directory())
    for recipient in recipients.values():
        click.echo(f"{recipient.id}: {fingerprint(recipient.key)}")
        click.echo(f"  compared by {recipient.verified_by!a} on {recipient.verified_on}")
    if not recipients:
        click.echo("No organisation takes notes. Begin with step 1 of docs/HANDOFF.md.")


@handoff.command("add-worker")
@click.argument("organisation")
@click.argument("name")
@click.option("--manager", is_flag=True, help="May also invite and remove workers, and see the audit trail.")
def add_worker(organisation: str, name: str, manager: bool) -> None:
    """Invite NAME to sign in for ORGANISATION: prints a link that works once, within 48 hours."""
    from bot.errors import BadRequest
    from bot.handoff.accounts import INVITATION_HOURS
    from bot.handoff.organisations import load_recipients
    from bot.handoff.workers import Role

    settings = _settings()
    if organisation not in load_recipients(settings.handoff_recipients, _directory()):
        raise BadRequest("This organisation takes no notes yet. Begin with: waymark handoff trust")
    role = Role.MANAGER if manager else Role.WORKER
    token = _with_accounts(settings, lambda accounts: accounts.invite(organisation, name, role))
    click.echo(
        f"/console/join/{token}\n"
        "Put the address of your Waymark before it, and give the link to the person yourself. It works once, within "
        f"{INVITATION_HOURS} hours."
    )


@handoff.command("remove-worker")
@click.argument("organisation")
@click.argument("name")
def remove_worker(organisation: str, name: str) -> None:
    """Remove NAME from ORGANISATION. The session ends at once; the key file they may have stays good."""
    from bot.errors import BadRequest

    if not _with_accounts(_settings(), lambda accounts: accounts.remove(organisation, name)):
        raise BadRequest(f"There is no such worker. See them with: waymark handoff workers {organisation!a}")
    click.echo("Removed. If you no longer trust them, the organisation needs a new key: see docs/HANDOFF.md.")


@handoff.command()
@click.argument("organisation")
def workers(organisation: str) -> None:
    """List who may sign in for ORGANISATION, and who is invited."""

    async def both(accounts: Accounts) -> tuple:
        return await accounts.workers(organisation), await accounts.invited(organisation)

    joined, invited = _with_accounts(_settings(), both)
    for worker in joined:
        click.echo(f"{worker.name!a}: {worker.role}, since {worker.since}")
    for invitation in invited:
        click.echo(f"{invitation.name!a}: {invitation.role}, invited until {invitation.expires_at:%Y-%m-%d %H:%M} UTC")
    if not joined and not invited:
        click.echo(f"Nobody. Invite a manager: waymark handoff add-worker {organisation!a} NAME --manager")


@handoff.command()
def purge() -> None:
    """Remove now what is past its day. A running Waymark does so every hour."""
    from bot.handoff.opening import open_handoff
    from bot.nlg.gettext_nlg import london_now

    settings = _settings()

    async def remove() -> int:
        opened = open_handoff(settings, _directory(), lambda: london_now().date())
        if opened is None:
            return 0
        try:
            return await opened.purge()
        finally:
            await opened.close()

    removed = asyncio.run(remove())
    if settings.handoff_accounts.is_file():
        _with_accounts(settings, lambda accounts: accounts.purge())
    click.echo(f"{removed} notes removed.")


@handoff.command("try")
@click.option("--port", default=8080, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
def try_(port: int) -> None:
    """Play both sides of a note on this computer. Everything is invented, and removed when you stop."""
    from bot.cli.handoff_try import run

    run(port)


def _settings() -> Settings:
    from bot.settings import Settings

    return Settings.from_env(os.environ)


def _directory() -> dict[str, object]:
    """The organisations by id."""
    from bot.resources import shared_resources

    return {organisation.id: organisation for organisation in shared_resources().organisations}


def _with_accounts(settings: Settings, work: Callable[[Accounts], Awaitable[_T]]) -> _T:
    from bot.handoff.accounts import Accounts

    async def run() -> _T:
        accounts = Accounts(settings.handoff_accounts, lambda: datetime.now(UTC))
        try:
            return await work(accounts)
        finally:
            await accounts.close()

    return asyncio.run(run())


def _public_key(text: str):
    """Of a key file, of a file that has the public key as text, or of the text itself."""
    import json

    from bot.errors import ConfigurationError
    from bot.handoff.organisations import read_public_key

    path = Path(text)
    if len(text) < 200 and path.is_file():
        try:
            content = path.read_text("utf-8")
            text = json.loads(content)["public_key"] if content.lstrip().startswith("{") else content
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ConfigurationError(
                f"{path} has no public key. It should be made by: waymark handoff keygen"
            ) from error
    return read_public_key(str(text))
