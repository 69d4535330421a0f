"""What a translation may not lose: its "may", its "not", the names of offices. And what the word lists cannot lose."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest
import regex
import yaml
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from bot.errors import ConfigurationError
from bot.nlg.extract import po_path
from bot.nlg.kept import FILE, KINDS, Kept
from bot.nlg.languages import Languages
from bot.paths import LOCALES

TRANSLATED = [language.code for language in Languages.load(LOCALES / "languages.json") if language.code != "en"]
NAMES = {kind: set(yaml.safe_load((LOCALES / FILE).read_text("utf-8"))[kind]) for kind in KINDS}
MUTATED = ("may", "not", "not_found")
LEAST_REPORTED = 0.85
SENTENCES = regex.compile(r"""(?<=[^\d\W][.!?؟۔]["»”)]?)\s+|(?<=[።।。！？]["»”）]?)\s*|\n+""")

MAY = "The police may tell the Home Office."
NOT = "The police did not tell anyone."


@pytest.fixture
def locales(tmp_path: Path) -> Path:
    """A folder with the lists of Spanish, to be spoiled."""
    (tmp_path / "es").mkdir()
    shutil.copy(LOCALES / FILE, tmp_path / FILE)
    shutil.copy(LOCALES / "es" / FILE, tmp_path / "es" / FILE)
    return tmp_path


def changed(path: Path, change) -> None:
    content = yaml.safe_load(path.read_text("utf-8"))
    change(content)
    path.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")


def catalog(**said: str | tuple[str, ...]) -> Catalog:
    made = Catalog(locale="es")
    for text, translation in said.items():
        made.add(text, translation)
    return made


def lost(locales: Path, **said: str) -> list[tuple[str, str, str]]:
    return list(Kept.load(locales, "es").lost(catalog(**said)))


@pytest.mark.parametrize(
    ("english", "spanish", "names"),
    [
        (MAY, "Es posible que la policía se lo diga al Home Office.", []),
        (MAY, "Quizá la policía se lo diga al Home Office.", []),
        (MAY, "La policía se lo dice al Home Office.", ["may"]),
        (MAY, "La policía se lo dice al gobierno.", ["may", "home_office"]),
        (MAY, "Es posible que los agentes se lo digan al Ministerio del Interior.", ["home_office", "police"]),
        (NOT, "La policía no se lo dijo a nadie.", []),
        (NOT, "La policía se lo dijo a alguien.", ["not"]),
        (NOT, "La policía lo anotó.", ["not"]),
        ("We could not find a rule.", "No encontramos una regla.", []),
        ("We could not find a rule.", "No hay una regla.", ["not_found"]),
        ("We could not find a rule.", "Hay una regla.", ["not", "not_found"]),
        ("Mayors met in May.", "Los alcaldes se reunieron en mayo.", []),
        ("This is a notebook.", "Esto es un cuaderno.", []),
        (MAY, "", []),
    ],
)
def test_what_a_translation_lost_is_named(english: str, spanish: str, names: list[str], locales: Path) -> None:
    assert lost(locales, **{english: spanish}) == [(name, english, spanish) for name in names]


def test_the_last_form_of_a_plural_is_looked_at(locales: Path) -> None:
    made = Catalog(locale="es")
    made.add(("It may take {count} day", "It may take {count} days"), ("Puede que tarde {count} día", "Tarda {count} días"))
    assert [name for name, _, _ in Kept.load(locales, "es").lost(made)] == ["may"]


def test_an_exception_is_for_its_word_and_its_text_alone(locales: Path) -> None:
    other = "The police may call."
    changed(locales / "es" / FILE, lambda own: own.update(exceptions={"may": [MAY]}))
    said = {MAY: "Lo dicen.", other: "La policía llama."}
    assert [(name, text) for name, text, _ in lost(locales, **said)] == [("home_office", MAY), ("police", MAY), ("may", other)]


def test_an_exception_that_no_text_needs_is_named(locales: Path) -> None:
    needed, mended, gone, unknown = "It may rain.", "It may snow.", "It may hail.", "It may thaw."
    exceptions = {"may": [needed, mended, gone], "not": [needed], "perhaps": [unknown]}
    changed(locales / "es" / FILE, lambda own: own.update(exceptions=exceptions))
    said = catalog(**{needed: "Llueve.", mended: "Puede que nieve.", unknown: "Deshiela."})
    idle = set(Kept.load(locales, "es").idle_exceptions(said))
    assert idle == {("may", mended), ("may", gone), ("not", needed), ("perhaps", unknown)}


def write(text: str | bytes):
    return lambda path: path.write_bytes(text if isinstance(text, bytes) else text.encode())


def own(change):
    return lambda path: changed(path, change)


UNREADABLE = [Path.unlink, write(""), write("- a list"), write("hedges: {may: [")]


@pytest.mark.parametrize(
    "spoil",
    [
        *UNREADABLE,
        write(b"\xff\xfe\xfa"),
        own(lambda content: content["hedges"].pop("may")),
        own(lambda content: content.pop("terms")),
        own(lambda content: content["hedges"].update(may=None)),
        own(lambda content: content["hedges"].update(may=[])),
        own(lambda content: content["hedges"].update(may=["puede", ""])),
        own(lambda content: content["hedges"].update(may=["(?:puede)?"])),
        own(lambda content: content["hedges"].update(may="puede")),
        own(lambda content: content["hedges"].update(may=["(puede"])),
        own(lambda content: content["hedges"].update(may=[7])),
        own(lambda content: content.update(exceptions=["It may rain."])),
        own(lambda content: content.update(exceptions={"may": "It may rain."})),
        own(lambda content: content.update(exceptions={"may": None})),
    ],
)
def test_a_list_that_is_missing_or_malformed_is_named(spoil, locales: Path) -> None:
    spoil(locales / "es" / FILE)
    with pytest.raises(ConfigurationError, match=r"^es/kept\.yml "):
        Kept.load(locales, "es")


@pytest.mark.parametrize(
    "spoil",
    [
        *UNREADABLE,
        own(lambda content: content.pop("hedges")),
        own(lambda content: content.update(hedges=["may"])),
        own(lambda content: content["hedges"].update(may={"englsh": "may"})),
        own(lambda content: content["hedges"].update(may={"english": "(may"})),
        own(lambda content: content["hedges"].update(may="may")),
    ],
)
def test_the_fault_of_the_common_list_is_not_laid_on_a_language(spoil, locales: Path) -> None:
    spoil(locales / FILE)
    with pytest.raises(ConfigurationError, match=r"^kept\.yml "):
        Kept.load(locales, "es")


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_language_says_every_word_and_nothing_else(code: str) -> None:
    content = yaml.safe_load((LOCALES / code / FILE).read_text("utf-8"))
    assert {kind: set(content[kind]) for kind in KINDS} == NAMES, "a name that is not looked for protects nothing"
    assert set(content.get("exceptions") or {}) <= NAMES["hedges"] | NAMES["terms"]
    Kept.load(LOCALES, code)


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_lost_doubt_is_reported(code: str) -> None:
    """Each real translation loses the words of a doubt, in all of it and in the one sentence that has it."""
    kept = Kept.load(LOCALES, code)
    with po_path(LOCALES, code).open("rb") as file:
        translated = read_po(file, locale=code)
    spoiled, reported = Counter(), Counter()
    for message in translated:
        if not message.id or not isinstance(message.id, str) or not message.string:
            continue
        for name in MUTATED:
            if kept.english[name].search(message.id):
                for way, mutant in mutants(kept, name, message.id, message.string):
                    spoiled[name, way] += 1
                    found = kept.lost(catalog(**{message.id: mutant}))
                    reported[name, way] += any(found_name == name for found_name, _, _ in found)
    shares = {key: reported[key] / count for key, count in spoiled.items()}
    print(code, ", ".join(f"{name} {way}: {share:.1%} of {spoiled[name, way]}" for (name, way), share in sorted(shares.items())))
    assert len(shares) == 2 * len(MUTATED) and min(spoiled.values()) > 100
    weak = {key: share for key, share in shares.items() if share < LEAST_REPORTED}
    assert not weak, f"{code}: its expressions find the word where it is not said, or it has too many exceptions"


def mutants(kept: Kept, name: str, english: str, said: str):
    """Without every word of the kind; and, where both have the same sentences and one English sentence alone has the
    word, without it in that sentence only, so that a word of another sentence may hide the loss."""
    yield "everywhere", kept.said[name].sub("", said)
    sentences, translated = (list(filter(None, SENTENCES.split(text))) for text in (english, said))
    having = [place for place, sentence in enumerate(sentences) if kept.english[name].search(sentence)]
    if len(sentences) == len(translated) and len(having) == 1 and kept.said[name].search(translated[having[0]]):
        translated[having[0]] = kept.said[name].sub("", translated[having[0]])
        yield "in its sentence", " ".join(translated)
