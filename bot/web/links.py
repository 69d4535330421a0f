"""Which addresses a page may link to. Content is reviewed, but a link is checked again where it is written."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from markupsafe import Markup, escape

SCHEMES = frozenset({"http", "https", "tel", "sms"})


NUMBERS = re.compile(r"\b(999|116 123)\b", re.ASCII)
"""Numbers that need no card of an organisation: the emergency number and the Samaritans'."""


def with_calls(text: str) -> Markup:
    """A text in which the first of these numbers can be tapped to call it."""
    before, *rest = NUMBERS.split(text, maxsplit=1)
    if not rest:
        return escape(before)
    number, after = rest
    link = Markup('<a class="call" href="tel:{}" dir="ltr">{}</a>').format(number.replace(" ", ""), number)
    return escape(before) + link + escape(after)


def safe_link(url: str | None) -> str | None:
    """The address if it is a web page or a telephone number, otherwise None."""
    if not url:
        return None
    try:
        scheme = urlsplit(url).scheme
    except ValueError:
        return None
    return url if scheme in SCHEMES else None


def shown_address(url: str) -> str:
    """A web address as people write it: no scheme, no "www.", no final slash."""
    address = url.split("://", 1)[-1]
    return address.removeprefix("www.").rstrip("/")
