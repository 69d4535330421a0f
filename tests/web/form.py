"""Fills in and sends a form as a browser without scripts does: every field of it, and the button that was pressed."""

from __future__ import annotations

from dataclasses import dataclass, field

from aiohttp.test_utils import TestClient
from yarl import URL

from .markup import Element, read

Fields = list[tuple[str, str]]


@dataclass
class Browser:
    """One window: where it is, and what it shows."""

    client: TestClient
    status: int = 0
    html: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    sent: tuple[str, Fields] = ("", [])

    @property
    def page(self) -> Element:
        return read(self.html)

    @property
    def main(self) -> str:
        """What is to be read, in one line."""
        return " ".join(self.page.one("main").text.split())

    async def go(self, path: str) -> Browser:
        return await self._shown(await self.client.get(path))

    async def send(self, path: str, fields: Fields) -> Browser:
        self.sent = (path, fields)
        return await self._shown(await self.client.post(path, data=fields))

    async def reload(self) -> Browser:
        """With a Yes to sending the form again."""
        return await self.send(*self.sent)

    async def press(
        self, text: str, /, *, tick: tuple[str, ...] = (), untick: tuple[str, ...] = (), **typed: str
    ) -> Browser:
        """Press a button of the note's form. tick, untick: values of boxes; typed: other fields by name."""
        form = self.page.one("form", id="note")
        button = next(item for item in form.all("button") if " ".join(item.text.split()).startswith(text))
        fields = fields_of(form, set(tick), set(untick), typed)
        if button["name"]:
            fields.append((button["name"], button["value"] or ""))
        assert str(URL(form["action"] or "").path).startswith("/"), "within our own site"
        return await self.send(form["action"] or "", fields)

    async def _shown(self, response) -> Browser:
        self.status, self.headers, self.html = response.status, dict(response.headers), await response.text()
        assert response.headers["Cache-Control"] == "no-store"
        return self


def fields_of(form: Element, tick: set[str], untick: set[str], typed: dict[str, str]) -> Fields:
    fields, radios = [], {}
    for item in form.all("input"):
        name, value = item["name"] or "", item["value"] or ""
        if item["type"] == "checkbox":
            if value in tick or ("checked" in item.attributes and value not in untick):
                fields.append((name, value))
        elif item["type"] == "radio":
            if "checked" in item.attributes:
                radios[name] = value
        else:
            fields.append((name, typed.get(name, value)))
    radios |= {name: value for name, value in typed.items() if name in radios}
    for area in form.all("textarea"):
        fields.append((area["name"] or "", typed.get(area["name"] or "", area.text)))
    for select in form.all("select"):
        chosen = next((option["value"] or "" for option in select.all("option") if "selected" in option.attributes), "")
        fields.append((select["name"] or "", typed.get(select["name"] or "", chosen)))
    return [*fields, *radios.items()]
