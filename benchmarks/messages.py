"""What is sent: tuning lines of every language and payloads of buttons, the same ones in one order to both servers."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

from bot.paths import ROOT

LANGUAGES = ("en", "es", "ar", "ur")
TURNS = 20
"""Messages of one conversation: the choice of a language, then typed lines with every fourth message a button."""
# None of them restarts: a stock server's conversation would become short, and its later messages cheap.
BUTTONS = (
    "/ask_data_sharing",
    "/ask_protocol",
    "/ask_more",
    '/ask_data_sharing{"door": "police"}',
    "/ask_protection",
    '/find_support{"need": "domestic_abuse"}',
    '/find_support{"nation": "scotland"}',
    "/ask_regularise",
    "/ask_privacy",
    "/affirm",
)
DANGER = "/emergency"
FIRST = "When did the migrant victims protocol begin?"
"""The first message of a server's life. It is typed, so it needs the whole pipeline and a custom action."""
LINES_A_LANGUAGE = 60


@dataclass(frozen=True, slots=True)
class Message:
    """text: a typed line or, where `button`, the payload of a pressed button."""

    text: str
    button: bool = False


def lines(language: str, folder: Path = ROOT / "data" / "tuning") -> list[str]:
    """Evenly spaced lines of a language's file, in its order."""
    rows = (folder / f"{language}.tsv").read_text("utf-8").splitlines()
    texts = [row.split("\t")[1] for row in rows if row.count("\t") >= 1]
    step = max(1, len(texts) // LINES_A_LANGUAGE)
    return texts[::step][:LINES_A_LANGUAGE]


class Mix:
    """Conversations by number; the same number is the same conversation for every server and in every run."""

    def __init__(self) -> None:
        self._lines = {language: lines(language) for language in LANGUAGES}

    def language(self, number: int) -> str:
        return LANGUAGES[number % len(LANGUAGES)]

    def conversation(self, number: int, turns: int = TURNS) -> list[Message]:
        dice = random.Random(number)
        language = self.language(number)
        said = [Message(f'/change_language{{"language": "{language}"}}', button=True)]
        while len(said) < turns:
            if len(said) % 4 == 0:
                said.append(Message(dice.choice(BUTTONS), button=True))
            else:
                said.append(Message(dice.choice(self._lines[language])))
        return said

    def long_conversation(self, number: int, turns: int, period: int = 10) -> list[Message]:
        """One conversation whose messages repeat every `period`, so that an early and a late message are the same."""
        cycle = self.conversation(number, period)
        return [cycle[turn % period] for turn in range(turns)]

    def long_text(self, language: str, length: int) -> str:
        """One message of exactly `length` characters, made of the language's lines."""
        text = " ".join(self._lines[language])
        return (text * (length // len(text) + 1))[:length]

    def typed(self, count: int) -> list[tuple[str, str]]:
        """(language, line) of `count` typed messages, the languages in turn."""
        found = [
            (language, line)
            for group in zip(*self._lines.values(), strict=False)
            for language, line in zip(LANGUAGES, group, strict=True)
        ]
        return [found[index % len(found)] for index in range(count)]
