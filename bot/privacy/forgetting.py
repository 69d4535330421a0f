"""Memory that is given back is overwritten, and libraries that remember addresses of pages forget them.

Python and the C library leave what was in memory until it is used again, which may be never: after a hundred other
messages a hundred pieces of earlier ones could still be read (docs/SEIZURE_TEST.md has the figures). glibc can
overwrite memory when it is freed, but only what is freed to it and not put aside for the same thread, and only if it is
told before the process begins.
"""

from __future__ import annotations

import asyncio
import functools
import gc
import importlib
import os
import sys
from collections.abc import AsyncIterator, Mapping, MutableMapping
from contextlib import asynccontextmanager

TUNABLES = {"glibc.malloc.perturb": "165", "glibc.malloc.tcache_count": "0"}
"""Overwrite each freed block; put none aside for the thread, where it would stay as it is."""
PYTHONS_ALLOCATOR = ("PYTHONMALLOC", "malloc")
"""Small objects go to glibc too: Python's own allocator overwrites nothing."""
REMEMBERING = ("yarl._url", "yarl._parse", "aiohttp.helpers", "urllib.parse")
"""Modules that keep the last addresses and headers they took apart, for speed."""
FORGET_SECONDS = 1.0


def overwriting_environment(environment: Mapping[str, str]) -> dict[str, str] | None:
    """The environment in which a process overwrites what it frees, or None if this is one."""
    name, allocator = PYTHONS_ALLOCATOR
    told = [part for part in environment.get("GLIBC_TUNABLES", "").split(":") if part]
    kept = [part for part in told if part.partition("=")[0] not in TUNABLES]
    tunables = ":".join([*kept, *(f"{key}={value}" for key, value in TUNABLES.items())])
    wanted = {**environment, "GLIBC_TUNABLES": tunables, name: allocator}
    return None if wanted == dict(environment) else wanted


def begin_again_overwriting(environment: MutableMapping[str, str], arguments: list[str]) -> None:
    """Start this program anew in such an environment, as the same process. Returns if it already runs in one, or if
    the system is not Linux. arguments: sys.orig_argv."""
    wanted = overwriting_environment(environment)
    if sys.platform != "linux" or wanted is None:
        return
    sys.stdout.flush()
    os.execve(sys.executable, arguments, wanted)


@asynccontextmanager
async def forgetting(seconds: float = FORGET_SECONDS) -> AsyncIterator[None]:
    """While it lasts, libraries forget every second what they remembered of requests."""
    task = asyncio.create_task(_forget_again_and_again(seconds))
    try:
        yield
    finally:
        task.cancel()


def forget() -> None:
    """Empty the memories of these modules, and free what only refers to itself: a connection that ended and its last
    request would otherwise wait for Python's next thorough look, perhaps for hours. Milliseconds: what was there when
    the server began is not looked at."""
    for name in REMEMBERING:
        for value in vars(importlib.import_module(name)).values():
            if isinstance(value, functools._lru_cache_wrapper):
                value.cache_clear()
    gc.collect()


async def _forget_again_and_again(seconds: float) -> None:
    while True:
        await asyncio.sleep(seconds)
        forget()
