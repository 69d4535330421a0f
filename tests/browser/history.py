"""The browser's own history, by its debugging protocol.

Playwright waits for a load that a page restored for the Back button never has, and for navigations that a test keeps
open on purpose. This asks the tab directly.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from playwright.sync_api import Page

SETTLE_MS = 700

_LOOK = """JSON.stringify({
  url: location.href,
  title: document.title,
  text: document.body ? document.body.innerText : '',
  source: document.documentElement.outerHTML,
  fields: [...document.querySelectorAll('textarea, input')].map((field) => field.value),
})"""


@dataclass(frozen=True)
class Shown:
    """What is on the screen and behind it. A page of the browser's own, such as an error, has its own address."""

    url: str
    title: str
    text: str
    source: str
    fields: list[str]


class History:
    def __init__(self, page: Page) -> None:
        self._page = page
        self._session = page.context.new_cdp_session(page)

    @property
    def urls(self) -> list[str]:
        """The entries up to the current one, without the blank page every tab starts with."""
        found = self._session.send("Page.getNavigationHistory")
        return [entry["url"] for entry in found["entries"][1 : found["currentIndex"] + 1]]

    def back(self) -> Shown | None:
        """One press of the Back button; None if there is nothing before."""
        return self._move(-1)

    def forward(self) -> Shown | None:
        return self._move(1)

    def reload(self) -> Shown:
        """Reload, with a Yes to sending a form again."""
        self._session.send("Page.reload")
        return self.shown()

    def shown(self) -> Shown:
        self._page.wait_for_timeout(SETTLE_MS)
        answer = self._session.send("Runtime.evaluate", {"expression": _LOOK, "returnByValue": True})
        return Shown(**json.loads(answer["result"]["value"]))

    def _move(self, step: int) -> Shown | None:
        found = self._session.send("Page.getNavigationHistory")
        wanted = found["currentIndex"] + step
        if not 1 <= wanted < len(found["entries"]):
            return None
        self._session.send("Page.navigateToHistoryEntry", {"entryId": found["entries"][wanted]["id"]})
        return self.shown()
