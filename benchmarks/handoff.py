"""How long slips take when very many are stored, and whether the file shrinks when they expire.

    .venv/bin/python -m benchmarks.handoff [--slips 100000]

The store is filled with rows of the real size; then real slips are made, looked at and opened, each with its Argon2id
and its own transaction on the disk. The waiting that slows down guesses is left out: it would hide the work.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from pathlib import Path

import click
from nacl.public import PrivateKey

from benchmarks.statistics import median, percentile
from bot.handoff.codes import Code, keys_of
from bot.handoff.envelope import LABEL_BYTES, OVERHEAD, SLIP_BYTES
from bot.handoff.handoff import Handoff
from bot.handoff.organisations import Recipient
from bot.handoff.pace import Pace
from bot.handoff.slip import Slip
from bot.handoff.sqlite_store import SqliteStore

TIMED = 300
BATCH = 5_000


@click.command(help=__doc__)
@click.option("--slips", default=100_000, show_default=True, help="How many slips are stored before the clock starts.")
def main(slips: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for line in asyncio.run(measured(Path(folder) / "handoff.sqlite", slips)):
            click.echo(line)


async def measured(path: Path, slips: int) -> list[str]:
    """The rows of a Markdown table."""
    today = [date.today()]
    store = SqliteStore(path, lambda: today[0])
    key = PrivateKey.generate()
    handoff = Handoff(
        store,
        {"one": Recipient("one", key.public_key, "benchmark", today[0])},
        lambda: today[0],
        Pace(interval=0, least=0),
        Pace(interval=0, least=0),
    )
    empty = path.stat().st_size
    fill(store, slips, today[0])
    full = path.stat().st_size
    salt = await handoff.salt()
    codes: list[Code] = []

    async def make() -> None:
        codes.append(await handoff.create(Slip.read({"needs": ["health"], "language": "ur", "line": "x" * 100}), "one"))

    made = await timed(make, TIMED)
    looked = await timed(lambda: handoff.look(codes.pop()), TIMED // 2)
    locators = [keys_of(code, salt).locator for code in codes]
    opened = await timed(lambda: handoff.open("one", locators.pop()), TIMED // 2)
    destroyed = await timed(lambda: handoff.destroy(codes.pop()), TIMED // 2)
    today[0] += timedelta(days=30)
    begun = time.perf_counter()
    gone = await handoff.purge()
    purged = time.perf_counter() - begun
    await handoff.close()
    return [
        "| what | median | 99 of 100 |",
        "| --- | --- | --- |",
        f"| making a slip | {made} |",
        f"| looking under a code | {looked} |",
        f"| opening by an organisation | {opened} |",
        f"| destroying | {destroyed} |",
        "",
        f"{slips:,} slips were stored. The file: {megabytes(empty)} empty, {megabytes(full)} full, "
        f"{megabytes(path.stat().st_size)} after {gone:,} expired, which took {purged:.1f} s.",
    ]


def fill(store: SqliteStore, slips: int, today: date) -> None:
    """Rows as large as real ones, in few transactions."""
    day = (today + timedelta(days=7)).isoformat()
    statement = (
        "insert into slips (locator, organisation, label, body, reply_key, expires_on) values (?, 'other', ?, ?, ?, ?)"
    )
    connection = store._file.database.conn
    with click.progressbar(
        range(0, slips, BATCH), label="Filling the store", file=click.get_text_stream("stderr")
    ) as bar:
        for start in bar:
            rows = [
                (
                    os.urandom(16).hex(),
                    os.urandom(LABEL_BYTES + OVERHEAD),
                    os.urandom(SLIP_BYTES + OVERHEAD),
                    os.urandom(32),
                    day,
                )
                for _ in range(min(BATCH, slips - start))
            ]
            with store._file.transaction():
                connection.executemany(statement, rows)


async def timed(work: Callable[[], Awaitable[object]], times: int) -> str:
    """Median and 99th percentile, as two cells of a table."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        await work()
        taken.append((time.perf_counter() - begun) * 1000)
    return f"{median(taken):.1f} ms | {percentile(taken, 0.99):.1f} ms"


def megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"


if __name__ == "__main__":
    main()
