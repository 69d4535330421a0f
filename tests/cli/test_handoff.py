"""`waymark handoff`, as an operator and an organisation use it, and as somebody does who mistypes or is deceived."""

from __future__ import annotations

import json
import os
import re
import signal
import stat
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.handoff.key_file import KeyFile
from bot.paths import ROOT
from tests.browser.servers import free_port

SBS = "southall-black-sisters"
PASSPHRASE = "five plain words are good"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    names = {"HANDOFF": "notes.sqlite", "HANDOFF_RECIPIENTS": "handoff.yml", "HANDOFF_ACCOUNTS": "accounts.sqlite"}
    return {f"WAYMARK_{name}": str(tmp_path / file) for name, file in names.items()}


@pytest.fixture
def waymark(environment: dict[str, str]):
    def run(*words: str, typed: str = "", **more: str) -> Result:
        return CliRunner().invoke(
            main, ["handoff", *words], env={**environment, **more}, input=typed, prog_name="waymark"
        )

    return run


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> tuple[Path, str, str]:
    """A key file, its public key and its fingerprint."""
    out = tmp_path_factory.mktemp("key") / "key.json"
    typed = f"{PASSPHRASE}\n{PASSPHRASE}\n"
    result = CliRunner().invoke(main, ["handoff", "keygen", "--out", str(out)], input=typed)
    assert result.exit_code == 0, result.output
    assert PASSPHRASE not in result.output, "nobody behind the worker reads it"
    return out, *(re.search(rf"{name}:\s+(.+)", result.output)[1] for name in ("Public key", "Fingerprint"))


def test_the_key_opens_with_its_passphrase_and_is_for_its_owner_only(made) -> None:
    out, public, _ = made
    assert KeyFile.open(out, PASSPHRASE) and json.loads(out.read_text())["public_key"] == public
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_a_key_is_never_written_over_another(waymark, made) -> None:
    result = waymark("keygen", "--out", str(made[0]), typed=f"{PASSPHRASE}\n{PASSPHRASE}\n")
    assert result.exit_code == 1 and "choose another --out" in result.stderr


