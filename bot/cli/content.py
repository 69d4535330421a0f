"""`waymark content`: the reviewed statements."""

from __future__ import annotations

import difflib
import json
from collections import Counter
from datetime import date
from pathlib import Path

import click

TOPIC = click.option("--topic", help="Only statements whose id begins with this, such as police or protocol.")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print as JSON.")


@click.group()
def content() -> None:
    """Look at the reviewed statements, check them, have them reviewed, switch them off."""


@content.command("list")
@TOPIC
@AS_JSON
def list_statements(topic: str | None, as_json: bool) -> None:
    """List the statements: id, certainty, when to review, who signed, text."""
    from bot.resources import shared_resources
    from bot.review.statements import all_statements, of_topic

    statements = list(all_statements(shared_resources()).values())
    found = of_topic(statements, topic) if topic else statements
    if as_json:
        click.echo(json.dumps([_as_json(item) for item in found], ensure_ascii=False, indent=2))
        return
    for item in found:
        signed = ", ".join(reviewer.organisation for reviewer in item.reviewers) or "-"
        click.echo(f"{item.id}\t{item.certainty}\t{item.review_by}\t{signed}\t{item.text}")


@content.command("check")
@AS_JSON
@click.option("--unsigned", is_flag=True, help="List every statement nobody has signed, instead of their number.")
def check_statements(as_json: bool, unsigned: bool) -> None:
    """List what is due, overdue, withheld, unsourced, unsigned, unreachable, untranslated, switched off, forbidden.

    Exit code 1 if anything must be mended."""
    from bot.resources import shared_resources
    from bot.review.check import check_content

    findings = check_content(shared_resources(), date.today())
    if as_json:
        click.echo(json.dumps([finding.to_json() for finding in findings], ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            if finding.kind != "unsigned" or unsigned:
                click.echo(f"{finding.level}: {finding.kind}: {finding.where}: {finding.message}")
        counts = Counter(finding.kind for finding in findings)
        click.echo(", ".join(f"{kind}: {count}" for kind, count in counts.most_common()) or "nothing found")
    if any(finding.level == "error" for finding in findings):
        raise SystemExit(1)


@content.command("reading-age")
@AS_JSON
def reading_age(as_json: bool) -> None:
    """How old a reader must be for each English statement, the hardest first; exit code 1 if one is too hard."""
    from bot.paths import CONTENT
    from bot.resources import shared_resources
    from bot.review.reading_age import GOAL, KnownWords, too_old
    from bot.review.statements import all_statements

    known = KnownWords.load(CONTENT / "reading-age.yml")
    statements = list(all_statements(shared_resources()).values())
    rows = sorted(((known.read(item.text), item) for item in statements), key=lambda row: -row[0].score)
    if as_json:
        values = [
            {"id": item.id, "age": reading.age, "score": reading.score, "hard": reading.hard} for reading, item in rows
        ]
        click.echo(json.dumps(values, ensure_ascii=False, indent=2))
    else:
        for reading, item in rows:
            click.echo(f"{reading.age}\t{reading.score}\t{item.id}\t{', '.join(reading.hard)}")
        ages = Counter(reading.age for reading, _ in rows)
        click.echo("; ".join(f"age {age}: {ages[age]} statements" for age in sorted(ages)))
    hard = too_old(known, statements)
    if hard:
        raise SystemExit(
            f"{len(hard)} statements read older than {GOAL} without a reason in content/reading-age.yml: "
            + ", ".join(item.id for item, _ in hard[:10])
        )


@content.command("diff")
@click.argument("revision")
@TOPIC
def diff(revision: str, topic: str | None) -> None:
    """Show in plain words what changed in the answers since REVISION of git, such as HEAD~5 or a tag."""
    from bot.paths import ROOT
    from bot.resources import shared_resources
    from bot.review.diff import changes, content_at

    before = content_at(ROOT, revision)
    found = [
        change
        for change in changes(before, shared_resources().library.statements)
        if topic is None or change.topic == topic
    ]
    shown = None
    for change in found:
        if change.topic != shown:
            shown = change.topic
            click.echo(f"\n{shown.replace('_', ' ').upper()}")
        click.echo(f"\n{change.id} (about: {change.who})")
        click.echo("\n".join(f"  {line}" for line in change.lines))
    click.echo(f"\n{len(found)} statements changed since {revision}.")


@content.command("book")
@click.option("--lang", "language", required=True, help="The language to print beside English, such as ar.")
@TOPIC
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder to write to; build/review-book/<lang> if not given."
)
def book(language: str, topic: str | None, out: Path | None) -> None:
    """Write a review book: English beside a language, with sources, boxes to tick and a line to sign."""
    from bot.cli.talk import check_language
    from bot.paths import BUILD
    from bot.resources import shared_resources
    from bot.review.book import write_book

    check_language(language)
    resources = shared_resources()
    chosen = resources.languages.get(language)
    pages = write_book(resources, chosen, out or BUILD / "review-book" / language, date.today(), topic)
    click.echo(f"{len(pages)} pages. Open {pages[0]} in a browser, or print it.")


@content.command("sign")
@click.argument("name")
@click.option("--organisation", required=True, help="Who read it against its sources.")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The day it was signed.")
def sign(name: str, organisation: str, day) -> None:
    """Note that an organisation has reviewed a statement or a whole topic NAME."""
    from bot.paths import CONTENT
    from bot.resources import shared_resources
    from bot.review.signing import sign as write
    from bot.review.statements import all_statements, of_topic

    statements = all_statements(shared_resources())
    ids = [name] if name in statements else [item.id for item in of_topic(statements.values(), name)]
    click.echo(f"{write(CONTENT, ids, organisation, day.date())} statements signed. Commit the change of content/.")


@content.command("switch-off")
@click.argument("statement")
@click.option("--reason", required=True, help="Why it must not be shown now; kept as the audit trail.")
@click.option("--by", required=True, help="The organisation that decided.")
def switch_off(statement: str, reason: str, by: str) -> None:
    """Stop showing STATEMENT at once, also in running servers."""
    _switch(statement, True, reason, by)
    click.echo(
        f"{statement} is off. Running servers notice within seconds. To undo: waymark content switch-on {statement}"
    )


@content.command("switch-on")
@click.argument("statement")
@click.option("--reason", required=True, help="Why it may be shown again.")
@click.option("--by", required=True, help="The organisation that decided.")
def switch_on(statement: str, reason: str, by: str) -> None:
    """Show STATEMENT again."""
    _switch(statement, False, reason, by)
    click.echo(f"{statement} is shown again.")


def _switch(name: str, off: bool, reason: str, by: str) -> None:
    from bot.content.switches import Switch, write_switch
    from bot.errors import BadRequest
    from bot.resources import shared_resources, switches_path
    from bot.review.statements import all_statements

    statements = all_statements(shared_resources())
    if name not in statements:
        near = difflib.get_close_matches(name, statements, 3, 0.4)
        raise BadRequest(f"There is no statement {name}." + (f" Did you mean {', '.join(near)}?" if near else ""))
    write_switch(switches_path(), Switch(name, off, reason, by, date.today()))


def _as_json(item) -> dict:
    return {
        "id": item.id,
        "text": item.text,
        "certainty": item.certainty,
        "jurisdiction": item.jurisdiction,
        "sources": item.sources,
        "facts": item.facts,
        "checked_on": item.checked_on.isoformat(),
        "review_by": item.review_by.isoformat(),
        "withhold_after": item.withhold_after.isoformat(),
        "reviewers": [{"organisation": who.organisation, "date": who.date.isoformat()} for who in item.reviewers],
    }
