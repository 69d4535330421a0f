"""What a person does on the page."""

from __future__ import annotations

from playwright.sync_api import Page, expect


def say(page: Page, text: str) -> None:
    """Types a message and waits for its answer, with or without scripts."""
    page.locator("#message").fill(text)
    page.locator("#talk button").click()
    settle(page)


def choose(page: Page, name: str) -> None:
    """Presses one of the offered buttons."""
    page.locator("#choices").get_by_role("button", name=name).click()
    settle(page)


def settle(page: Page) -> None:
    page.wait_for_load_state()
    expect(page.locator("html")).not_to_have_class("scripts waiting")
