"""Starting the engine for a command, quietly."""

from __future__ import annotations

import ctypes
import gc
from contextlib import contextmanager, redirect_stdout, suppress
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
    _give_back_memory()
    return engine


def _give_back_memory() -> None:
    """Return what starting up needed and nothing needs any more: about 20 MB, measured."""
    gc.collect()
    # What lives now lives for ever; the collector need not look at it again.
    gc.freeze()
    with suppress(OSError, AttributeError):  # another C library than glibc
        ctypes.CDLL("libc.so.6").malloc_trim(0)
