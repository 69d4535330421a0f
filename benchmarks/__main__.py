"""`python -m benchmarks`: measures this server and stock Rasa in turns and writes docs/PERFORMANCE.md."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import click

from benchmarks import machine
from benchmarks.messages import Mix
from benchmarks.processes import BenchmarkError
from benchmarks.report import Run, as_markdown, as_text
from benchmarks.rounds import Figures, Plan, measure
from benchmarks.servers import StockRasa, Waymark
from bot.engine.models import newest_model
from bot.errors import BotError
from bot.paths import ROOT


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--quick", is_flag=True, help="One short round, to see that it works. Its figures are not to be quoted.")
@click.option("--rounds", type=click.IntRange(1, 20), help="Rounds of each server, instead of three.")
@click.option("--train", is_flag=True, help="Measure the training too.")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="Write the report to this file.")
@click.option("--json", "raw", type=click.Path(dir_okay=False, path_type=Path), help="Write every figure to this file.")
def main(quick: bool, rounds: int | None, train: bool, report: Path | None, raw: Path | None) -> None:
    """Measure this server and stock Rasa side by side, in turns, with one model and the same messages."""
    plan = Plan.quick() if quick else Plan()
    plan = dataclasses.replace(plan, rounds=rounds or plan.rounds)
    try:
        run = _run(plan, quick, train)
    except (BenchmarkError, BotError) as error:
        raise click.ClickException(str(error)) from error
    click.echo("\n" + as_text(run))
    if raw:
        raw.write_text(json.dumps(dataclasses.asdict(run), indent=1), "utf-8")
    if report:
        report.write_text(as_markdown(run, _command(quick, rounds, train)), "utf-8")


def _run(plan: Plan, quick: bool, train: bool) -> Run:
    model, mix, others = newest_model(), Mix(), machine.Others()
    rounds: dict[str, list[Figures]] = {"waymark": [], "rasa": []}
    for number in range(plan.rounds):
        for kind in (Waymark, StockRasa):
            if newest_model() != model:
                raise BenchmarkError("A new model appeared during the run, so the servers would differ. Start again.")
            head = f"round {number + 1}/{plan.rounds}, {kind.name}"
            figures = measure(kind(), model, plan, mix, lambda stage, head=head: _say(f"{head}: {stage}"))
            rounds[kind.name].append(figures)
    _say("inside one process")
    inside = _child("--calls", str(plan.calls))
    training = None
    if train:
        _say("training")
        training = _child("--train")
    return Run(
        **rounds,
        inside=inside,
        training=training,
        plan=plan,
        machine=machine.described(),
        versions=machine.versions(),
        model=model.name.removesuffix(".tar.gz"),
        date=date.today().isoformat(),
        quick=quick,
        others=others.share(),
    )


def _child(*arguments: str) -> Figures:
    command = [sys.executable, "-m", "benchmarks.in_process", *arguments]
    result = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=False)
    if result.returncode:
        raise BenchmarkError(f"{' '.join(command[1:])} failed.")
    return json.loads(result.stdout)


def _say(stage: str) -> None:
    click.echo(stage, err=True)


def _command(quick: bool, rounds: int | None, train: bool) -> str:
    options = [("--quick", quick), (f"--rounds {rounds}", rounds), ("--train", train)]
    return " ".join(
        ["python -m benchmarks", *(text for text, given in options if given), "--report docs/PERFORMANCE.md"]
    )


if __name__ == "__main__":
    main()
