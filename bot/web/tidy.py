"""Makes text from outside safe to encode, store in JSON and hand to an engine, without changing what it says."""

from __future__ import annotations

import re

_NEWLINES = re.compile(r"\r\n?")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")


def tidy(text: str) -> str:
    """NULs and other control characters become spaces, lone surrogates U+FFFD, line ends `\\n`; ends are trimmed."""
    text = _NEWLINES.sub("\n", text)
    text = _CONTROLS.sub(" ", text)
    return _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text).strip()
