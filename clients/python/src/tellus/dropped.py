"""Trials that the program has lost sight of without telling a result: a loop left, a variable overwritten in a notebook."""

from __future__ import annotations

import time
from collections import deque
from typing import Callable, Deque, NamedTuple, Optional

from .held import Held
from .leaving import Passing, gives_back
from .signals import interrupted_since

#: For an exception to reach whoever handles it, or `sys.excepthook`.
MOMENT = 0.5


class _Drop(NamedTuple):
    held: Held
    passing: Optional[Passing]
    at: float


class Dropped:
    """`put` may be called by a finalizer, at any point of any thread: it takes no lock. The rest is decided later."""

    def __init__(self, release: Callable[[Held], None], fail: Callable[[Held, str], None]) -> None:
        self._release = release
        self._fail = fail
        self._drops: Deque[_Drop] = deque()

    def put(self, held: Held, passing: Optional[Passing] = None) -> None:
        self._drops.append(_Drop(held, passing, time.monotonic()))

    def settle(self, *, now: bool = False, at_end: bool = False) -> None:
        """Decides what can be decided, with `now` or `at_end` everything."""
        for _ in range(len(self._drops)):
            try:
                drop = self._drops.popleft()
            except IndexError:
                return  # another thread took it
            if not self._decide(drop, now=now, at_end=at_end):
                self._drops.append(drop)

    def _decide(self, drop: _Drop, *, now: bool, at_end: bool) -> bool:
        held, passing, at = drop
        if held.ended:
            return True
        error = passing.find() if passing is not None else None
        if passing is None or (error is not None and gives_back(error)):
            self._release(held)
        elif error is not None:
            self._fail(held, passing.text())
        elif at_end or interrupted_since(held.begun_at):
            # What ends a program unhandled comes by `sys.excepthook`, unless it is SystemExit.
            self._release(held)
        elif now or time.monotonic() - at >= MOMENT:
            self._fail(held, passing.text())
        else:
            return False
        return True
