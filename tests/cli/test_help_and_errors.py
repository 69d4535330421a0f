"""Every command explains itself, and a mistake is one line that says what to do."""

from __future__ import annotations

import socket
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.paths import ROOT
from tests.conftest import LANGUAGES
from tests.test_docs import commands

GROUPS = {f"waymark {name}": command for name, command in main.commands.items() if isinstance(command, click.Group)}
ALL = {"waymark": main, **GROUPS, **dict(commands(main))}


def run(*words: str, **environment: str) -> Result:
    return CliRunner().invoke(main, words, env=environment, prog_name="waymark")


def complaint(*words: str, **environment: str) -> str:
    """The one line a command that cannot do what it is asked for prints."""
    result = run(*words, **environment)
    assert result.exit_code == 1, result.output
    assert isinstance(result.exception, SystemExit), "errors of ours are shown without a traceback"
    assert result.stdout == ""
    line, rest = result.stderr.split("\n", 1)
    assert rest == "", "one line"
    assert line.startswith("Error: ")
    return line


@pytest.mark.parametrize("words", ALL)
def test_every_command_has_help(words: str) -> None:
    result = run(*words.split()[1:], "--help")
    assert result.exit_code == 0
    assert result.output.startswith(f"Usage: {words} ")
    help_text = (ALL[words].help or "").strip()
    assert help_text.split("\n")[0].endswith("."), "a sentence"
    for parameter in ALL[words].params:
        shows_its_values = isinstance(parameter.type, click.Choice | click.IntRange)
        if isinstance(parameter, click.Option) and not shows_its_values:
            assert parameter.help, f"{words} {parameter.opts[0]} has no help"


def test_the_version_is_told() -> None:
    result = run("--version")
    assert result.exit_code == 0 and "version" in result.output


@pytest.mark.parametrize("command", [["ask", "hello"], ["chat"]], ids=["ask", "chat"])
@pytest.mark.parametrize("code", ["xx", "EN", "", "../en", "english"])
def test_an_unknown_language_is_answered_with_those_offered(command: list[str], code: str) -> None:
    assert complaint(*command, "--lang", code).endswith(f"Offered: {', '.join(LANGUAGES)}")


@pytest.mark.parametrize("text", ["", "  ", "\t\n", "\u2003"])
def test_an_empty_message_is_answered_with_an_example(text: str) -> None:
    assert 'Example: waymark ask "' in complaint("ask", text)


@pytest.mark.parametrize(
    "line", ["greet", "greet\thi\tnative\tmore", "\thi\tnative", "greet\t\tnative", "greet hi native"]
)
def test_a_malformed_line_is_named_by_its_number(line: str, tmp_path: Path) -> None:
    file = tmp_path / "es.tsv"
    file.write_text(f"greet\thola\tnative\n\n{line}\ngreet\tbuenas\n", "utf-8")
    said = complaint("nlu", "evaluate", str(file))
    assert f"{file}, line 3: expected intent<TAB>text<TAB>form" in said


@pytest.mark.parametrize("content", [None, b"greet\t\xff\xfe\tnative\n"], ids=["missing", "not_utf8"])
def test_a_file_that_cannot_be_read_is_named(content: bytes | None, tmp_path: Path) -> None:
    file = tmp_path / "es.tsv"
    if content is not None:
        file.write_bytes(content)
    assert str(file) in complaint("nlu", "evaluate", str(file))


@pytest.mark.parametrize("name", ["tests/nlu/en.tsv", "tests/../tests/nlu/ur.tsv", "data/../tests/nlu/es.tsv"])
def test_held_out_lines_are_refused_for_tuning(name: str) -> None:
    assert "data/tuning only" in complaint("nlu", "tune", str(ROOT / name))


def test_held_out_lines_are_refused_beside_others_and_by_another_name(tmp_path: Path) -> None:
    alias = tmp_path / "en.tsv"
    alias.symlink_to(ROOT / "tests" / "nlu" / "en.tsv")
    assert "data/tuning only" in complaint("nlu", "tune", str(ROOT / "data" / "tuning" / "en.tsv"), str(alias))


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_taken_port_is_answered_with_another(workers: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = complaint("serve", "--port", str(port), "--workers", workers)
    assert f"127.0.0.1:{port}" in said
    assert f"waymark serve --port {min(port + 1, 65535)}" in said


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WAYMARK_QUEUE", "many"),
        ("WAYMARK_QUEUE", "0"),
        ("WAYMARK_MAX_BODY", "1e9"),
        ("WAYMARK_STATE_MINUTES", "٦٠"),
        ("WAYMARK_DEMO", "perhaps"),
        ("WAYMARK_NEUTRAL_URL", "javascript:alert(1)"),
    ],
)
def test_a_wrong_setting_is_named_with_what_it_must_be(name: str, value: str) -> None:
    said = complaint("serve", **{name: value})
    assert f"{name} must be " in said


@pytest.mark.parametrize(
    "words",
    [
        ["nosuch"],
        ["nlu", "evaluate"],
        ["ask"],
        ["serve", "--port", "0"],
        ["serve", "--workers", "99"],
        ["directory", "search", "--nation", "france"],
    ],
    ids=" ".join,
)
def test_a_wrong_call_says_how_to_get_help(words: list[str]) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert "--help' for help" in result.stderr
