"""The same conversation by forms and links alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from .steps import choose, say


@pytest.fixture
def chat(bare_page: Page, page_server) -> Page:
    bare_page.goto(f"{page_server.url}/")
    bare_page.get_by_role("link", name="English").click()
    return bare_page


def test_a_whole_conversation(chat, page_server):
    say(chat, "hello")
    expect(chat.locator("#log")).to_contain_text("text of 5 characters")
    choose(chat, "What is the Protocol?")
    expect(chat.locator("#log")).to_contain_text("choice /ask_protocol")
    expect(chat.locator("#log .turn")).to_have_count(1)
    expect(chat.locator("input[name=state]").first).to_have_value("sealed-1")
    assert chat.url == f"{page_server.url}/en"


def test_only_the_last_answer_is_shown_and_none_of_her_words(chat):
    say(chat, "zebra")
    assert "zebra" not in chat.content()


def test_long_text_in_any_script_fits(chat):
    say(chat, "کلمہ " * 1000)
    expect(chat.locator("#log")).to_contain_text("text of 4999 characters")


def test_switching_the_language_keeps_the_place(chat):
    say(chat, "hello")
    chat.locator(".switch summary").click()
    chat.get_by_role("button", name="العربية").click()
    expect(chat.locator("html")).to_have_attribute("dir", "rtl")
    expect(chat.locator("#log")).to_contain_text("choice /show")


def test_danger_and_clear_are_ordinary_buttons(chat):
    chat.get_by_role("button", name="Danger now").click()
    expect(chat.locator("#log")).to_contain_text("choice /emergency")
    chat.get_by_role("button", name="Clear").click()
    expect(chat.locator("#log")).to_contain_text("choice /forget_me")


@pytest.mark.parametrize(("text", "words"), [("busy", "Many people are asking"), ("fail", "It is not your fault")])
def test_an_error_page_leads_back(chat, text, words):
    say(chat, "hello")
    say(chat, text)
    expect(chat.locator("main")).to_contain_text(words)
    chat.get_by_role("button", name="Go back to the conversation").click()
    expect(chat.locator("#log")).to_contain_text("choice /show")


def test_the_hint_about_the_keyboard_is_not_shown_where_it_does_not_work(chat):
    expect(chat.get_by_text("press Esc twice")).to_be_hidden()
