"""`accuracy=0.93` on the command line: a metric and its value, for `tell` also with its uncertainty."""

from __future__ import annotations

from typing import Any, Sequence

from .. import wire
from ..errors import UsageError
from ..wire import Value


def measured_of(words: Sequence[str]) -> dict[str, Any]:
    """Values of a report, as the API takes them."""
    return wire.measured({name: _number(name, text) for name, text in _pairs(words)}, {})


def told_of(words: Sequence[str]) -> dict[str, Any]:
    """Values of a tell: NAME=VALUE, or NAME=VALUE:STD_ERROR and NAME=VALUE:STD_ERROR:N."""
    return wire.told({name: _told(name, text) for name, text in _pairs(words)}, {})


def _pairs(words: Sequence[str]) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for word in words:
        name, equals, text = word.partition("=")
        if not equals:
            raise UsageError(f"{word!r} is not NAME=VALUE, such as accuracy=0.93.")
        if name in (known for known, _ in pairs):
            raise UsageError(f"{name} is given twice.")
        pairs.append((name, text.strip()))
    return pairs


def _told(name: str, text: str) -> Any:
    parts = text.split(":")
    if len(parts) > 3:
        raise UsageError(f"{name} must be VALUE, VALUE:STD_ERROR or VALUE:STD_ERROR:N, not {text!r}.")
    if len(parts) == 1:
        return _number(name, text)
    if len(parts) == 3 and not parts[2].isdecimal():
        raise UsageError(f"{name}: the number of evaluations must be a whole number, not {parts[2]!r}.")
    return Value(_number(name, parts[0]), _number(name, parts[1]), int(parts[2]) if len(parts) == 3 else None)


def _number(name: str, text: str) -> float:
    try:
        # As programs print them: 3, 0.5, 1e-3, nan, inf. A whole number stays one.
        return int(text) if text.lstrip("+-").isdecimal() else float(text)
    except ValueError:
        raise UsageError(f"{name} must be a number, nan or inf, not {text!r}.") from None
