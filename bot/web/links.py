"""Which addresses a page may link to. Content is reviewed, but a link is checked again where it is written."""

from __future__ import annotations

from urllib.parse import urlsplit

SCHEMES = frozenset({"http", "https", "tel", "sms"})


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
