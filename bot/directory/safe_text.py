"""What no text of the directory may hold, whoever wrote it: markup, hidden characters, street addresses, promises.

A directory is a way to harm people: a false helpline, a link that runs a script, the address of a refuge. Our own files
and imported ones pass the same checks.
"""

import html
import re
import unicodedata
from functools import cache
from urllib.parse import urlsplit

from bot.content.forbidden import Forbidden
from bot.paths import CONTENT

POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[ABD-HJLNP-UW-Z]{2}\b", re.IGNORECASE)
"""Postcodes of the UK. Where one stands, a street address is near, and it may be a refuge's."""
STREET = re.compile(
    r"\b\d+[a-z]?,?\s+(?:[A-Z][\w'-]+\s+){1,3}(?:Street|St|Road|Rd|Lane|Avenue|Ave|Close|Terrace|Drive)\b"
)

_HARMLESS_TAG = re.compile(r"</?(?:p|br|ul|ol|li|b|strong|i|em)\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"<[/!?a-z]", re.IGNORECASE)
_SCHEME = re.compile(r"\b(?:javascript|vbscript|data)\s*:", re.IGNORECASE)
_HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn")
_PRIVATE_HOST = re.compile(r"(?:localhost|.*\.(?:local|localhost|internal|onion)|[\d.]+|.*:.*|[^.]+)", re.IGNORECASE)


def text_problem(text: str) -> str | None:
    """What is wrong with a text that people may read, or None."""
    if problem := markup_problem(text):
        return problem
    if names_an_address(text):
        return "holds a street address or postcode; addresses are not kept, because some are secret"
    if _forbidden().found(text, "en", text):
        return "promises what nobody can promise"
    return None


def markup_problem(text: str) -> str | None:
    """What may not stand in any text, even one that only reviewers read; or None."""
    if _TAG.search(text) or _TAG.search(html.unescape(text)):
        return "holds HTML"
    if _SCHEME.search(text):
        return "holds the address of a script"
    if any(unicodedata.category(sign) in _HIDDEN for sign in text):
        return "holds hidden or control characters"
    return None


def names_an_address(text: str) -> bool:
    """Whether a text seems to say where in a street something is."""
    return bool(POSTCODE.search(text) or STREET.search(text))


@cache
def _forbidden() -> Forbidden:
    return Forbidden.load(CONTENT / "forbidden.yml")


def without_formatting(text: str) -> str:
    """A text in one line without bare formatting tags such as <p> and <br>. Other markup stays, to be complained of."""
    return " ".join(html.unescape(_HARMLESS_TAG.sub(" ", text)).split())


def address_problem(url: str) -> str | None:
    """What is wrong with a web address, or None: http or https, a public host, nothing in front of the host."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return "is not a web address"
    if parts.scheme not in ("http", "https"):
        return "is not an http or https address"
    if parts.username is not None or parts.password is not None:
        return "hides its host behind a user name"
    if not url.isascii() or re.search(r"[\s\"'<>\\^`{|}]", url):
        return "holds signs that do not belong in a web address"
    if not host or _PRIVATE_HOST.fullmatch(host):
        return "does not name a public host"
    return None
