"""`waymark content`: the reviewed statements."""

from __future__ import annotations

import json
from datetime import date

import click


@click.group()
def content() -> None:
    """Look at the reviewed statements and check them."""


@content.command("list")
@click.option("--topic", help="Only statements whose id begins with this, such as police or protocol.")
def list_statements(topic: str | None) -> None:
    """List the statements: id, certainty, when to review, text."""
    from bot.content.library import Library
    from bot.errors import BadRequest
    from bot.paths import CONTENT

    statements = Library.load(CONTENT).statements.values()
    found = [statement for statement in statements if not topic or statement.id.split(".")[0] == topic]
    if not found:
        topics = sorted({statement.id.split(".")[0] for statement in statements})
        raise BadRequest(f"There is no topic {topic}. Topics: {', '.join(topics)}")
    for statement in found:
        click.echo(f"{statement.id}\t{statement.certainty}\t{statement.review_by}\t{statement.text}")


@content.command("check")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def check_statements(as_json: bool) -> None:
    """List what is overdue, forbidden, too long or not translated; exit code 1 if anything must be mended."""
    from bot.content.check import check_content
    from bot.resources import shared_resources

    findings = check_content(shared_resources(), date.today())
    if as_json:
        click.echo(json.dumps([finding.to_json() for finding in findings], ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            click.echo(f"{finding.level}: {finding.where}: {finding.message}")
        click.echo(f"{len(findings)} findings")
    if any(finding.level == "error" for finding in findings):
        raise SystemExit(1)
