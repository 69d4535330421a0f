"""Lets Rasa import the connectors it names at the top of its modules, without their libraries being installed.

`rasa.core.channels` imports every chat service Rasa ever supported, and its tracker stores and brokers import cloud
databases. None of them is used here; each is code that could phone home or need a security fix. A name that Rasa
asks for and nobody provides becomes an inert module; using it raises ImportError. Everybody else is told the truth:
the library is not installed. A library that is installed always wins, because this finder is asked last.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
import types
from collections.abc import Sequence

ABSENT = frozenset(
    {
        "aio_pika",
        "aiogram",
        "aiormq",
        "boto3",
        "botocore",
        "cachecontrol",
        "fbmessenger",
        "google.auth",
        "google.oauth2",
        "pymongo",
        "sentry_sdk",
        "slack_sdk",
        "socketio",
        "structlog_sentry",
        "twilio",
        "webexteamssdk",
    }
)
"""Modules that Rasa 3.6 imports without using them here, at the top of a file or on the way to a usual start."""

_LOADERS = ("importlib.", "_frozen_importlib", "rasa_connectors_off")


class _Inert(type):
    """A class that can be named, subclassed and caught as an exception, but not used."""

    def __getattr__(cls, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return _inert(f"{cls.__name__}.{name}")

    def __call__(cls, *args: object, **kwargs: object) -> object:
        raise ImportError(f"{cls.__name__} cannot be used: its library is not installed (see docs/SUPPLY_CHAIN.md)")


def _inert(name: str) -> type:
    return _Inert(name, (Exception,), {"__module__": __name__})


class _Module(types.ModuleType):
    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return _inert(f"{self.__name__}.{name}")


class _SentryProcessor:
    """Rasa puts one into its logging; this one passes every event on and sends nothing anywhere."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        pass

    def __call__(self, logger: object, name: str, event: dict) -> dict:
        return event


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """A spec for a name in ABSENT, or below one, if Rasa's own code asks."""
        parts = fullname.split(".")
        if not any(".".join(parts[:length]) in ABSENT for length in range(1, len(parts) + 1)) or not _rasa_asks():
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        return _Module(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        if module.__name__ == "structlog_sentry":
            module.SentryProcessor = _SentryProcessor


def _rasa_asks() -> bool:
    frame = sys._getframe(1)
    while frame is not None:
        name = frame.f_globals.get("__name__", "")
        if not name.startswith(_LOADERS):
            return name == "rasa" or name.startswith("rasa.")
        frame = frame.f_back
    return False


def install() -> None:
    """Ask this finder last. Called by the .pth file when Python starts; calling it again changes nothing."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.append(_Finder())
