"""docs/PERFORMANCE.md: goals, met or missed, and every figure behind them."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.rounds import Figures, Plan
from benchmarks.statistics import median

LATE_TOLERANCE = 1.10
"""Two medians of the same ten messages differ by up to this much on a quiet machine."""
QUIET = 0.10
"""Share of the machine's time that others may use before the figures are marked as disturbed."""


@dataclass(frozen=True)
class Run:
    """Everything one run found: a list of rounds for each server, and figures within one process."""

    waymark: Sequence[Figures]
    rasa: Sequence[Figures]
    inside: Figures
    training: Figures | None
    plan: Plan
    machine: str
    versions: str
    model: str
    date: str
    quick: bool
    others: float


@dataclass(frozen=True)
class Goal:
    """what: in words; wanted and found: as shown; met: None where this run cannot say."""

    what: str
    wanted: str
    found: str
    met: bool | None


def goals(run: Run) -> list[Goal]:
    """The goals of the design, in its order."""
    ours, theirs = _medians(run.waymark), _medians(run.rasa)
    ratio = ours["crowd_per_second"] / theirs["crowd_per_second"]
    late = ours["long_late_ms"] / ours["long_early_ms"]
    page = max(value for name, value in ours.items() if name.startswith("page_") and name.endswith("_bytes"))
    elsewhere = sum(value for name, value in ours.items() if name.endswith("_elsewhere"))
    start = ours["start_s"]
    share = start / theirs["start_s"]
    rest = run.inside["rest_cpu_ms"]
    failed = sum(figures["failed"] for figures in run.rasa)
    compared = None if failed else ratio >= 2.5
    return [
        Goal("cold start to first answer", "< 5 s", f"{start:.1f} s", start < 5),
        Goal("cold start against stock `rasa run`", "< 1/3", f"{share:.2f}", None if failed else share < 1 / 3),
        _under("one message, 1 person, p50", ours["alone_p50_ms"], 25, "ms"),
        _under("one message, 1 person, p99", ours["alone_p99_ms"], 80, "ms"),
        _under("CPU of a typed message but for the encoder", rest, 3, "ms"),
        Goal("throughput against the same model under stock Rasa", ">= 2.5x", f"{ratio:.1f}x", compared),
        Goal("throughput against Rasa's default pipeline (DIET, TED)", ">= 5x", "needs TensorFlow", None),
        _under("health request beside 50 people, p99", ours["health_p99_ms"], 50, "ms"),
        _under("danger button beside 50 people, p99", ours["danger_p99_ms"], 50, "ms"),
        Goal(
            f"messages {run.plan.long - 9}-{run.plan.long} of a conversation against 11-20",
            f"<= {LATE_TOLERANCE:.2f}x",
            f"{late:.2f}x",
            late <= LATE_TOLERANCE,
        ),
        _under("memory, one worker", max(ours["memory_start_mb"], ours["memory_later_mb"]), 450, "MB"),
        _under("first page over the wire", page / 1000, 30, "kB"),
        Goal("requests of the first page to anyone else", "0", f"{elsewhere:.0f}", elsewhere == 0),
    ]


def _under(what: str, found: float, limit: float, unit: str) -> Goal:
    return Goal(what, f"< {limit:g} {unit}", f"{found:.{0 if found >= 100 else 1}f} {unit}", found < limit)


def as_markdown(run: Run, command: str) -> str:
    """The whole document."""
    parts = [
        "# How fast Waymark is",
        "",
        f"Made by `{command}` on {run.date}; do not edit. Run it again after a change that could cost time.",
        "",
        *_warnings(run),
        f"Machine: {run.machine}. {run.versions}. Model: {run.model}.",
        f"Other work took {run.others * 100:.0f} % of the machine's CPU time during the run.",
        "",
        "## Goals",
        "",
        *_table(("", "goal", "found", ""), [(g.what, g.wanted, g.found, _verdict(g.met)) for g in goals(run)]),
        "",
        "## Side by side",
        "",
        f"Medians of {len(run.waymark)} round(s), in brackets the lowest and highest.",
        "",
        *_table(("", "Waymark", "stock Rasa", "Rasa / Waymark"), _compared(run)),
        "",
        "## Inside one process, without HTTP",
        "",
        *_table(("", ""), _inside(run)),
        "",
        "## First page",
        "",
        "Bodies (gzip) and response headers of the page and all that it loads: HTML, style sheet and script.",
        "",
        *_table(("page", "bytes", "requests"), _pages(run)),
        "",
        _METHOD.format(**dataclasses.asdict(run.plan)),
    ]
    return "\n".join(parts)


