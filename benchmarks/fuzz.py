"""`python -m benchmarks.fuzz --seconds N`: spoiled input for every parser that faces the network, N seconds for each.

With atheris (`uv pip install atheris`) coverage shows which inputs are worth spoiling further; without it they are
spoiled at random. Prints a table; exit 1, with the input in build/fuzz/, if anything was raised that should not be.
"""

from __future__ import annotations

import importlib.util
import random
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import click

from bot.paths import BUILD, ROOT

LONGEST = 20_000
CRASHES = BUILD / "fuzz"


@dataclass(frozen=True)
class Outcome:
    """One target. inputs: how many were tried; coverage: edges of our code reached, None without atheris."""

    name: str
    inputs: int
    crashes: int
    coverage: int | None


@click.command()
@click.option("--seconds", default=60, show_default=True, type=click.IntRange(1, 86_400), help="For each parser.")
@click.option("--only", help="One parser, by the name in the table.")
@click.option("--guided", hidden=True, help="Run one under atheris in this process.")
def main(seconds: int, only: str | None, guided: str | None) -> None:
    """Fuzz the parsers that face the network."""
    if guided:
        _under_atheris(guided, seconds)
        return
    from benchmarks.fuzz_targets import targets

    CRASHES.mkdir(parents=True, exist_ok=True)
    has_atheris = importlib.util.find_spec("atheris") is not None
    names = [only] if only else list(targets())
    outcomes = [_guided(name, seconds) if has_atheris else at_random(name, seconds) for name in names]
    click.echo("| parser | what must hold | inputs | code edges reached | crashes |\n| --- | --- | --- | --- | --- |")
    for outcome in outcomes:
        reached = f"{outcome.coverage:,}" if outcome.coverage else "-"
        what = targets()[outcome.name].what
        click.echo(f"| {outcome.name} | {what} | {outcome.inputs:,} | {reached} | {outcome.crashes} |")
    raise SystemExit(any(outcome.crashes for outcome in outcomes))


def at_random(name: str, seconds: float, *, seed: int = 0) -> Outcome:
    """Spoil a target's seeds at random. Stops at the first crash and keeps its input."""
    from benchmarks.fuzz_targets import targets

    target, source = targets()[name], random.Random(seed)
    until, tried = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        data = spoiled(source.choice(target.seeds), source)
        tried += 1
        try:
            target.try_one(data)
        except Exception as error:
            (CRASHES / f"{name.replace(' ', '-')}.bin").write_bytes(data)
            click.echo(f"{name}: {type(error).__name__}: {error}", err=True)
            return Outcome(name, tried, 1, None)
    return Outcome(name, tried, 0, None)


def spoiled(data: bytes, source: random.Random) -> bytes:
    """A copy with a few places changed: bits, digits, cuts, repeats, brackets, wrong letters."""
    made = bytearray(data)
    for _ in range(source.randint(0, 6)):
        place = source.randrange(len(made) + 1)
        match source.randrange(5):
            case 0 if made:
                made[place % len(made)] ^= 1 << source.randrange(8)
            case 1:
                del made[place : place + source.randint(1, 40)]
            case 2:
                made[place:place] = made[place : place + source.randint(1, 200)] * source.randint(1, 3)
            case 3:
                made[place:place] = source.choice(_NASTY)
            case _:
                made[place:place] = source.randbytes(source.randint(1, 8))
    return bytes(made[:LONGEST])


_NASTY = (
    b"null", b"[[[[[[[[", b'{"":', b"-1", b"1e999", b"99999999999999999999", b"\xff\xfe", b"\\ud800", b"\0", b"%00",
    b"%ff", b"\r\n", b"--xyz--", b"=", b"&", b";", b'"', b"\xe2\x80\xae", b"true", b"[]", b"{}",
)  # fmt: skip


def _guided(name: str, seconds: int) -> Outcome:
    command = [sys.executable, "-m", "benchmarks.fuzz", "--guided", name, "--seconds", str(seconds)]
    result = subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    said = result.stderr.decode("utf-8", "replace")
    tried = re.findall(r"number_of_executed_units:\s*(\d+)", said)
    reached = re.findall(r"\bcov: (\d+)", said)
    if result.returncode:
        click.echo(said[-3000:], err=True)
    inputs, coverage = int(tried[-1]) if tried else 0, int(reached[-1]) if reached else None
    return Outcome(name, inputs, int(result.returncode != 0), coverage)


def _under_atheris(name: str, seconds: int) -> None:
    import atheris

    with atheris.instrument_imports(include=["bot", "benchmarks.fuzz_targets"]):
        from benchmarks.fuzz_targets import targets
    target = targets()[name]
    with tempfile.TemporaryDirectory() as corpus:
        for place, seed in enumerate(target.seeds):
            (Path(corpus) / str(place)).write_bytes(seed)
        options = [f"-max_total_time={seconds}", f"-max_len={LONGEST}", "-print_final_stats=1", "-timeout=20"]
        crashes = f"-artifact_prefix={CRASHES}/{name.replace(' ', '-')}-"
        atheris.Setup([sys.argv[0], *options, crashes, corpus], target.try_one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
