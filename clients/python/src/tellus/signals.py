"""Ctrl-C and SIGTERM end a process in order: the program's own `finally` runs, and leases are given back.

Python turns Ctrl-C into KeyboardInterrupt, but lets SIGTERM kill the process on the spot. Where nobody else has said
what SIGTERM should do, it raises SystemExit here, with the exit code a shell would show. A handler of the program's own
is left alone. Before Python 3.12, that Ctrl-C was pressed is noted as well (see `leaving`).
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from types import FrameType
from typing import Optional

EXIT_CODE = 128 + signal.SIGTERM
_installed_by: Optional[int] = None
_interrupted_at = float("-inf")


def end_in_order() -> None:
    """From now on SIGTERM ends this process in order. Only the main thread can say so; elsewhere nothing happens."""
    global _installed_by
    if threading.current_thread() is not threading.main_thread() or _installed_by == os.getpid():
        return
    with contextlib.suppress(ValueError, OSError):
        # Ours is what a forked child has of its parent.
        if signal.getsignal(signal.SIGTERM) in (signal.SIG_DFL, _exit):
            signal.signal(signal.SIGTERM, _exit)
            _installed_by = os.getpid()
        if sys.version_info < (3, 12) and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, _interrupt)


def interrupted_since(moment: float) -> bool:
    """Whether Ctrl-C was pressed after this moment of the monotonic clock, as far as it was noted."""
    return _interrupted_at >= moment


def _interrupt(number: int, frame: Optional[FrameType]) -> None:
    global _interrupted_at
    _interrupted_at = time.monotonic()
    signal.default_int_handler(number, frame)


def _exit(_number: int, _frame: Optional[FrameType]) -> None:
    if _installed_by != os.getpid():
        # A forked child, such as a worker of a data loader, dies of it as before.
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTERM)
        return
    # A second one does not wait for what the first began.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    raise SystemExit(EXIT_CODE)
