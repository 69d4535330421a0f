"""Keys of organisations: what is written down after a person compared the fingerprint, and the worker's own file."""

from __future__ import annotations

import stat
from datetime import date
from pathlib import Path

import pytest
import yaml
from nacl.public import PrivateKey

from bot.errors import ConfigurationError
from bot.handoff.key_file import KeyFile
from bot.handoff.organisations import (
    Recipient,
    fingerprint,
    load_recipients,
    public_text,
    read_public_key,
    remove_recipient,
    save_recipient,
)

KNOWN = {"southall": object(), "kalayaan": object()}
PASSPHRASE = "correct horse battery"


@pytest.fixture
def recipient() -> Recipient:
    return Recipient("southall", PrivateKey.generate().public_key, "A. Tester", date(2026, 11, 1))


def test_what_is_saved_is_loaded_and_can_be_taken_away(tmp_path: Path, recipient: Recipient) -> None:
    path = tmp_path / "handoff.yml"
    assert load_recipients(path, KNOWN) == {}
    save_recipient(path, recipient)
    other = Recipient("kalayaan", PrivateKey.generate().public_key, "B. Tester", date(2026, 11, 2))
    save_recipient(path, other)
    assert load_recipients(path, KNOWN) == {"southall": recipient, "kalayaan": other}
    assert remove_recipient(path, "southall") and not remove_recipient(path, "southall")
    assert list(load_recipients(path, KNOWN)) == ["kalayaan"]
    assert remove_recipient(path, "kalayaan") and load_recipients(path, KNOWN) == {}


@pytest.mark.parametrize(
    ("field", "value", "complaint"),
    [
        ("public_key", public_text(PrivateKey(bytes(range(32))).public_key), "fingerprint does not fit"),
        ("public_key", "short", "not a public key"),
        ("fingerprint", "0000 " * 8, "fingerprint does not fit"),
        ("verified_by", "  ", "who compared it"),
        ("verified_on", "yesterday", "who compared it"),
    ],
)
def test_a_changed_entry_is_refused(
    tmp_path: Path, recipient: Recipient, field: str, value: str, complaint: str
) -> None:
    path = tmp_path / "handoff.yml"
    save_recipient(path, recipient)
    entries = yaml.safe_load(path.read_text())
    entries["southall"][field] = value
    path.write_text(yaml.safe_dump(entries))
    with pytest.raises(ConfigurationError, match=complaint):
        load_recipients(path, KNOWN)


@pytest.mark.parametrize("text", ["southall: 5", "- southall", "southall: {}", "unknown: {}", "southall: [", "\udcff"])
def test_a_malformed_file_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "handoff.yml"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(ConfigurationError, match=r"handoff\.yml"):
        load_recipients(path, KNOWN)


def test_a_fingerprint_can_be_read_aloud_and_is_the_keys_own() -> None:
    first, second = PrivateKey.generate().public_key, PrivateKey.generate().public_key
    assert [len(part) for part in fingerprint(first).split()] == [4] * 8
    assert fingerprint(first) == fingerprint(read_public_key(public_text(first))) != fingerprint(second)


def test_a_key_file_opens_with_its_passphrase_only(tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    key = PrivateKey.generate()
    KeyFile(key).save(path, PASSPHRASE)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert bytes(key) not in path.read_bytes() and PASSPHRASE not in path.read_text()
    assert KeyFile.open(path, PASSPHRASE).key == key
    with pytest.raises(ConfigurationError, match="does not open"):
        KeyFile.open(path, PASSPHRASE + "x")


def test_a_key_is_never_overwritten_and_a_short_passphrase_refused(tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    with pytest.raises(ConfigurationError, match="at least 12"):
        KeyFile(PrivateKey.generate()).save(path, "short")
    path.write_text("mine")
    with pytest.raises(ConfigurationError, match="exists already"):
        KeyFile(PrivateKey.generate()).save(path, PASSPHRASE)
    with pytest.raises(ConfigurationError, match="cannot be written"):
        KeyFile(PrivateKey.generate()).save(tmp_path / "no" / "key.json", PASSPHRASE)
    assert path.read_text() == "mine"


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"kind": "other"}', "\x00"])
def test_another_file_is_no_key(tmp_path: Path, text: str) -> None:
    path = tmp_path / "key.json"
    path.write_text(text)
    with pytest.raises(ConfigurationError, match="no key made by"):
        KeyFile.open(path, PASSPHRASE)
