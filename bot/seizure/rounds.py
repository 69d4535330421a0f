"""One round: a fresh server, conversations, a search of its memory, an end, a search of everything it wrote."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import ConfigurationError
from bot.seizure.files import changed, listing, watched_folders
from bot.seizure.forms import patterns
from bot.seizure.ground import Ground
from bot.seizure.ground import Path as Way
from bot.seizure.matcher import Matcher
from bot.seizure.open_files import OpenFiles
from bot.seizure.others import others_talk
from bot.seizure.paths import DEMONSTRATION, PATHS
from bot.seizure.processes import search_memory, tree
from bot.seizure.redis_beside import RedisBeside
from bot.seizure.search import Searched, search_files
from bot.seizure.sentinels import Kind, Sentinels
from bot.seizure.server import Server

Say = Callable[[str], None]

DEBUG = {
    "LOG_LEVEL": "DEBUG",
    "LOG_LEVEL_LIBRARIES": "DEBUG",
    "LOG_LEVEL_MATPLOTLIB": "DEBUG",
    "RASA_DEBUG": "1",
    "DEBUG": "1",
    "SANIC_DEBUG": "1",
    "PYTHONFAULTHANDLER": "1",
    "PYTHONDEVMODE": "1",
    "PYTHONASYNCIODEBUG": "1",
    "PYTHONWARNINGS": "always",
    "AIOHTTP_NO_EXTENSIONS": "1",
    "ORT_LOG_LEVEL": "0",
    "FORCE_COLOR": "1",
}
"""What somebody in search of a fault could switch on."""


@dataclass(frozen=True)
class Round:
    """idle: seconds between the last answer and a second search of memory; 0: none. others: whether other people write
    then, and memory is searched once more. ending: the signal that ends the server in the middle of replies; None: it
    ends in order."""

    name: str
    people: int = 1
    paths: Sequence[Callable[[], Way]] = PATHS
    environment: dict[str, str] = field(default_factory=dict)
    workers: int = 1
    with_redis: bool = False
    idle: float = 0.0
    others: bool = False
    ending: signal.Signals | None = None


FULL = (
    Round("usual", people=3, idle=20.0, others=True, ending=signal.SIGKILL),
    Round(
        "debug",
        paths=(*PATHS, *DEMONSTRATION),
        environment={**DEBUG, "WAYMARK_QUEUE": "4"},
        ending=signal.SIGSEGV,
    ),
    Round("workers and Redis", workers=2, with_redis=True, ending=signal.SIGABRT),
)
QUICK = (Round("quick", others=True, ending=signal.SIGSEGV),)


async def run_round(wanted: Round, sentinels: Sentinels, folder: Path, say: Say) -> tuple[list[Searched], int]:
    """The rows of this round and how many messages got an answer. folder: its evidence.

    Raises ConfigurationError if the server does not start or does not answer.
    """
    watched = watched_folders()
    left_out = [folder.parent]
    before = {place: listing(folders, left_out) for place, folders in watched.items()}
    control = sentinels.word(Kind.CONTROL)
    async with contextlib.AsyncExitStack() as stack:
        redis = RedisBeside(folder / "redis") if wanted.with_redis else None
        if redis:
            stack.callback(redis.stop)
            await redis.start()
        ways = [make() for make in wanted.paths]
        environment = wanted.environment | ({"WAYMARK_REDIS_URL": redis.url} if redis else {})
        server = Server(folder, environment, workers=wanted.workers, control=control)
        for way in ways:
            stack.push_async_callback(way.close)
            await way.open(sentinels, server.base)
            server.set(way.environment(server.folder))
        stack.callback(server.stop)
        say("starting the server")
        await server.start()
        stat = server.output.stat()
        opened = OpenFiles(server.pid, but={(stat.st_dev, stat.st_ino)})
        stack.callback(opened.close)
        watching = asyncio.create_task(opened.watch())
        stack.callback(watching.cancel)
        ground = Ground(sentinels, server.base, wanted.people)
        await _hold_conversations(ground, ways, say)
        rows = await _search_memories(wanted, server, ground, say)
        if redis:
            rows += await redis.search(Matcher(patterns(sentinels.all)))
        pids = tree(server.pid)
        await _end(wanted, server, ground, ways, pids, say)
        opened.look()
        say("searching files")
        matcher = Matcher(patterns([item for item in sentinels.all if item.value != control]))
        rows.append(opened.search(matcher))
    rows.append(search_files("what it printed", [server.output], matcher, folder))
    own = sorted(listing([server.folder]))
    rows.append(search_files("its own folders: HOME, TMPDIR, working folder", own, matcher, server.folder))
    for place, folders in watched.items():
        after = await asyncio.to_thread(listing, folders, left_out)
        rows.append(search_files(place, changed(before[place], after), matcher))
    return rows, ground.answered


async def _hold_conversations(ground: Ground, ways: list[Way], say: Say) -> None:
    for way in ways:
        say(f"{way.name}: trouble")
        await way.trouble(ground)
        say(f"{way.name}: conversations")
        await way.talk(ground)
    if not ground.answered:
        raise ConfigurationError("No message was answered, so nothing would be tested.")


async def _search_memories(wanted: Round, server: Server, ground: Ground, say: Say) -> list[Searched]:
    """Right after the last answer; after a rest; after other people's messages."""
    matcher = Matcher(patterns(ground.sentinels.all))
    rows = [await _search_memory("memory, right after the last answer", server, matcher, say)]
    if wanted.idle:
        await asyncio.sleep(wanted.idle)
        rows.append(await _search_memory(f"memory, {wanted.idle:.0f} seconds later", server, matcher, say))
    if wanted.others:
        await others_talk(server.base)
        rows.append(await _search_memory("memory, after other people's messages", server, matcher, say))
    return rows


async def _search_memory(place: str, server: Server, matcher: Matcher, say: Say) -> Searched:
    say(place)
    found = await asyncio.to_thread(search_memory, place, tree(server.pid), matcher)
    controls = {find for find in found.finds if find.kind == Kind.CONTROL}
    if not controls and not found.unread:
        raise ConfigurationError("The control in the server's memory was not found, so memory was not really searched.")
    found.finds -= controls
    return found


async def _end(wanted: Round, server: Server, ground: Ground, ways: list[Way], pids: list[int], say: Say) -> None:
    if wanted.ending is None:
        say("ending the server")
        await asyncio.to_thread(server.stop)
        return
    say(f"{wanted.ending.name} in the middle of replies")
    flying = [asyncio.create_task(way.in_flight(ground)) for way in ways]
    await asyncio.sleep(0.15)
    await asyncio.to_thread(server.end, wanted.ending, pids)
    for task in flying:
        task.cancel()
    await asyncio.gather(*flying, return_exceptions=True)
