"""Pictures of pages to look at, in build/screenshots."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

from bot.paths import BUILD

PICTURES = BUILD / "screenshots"


def picture(page: Page, name: str, only: str | None = None) -> Path:
    """The page as tall as it is, so that sticky bars are where they belong; or the last element that a selector
    finds."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    size = page.viewport_size
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": max(height, size["height"])})
    path = PICTURES / f"{name}.png"
    part = page.locator(only).last.bounding_box() if only else None
    page.screenshot(path=path, clip=part)
    page.set_viewport_size(size)
    return path
