"""What invented people write: sentences in several scripts, with details that exist nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.seizure.sentinels import Kind, Sentinels


@dataclass(frozen=True, slots=True)
class Voice:
    """language: of the page; script: of the invented words; sentences: with {word}, {name}, {phone}, {email}, {address}
    and {document} in them."""

    language: str
    script: str
    sentences: tuple[str, ...]


VOICES = (
    Voice(
        "en",
        "latin",
        (
            "My name is {name} and my boss {word} took my passport {document}.",
            "call me on {phone} or write to {email}, I live at 12 {address} Street",
            "will the police tell the Home Office about {word}?",
        ),
    ),
    Voice(
        "es",
        "spanish",
        (
            "Me llamo {name}, mi marido {word} me pega. Mi número es {phone}.",
            "Vivo en la calle {address} y mi correo es {email}",
            "¿La policía avisa a inmigración si {word}?",
        ),
    ),
    Voice(
        "ar",
        "arabic",
        (
            "اسمي {name} وزوجي {word} يضربني. رقمي {phone}",
            "أسكن في شارع {address} وجواز سفري {document}",
            "هل تخبر الشرطة الهجرة عن {word}؟",
        ),
    ),
    Voice(
        "ur",
        "urdu",
        (
            "میرا نام {name} ہے اور میرا شوہر {word} مجھے مارتا ہے۔ نمبر {phone}",
            "میں {address} میں رہتی ہوں، ای میل {email}",
            "کیا پولیس {word} کے بارے میں ہوم آفس کو بتائے گی؟",
        ),
    ),
    Voice("en", "bengali", ("আমার নাম {name}, আমার স্বামী {word} আমাকে মারে। ফোন {phone}", "আমি {address} এ থাকি")),
    Voice("en", "punjabi", ("ਮੇਰਾ ਨਾਮ {name} ਹੈ, ਮਾਲਕ {word} ਨੇ ਪਾਸਪੋਰਟ ਲੈ ਲਿਆ। {phone}", "ਮੈਂ {address} ਵਿੱਚ ਰਹਿੰਦੀ ਹਾਂ")),
    Voice("en", "cyrillic", ("Мене звати {name}, начальник {word} забрав мій паспорт. {phone}", "вулиця {address}")),
    Voice("en", "chinese", ("我叫{name},老板{word}拿走了我的护照,电话{phone}", "我住在{address}😢{word}")),
)
"""Languages we offer and some that people type although we do not."""

OTHERS = (
    "will the hospital tell the Home Office",
    "I need a solicitor in Wales",
    "¿puedo ir al médico sin papeles?",
    "هل يمكنني الذهاب إلى المستشفى؟",
    "کیا میں ہسپتال جا سکتی ہوں؟",
    "someone keeps my bank card",
    "who can help me with housing",
    "hello",
)
"""What other people write in the meantime; no sentinel in it."""


def messages(voice: Voice, sentinels: Sentinels) -> Iterator[str]:
    """The sentences of one person, filled in."""
    word = sentinels.word(Kind.NAME, "latin")
    details = {
        "name": sentinels.word(Kind.NAME, voice.script),
        "address": sentinels.word(Kind.ADDRESS, voice.script),
        "email": sentinels.add(Kind.EMAIL, f"{word}@{word[::-1]}.example"),
        "document": sentinels.document(),
    }
    spellings = sentinels.phone()
    for sentence in voice.sentences:
        yield sentence.format(
            word=sentinels.word(Kind.TEXT, voice.script), phone=sentinels.random.choice(spellings), **details
        )


def browser_headers(sentinels: Sentinels) -> dict[str, str]:
    """What a browser and a proxy in front add to a request."""
    words = [sentinels.word(Kind.BROWSER) for _ in range(6)]
    address = sentinels.internet_address()
    return {
        "User-Agent": f"Mozilla/5.0 ({words[0]}; rv:140.0)",
        "Referer": f"https://{words[1]}.example/{words[1]}",
        "Accept-Language": f"{words[2]},en;q=0.5",
        "Cookie": f"{words[3]}={words[3]}",
        "From": f"{words[4]}@example.org",
        "X-Request-ID": words[5],
        "X-Forwarded-For": address,
        "X-Real-IP": address,
        "Forwarded": f'for="[{address}]"',
    }
