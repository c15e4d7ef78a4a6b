"""Ends the commands of an agent that dies without a word, on any system with process groups."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
from pathlib import Path

PROGRAM = Path(__file__).with_name("watchdog_program.py")


class Watchdog:
    """One for an agent. Should it be killed itself, training goes on without it."""

    def __init__(self, stop_signal: int, grace: float) -> None:
        self._lock = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(PROGRAM), str(int(stop_signal)), str(grace)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            bufsize=0,
        )

    def begun(self, group: int) -> None:
        self._say(f"+{group}\n")

    def ended(self, group: int) -> None:
        self._say(f"-{group}\n")

    def close(self) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=1.0)

    def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        with self._lock, contextlib.suppress(OSError, ValueError):
            self._process.stdin.write(line.encode())
