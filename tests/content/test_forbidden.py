"""What no sentence may promise, in each language: the lists find such a promise and leave the honest sentence alone."""

from __future__ import annotations

from pathlib import Path

import pytest
import regex
import yaml

from bot.content.forbidden import Forbidden
from bot.errors import ContentError
from bot.paths import CONTENT
from tests.conftest import LANGUAGES

FILE = CONTENT / "forbidden.yml"
SILENT = {
    "en": "The police will not tell the Home Office about you.",
    "es": "La policía no dirá nada al Home Office.",
    "pt": "A polícia não vai contar ao Home Office sobre você.",
    "fr": "La police ne dira rien au Home Office.",
    "pl": "Policja nie powie o tobie Home Office.",
    "ro": "Poliția nu va spune nimic despre dumneavoastră la Home Office.",
    "sq": "Policia nuk do t’i tregojë Home Office për ju.",
    "tr": "Polis sizi Home Office’e bildirmeyecek.",
    "ar": "لن تخبر الشرطة وزارة الداخلية عنك.",
    "fa": "پلیس به هوم آفیس خبر نخواهد داد.",
    "ckb": "پۆلیس دەربارەی تۆ بە هۆم ئۆفیس ناڵێت.",
    "ps": "پولیس به هوم آفس ته ستاسو په اړه ونه وایي.",
    "ur": "پولیس ہوم آفس کو آپ کے بارے میں نہیں بتائے گی۔",
    "pa": "ਪੁਲਿਸ ਹੋਮ ਆਫ਼ਿਸ ਨੂੰ ਤੁਹਾਡੇ ਬਾਰੇ ਨਹੀਂ ਦੱਸੇਗੀ।",
    "hi": "पुलिस होम ऑफ़िस को आपके बारे में नहीं बताएगी।",
    "bn": "পুলিশ হোম অফিসকে আপনার কথা জানাবে না।",
    "tl": "Hindi sasabihin ng pulis sa Home Office ang tungkol sa inyo.",
    "vi": "Cảnh sát sẽ không báo cho Home Office về bạn.",
    "zh": "警察不会把您的事告诉内政部。",
    "uk": "Поліція не повідомить про вас Home Office.",
    "ru": "Полиция не сообщит о вас в Home Office.",
    "so": "Booliisku Home Office uma sheegi doonaan.",
    "ti": "ፖሊስ ንሆም ኦፊስ ብዛዕባኹም ኣይክነግርን እዩ።",
    "am": "ፖሊስ ስለ እርስዎ ለሆም ኦፊስ አይነግርም።",
}
SAFE = {
    "en": "It is safe to report.",
    "es": "Es seguro denunciar.",
    "pt": "É seguro denunciar.",
    "fr": "Il est sûr de porter plainte.",
    "pl": "Bezpiecznie jest zgłosić przestępstwo.",
    "ro": "Este sigur să raportați.",
    "sq": "Është e sigurt të raportoni.",
    "tr": "Polise gitmek güvenlidir.",
    "ar": "الإبلاغ آمن.",
    "fa": "گزارش دادن امن است.",
    "ckb": "ڕاپۆرتکردن سەلامەتە.",
    "ps": "راپور ورکول خوندي دي.",
    "ur": "رپورٹ کرنا محفوظ ہے۔",
    "pa": "ਰਿਪੋਰਟ ਕਰਨਾ ਸੁਰੱਖਿਅਤ ਹੈ।",
    "hi": "रिपोर्ट करना सुरक्षित है।",
    "bn": "রিপোর্ট করা নিরাপদ।",
    "tl": "Ligtas mag-report.",
    "vi": "Trình báo là an toàn.",
    "zh": "报案是安全的。",
    "uk": "Безпечно повідомити поліцію.",
    "ru": "Безопасно сообщить в полицию.",
    "so": "In la soo sheego waa ammaan.",
    "ti": "ሪፖርት ምግባር ውሑስ እዩ።",
    "am": "ለፖሊስ ማሳወቅ አደጋ የለውም።",
}

ALSO = [
    ("es", "La policía no le dirá al Home Office que está aquí."),
    ("es", "No se lo van a contar a nadie."),
    ("es", "Nadie le informará al Home Office."),
    ("es", "Denunciar es totalmente seguro."),
    ("ar", "لن تُبلغ الشرطة وزارة الداخلية."),
    ("ar", "لن ننقل معلوماتك إلى أحد."),
    ("ar", "من الآمن أن تبلغ الشرطة."),
    ("ar", "الاتصال بالشرطة آمن."),
    ("ur", "ہوم آفس کو نہیں بتایا جائے گا۔"),
    ("ur", "ہم آپ کی معلومات شیئر نہیں کریں گے۔"),
    ("ur", "رپورٹ کرنا بالکل محفوظ ہے۔"),
]
"""Ways in which the lists written first did not look."""


@pytest.fixture(scope="module")
def forbidden() -> Forbidden:
    return Forbidden.load(FILE)


def lines() -> list[tuple[str, str]]:
    patterns = yaml.safe_load(FILE.read_text("utf-8"))["patterns"]
    return [(code, line) for code, entries in patterns.items() for line in entries]


def test_every_language_has_a_list(forbidden: Forbidden) -> None:
    assert set(forbidden.patterns) == set(LANGUAGES) == set(SILENT) == set(SAFE)


def test_every_pattern_compiles_and_finds_something_but_not_everything() -> None:
    for code, line in lines():
        pattern = regex.compile(line, regex.IGNORECASE)
        assert not pattern.search(""), f"{code}: {line}"
        assert not pattern.search("hello, 12"), f"{code}: {line}"


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("promise", [SILENT, SAFE], ids=["silent", "safe"])
def test_a_promise_nobody_can_keep_is_found(promise: dict[str, str], code: str, forbidden: Forbidden) -> None:
    text = promise[code]
    assert forbidden.found(text, code, text), text
    assert forbidden.found(text, code, f"999. {text} 999"), "in the midst of others too"
    assert forbidden.found(text, code, text.upper()), "in capital letters too"


@pytest.mark.parametrize(("code", "text"), ALSO)
def test_a_promise_in_other_words_is_found(code: str, text: str, forbidden: Forbidden) -> None:
    assert forbidden.found(text, code, text)


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "en"])
def test_a_list_finds_promises_of_its_own_language_only(code: str, forbidden: Forbidden) -> None:
    for promise in (SILENT["en"], SAFE["en"]):
        assert not forbidden.found(promise, code, promise)


def test_an_allowed_text_is_allowed_whole_and_in_translation(forbidden: Forbidden) -> None:
    assert forbidden.allowed
    for text in forbidden.allowed:
        assert forbidden.found("another text", "en", text), "nothing to allow"
        assert forbidden.found(text, "en", text) is None
        assert forbidden.found(text, "ru", SILENT["ru"]) is None
        assert forbidden.found(text + " ", "en", text), "a text that was changed is read again"


@pytest.mark.parametrize("content", ["", "[]", "patterns: {}", "patterns: {en: 3}\nallowed: []", "patterns: {en: ['(']}\nallowed: []", "patterns: {en: [3]}\nallowed: []", "patterns: {en: [a]}\nallowed: [{text: a}]"])
def test_a_malformed_list_is_named(content: str, tmp_path: Path) -> None:
    path = tmp_path / "forbidden.yml"
    path.write_text(content, "utf-8")
    with pytest.raises(ContentError, match=r"forbidden\.yml"):
        Forbidden.load(path)
