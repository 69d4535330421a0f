"""The translators' files: complete, in step with the English texts, with every placeholder and number kept."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import pytest
import regex
import yaml
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from bot.errors import ConfigurationError
from bot.nlg import kept
from bot.nlg.catalog import Catalogs, placeholders
from bot.nlg.check import check_catalogs
from bot.nlg.extract import catalog_of_texts, po_path, template_text, update
from bot.nlg.languages import Languages, read_entries
from bot.paths import LOCALES
from bot.resources import Resources

TRANSLATED = [language.code for language in Languages.load(LOCALES / "languages.json") if language.code != "en"]
HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'


@pytest.fixture(scope="module")
def template() -> Catalog:
    return catalog_of_texts()


def ids(catalog: Catalog) -> set[str]:
    return {message.id if isinstance(message.id, str) else message.id[0] for message in catalog if message.id}


def read(path: Path, code: str) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=code)


def test_the_committed_template_holds_exactly_the_texts_of_now(template: Catalog) -> None:
    committed = read(LOCALES / "messages.pot", "en")
    assert not ids(template) - ids(committed), "not in messages.pot yet. Run: waymark messages update"
    assert not ids(committed) - ids(template), "no longer said by anyone. Run: waymark messages update"
    assert template_text(template) == (LOCALES / "messages.pot").read_text("utf-8"), "Run: waymark messages update"


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_catalog_has_every_text(code: str, template: Catalog) -> None:
    catalog = read(po_path(LOCALES, code), code)
    missing = sorted(ids(template) - ids(catalog))
    assert not missing, f"{code}: {len(missing)} texts are not in the catalog (waymark messages update):\n" + "\n".join(missing)
    extra = sorted(ids(catalog) - ids(template))
    assert not extra, f"{code}: nobody says these any more:\n" + "\n".join(extra)


def test_nothing_is_left_to_translate_and_nothing_got_lost(resources: Resources) -> None:
    problems = check_catalogs(resources)
    assert not problems, f"{len(problems)} problems:\n" + "\n".join(problems)


@pytest.mark.parametrize("code", TRANSLATED)
def test_plurals_have_a_form_for_every_number(code: str, resources: Resources) -> None:
    catalog = read(po_path(LOCALES, code), code)
    for message in catalog:
        if isinstance(message.id, tuple) and message.id:
            assert len(message.string) == catalog.num_plurals and all(message.string), message.id
    forms = resources.library.labels["sources"]
    own = catalog.get((forms["one"], forms["many"])).string
    for count in (0, 1, 2, 3, 5, 11, 25, 100, 102):
        said = resources.catalogs.translate_many(code, forms["one"], forms["many"], count).format(count=count)
        assert said and "{" not in said
        assert said in {form.format(count=count) for form in own}, "not what the catalog says, so it is in English"


SCRIPTS = {
    **dict.fromkeys(("ar", "ur", "fa", "ckb", "ps"), "Arabic"),
    "hi": "Devanagari",
    "bn": "Bengali",
    "pa": "Gurmukhi",
    "zh": "Han",
    **dict.fromkeys(("ru", "uk"), "Cyrillic"),
    **dict.fromkeys(("ti", "am"), "Ethiopic"),
}
NAMES_MOSTLY = 48
"""A longer text in Latin letters is more than a name."""


@pytest.mark.parametrize("code", TRANSLATED)
def test_catalogs_are_in_their_script(code: str) -> None:
    """Every text in the letters of the language; names, numbers and addresses stay in Latin letters."""
    script = SCRIPTS.get(code, "Latin")
    own = regex.compile(rf"\p{{{script}}}")
    others = regex.compile("|".join(rf"\p{{{name}}}" for name in sorted({*SCRIPTS.values(), "Latin"} - {script, "Latin"})))
    catalog = read(po_path(LOCALES, code), code)
    said = [message.string for message in catalog if message.id and isinstance(message.string, str) and message.string]
    without = [text for text in said if not own.search(text) and regex.search(r"\p{L}", text)]
    assert all(len(text) <= NAMES_MOSTLY for text in without), without
    assert len(without) < 0.02 * len(said), without
    strangers = [text for text in said if others.search(text)]
    assert not strangers, "letters of another language"


def write(folder: Path, code: str, entries: str) -> Catalogs:
    path = po_path(folder, code)
    path.parent.mkdir(parents=True)
    path.write_text(HEADER + entries, "utf-8")
    return Catalogs(folder)


def write_kept(folder: Path, code: str) -> None:
    """The words that a translation must keep, without the exceptions of texts that are not there."""
    shutil.copy(LOCALES / kept.FILE, folder / kept.FILE)
    words = yaml.safe_load((LOCALES / code / kept.FILE).read_text("utf-8"))
    said = {name: words[name] for name in kept.KINDS}
    (folder / code / kept.FILE).write_text(yaml.safe_dump(said, allow_unicode=True), "utf-8")


def only_spanish(resources: Resources, catalogs: Catalogs) -> Resources:
    entries = {code: entry for code, entry in read_entries(LOCALES / "languages.json").items() if code in ("en", "es")}
    return dataclasses.replace(resources, languages=Languages(entries), catalogs=catalogs)


def test_fuzzy_and_empty_translations_are_shown_in_english(tmp_path: Path) -> None:
    catalogs = write(tmp_path, "es", '#, fuzzy\nmsgid "Call."\nmsgstr "Llama."\n\nmsgid "Stop."\nmsgstr ""\n')
    assert catalogs.translate("es", "Call.") == "Call." and catalogs.lang_of("es", "Call.") == "en"
    assert catalogs.translate("es", "Stop.") == "Stop."


def test_a_translation_with_other_placeholders_is_not_used(tmp_path: Path) -> None:
    catalogs = write(
        tmp_path, "es",
        'msgid "Since {date}"\nmsgstr "Desde {fecha}"\n\nmsgid "On {date}"\nmsgstr "El día"\n\n'
        'msgid "At {date}"\nmsgstr "A las {date}"\n',
    )
    assert catalogs.translate("es", "Since {date}") == "Since {date}"
    assert catalogs.translate("es", "On {date}") == "On {date}"
    assert catalogs.translate("es", "At {date}") == "A las {date}"


@pytest.mark.parametrize("text", ["Unclosed {date", "Lonely } brace", "{0!z}"])
def test_a_translation_with_broken_braces_is_not_used(text: str, tmp_path: Path) -> None:
    catalogs = write(tmp_path, "es", f'msgid "Since {{date}}"\nmsgstr "{text}"\n\nmsgid "Yes"\nmsgstr "Sí"\n')
    assert catalogs.translate("es", "Since {date}") == "Since {date}"
    assert catalogs.translate("es", "Yes") == "Sí"


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ('msgid "Since {date}"\nmsgstr "Desde {"', "es: placeholders differ: Since {date}"),
        ('msgid "Since {date}"\nmsgstr "Desde {fecha}"', "es: placeholders differ: Since {date}"),
        ('msgid "Call 116 123."\nmsgstr "Llama al 116 132."', "es: the number 116 123 is missing: Call 116 123."),
        ('msgid "Call."\nmsgstr ""', "es: not translated: Call."),
        ('#, fuzzy\nmsgid "Call."\nmsgstr "Llama."', "es: not translated: Call."),
        ('msgid "{count} day"\nmsgid_plural "{count} days"\nmsgstr[0] "un día"\nmsgstr[1] ""', "es: not translated: {count} day"),
        ('msgid "{count} day"\nmsgid_plural "{count} days"\nmsgstr[0] "un día"\nmsgstr[1] "{n} días"',
         "es: placeholders differ: {count} day"),
        ('msgid "{count} day"\nmsgid_plural "{count} days"\nmsgstr[0] "un día"\nmsgstr[1] "{count} días"', None),
        ('msgid "Call 116 123."\nmsgstr "Llama al 116 123."', None),
        ('msgid "You may call."\nmsgstr "Llame."', "es: may is lost: You may call."),
        ('msgid "You may call."\nmsgstr "Quizá llame."', None),
        ('msgid "We could not find it."\nmsgstr "No está."', "es: not found is lost: We could not find it."),
        ('msgid "The Home Office"\nmsgstr "El Ministerio del Interior"', "es: home office is lost: The Home Office"),
    ],
)
def test_each_fault_of_a_catalog_is_found(entry: str, problem: str | None, resources: Resources, tmp_path: Path) -> None:
    changed = only_spanish(resources, write(tmp_path, "es", entry + "\n"))
    write_kept(tmp_path, "es")
    assert check_catalogs(changed) == ([problem] if problem else [])


def test_a_catalog_without_its_list_of_kept_words_is_found(resources: Resources, tmp_path: Path) -> None:
    changed = only_spanish(resources, write(tmp_path, "es", 'msgid "Call."\nmsgstr "Llama."\n'))
    shutil.copy(LOCALES / kept.FILE, tmp_path / kept.FILE)
    assert check_catalogs(changed) == ["es/kept.yml is missing, malformed or lacks a name."]


def test_an_idle_exception_is_found(resources: Resources, tmp_path: Path) -> None:
    changed = only_spanish(resources, write(tmp_path, "es", 'msgid "You may call."\nmsgstr "Quizá llame."\n'))
    write_kept(tmp_path, "es")
    with (tmp_path / "es" / kept.FILE).open("a", encoding="utf-8") as file:
        file.write('exceptions: {may: ["You may call."]}\n')
    assert check_catalogs(changed) == ["es: kept.yml: idle exception of may: You may call."]


def test_a_catalog_that_is_not_there_is_found(resources: Resources, tmp_path: Path) -> None:
    changed = dataclasses.replace(resources, catalogs=Catalogs(tmp_path))
    assert check_catalogs(changed) == [
        f"{code}: there is no catalog. Run: waymark messages update" for code in TRANSLATED
    ]


def test_a_missing_catalog_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"xx/LC_MESSAGES/messages\.po is missing or damaged"):
        Catalogs(tmp_path).translate("xx", "Call.")


def test_placeholders_are_found() -> None:
    assert placeholders("Since {date} at {place}, {date}") == {"date", "place"}
    assert placeholders("None.") == set()


def test_an_update_keeps_translations_and_adds_new_texts(tmp_path: Path) -> None:
    folder = tmp_path / "locales"
    shutil.copytree(LOCALES / "es", folder / "es")
    before = read(po_path(folder, "es"), "es")
    assert update(folder, ["en", "es", "tr"])["tr"] > 500, "a new language begins empty"
    after = read(po_path(folder, "es"), "es")
    for message in before:
        if message.id and after.get(message.id):
            assert after.get(message.id).string == message.string
    first = po_path(folder, "es").read_text("utf-8")
    update(folder, ["en", "es", "tr"])
    assert po_path(folder, "es").read_text("utf-8") == first, "a second update changes nothing"


@pytest.mark.parametrize("content", ["", "[]", '"en"', '{"en": "English"}', '{"en": null}', "{}", '{"es": {"name": "Español"}}', '{"en": {"name": "English"}}',
                                     '{"en": {"name": "E", "english": "E", "reviewed": true}, "qq": {"name": "Q", "english": "Q", "reviewed": null}}'])
def test_a_malformed_list_of_languages_is_named(content: str, tmp_path: Path) -> None:
    path = tmp_path / "languages.json"
    path.write_text(content, "utf-8")
    with pytest.raises(ConfigurationError, match=r"languages\.json"):
        Languages.load(path)
