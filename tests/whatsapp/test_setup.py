"""From settings to a live number: what the operator is told, and that no secret is ever said."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.engine.engine import Engine
from bot.errors import ConfigurationError, ContentError
from bot.paths import CONTENT
from bot.whatsapp.check import check, storage_step
from bot.whatsapp.settings import WhatsAppSettings
from bot.whatsapp.words import Words, number
from tests.conftest import LANGUAGES
from tests.whatsapp.conftest import connected

SET = {
    "WAYMARK_WHATSAPP_PHONE_NUMBER_ID": "100000000000001",
    "WAYMARK_WHATSAPP_TOKEN": "s3cr3t-token",
    "WAYMARK_WHATSAPP_APP_SECRET": "s3cr3t-app",
    "WAYMARK_WHATSAPP_VERIFY_TOKEN": "s3cr3t-word",
}


def test_nothing_set_is_no_bridge() -> None:
    assert WhatsAppSettings.from_env({"WAYMARK_DEMO": "1"}) is None


@pytest.mark.parametrize("name", SET)
def test_a_missing_setting_is_named(name: str) -> None:
    with pytest.raises(ConfigurationError, match=name):
        WhatsAppSettings.from_env({key: value for key, value in SET.items() if key != name})


@pytest.mark.parametrize(
    ("name", "value"),
    [("PHONE_NUMBER_ID", "+44 7700 900000"), ("API_VERSION", "26"), ("API_BASE", "graph.facebook.com"), ("PUBLIC_URL", "example.org"), ("THROUGHPUT", "0"), ("THROUGHPUT", "many"), ("APP_SECRET", "a,b,c"), ("TOKEN", "two words"), ("TOKEN_FILE", "/nowhere")],
)
def test_a_malformed_setting_is_named_and_no_secret_said(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=f"WAYMARK_WHATSAPP_{name.removesuffix('_FILE')}") as raised:
        WhatsAppSettings.from_env({**SET, f"WAYMARK_WHATSAPP_{name}": value})
    assert "s3cr3t" not in str(raised.value)


def test_secrets_come_from_files_and_are_never_printed(tmp_path: Path) -> None:
    for name in ("TOKEN", "APP_SECRET", "VERIFY_TOKEN"):
        (tmp_path / name).write_text(f"{name}-from-file\n", "utf-8")
    files = {f"WAYMARK_WHATSAPP_{name}_FILE": str(tmp_path / name) for name in ("TOKEN", "APP_SECRET", "VERIFY_TOKEN")}
    found = WhatsAppSettings.from_env({**files, "WAYMARK_WHATSAPP_PHONE_NUMBER_ID": "100000000000001"})
    assert (found.token, found.app_secret, found.verify_token) == ("TOKEN-from-file", ("APP_SECRET-from-file",), "VERIFY_TOKEN-from-file")
    assert "from-file" not in repr(found)


def test_two_app_secrets_while_one_replaces_the_other() -> None:
    assert WhatsAppSettings.from_env({**SET, "WAYMARK_WHATSAPP_APP_SECRET": "new, old"}).app_secret == ("new", "old")


@pytest.mark.parametrize(
    ("changes", "state", "word"),
    [({"storage": "NO_STORAGE"}, "ok", "No Storage"), ({"storage": "IN_COUNTRY"}, "warning", "in the UK"), ({"storage": "DEFAULT"}, "problem", "30 days")],
)
async def test_what_meta_keeps_is_looked_up(changes: dict, state: str, word: str, engine: Engine) -> None:
    async with connected(engine, emulator_changes=changes) as line:
        step = await storage_step(line.settings)
        assert step.state == state and word in step.what


async def test_a_good_setup_is_said_to_be_good(engine: Engine) -> None:
    async with connected(engine) as line:
        import dataclasses

        steps = await check(dataclasses.replace(line.settings, public_url=line.base))
        assert [step for step in steps if step.state == "problem"] == []
        assert sum(step.state == "ok" for step in steps) >= 4


@pytest.mark.parametrize("wrong", [{"token": "guess"}, {"app_secret": ("guess",)}, {"verify_token": "guess"}, {"phone_number_id": "100000000000009"}, {"api_base": "http://127.0.0.1:9"}])
async def test_each_wrong_setting_is_found_with_what_to_do(wrong: dict, engine: Engine) -> None:
    import dataclasses

    async with connected(engine) as line:
        steps = await check(dataclasses.replace(line.settings, **{"public_url": line.base, **wrong}))
        problems = [step for step in steps if step.state == "problem"]
        assert problems and all(step.next for step in problems)
        assert "guess" not in repr(steps)


def test_the_command_without_settings_says_where_to_begin(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("WAYMARK_WHATSAPP_"):
            monkeypatch.delenv(name)
    result = CliRunner().invoke(main, ["whatsapp", "check"])
    assert result.exit_code == 1 and "docs/WHATSAPP.md" in result.output


class TestWords:
    def test_every_language_has_words_for_stop_help_and_danger(self) -> None:
        words = Words.load(CONTENT / "whatsapp_words.yml")
        for meaning, languages in words.languages.items():
            assert set(LANGUAGES) <= languages, meaning

    def test_a_word_counts_only_alone(self) -> None:
        words = Words.load(CONTENT / "whatsapp_words.yml")
        assert words.meaning(" Stop! ") == "stop" and words.meaning("توقف") == "stop"
        assert words.meaning("he does not stop hitting me") is None
        assert words.meaning("x" * 10_000) is None

    @pytest.mark.parametrize("text", ["stop: 3", "stop: {en: [a]}\nhelp: {en: [a]}\ndanger: {en: [b]}", "[]", "stop: {en: [a]}"])
    def test_a_malformed_file_is_refused(self, text: str, tmp_path: Path) -> None:
        file = tmp_path / "words.yml"
        file.write_text(text, "utf-8")
        with pytest.raises(ContentError, match=r"words\.yml"):
            Words.load(file)

    @pytest.mark.parametrize(("text", "value"), [("1", 1), (" 12. ", 12), ("٣", 3), ("۴", 4), ("२", 2), ("৫", 5), ("੬", 6), ("123", None), ("", None), ("1a", None), ("½", None), ("²", 2)])
    def test_numbers_are_read_in_every_script(self, text: str, value: int | None) -> None:
        assert number(text) == value


async def test_the_start_warns_if_meta_keeps_messages(engine: Engine, capfd) -> None:
    import asyncio

    async with connected(engine, emulator_changes={"storage": "DEFAULT"}):
        await asyncio.sleep(0.3)
    assert "waymark.whatsapp.storage" in capfd.readouterr().out
    async with connected(engine, emulator_changes={"storage": "NO_STORAGE"}):
        await asyncio.sleep(0.3)
    assert "waymark.whatsapp.storage" not in capfd.readouterr().out
