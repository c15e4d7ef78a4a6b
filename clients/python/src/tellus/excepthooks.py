"""Looks on as an exception ends the program or a thread: a trial that it ended is told with its traceback."""

from __future__ import annotations

import contextlib
import sys
import threading
from types import TracebackType
from typing import Optional

from .runtime import settle_dropped

_looking = threading.Lock()


def look_on() -> None:
    """Once for each process; who stood there before is called as before."""
    if not _looking.acquire(blocking=False):
        return
    before, before_in_thread = sys.excepthook, threading.excepthook

    def at_end(kind: type[BaseException], error: BaseException, trace: Optional[TracebackType]) -> None:
        with contextlib.suppress(Exception):
            settle_dropped()
        before(kind, error, trace)

    def at_end_of_thread(args: threading.ExceptHookArgs) -> None:
        with contextlib.suppress(Exception):
            settle_dropped()
        before_in_thread(args)

    sys.excepthook, threading.excepthook = at_end, at_end_of_thread
