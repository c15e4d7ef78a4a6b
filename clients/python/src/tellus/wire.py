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
_STEP_MAX = 1_000_000_000
#: UTF-16 units that the API takes of a reason.
REASON_LENGTH = 4000
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
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


def checked_step(step: Any) -> int:
    """A step of any library's integers. Raises UsageError."""
    try:
        number = step if type(step) is int else step.__index__()
    except AttributeError:
        number = 0
    if not 1 <= number <= _STEP_MAX:
        raise UsageError(f"step must be a whole number from 1, what is completed by then, not {step!r}.")
    return int(number)


def from_wire(value: Any) -> float:
    """A stored value as a float, the three texts included."""
    return float(value)


def _told_value(name: str, value: Any) -> Any:
    if not isinstance(value, Value):
        return _number(name, value)
    given: dict[str, Any] = {"value": _number(name, value.value)}
    if value.std_error is not None:
        given["std_error"] = amount(f"std_error of {name}", value.std_error)
    if value.n is not None:
        given["n"] = _count(f"n of {name}", value.n)
    return given


def amount(name: str, value: Any) -> Union[int, float]:
    """A number that JSON has, not below 0."""
    number = _number(name, value)
    if isinstance(number, str) or number < 0:
        raise UsageError(f"{name} must be finite and not below 0, not {_describe(value)}. Leave it out where it is not known.")
    return number


def storable_text(text: str, limit: int = REASON_LENGTH) -> str:
    """The end of a text, as the service takes it: without NUL and halves of pairs, in at most `limit` UTF-16 units."""
    clean = _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text[-limit:])
    return clean.encode("utf-16-le")[-2 * limit :].decode("utf-16-le", "ignore")


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


def checked_trials(count: Any) -> Optional[int]:
    """How many trials a loop is to have; None: until the study is finished. Raises UsageError."""
    if count is None or (isinstance(count, int) and count >= 0):
        return count
    raise UsageError(f"How many trials must be a whole number from 0, or None for all there are, not {_describe(count)}.")


def _count(name: str, value: Any) -> int:
    try:
        number = int(value.__index__())
    except AttributeError:
        number = 0
    if not 1 <= number <= _EXACT:
        raise UsageError(f"{name} must be a whole number from 1, not {_describe(value)}.")
    return number


def _describe(value: Any) -> str:
    text = repr(value)
    return f"{type(value).__name__} {text if len(text) <= 60 else text[:60] + '…'}"
