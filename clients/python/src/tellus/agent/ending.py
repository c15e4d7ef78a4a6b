"""The first SIGTERM, Ctrl-C or hang-up ends the agent in order, the second at once."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import Any, Optional

SIGNALS = (signal.SIGTERM, signal.SIGINT) + ((signal.SIGHUP,) if hasattr(signal, "SIGHUP") else ())


class Ending:
    """Looked at by every worker."""

    def __init__(self) -> None:
        #: In order: commands are asked to end, trials are given back.
        self.begun = threading.Event()
        #: Commands are killed.
        self.at_once = threading.Event()
        self.number: Optional[int] = None
        self._before: dict[int, Any] = {}

    def listen(self) -> None:
        """From now on; only the main thread can. What `nohup` or `&` have this process ignore stays ignored."""
        for number in SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN:
                self._before[number] = signal.signal(number, self._hear)

    def forget(self) -> None:
        """Signals mean again what they meant before."""
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._before = {}

    def _hear(self, number: int, _frame: Optional[FrameType]) -> None:
        # Nothing is said here: the signal may have come in the midst of a line.
        if self.begun.is_set():
            self.at_once.set()
        self.number = self.number or number
        self.begun.set()