def test_scripts_give_the_passphrase_in_a_file(waymark, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(f"{PASSPHRASE}\n", "utf-8")
    result = waymark("keygen", "--out", str(tmp_path / "k"), WAYMARK_PASSPHRASE_FILE=str(tmp_path / "secret"))
    assert result.exit_code == 0 and KeyFile.open(tmp_path / "k", PASSPHRASE)
    (tmp_path / "secret").write_bytes(b"\xff\xfe")
    assert "cannot be read" in waymark("keygen", "--passphrase-file", str(tmp_path / "secret")).stderr
    (tmp_path / "secret").write_text("short", "utf-8")
    result = waymark("keygen", "--out", str(tmp_path / "k2"), "--passphrase-file", str(tmp_path / "secret"))
    assert "at least 12" in result.stderr and not (tmp_path / "k2").exists()


def test_the_fingerprint_of_a_file_and_of_a_text(waymark, made, tmp_path: Path) -> None:
    out, public, fingerprint = made
    (tmp_path / "public.txt").write_text(public + "\n", "utf-8")
    for key in (str(out), public, str(tmp_path / "public.txt")):
        assert waymark("fingerprint", key).stdout.strip() == fingerprint
    (tmp_path / "other.json").write_text("{}", "utf-8")
    for wrong in ("", "nonsense", public[:-2], str(tmp_path / "other.json"), "x" * 5000):
        result = waymark("fingerprint", wrong)
        assert result.exit_code == 1 and result.stderr.startswith("Error: ") and result.stderr.count("\n") == 1


def trusted(waymark, made, *more: str, **changed: str) -> Result:
    out, _, fingerprint = made
    given = {"--key": str(out), "--fingerprint": fingerprint, "--verified-by": "A. Tester"} | changed
    return waymark("trust", SBS, *(word for pair in given.items() for word in pair), *more)


def test_a_key_is_trusted_only_with_the_fingerprint_that_was_heard(waymark, made, tmp_path: Path) -> None:
    _, _, fingerprint = made
    other = ("0" if fingerprint[-1] != "0" else "1").join((fingerprint[:-1], ""))
    for wrong in (other, "", fingerprint[:19], "not heard"):
        result = trusted(waymark, made, **{"--fingerprint": wrong})
        assert result.exit_code == 1 and "does not fit" in result.stderr
    assert not (tmp_path / "handoff.yml").exists()
    assert "who compared" in trusted(waymark, made, **{"--verified-by": "  "}).stderr
    result = trusted(waymark, made, **{"--fingerprint": fingerprint.lower().replace(" ", "")})
    assert result.exit_code == 0 and f"add-worker {SBS}" in result.stdout
    listed = waymark("list").stdout
    assert SBS in listed and fingerprint in listed and "A. Tester" in listed


def test_another_key_replaces_one_only_if_that_is_meant(waymark, made, tmp_path: Path) -> None:
    assert trusted(waymark, made).exit_code == 0
    (tmp_path / "secret").write_text(PASSPHRASE, "utf-8")
    result = waymark("keygen", "--out", str(tmp_path / "new"), "--passphrase-file", str(tmp_path / "secret"))
    new = (tmp_path / "new", "", re.search(r"Fingerprint: (.+)", result.stdout)[1])
    assert "--replace" in trusted(waymark, new).stderr
    assert trusted(waymark, new, "--replace").exit_code == 0
    assert new[2] in waymark("list").stdout


def test_from_trust_to_a_link_and_back(waymark, made) -> None:
    assert "no notes yet" in waymark("add-worker", SBS, "Mani").stderr
    assert trusted(waymark, made).exit_code == 0
    result = waymark("add-worker", SBS, "Mani", "--manager")
    assert re.match(r"/console/join/[\w-]{32}\n", result.stdout)
    assert "'Mani': manager, invited until" in waymark("workers", SBS).stdout
    assert waymark("remove-worker", SBS, "mani").exit_code == 0
    assert "no such worker" in waymark("remove-worker", SBS, "Mani").stderr
    assert waymark("workers", SBS).stdout.startswith("Nobody.")
    waymark("add-worker", SBS, "Mani")
    assert waymark("distrust", SBS).exit_code == 0
    assert waymark("workers", SBS).stdout.startswith("Nobody."), "invitations go with it"
    assert waymark("distrust", SBS).exit_code == 1
    assert "No organisation takes notes" in waymark("list").stdout


@pytest.mark.parametrize("name", ["", " ", "x" * 61, "a\tb\x07"])
def test_names_that_cannot_be_used_are_refused(waymark, made, name: str) -> None:
    trusted(waymark, made)
    assert waymark("add-worker", SBS, name).exit_code == 1


def test_an_unknown_organisation_is_answered_with_where_to_look(waymark, made) -> None:
    result = waymark("trust", "nobody", "--key", made[1], "--fingerprint", made[2], "--verified-by", "A. Tester")
    assert result.exit_code == 1 and "waymark directory search" in result.stderr


def test_purge_makes_no_file_where_nobody_takes_notes(waymark, made, tmp_path: Path) -> None:
    assert waymark("purge").stdout == "0 notes removed.\n"
    assert not (tmp_path / "notes.sqlite").exists() and not (tmp_path / "accounts.sqlite").exists()
    trusted(waymark, made)
    assert waymark("purge").stdout == "0 notes removed.\n" and (tmp_path / "notes.sqlite").exists()


@pytest.mark.slow
def test_the_demonstration_lets_both_sides_be_played_and_leaves_nothing(trained_model, tmp_path: Path) -> None:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "handoff", "try", "--port", str(port)],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(tmp_path), "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        said = ""
        while "5. As the person" not in said:
            line = process.stdout.readline()
            assert line, said
            said += line
        assert "are invented" in said
        address = f"http://127.0.0.1:{port}"
        with urllib.request.urlopen(f"{address}/en/slip") as page:
            assert SBS in page.read().decode()
        typed = {"organisation": SBS, "name": "Try"}
        typed["passphrase"] = re.search(r"Passphrase: (.+)", said)[1]
        typed["code"] = re.search(r"Code: (\d{6})", said)[1]
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        with opener.open(f"{address}/console/sign-in", urllib.parse.urlencode(typed).encode()) as page:
            assert page.url == f"{address}/console/slips" and "demonstration" in page.read().decode()
        assert Path(re.search(r"Load the key: (.+)", said)[1]).is_file()
    finally:
        process.send_signal(signal.SIGINT)
        rest = process.communicate(timeout=30)[0]
    assert "are removed" in rest
    assert list(tmp_path.glob("waymark-try-*")) == []
