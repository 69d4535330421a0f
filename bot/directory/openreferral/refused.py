"""Why a service is not taken over, and the checks every foreign text passes."""

import re

from bot.directory.safe_text import text_problem, without_formatting
from bot.errors import BotError

_SOURCE = re.compile(r"(?P<url>\S+)(?: \((?P<date>[\d-]+)\))?")


class Refused(BotError):
    """A service cannot become a proposal. `reasons` say why, one a fault."""

    def __init__(self, *reasons: str) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


def plain(field: str, text: str | None, *, most: int = 400) -> str | None:
    """A text that people may read, without formatting, in one line of at most `most` letters; None if there is none.

    Raises `Refused`.
    """
    made = without_formatting(text or "")
    if len(made) > most:
        raise Refused(f"{field}: is longer than {most} letters")
    if problem := text_problem(made):
        raise Refused(f"{field}: {problem}")
    return made or None


def source_of(text: str | None) -> tuple[str, str | None] | None:
    """The address and date of a source written as one text by `exporting.source_text`, or None."""
    match = _SOURCE.fullmatch(text or "")
    return (match["url"], match["date"]) if match else None
