"""Values on their way to JSON: numbers of any library, and those that JSON does not have, as the API's three texts."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any, Mapping, Optional, SupportsFloat, Union

from .errors import UsageError

Number = Union[int, float, SupportsFloat]
_METRIC = re.compile(r"(?!__proto__$|constructor$|prototype$)[A-Za-z_][A-Za-z0-9_.\-/ ]{0,127}\Z")
_EXACT = 2**53
#: Names that were looked at already: a report every millisecond has the same ones.
_known_names: set[str] = set()


@dataclass(frozen=True)
class Value:
    """A told value with its uncertainty: the mean of `n` evaluations and the standard error of that mean."""

    value: Number
    std_error: Optional[float] = None
    n: Optional[int] = None


def measured(values: Optional[Mapping[str, Any]], metrics: Mapping[str, Any]) -> dict[str, Any]:
    """Metric values of a report."""
    merged = {**values, **metrics} if values else metrics
    return {_name(name): _number(name, value) for name, value in merged.items()}


def told(values: Optional[Mapping[str, Any]], metrics: Mapping[str, Any]) -> dict[str, Any]:
    """Metric values of a tell, which may have an uncertainty."""
    merged = {**values, **metrics} if values else metrics
    return {_name(name): _told_value(name, value) for name, value in merged.items()}


def from_wire(value: Any) -> float:
    """A stored value as a float, the three texts included."""
    return float(value)


def _told_value(name: str, value: Any) -> Any:
    if not isinstance(value, Value):
        return _number(name, value)
    extra = {"std_error": value.std_error, "n": value.n}
    return {"value": _number(name, value.value), **{k: v for k, v in extra.items() if v is not None}}


def _name(name: Any) -> str:
    if name in _known_names:
        return str(name)
    if not isinstance(name, str) or not _METRIC.match(name):
        raise UsageError(
            f"{name!r} cannot be a metric: it must begin with a letter or _, then letters, digits, _ . - / or spaces, "
            "at most 128 characters."
        )
    if len(_known_names) < 1000:
        _known_names.add(name)
    return name


def _number(name: str, value: Any) -> Union[int, float, str]:
    if type(value) is int and -_EXACT <= value <= _EXACT:
        return value
    try:
        number = float(value) if not isinstance(value, (str, bytes)) else None
    except (TypeError, ValueError, OverflowError):
        number = None
    if number is None:
        raise UsageError(f"{name} must be a number, not {_describe(value)}.")
    if math.isfinite(number):
        return number
    return "NaN" if math.isnan(number) else "Infinity" if number > 0 else "-Infinity"


def _describe(value: Any) -> str:
    text = repr(value)
    return f"{type(value).__name__} {text if len(text) <= 60 else text[:60] + '…'}"