def as_text(run: Run) -> str:
    """The goals, for the terminal."""
    rows = [f"{g.what:<56} {g.wanted:>10} {g.found:>16}  {_verdict(g.met)}" for g in goals(run)]
    return "\n".join([*_warnings(run), *rows])


def _verdict(met: bool | None) -> str:
    return {True: "met", False: "**missed**", None: "not measured"}[met]


def _warnings(run: Run) -> list[str]:
    lines = []
    if run.quick:
        lines += ["**A quick run: few messages and one round. Its figures are not to be quoted.**", ""]
    if run.others > QUIET:
        lines += [
            f"**The machine was busy with other things ({run.others * 100:.0f} % of its time), "
            "so all times are too long.**",
            "",
        ]
    for name, rounds in (("Waymark", run.waymark), ("stock Rasa", run.rasa)):
        failed = sum(figures["failed"] for figures in rounds)
        if failed:
            lines += [f"**{failed:.0f} messages got no answer from {name}: the comparison does not hold.**", ""]
    return lines


_ROWS = (
    # (figure, name, unit, decimals)
    ("start_s", "cold start to first answer", "s", 1),
    ("memory_start_mb", "memory after it", "MB", 0),
    ("memory_later_mb", "memory after {messages} messages", "MB", 0),
    ("alone_p50_ms", "1 person: p50", "ms", 1),
    ("alone_p99_ms", "1 person: p99", "ms", 1),
    ("alone_worst_ms", "1 person: worst", "ms", 0),
    ("alone_per_second", "1 person: messages per second", "", 0),
    ("alone_cpu_ms", "1 person: CPU per message", "ms", 1),
    ("crowd_p50_ms", "50 people: p50", "ms", 0),
    ("crowd_p99_ms", "50 people: p99", "ms", 0),
    ("crowd_worst_ms", "50 people: worst", "ms", 0),
    ("crowd_per_second", "50 people: messages per second", "", 0),
    ("crowd_cpu_ms", "50 people: CPU per message", "ms", 1),
    ("health_p50_ms", "health request beside 50 people: p50", "ms", 1),
    ("health_p99_ms", "health request beside 50 people: p99", "ms", 1),
    ("danger_p50_ms", "danger button beside 50 people: p50", "ms", 1),
    ("danger_p99_ms", "danger button beside 50 people: p99", "ms", 1),
    ("long_early_ms", "messages 11-20 of a conversation: p50", "ms", 1),
    ("long_late_ms", "messages {late}-{long} of it: p50", "ms", 1),
    ("failed", "messages without an answer", "", 0),
)


def _compared(run: Run) -> list[tuple[str, ...]]:
    words = {"messages": f"{run.plan.messages:,}", "long": run.plan.long, "late": run.plan.long - 9}
    rows = []
    for figure, name, unit, decimals in _ROWS:
        ours = [figures[figure] for figures in run.waymark]
        theirs = [figures[figure] for figures in run.rasa]
        ratio = f"{median(theirs) / median(ours):.2f}" if median(ours) and figure != "failed" else ""
        rows.append((name.format(**words), _spread(ours, unit, decimals), _spread(theirs, unit, decimals), ratio))
    return rows


def _spread(values: Sequence[float], unit: str, decimals: int) -> str:
    middle = f"{median(values):,.{decimals}f} {unit}".strip()
    if len(values) == 1 or max(values) == min(values):
        return middle
    return f"{middle} ({min(values):,.{decimals}f}-{max(values):,.{decimals}f})"


