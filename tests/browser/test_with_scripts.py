"""The conversation with scripts on: it stays on one page, and focus and reading place are kept."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from bot.nlg.languages import Languages
from bot.paths import LOCALES
from tests.conftest import A_FEW

from .steps import choose, say, settle

FEW = [language for language in Languages.load(LOCALES / "languages.json") if language.code in A_FEW]


@pytest.fixture
def chat(page: Page, page_server) -> Page:
    page.goto(f"{page_server.url}/en")
    return page


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.id || document.activeElement.tagName")


def test_a_typed_message_and_its_answer_join_the_log(chat):
    say(chat, "hello")
    turns = chat.locator("#log .turn")
    expect(turns).to_have_count(3)
    expect(turns.nth(1)).to_contain_text("hello")
    expect(turns.nth(2)).to_contain_text("text of 5 characters")
    expect(chat.locator("input[name=state]").first).to_have_value("sealed-1")
    expect(chat.locator("input[name=state]").last).to_have_value("sealed-1")


def test_the_focus_stays_in_the_empty_box(chat):
    chat.locator("#message").fill("hello")
    chat.keyboard.press("Enter")
    settle(chat)
    assert focused(chat) == "message"
    expect(chat.locator("#message")).to_have_value("")


def test_shift_and_enter_make_a_new_line(chat):
    chat.locator("#message").type("one")
    chat.keyboard.press("Shift+Enter")
    chat.keyboard.type("two")
    expect(chat.locator("#message")).to_have_value("one\ntwo")
    expect(chat.locator("#log .turn")).to_have_count(1)


def test_enter_that_ends_a_composition_does_not_send(chat):
    box = chat.locator("#message")
    box.fill("ሰላም")
    box.dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True})
    expect(chat.locator("#log .turn")).to_have_count(1)
    expect(box).to_have_value("ሰላም")


def test_a_blank_message_is_not_sent(chat):
    say(chat, "  \n ")
    expect(chat.locator("#log .turn")).to_have_count(1)


def test_a_choice_appears_as_hers_and_the_new_choices_take_the_focus(chat):
    chat.locator("#choices button").first.focus()
    chat.keyboard.press("Enter")
    settle(chat)
    expect(chat.locator("#log .you")).to_have_text("You wroteWho tells Immigration Enforcement?")
    expect(chat.locator("#log .turn").last).to_contain_text("choice /ask_data_sharing")
    assert focused(chat) == "choices"


def test_her_words_are_text_and_find_their_own_direction(chat):
    say(chat, "<img src=x onerror=alert(1)> سلام")
    mine = chat.locator("#log .you p")
    expect(mine).to_have_text("<img src=x onerror=alert(1)> سلام")
    expect(mine).to_have_attribute("dir", "auto")
    assert chat.locator("#log .you img").count() == 0


@pytest.mark.parametrize("language", FEW, ids=lambda language: language.code)
def test_script_and_server_build_the_same_answer(page, bare_page, page_server, language):
    """Two programs make the same elements from the same blocks; this keeps them together."""
    for one in (page, bare_page):
        one.goto(f"{page_server.url}/{language.code}")
        say(one, "every")
    shape = """() => {
      const shape = (element) => [
        element.tagName,
        [...element.attributes].map((a) => a.name + '=' + a.value).sort().join(' '),
        [...element.childNodes]
          .map((node) => (node.nodeType === 3 ? node.data.replace(/\\s+/g, ' ').trim() : shape(node)))
          .filter((part) => part !== ''),
      ];
      const turns = document.querySelectorAll('#log .answer');
      document.body.normalize();
      return JSON.stringify([shape(turns[turns.length - 1]), shape(document.getElementById('choices'))], null, 1);
    }"""
    assert page.evaluate(shape) == bare_page.evaluate(shape)


def test_writing_is_announced_and_a_second_message_waits(chat):
    held: list[Route] = []
    chat.route("**/api/messages", lambda route: held.append(route))
    chat.locator("#message").fill("hello")
    chat.keyboard.press("Tab")
    chat.locator("#talk button").click()
    expect(chat.locator("#status")).to_have_text("Writing the answer…")
    expect(chat.locator("#talk button")).to_have_attribute("aria-disabled", "true")
    chat.locator("#message").fill("second")
    chat.keyboard.press("Enter")
    expect(chat.locator("#message")).to_have_value("second")
    assert len(held) == 1
    held[0].continue_()
    expect(chat.locator("#status")).to_be_empty()
    expect(chat.locator("#talk button")).not_to_have_attribute("aria-disabled", "true")


def test_danger_does_not_wait_for_another_answer(chat):
    held: list[Route] = []
    chat.route("**/api/messages", lambda route: held.append(route) if not held else route.continue_())
    chat.locator("#message").fill("hello")
    chat.keyboard.press("Enter")
    expect(chat.locator("#status")).not_to_be_empty()
    chat.get_by_role("button", name="Danger now").click()
    expect(chat.locator("#log .turn").last).to_contain_text("choice /emergency")


def test_a_lost_connection_is_said_with_the_emergency_number_and_a_second_try(chat, new_context):
    chat.context.set_offline(True)
    chat.locator("#message").fill("hello")
    chat.keyboard.press("Enter")
    alert = chat.locator("#alert")
    expect(alert).to_contain_text("The answer did not arrive")
    expect(alert.get_by_role("link", name="999")).to_have_attribute("href", "tel:999")
    chat.context.set_offline(False)
    alert.get_by_role("button", name="Try again").click()
    expect(chat.locator("#log .turn").last).to_contain_text("text of 5 characters")
    expect(alert).to_be_empty()
    expect(chat.locator("#log .you")).to_have_count(1)
    assert focused(chat) == "message"


@pytest.mark.parametrize(("text", "words"), [("busy", "Many people are asking"), ("fail", "It is not your fault")])
def test_an_error_is_said_calmly(chat, text, words):
    say(chat, text)
    expect(chat.get_by_role("alert")).to_contain_text(words)
    say(chat, "hello")
    expect(chat.locator("#alert")).to_be_empty()


def test_a_message_too_long_comes_back_to_be_shortened(chat):
    text = "word " * 4000
    say(chat, text)
    expect(chat.get_by_role("alert")).to_contain_text("too long")
    expect(chat.locator("#message")).to_have_value(text.strip())
    expect(chat.locator("#log .you")).to_have_count(0)


def test_clear_empties_the_page_and_starts_anew(chat):
    say(chat, "zebra")
    chat.locator("#message").fill("unsent zebra")
    chat.get_by_role("button", name="Clear").click()
    expect(chat.locator("#log .turn")).to_have_count(1)
    expect(chat.locator("#log")).to_contain_text("choice /forget_me")
    assert "zebra" not in chat.content()
    expect(chat.locator("#message")).to_have_value("")


def test_clear_empties_the_page_even_without_a_connection(chat):
    say(chat, "zebra")
    chat.context.set_offline(True)
    chat.get_by_role("button", name="Clear").click()
    expect(chat.locator("#log .turn")).to_have_count(0)
    assert "zebra" not in chat.content()
    expect(chat.locator("input[name=state]").first).to_have_value("")


def test_switching_the_language_keeps_the_place(chat):
    say(chat, "hello")
    chat.locator(".switch summary").click()
    chat.get_by_role("button", name="اردو").click()
    expect(chat.locator("html")).to_have_attribute("lang", "ur")
    expect(chat.locator("html")).to_have_attribute("dir", "rtl")
    expect(chat.locator("#log")).to_contain_text("choice /show")
    expect(chat.locator("input[name=state]").first).to_have_value("sealed-1")


def test_an_answer_in_another_language_continues_on_its_page(chat, page_server):
    say(chat, "español")
    expect(chat.locator("html")).to_have_attribute("lang", "es")
    assert chat.url == f"{page_server.url}/es"


def test_the_page_scrolls_to_the_start_of_an_answer_only_from_its_end(chat):
    say(chat, "every")
    top = chat.evaluate("document.querySelector('#log .answer:last-child').getBoundingClientRect().top")
    bar = chat.evaluate("document.querySelector('.bar').getBoundingClientRect().bottom")
    assert bar <= top < bar + 60
    held: list[Route] = []
    chat.route("**/api/messages", lambda route: held.append(route))
    chat.locator("#message").fill("hello")
    chat.keyboard.press("Enter")
    expect(chat.locator("#status")).not_to_be_empty()
    chat.evaluate("scrollTo(0, 0)")  # she reads something further up while the answer is on its way
    held[0].continue_()
    settle(chat)
    expect(chat.locator("#log .turn")).to_have_count(5)
    assert chat.evaluate("scrollY") == 0


def test_everything_is_reached_by_keyboard_alone(page, page_server):
    page.goto(f"{page_server.url}/")
    page.keyboard.press("Tab")
    assert focused(page) == "leave"
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    order = []
    for _ in range(8):
        page.keyboard.press("Tab")
        order.append(page.evaluate("document.activeElement.innerText || document.activeElement.id"))
    assert order[:3] == ["Leave this page", "Danger now", "Clear"]
    assert order[4:] == [
        "Who tells Immigration Enforcement?",
        "What is the Protocol?",
        "Find someone who can help",
        "message",
    ]
    page.keyboard.type("hello")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#log .turn").last).to_contain_text("text of 5 characters")


def test_choices_of_an_answer_can_be_pressed_again_and_again(chat):
    for _ in range(3):
        choose(chat, "What is the Protocol?")
    expect(chat.locator("#log .turn")).to_have_count(7)
