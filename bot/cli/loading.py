"""Starting the engine for a command, quietly."""

from __future__ import annotations

from contextlib import contextmanager, redirect_stdout
from io import StringIO
from typing import TYPE_CHECKING

from bot.engine.quiet import be_quiet

if TYPE_CHECKING:
    from bot.engine.engine import Engine


@contextmanager
def quiet_imports():
    """Rasa's libraries print notices while they are imported; an operator needs none of them."""
    with redirect_stdout(StringIO()):
        yield


def load_engine(queue: int = 100) -> Engine:
    """The engine with the newest model, ready for its first message. Raises ConfigurationError."""
    be_quiet()
    with quiet_imports():
        from bot.engine.engine import Engine

        engine = Engine.load(queue=queue)
        engine.warm()
    return engine
