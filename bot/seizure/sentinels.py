"""Invented details that exist nowhere else, so that finding one proves that it was kept."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from enum import StrEnum

LETTERS = {
    "latin": "bcdfghjkmnpqrtvwxz",
    "spanish": "bcdfgñjkmnpqrtvwxzáéíóú",
    "arabic": "بتثجحخدذرزسشصضطظعغفقكلمن",
    "urdu": "پٹچڈڑژکگںھہیےبتجدرسشقلمن",
    "bengali": "কখগঘঙচছজঝঞটঠডঢণতথদধনপফবভমযরলশষসহ",
    "punjabi": "ਕਖਗਘਙਚਛਜਝਞਟਠਡਢਣਤਥਦਧਨਪਫਬਭਮਯਰਲਵਸਹ",
    "cyrillic": "бвгджзклмнпрстфхцчшщэюя",
    "chinese": "乂乇乒乓乜乞乩亍亓亟亠亢亥亦亨亳亵亶仂仄仉仍仔仕仝仞仡仨仫仳仵伉",
}
"""Letters that no step of understanding changes, in the scripts people write to us in."""
WORD_LENGTH = 11
DIGITS = {"0": "0123456789", "٠": "٠١٢٣٤٥٦٧٨٩", "۰": "۰۱۲۳۴۵۶۷۸۹", "০": "০১২৩৪৫৬৭৮৯"}
"""By its zero, the digits of a script."""


class Kind(StrEnum):
    """What kind of thing a sentinel is; the only thing ever said about one, beside its number."""

    TEXT = "free text"
    NAME = "name"
    ADDRESS = "street address"
    PHONE = "phone number"
    EMAIL = "e-mail address"
    DOCUMENT = "document number"
    CHOICE = "chosen answer"
    COMBINATION = "combination of answers"
    NOTE = "sealed note"
    INTERNET_ADDRESS = "internet address"
    BROWSER = "browser header"
    LINK = "address of a page"
    WHATSAPP_ID = "WhatsApp id"
    CODE = "code of a help note"
    CONTROL = "control"


@dataclass(frozen=True, slots=True)
class Sentinel:
    """value: never shown to anybody."""

    kind: Kind
    number: int
    value: str = field(repr=False)

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Sentinels:
    """Everything invented in one run, in order."""

    def __init__(self, seed: int | None = None, *, taken: frozenset[str] = frozenset()) -> None:
        """seed: None for the system's randomness. taken: last three digits of phone numbers that stand somewhere
        already; there are only a thousand of those kept for drama."""
        self._taken = taken
        self.random: random.Random = random.SystemRandom() if seed is None else random.Random(seed)
        self._by_value: dict[str, Sentinel] = {}

    def __len__(self) -> int:
        return len(self._by_value)

    @property
    def all(self) -> list[Sentinel]:
        return list(self._by_value.values())

    def add(self, kind: Kind, value: str) -> str:
        """Look for this value from now on; returns it, so that it can be put straight into a message."""
        if value not in self._by_value:
            number = 1 + sum(known.kind is kind for known in self._by_value.values())
            self._by_value[value] = Sentinel(kind, number, value)
        return value

    def word(self, kind: Kind = Kind.TEXT, script: str = "latin") -> str:
        """A word of letters that follow each other nowhere else."""
        letters = LETTERS[script]
        word = ""
        while len(word) < WORD_LENGTH:
            letter = self.random.choice(letters)
            # Letters stretched by repeating them are shortened before understanding.
            word += letter if not word.endswith(letter) else ""
        return self.add(kind, word)

    def digits(self, count: int) -> str:
        """Some digits, which are no sentinel yet."""
        return "".join(self.random.choice("0123456789") for _ in range(count))

    def phone(self) -> list[str]:
        """One number as people write it, in several spellings and scripts; of those kept for drama (Ofcom)."""
        last = self.random.choice([f"{last:03}" for last in range(1000) if f"{last:03}" not in self._taken])
        plain = f"07700900{last}"
        spellings = [
            plain,
            f"07700 900{last}",
            f"07700 900 {last}",
            f"0770-090-0{last}",
            f"+447700900{last}",
            f"+44 7700 900{last}",
            f"+44 (0)7700 900{last}",
            f"00447700900{last}",
            *(plain.translate(str.maketrans("0123456789", DIGITS[zero])) for zero in "٠۰০"),
        ]
        return [self.add(Kind.PHONE, spelling) for spelling in spellings]

    def document(self) -> str:
        """A national insurance number of the prefix that is never given to anybody."""
        return self.add(Kind.DOCUMENT, f"QQ{self.digits(6)}C")

    def internet_address(self) -> str:
        """An address of version 6 from the block kept for documents (RFC 3849)."""
        groups = [f"{self.random.randrange(0x1000, 0x10000):x}" for _ in range(6)]
        return self.add(Kind.INTERNET_ADDRESS, ":".join(["2001", "db8", *groups]))

    def near_address(self) -> str:
        """An address of this computer's own to connect from, with too many digits to be found by chance."""
        parts = [str(self.random.randrange(110, 250)) for _ in range(3)]
        return self.add(Kind.INTERNET_ADDRESS, ".".join(["127", *parts]))
