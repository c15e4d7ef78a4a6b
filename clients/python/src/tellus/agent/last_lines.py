"""The end of what a stream said: the reason of a failure stands there."""

from __future__ import annotations

from collections import deque
from typing import Deque

LINES = 40
CHARACTERS = 3000


class LastLines:
    """Written by the thread that reads the stream."""

    def __init__(self) -> None:
        self._lines: Deque[str] = deque(maxlen=LINES)

    def add(self, line: str) -> None:
        if line.strip():
            self._lines.append(line.rstrip()[-CHARACTERS:])

    def text(self) -> str:
        """Whole lines, as many of the last as fit."""
        kept: list[str] = []
        length = 0
        for line in reversed(list(self._lines)):
            length += len(line) + 1
            if kept and length > CHARACTERS:
                break
            kept.append(line)
        return "\n".join(reversed(kept))
