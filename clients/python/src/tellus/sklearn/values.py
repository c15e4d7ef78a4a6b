"""Choices of any kind as Tellus has them: JSON scalars as themselves, everything else under a text that names it."""

from __future__ import annotations

import math
import re
from typing import Any, Iterable

import numpy

from ..space import Scalar

_EXACT = 2**53
_LABEL_LENGTH = 200


class Values:
    """The values of a list by their keys. A value that is in the list twice is one choice."""

    def __init__(self, values: Iterable[Any]) -> None:
        self.keys: list[Scalar] = []
        self._values: dict[tuple[type, Scalar], Any] = {}
        named = []
        for value in values:
            if is_scalar(value):
                self._keep(to_plain(value), value)
            else:
                named.append((len(self.keys), value))
                self.keys.append(None)  # its place; the name follows once all texts are known
        for place, value in named:
            self.keys[place] = self._free_name(value)
            self._values[_identity(self.keys[place])] = value

    def __call__(self, key: Scalar) -> Any:
        """The value as it was given."""
        return self._values[_identity(key)]

    def place_of(self, key: Scalar) -> int:
        return [_identity(one) for one in self.keys].index(_identity(key))

    def key_of(self, value: Any) -> Scalar:
        """The key of one of the values."""
        return to_plain(value) if is_scalar(value) else name_of(value)

    def _keep(self, key: Scalar, value: Any) -> None:
        if _identity(key) not in self._values:
            self.keys.append(key)
            self._values[_identity(key)] = value

    def _free_name(self, value: Any) -> str:
        name, count = name_of(value), 1
        free = name
        while _identity(free) in self._values:
            count += 1
            free = f"{name} ({count})"
        return free


def to_plain(value: Any) -> Any:
    """NumPy's scalars as Python's own; anything else as it is."""
    return value.item() if isinstance(value, numpy.generic) else value


def is_scalar(value: Any) -> bool:
    """Whether JSON has it and PostgreSQL keeps it as it is."""
    value = to_plain(value)
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, int):
        return -_EXACT <= value <= _EXACT
    if isinstance(value, str):
        return "\0" not in value and value.encode(errors="replace") == value.encode(errors="surrogatepass")
    return value is None


def _identity(key: Scalar) -> tuple[type, Scalar]:
    """JSON knows one kind of number, and does not take 1 for true as Python does."""
    return (float if isinstance(key, (int, float)) and not isinstance(key, bool) else type(key), key)


def name_of(value: Any) -> str:
    """The same in every process: without addresses in memory."""
    name = getattr(value, "__qualname__", None)
    text = f"{value.__module__}.{name}" if isinstance(name, str) else repr(value)
    text = " ".join(re.sub(r" at 0x[0-9a-fA-F]+", "", text).split()).replace("\0", "")
    return text.encode(errors="replace").decode()[:_LABEL_LENGTH]
