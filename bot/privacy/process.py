"""What the operating system may write down about this process: as little as can be.

No core dump, no other process looking into memory, no traceback with texts on the terminal, and, if wished, no page of
memory in the swap. Linux; elsewhere what exists is done.
"""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import os
import resource
import sys
import threading

from bot.engine.quiet import log

_PR_SET_DUMPABLE = 4
_MCL_CURRENT, _MCL_FUTURE, _MCL_ONFAULT = 1, 2, 4


def harden(*, lock_memory: bool = False) -> None:
    """Call it once, before anybody is served.

    lock_memory: keep all memory out of the swap; needs the right to (LimitMEMLOCK=infinity in systemd), and says so in
    the log if it is not there.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.umask(0o077)
    # A crash dump of Python's own prints the stack of all threads; environment variables can switch it on.
    faulthandler.disable()
    sys.excepthook = _say_type_only
    threading.excepthook = lambda args: _say_type_only(args.exc_type, args.exc_value, None)
    sys.unraisablehook = lambda args: _say_type_only(args.exc_type, args.exc_value, None)
    with contextlib.suppress(OSError, AttributeError):  # not Linux
        libc = ctypes.CDLL(None, use_errno=True)
        # Not dumpable: no core, and /proc/<pid>/mem is closed to everybody but root.
        libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
        if lock_memory and libc.mlockall(_MCL_CURRENT | _MCL_FUTURE | _MCL_ONFAULT):
            log.error("waymark.memory.not_locked", outcome="raise the limit of locked memory (LimitMEMLOCK=infinity)")


def _say_type_only(kind: type[BaseException], error: BaseException | None, trace: object) -> None:
    """An error that nobody caught: its type, never its message, which may hold what somebody typed."""
    if not issubclass(kind, KeyboardInterrupt):
        log.error("waymark.failed", error=kind.__name__)
