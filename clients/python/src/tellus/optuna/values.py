"""Values of Optuna as JSON that comes back as it went: exactly, a whole float as a float, a tuple as a list.

What JSON or the API would change or refuse (1.0, NaN, integers beyond 2^53, texts with NUL, deep nesting) is the text
`json:` and what `json.dumps` makes of it; where that is longer than a text may be, `{"json:": [its pieces]}`.
"""

from __future__ import annotations

import datetime
import json
import math
import re
from typing import Any, Optional, Union

_MARK = "json:"
#: What `Trial.set_constraint` is told is a system attribute of a trial.
CONSTRAINT = "constraints:"
#: What `constraints_func` of Optuna's samplers gave: all of a trial as one list.
CONSTRAINTS = "constraints"
#: In bytes the API takes 64 KiB, and a character has up to four.
TEXT_LENGTH_MAX = 16_000
INTEGER_MAX = 2**53 - 1
_DEPTH_MAX = 16
_FORBIDDEN_KEYS = frozenset({"__proto__", "constructor", "prototype"})
_UNFIT = re.compile("[\u0000\ud800-\udfff]")
_KEY_LENGTH_MAX = 500


def to_json(value: Any) -> Any:
    """An attribute's value. Raises TypeError where it is nothing that JSON knows, as Optuna's own storages do."""
    if _comes_back(value, _DEPTH_MAX):
        return value
    text = json.dumps(value)
    if len(text) <= TEXT_LENGTH_MAX:
        return _MARK + text
    return {_MARK: [text[at : at + TEXT_LENGTH_MAX] for at in range(0, len(text), TEXT_LENGTH_MAX)]}


def from_json(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(_MARK):
        return _parsed(value[len(_MARK) :], value)
    if isinstance(value, dict) and value.keys() == {_MARK} and isinstance(value[_MARK], list):
        return _parsed("".join(map(str, value[_MARK])), value)
    return value


def to_key(kind: str, key: str) -> str:
    """The name of an attribute: `user:dataset`, `system:fixed_params`."""
    if not is_text(key) or len(key) > _KEY_LENGTH_MAX:
        raise ValueError(
            f"The name of an attribute has at most {_KEY_LENGTH_MAX} characters, without NUL and unpaired surrogates: "
            f"{key[:60]!r}."
        )
    return f"{kind}:{key}"


def to_attribute(key: str, value: Any) -> Any:
    """As `to_json`, but that constraints are numbers as metrics are: the service's samplers read them."""
    return to_number(value) if key.startswith(CONSTRAINT) and isinstance(value, float) else to_json(value)


def constraints_of(value: Any) -> dict[str, Any]:
    """Those that Optuna's samplers note together, one by one as `Trial.set_constraint` does, for the service's samplers."""
    if not isinstance(value, (list, tuple)) or not all(isinstance(one, (int, float)) for one in value):
        return {}
    return {f"{CONSTRAINT}{place}": to_number(one) for place, one in enumerate(value)}


def attributes_of(kind: str, attributes: dict[str, Any]) -> dict[str, Any]:
    """Those of one kind, as Optuna has them."""
    begin = f"{kind}:"
    found = {key[len(begin) :]: from_json(value) for key, value in attributes.items() if key.startswith(begin)}
    for noted in constraints_of(found.get(CONSTRAINTS)):
        found.pop(noted, None)
    return {key: float(value) if _is_constraint(key, value) else value for key, value in found.items()}


def _is_constraint(key: str, value: Any) -> bool:
    return key.startswith(CONSTRAINT) and (type(value) is int or value in ("Infinity", "-Infinity"))


def is_text(value: str) -> bool:
    """Whether the API takes it as it is."""
    return len(value) <= TEXT_LENGTH_MAX and not _UNFIT.search(value)


def to_number(value: Any) -> Union[float, str]:
    """A metric's value."""
    number = float(value)
    if math.isfinite(number):
        return number
    return "NaN" if math.isnan(number) else "Infinity" if number > 0 else "-Infinity"


def to_time(moment: datetime.datetime) -> str:
    """Optuna's times have no zone: they are those of this machine."""
    return moment.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def from_time(text: Optional[str]) -> Optional[datetime.datetime]:
    if text is None:
        return None
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone().replace(tzinfo=None)


def _comes_back(value: Any, depth: int) -> bool:
    if value is None or isinstance(value, bool):
        return True
    if isinstance(value, str):
        return is_text(value) and not value.startswith(_MARK)
    if isinstance(value, int):
        return abs(value) <= INTEGER_MAX
    if isinstance(value, float):
        return math.isfinite(value) and not value.is_integer()
    if depth == 0:
        return False
    if isinstance(value, list):
        return all(_comes_back(item, depth - 1) for item in value)
    if isinstance(value, dict) and value.keys() != {_MARK}:
        return all(_is_key(key) and _comes_back(item, depth - 1) for key, item in value.items())
    return False


def _is_key(key: Any) -> bool:
    return isinstance(key, str) and is_text(key) and key not in _FORBIDDEN_KEYS


def _parsed(text: str, otherwise: Any) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return otherwise  # written by somebody else, who meant nothing by it
