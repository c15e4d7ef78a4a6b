"""Tables for a terminal: columns as wide as they must be, and no line longer than the window."""

from __future__ import annotations

import os
import shutil
import sys
import unicodedata
from dataclasses import dataclass
from typing import Any, Iterable, Optional, Sequence

#: A column that has to give way keeps so much.
NARROWEST = 8
GAP = "  "


@dataclass(frozen=True)
class Column:
    title: str
    #: Numbers stand at the right.
    right: bool = False
    #: Whether it is cut where the window is narrow; those that are not, are never cut.
    yields: bool = False


def render(columns: Sequence[Column], rows: Sequence[Sequence[str]], width: Optional[int]) -> list[str]:
    """A line of titles, then one for each row. Without a width, as for a file, nothing is cut."""
    cells = [[one.title for one in columns], *[[clean(cell) for cell in row] for row in rows]]
    widths = [max(width_of(row[index]) for row in cells) for index in range(len(columns))]
    if width is not None:
        _narrow(widths, columns, width)
    return [_line(row, columns, widths) for row in cells]


def window_width() -> Optional[int]:
    """That of the terminal; None where standard output is none."""
    return shutil.get_terminal_size((80, 24)).columns if sys.stdout.isatty() else None


def may_color() -> bool:
    """Whether somebody looks who has not said otherwise (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def number(value: Any) -> str:
    """Six digits tell any two results apart that a person would."""
    if value is None:
        return ""
    return str(value) if isinstance(value, (str, int)) else f"{value:.6g}"


def clean(text: str) -> str:
    """Names come from elsewhere: what could move the cursor or turn the line around is shown, not obeyed."""
    return "".join(one if unicodedata.category(one)[0] != "C" else "�" for one in text)


def width_of(text: str) -> int:
    """Columns of a terminal that the text takes."""
    return sum(_width_of_one(one) for one in text)


def cut(text: str, width: int) -> str:
    """At most so many columns, with a mark where something is missing."""
    if width_of(text) <= width:
        return text
    kept: list[str] = []
    left = width - 1
    for one in text:
        left -= _width_of_one(one)
        if left < 0:
            break
        kept.append(one)
    return "".join(kept) + "…" if width > 0 else ""


def _width_of_one(one: str) -> int:
    if unicodedata.combining(one):
        return 0
    return 2 if unicodedata.east_asian_width(one) in "WF" else 1


def _narrow(widths: list[int], columns: Sequence[Column], width: int) -> None:
    """The widest that may be cut gives way first."""
    over = sum(widths) + len(GAP) * (len(widths) - 1) - width
    while over > 0:
        yielding = [index for index, column in enumerate(columns) if column.yields and widths[index] > NARROWEST]
        if not yielding:
            return
        widest = max(yielding, key=lambda index: widths[index])
        widths[widest] -= 1
        over -= 1


def _line(row: Iterable[str], columns: Sequence[Column], widths: Sequence[int]) -> str:
    parts = []
    for text, column, width in zip(row, columns, widths):
        shown = cut(text, width)
        space = " " * (width - width_of(shown))
        parts.append(space + shown if column.right else shown + space)
    return GAP.join(parts).rstrip()
