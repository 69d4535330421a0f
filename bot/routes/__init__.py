"""Routes to stay and support as things to ask a regulated adviser about: reviewed data and a pure evaluator.

`book` reads content/routes, `path` says which question comes next, `evaluate` turns answers into a result, `tell` puts
a result into the order it is read in: dangers before every route. Nothing here knows who asks, and nothing is kept.
"""

from bot.routes.book import RouteBook
from bot.routes.evaluate import Result, evaluate
from bot.routes.model import DONT_KNOW, IMPLICIT, SKIP, Choice, Kind, Question, Route, RouteWarning
from bot.routes.path import asked, next_question
from bot.routes.tell import Section, SectionKind, describe, tell

__all__ = [
    "DONT_KNOW",
    "IMPLICIT",
    "SKIP",
    "Choice",
    "Kind",
    "Question",
    "Result",
    "Route",
    "RouteBook",
    "RouteWarning",
    "Section",
    "SectionKind",
    "asked",
    "describe",
    "evaluate",
    "next_question",
    "tell",
]
