"""A part of the terminal that is drawn again and again, and left as it was found."""

from __future__ import annotations

import os
import sys
from types import TracebackType
from typing import Optional

_ALTERNATE = "\x1b[?1049h\x1b[?25l"
_BACK = "\x1b[?25h\x1b[?1049l"
_HOME = "\x1b[H"
_CLEAR_LINE = "\x1b[K"
_CLEAR_BELOW = "\x1b[J"


class Screen:
    """The other screen of the terminal, without a cursor, from `with` to its end: Ctrl-C and errors included.

    Each drawing asks for the size of the window anew, so that it follows a resize, and overwrites line by line, so
    that nothing flickers.
    """

    def __enter__(self) -> Screen:
        self._write(_ALTERNATE)
        return self

    def __exit__(
        self, kind: Optional[type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self._write(_BACK)

    @property
    def size(self) -> tuple[int, int]:
        """Columns and lines."""
        size = os.get_terminal_size(sys.stdout.fileno())
        return size.columns or 80, size.lines or 24

    def draw(self, lines: list[str]) -> None:
        """As many as fit; each must have been cut to the window."""
        _, height = self.size
        shown = lines[:height]
        self._write(_HOME + f"{_CLEAR_LINE}\r\n".join(shown) + _CLEAR_LINE + _CLEAR_BELOW)

    def _write(self, text: str) -> None:
        sys.stdout.write(text)
        sys.stdout.flush()


class Style:
    """Colours, where they may be: the meaning is always in the words too."""

    def __init__(self, colored: bool) -> None:
        self._colored = colored

    def bold(self, text: str) -> str:
        return self._in("1", text)

    def dim(self, text: str) -> str:
        return self._in("2", text)

    def good(self, text: str) -> str:
        return self._in("32", text)

    def bad(self, text: str) -> str:
        return self._in("31", text)

    def _in(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._colored and text else text

