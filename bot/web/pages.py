"""Renders templates in a person's language, with the direction and language of every fragment marked."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from babel import Locale, UnknownLocaleError
from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError
from markupsafe import Markup

from bot.conversation.blocks import Block, Choice, Choices, Heading
from bot.errors import ConfigurationError
from bot.nlg.catalog import Catalogs
from bot.nlg.languages import SOURCE, Language, Languages
from bot.settings import Settings
from bot.web.assets import Assets
from bot.web.links import safe_link, shown_address, with_calls
from bot.web.wording import Translator, plain

TEMPLATES = Path(__file__).parent / "templates"


class Pages:
    """All pages of the site."""

    def __init__(
        self, settings: Settings, languages: Languages, catalogs: Catalogs, assets: Assets, *, codes: bool = False
    ) -> None:
        """codes: whether help notes get codes.

        Raises ConfigurationError naming a template that cannot be read."""
        self._catalogs = catalogs
        self._languages = languages
        self._environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.filters.update(
            plain=plain,
            safe_link=safe_link,
            shown_address=shown_address,
            with_calls=with_calls,
            choices_of=choices_of,
            sections_of=sections_of,
        )
        self._compile()
        self._environment.globals.update(
            asset=assets.url,
            languages=languages,
            settings=settings,
            source=languages.get(SOURCE),
            frame="",
            codes=codes,
        )

    def _compile(self) -> None:
        """Read every template now, not when the first person asks for it."""
        for name in self._environment.list_templates(["html"]):
            try:
                self._environment.get_template(name)
            except (TemplateError, UnicodeDecodeError, OSError) as error:
                raise ConfigurationError(f"bot/web/templates/{name} is damaged. Restore it from git.") from error

    def render(self, template: str, language: Language, **context: object) -> str:
        """The HTML of a page."""
        return self._environment.get_template(template).render(
            language=language,
            _=Translator(self._catalogs, language),
            lang=lambda code: language_attributes(code, language),
            **context,
        )

    def fragment(self, blocks: Sequence[Block], language: Language) -> Markup:
        """Blocks alone, for a page that is otherwise in another language."""
        return Markup(self.render("_content.html", language, blocks=blocks))

    @property
    def source(self) -> Language:
        """English: the language of pages that have none of their own yet."""
        language = self._languages.get(SOURCE)
        assert language is not None  # Languages refuses a list without it
        return language


def language_attributes(code: str | None, page: Language) -> Markup:
    """` lang="..." dir="..."` for a fragment in another language than its page, otherwise nothing."""
    if not code or code == page.code:
        return Markup("")
    return Markup(' lang="{}" dir="{}"').format(code, direction(code))


@lru_cache(maxsize=256)
def direction(code: str) -> str:
    """ "rtl" or "ltr"; "ltr" for a code nobody knows."""
    try:
        return Locale.parse(code, sep="-").text_direction
    except (UnknownLocaleError, ValueError):
        return "ltr"


def choices_of(blocks: Sequence[Block]) -> list[Choice]:
    """All buttons of an answer. They are shown together, after it, where the next Tab finds them."""
    return [choice for block in blocks if isinstance(block, Choices) for choice in block.items]


def sections_of(blocks: Sequence[Block]) -> list[list[Block]]:
    """The blocks cut before each heading, so that a long page can be folded to its headings."""
    sections: list[list[Block]] = []
    for block in blocks:
        if isinstance(block, Heading) or not sections:
            sections.append([])
        sections[-1].append(block)
    return sections
