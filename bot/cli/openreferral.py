"""`waymark directory import` and `export`: Open Referral UK 3.x and HSDS 3.x."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.command("import")
@click.argument("source")
@click.option(
    "--into", type=click.Path(file_okay=False, path_type=Path), help="Where to write. [default: build/import]"
)
@click.option("--published-at", help="The address a file was published at; its numbers count as read there.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def import_(source: str, into: Path | None, published_at: str | None, as_json: bool) -> None:
    """Read services from SOURCE: a file, a folder of .json files or the address of an endpoint.

    Each becomes a proposal that nobody is shown until `waymark directory approve`. Exit code 1 if none was taken over.
    """
    from bot.directory.openreferral.importing import import_services
    from bot.directory.safe_text import address_problem
    from bot.paths import BUILD

    if published_at and (problem := address_problem(published_at)):
        raise click.BadParameter(f"The address {problem}.", param_hint="--published-at")
    report = import_services(source, into or BUILD / "import", published_at=published_at)
    if as_json:
        click.echo(json.dumps(report.to_json(), ensure_ascii=True, indent=2))
    else:
        for entry in report.imported:
            click.echo(" ".join([f"proposed: {entry.id}.", *entry.notes]))
        for refusal in report.refused:
            click.echo(f"refused: {refusal.where!a} {refusal.name!a}: {'; '.join(map(ascii, refusal.reasons))}")
        if report.stopped:
            click.echo(f"stopped early: {report.stopped}")
        click.echo(f"{len(report.imported)} proposed, {len(report.refused)} refused")
    if not report.imported:
        raise SystemExit(1)


@click.command()
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="The file to write. [default: print it]")
def export(out: Path | None) -> None:
    """Write all checked organisations as one page of Open Referral services."""
    from bot.directory import load_directory
    from bot.directory.freshness import stale_days
    from bot.directory.openreferral.feed import Feed, Query
    from bot.nlg.gettext_nlg import london_now
    from bot.paths import CONTENT

    feed = Feed(load_directory(CONTENT / "organisations"), london_now().date(), stale_days())
    text = json.dumps(feed.page(Query(per_page=0, full=True)), ensure_ascii=False, indent=1)
    if out is None:
        click.echo(text)
        return
    try:
        out.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{out}: cannot be written: {error.strerror}") from error
    click.echo(f"{out}: {feed.page(Query()).get('total_items')} services")
