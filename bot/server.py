"""Runs the web server: one process, or several that share the port and the keys."""

from __future__ import annotations

import asyncio
import dataclasses
import errno
import multiprocessing
import multiprocessing.connection
import os
import secrets
import signal
import socket
import time
from multiprocessing.process import BaseProcess

import click
from aiohttp import web

from bot.engine.quiet import be_quiet, log
from bot.errors import BotError, ConfigurationError
from bot.handoff.opening import open_handoff
from bot.privacy.forgetting import forgetting
from bot.privacy.keys import EPOCH_SECONDS
from bot.privacy.process import harden
from bot.privacy.shared_keys import publishing_keys, with_shared_keys
from bot.resources import shared_resources
from bot.room import needing_room
from bot.settings import Settings
from bot.web.early import answering_danger
from bot.web.guard import guarded
from bot.whatsapp.settings import WhatsAppSettings

KEEPALIVE_SECONDS = 30.0
"""How long a connection may rest between two requests."""
SHUTDOWN_SECONDS = 5.0
"""For requests of the web; the WhatsApp bridge finishes its replies in its own time."""


def run(host: str, port: int, workers: int, settings: Settings) -> None:
    """Serve until a signal ends it.

    Raises:
        ConfigurationError: the port is taken, or there is no model; the message says what to do.
    """
    if workers == 1:
        _serve(_listen(host, port, shared=False), settings, announce=f"http://{host}:{port}")
        return
    _listen(host, port, shared=True).close()
    # This process holds the seed of the keys, and what it starts inherits that no core is written.
    harden(lock_memory=settings.lock_memory)
    # Workers start from one seed and turn their keys alike, so any of them can answer any page.
    seed = (int(time.time() // EPOCH_SECONDS), secrets.token_bytes(32))
    shared = settings if settings.redis_url else dataclasses.replace(settings, state_seed=seed)
    context = multiprocessing.get_context("spawn")
    processes = [
        context.Process(target=_worker, args=(host, port, shared, number == 0), name=f"waymark-{number}")
        for number in range(workers)
    ]
    for process in processes:
        process.start()
    _wait(processes)


def _wait(processes: list[BaseProcess]) -> None:
    """Until one worker ends or a signal comes; then all of them end."""

    def stop(*_: object) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, stop)
    try:
        multiprocessing.connection.wait([process.sentinel for process in processes])
    except KeyboardInterrupt:
        pass
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.join(SHUTDOWN_SECONDS * 2)


def _worker(host: str, port: int, settings: Settings, announces: bool) -> None:
    try:
        _serve(_listen(host, port, shared=True), settings, announce=f"http://{host}:{port}" if announces else None)
    except BotError as error:
        raise SystemExit(str(error)) from None


def _listen(host: str, port: int, *, shared: bool) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if shared:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        taken = error.errno == errno.EADDRINUSE
        advice = (
            f"Another server is running there. Try another port: waymark serve --port {min(port + 1, 65535)}"
            if taken
            else "Try --host 127.0.0.1, and a port above 1023 unless you are root."
        )
        raise ConfigurationError(f"Cannot listen on {host}:{port} ({error.strerror}). {advice}") from error
    return listener


def _serve(listener: socket.socket, settings: Settings, announce: str | None) -> None:
    from bot.cli.loading import load_engine, quiet_imports

    harden(lock_memory=settings.lock_memory)
    be_quiet()
    whatsapp = WhatsAppSettings.from_env(os.environ)
    settings = with_shared_keys(settings)
    with needing_room():
        resources = shared_resources()
        handoff = open_handoff(settings, {item.id: item for item in resources.organisations})
        for problem in resources.catalogs.preload([language.code for language in resources.languages]):
            log.error("waymark.catalog.damaged", outcome=f"{problem} This language is shown in English.")
        with answering_danger(listener, settings, resources):
            engine = load_engine(settings.queue)
            with quiet_imports():
                from bot.conversation.service import ConversationService
                from bot.web.app import create_app
                from bot.whatsapp.assemble import add_bridge
            service = ConversationService(engine, settings, handoff=handoff)
            app = create_app(settings, service, resources.languages, resources.catalogs, handoff)
    if handoff:
        from bot.console.app import add_console

        add_console(app, handoff, settings)
    if settings.redis_url:
        app.cleanup_ctx.append(publishing_keys(settings))
    if whatsapp:
        add_bridge(app, engine, settings, whatsapp, handoff)

    async def close(_: web.Application) -> None:
        engine.close()

    app.on_cleanup.append(close)
    # Not uvloop, which Rasa's web framework sets for everybody: it reads all connections into one buffer that is never
    # overwritten as a whole, so the last requests could be read in it for hours.
    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        runner.run(_until_stopped(app, listener, announce))


async def _until_stopped(app: web.Application, listener: socket.socket, announce: str | None) -> None:
    """Serve until SIGTERM or SIGINT, then let requests that are under way end."""
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    # No access log: it would hold addresses, times and paths of people.
    runner = web.AppRunner(app, access_log=None, keepalive_timeout=KEEPALIVE_SECONDS, shutdown_timeout=SHUTDOWN_SECONDS)
    await runner.setup()
    try:
        async with guarded(runner.server), forgetting():
            await web.SockSite(runner, listener).start()
            if announce:
                click.echo(f"Waymark is ready at {announce} (Ctrl+C stops it)")
            await stopped.wait()
    finally:
        await runner.cleanup()
