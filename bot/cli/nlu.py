"""`waymark nlu`: how well it understands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click


@click.group()
def nlu() -> None:
    """Measure understanding."""


@nlu.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print all figures as JSON.")
@click.option(
    "--report", type=click.Path(path_type=Path), help="Also write them as a page, such as docs/NLU_REPORT.md."
)
@click.option("--gates", is_flag=True, help="Also write into locales/languages.json what each language has passed.")
def evaluate(files: tuple[Path, ...], as_json: bool, report: Path | None, gates: bool) -> None:
    """Evaluate the trained model on lines `intent<TAB>text<TAB>form`; the language is the file's name."""
    from bot.nlu.evaluation import evaluate_files
    from bot.nlu.report import as_markdown, as_text

    result = evaluate_files(files)
    if report:
        report.write_text(as_markdown(result, files), "utf-8")
    if gates:
        _write_gates(result["languages"])
    click.echo(json.dumps(result, ensure_ascii=False, indent=2) if as_json else as_text(result))


def _write_gates(figures: dict[str, dict[str, Any]]) -> None:
    from bot.nlg.check import untranslated
    from bot.nlg.languages import measured, read_entries, write_entries
    from bot.paths import LOCALES

    path = LOCALES / "languages.json"
    entries = read_entries(path)
    for code, found in figures.items():
        if code in entries:
            entries[code] |= {"strings": not untranslated(LOCALES, code), **measured(found)}
    write_entries(path, entries)


@nlu.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def tune(files: tuple[Path, ...]) -> None:
    """Suggest thresholds for config.yml from tuning lines. Never give it the lines of tests/nlu."""
    from bot.cli.loading import quiet_imports
    from bot.engine.quiet import be_quiet
    from bot.errors import BadRequest

    be_quiet()
    with quiet_imports():
        from bot.nlu.tuning import suggest

    if any(path.resolve().is_relative_to((Path(__file__).parents[2] / "tests").resolve()) for path in files):
        raise BadRequest("These are held-out lines. Thresholds are set on data/tuning only.")
    click.echo(suggest(files))