def _inside(run: Run) -> list[tuple[str, str]]:
    inside = run.inside
    rows = [
        ("encoder, a typed message: p50, elapsed", f"{inside['encode_ms']:.1f} ms"),
        ("encoder, a typed message: p99, elapsed", f"{inside['encode_p99_ms']:.1f} ms"),
        ("encoder, a typed message: mean CPU", f"{inside['encode_cpu_ms']:.1f} ms"),
        ("everything else of a typed message: mean CPU", f"{inside['rest_cpu_ms']:.1f} ms"),
        ("a typed message: p50, elapsed", f"{inside['typed_ms']:.1f} ms"),
        ("a pressed button: mean CPU", f"{inside['button_cpu_ms']:.1f} ms"),
        ("a pressed button: p50, elapsed", f"{inside['button_ms']:.1f} ms"),
    ]
    for language in ("en", "es", "ar", "ur"):
        found, rest = inside[f"long_{language}_ms"], inside[f"long_{language}_rest_cpu_ms"]
        rows.append(
            (f"5,000 characters, {language}: p50, elapsed", f"{found:.0f} ms, of it {rest:.0f} not the encoder")
        )
    if run.training:
        rows.append(("training on a fresh clone", f"{run.training['train_fresh_s']:.0f} s"))
        rows.append(("training again, vectors of the lines kept", f"{run.training['train_again_s']:.0f} s"))
    return rows


def _pages(run: Run) -> list[tuple[str, ...]]:
    ours = _medians(run.waymark)
    names = {"first": "languages (/)", "en": "chat, en", "es": "chat, es", "ar": "chat, ar", "ur": "chat, ur"}
    return [
        (name, f"{ours[f'page_{key}_bytes']:,.0f}", f"{ours[f'page_{key}_requests']:.0f}")
        for key, name in names.items()
    ]


_METHOD = """\
## How it is measured

- Both servers are real processes on one machine with one trained model, the newest in `models/`, and get the same
  messages in the same order: conversations of up to 20 messages in English, Spanish, Arabic and Urdu, lines of
  `data/tuning` with a button after every three. They take turns, each round with new processes.
- Waymark: `waymark serve`, one worker, `POST /api/messages`, the sealed state carried from answer to message.
- Stock Rasa: `rasa run` and `rasa run actions`, REST channel, Rasa's own tracker store and lock store in memory. From
  this project it has the model with its components, the actions and the `nlg` class, and like this project's server no
  TensorFlow to load. Its memory and CPU are those of both processes. It answers in plain text, Waymark in blocks. Both
  compute the vectors of a message once.
- The load generator runs beside them on the same cores, which lengthens the times of both. A person sends the next
  message as soon as the last one is answered. Nobody types that fast, so 50 people here stand for many more.
- Cold start: from starting the processes to the first answer to a typed message. Files are in the disk cache.
- 1 person: {alone} messages. {crowd} people: {each} messages each. Percentiles are nearest-rank, of one round; what is
  shown is the median of the rounds.
- Beside {crowd} people: for {beside_seconds:.0f} s, a health request and a danger button every quarter of a second,
  whether or not the earlier ones were answered. Stock Rasa's health request is `GET /`, and to it a danger button is a
  message like others.
- Long conversation: {long} messages that repeat every ten; {long_talks} in a round. The second ten stand for message
  10, because the first ten begin with nothing known.
- CPU per message: user and system time of the server's processes from `/proc`. Memory: their resident sets added up, so
  pages that two processes share count twice.
- Inside one process: CPU time around the engine's answer, less that of the thread that runs the encoder (cutting words
  into pieces and the forward pass). A typed message is encoded whole and sentence by sentence.
- Not measured: Rasa's default pipeline (DIET, TED). It needs TensorFlow, which this environment leaves out.

Repeat it on a quiet machine with Linux: `make bench` (about ten minutes), or `python -m benchmarks --quick` for a look
(two minutes). `--train` adds the time of training.
"""


def _medians(rounds: Sequence[Figures]) -> Figures:
    return {name: median([figures[name] for figures in rounds]) for name in rounds[0]}


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return [
        "| " + " | ".join(heads) + " |",
        "| --- |" + " ---: |" * (len(heads) - 1),
        *("| " + " | ".join(row) + " |" for row in rows),
    ]
