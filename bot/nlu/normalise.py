"""Cleans what a person typed before the classifiers see it, and cuts it into the pieces the safety scanner reads.

Diacritics and Arabic letters are kept as they are: folding them was measured to cost 0.02-0.07 macro-F1.
"""

from __future__ import annotations

import unicodedata

import ftfy
import regex

INTENT_LIMIT = 600
"""Characters the intent classifier reads: head and tail of a longer message."""
SCAN_LIMIT = 8000
MAX_PIECES = 24

_INVISIBLE = regex.compile(r"[\p{Cf}\p{Cc}\p{Co}\p{Cs}\ufe0e\ufe0f--[\u200c\u200d]]", regex.V1)
_ZERO_WIDTH = str.maketrans("", "", "\u00ad\u200b\u2060\ufeff")
_EMOJI = regex.compile(
    r"[\p{Extended_Pictographic}\p{Emoji_Modifier}\u200d\ufe0f\u20e3\U000e0020-\U000e007f]+(?<![0-9#*])"
)
# Scripts in which the zero-width joiners carry meaning.
_JOINING = r"\p{Arabic}\p{Devanagari}\p{Bengali}\p{Gurmukhi}\p{Gujarati}\p{Tamil}\p{Sinhala}\p{Malayalam}"
_LOOSE_JOINERS = regex.compile(rf"(?<=[^{_JOINING}])[\u200c\u200d]|[\u200c\u200d](?=[^{_JOINING}])")
_ARABIC_JOINER = regex.compile(r"(?<=\p{Arabic})\u200c(?=\p{Arabic})")
_ARABIC_MARKS = regex.compile(r"(?<=\p{Arabic})[\u064b-\u065f\u0670\u0640]+")
_WORD = regex.compile(r"[\p{L}\p{M}]+")
_CYRILLIC = regex.compile(r"\p{Cyrillic}")
_LATIN = regex.compile(r"[a-z]")
_TO_LATIN = str.maketrans("аеорсхуіјѕԁһӏ", "aeopcxyijsdhl")
_TO_CYRILLIC = str.maketrans("aeopcxyij", "аеорсхуіј")
_PUNCTUATION = r"!?.,;:…~*_=+\-。！？،؟۔।።፣፤፧"
_PUNCTUATION_RUN = regex.compile(rf"([{_PUNCTUATION}])[{_PUNCTUATION}\s]*")
_PUNCTUATION_END = regex.compile(r"[!.…~۔।።\s]+$")
_STRETCHED = regex.compile(r"(\p{L})\1{2,}")
_DOTTED_I = "i\u0307"
"""What lower case makes of the Turkish İ; people who type i mean the same."""
_SPACES = regex.compile(r"\s+")
_MOJIBAKE = "ÃÂØÙâð"
_SENTENCE_END = regex.compile(r"[.!?;\n。！？؟।፧።…۔]+|(?<=[^\d]),(?=[^\d])|،|，|、|፣|፤")
_UNSPACED = regex.compile(r"[\p{Han}\p{Thai}]")


def clean(text: str) -> str:
    """The whole message in the form the models were trained on: NFKC, lower case, without emoji, invisible marks,
    stretched letters or repeated punctuation. At most 8,000 characters of it are read, head and tail."""
    text = text.encode("utf-8", "ignore").decode("utf-8")
    text = _head_and_tail(text, SCAN_LIMIT)
    if any(sign in text for sign in _MOJIBAKE):
        text = ftfy.fix_text(text)
    # NFKC turns one sign (U+FDFA) into eighteen letters, so the length is bounded again afterwards.
    text = _head_and_tail(unicodedata.normalize("NFKC", text), SCAN_LIMIT)
    text = text.translate(_ZERO_WIDTH).replace("\n", " \n ")
    text = _keep_newlines(text)
    text = _ARABIC_MARKS.sub("", text)
    text = _ARABIC_JOINER.sub(" ", _LOOSE_JOINERS.sub("", text))
    if _CYRILLIC.search(text) and _LATIN.search(text):
        text = _WORD.sub(_without_look_alikes, text)
    text = _PUNCTUATION_RUN.sub(r"\1 ", text).strip()
    text = _PUNCTUATION_END.sub("", text)
    # "/" at the start is how Rasa's buttons begin; a typed or a full-width one must never become a command.
    return _STRETCHED.sub(r"\1", text).lstrip("/ \n")


def _keep_newlines(text: str) -> str:
    """Line ends matter to the scanner as sentence ends; every other control character does not."""
    lines = text.split("\n")
    return "\n".join(
        _EMOJI.sub(" ", _INVISIBLE.sub(" ", line)).lower().replace(_DOTTED_I, "i").strip()
        for line in lines
        if line.strip()
    )


def _without_look_alikes(match: regex.Match) -> str:
    """A word of mixed letters in the script that most of them belong to."""
    word = match.group()
    latin, cyrillic = len(_LATIN.findall(word)), len(_CYRILLIC.findall(word))
    if not latin or not cyrillic:
        return word
    return word.translate(_TO_CYRILLIC if cyrillic > latin else _TO_LATIN)


def _head_and_tail(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    return text[: limit // 2] + " " + text[-(limit // 2) :]


def for_intent(cleaned: str) -> str:
    """A cleaned message on one line, cut to 600 characters (head and tail); never empty."""
    return _head_and_tail(_SPACES.sub(" ", cleaned).strip(), INTENT_LIMIT) or "-"


def pieces(cleaned: str, words: int = 12, step: int = 6) -> list[str]:
    """What the safety scanner reads: the message itself, its sentences, and windows of `words` words over sentences
    longer than that, at most 24 pieces, from head and tail. The first is always `for_intent(cleaned)` so that its
    vector is shared with the intent classifier."""
    whole = for_intent(cleaned)
    found: list[str] = []
    for sentence in _SENTENCE_END.split(cleaned):
        found.extend(_windows(_SPACES.sub(" ", sentence).strip(), words, step))
    # A question of one sentence is its own only piece: reading it again without its mark would cost as much and add
    # nothing.
    unique = [piece for piece in dict.fromkeys(found) if piece and piece not in (whole, whole.rstrip("?؟ "))]
    if len(unique) >= MAX_PIECES:
        half = MAX_PIECES // 2
        unique = unique[:half] + unique[-(half - 1) :]
    return [whole, *unique]


def _windows(sentence: str, words: int, step: int) -> list[str]:
    unspaced = len(_UNSPACED.findall(sentence)) > len(sentence) / 2
    units = list(sentence) if unspaced else sentence.split()
    if unspaced:
        words, step = 2 * words, 2 * step
    if len(units) <= words + 2:
        return [sentence]
    joiner = "" if unspaced else " "
    starts = [*range(0, len(units) - words, step), len(units) - words]
    return [joiner.join(units[start : start + words]) for start in starts]
