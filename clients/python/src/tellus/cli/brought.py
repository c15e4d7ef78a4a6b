"""A row of somebody's file as a trial to import: which column is what, and what its text means."""

from __future__ import annotations

import json
import math
from datetime import datetime
from typing import Any, Mapping, Optional, Sequence

from ..agent.formatting import text_of
from ..errors import UsageError
from .trial_columns import AFTER, BEFORE, COUNT, PARAMETER, STD_ERROR, VALUE

ENDED = ("completed", "failed", "infeasible", "pruned")
#: What an export has beside: it has not ended, or nobody can bring it.
SKIPPED = ("queued", "running", "paused", "cancelled")
_PLAIN = {"state": "state", "reason": "reason", "state_reason": "reason", "cost": "cost", "started_at": "started_at",
          "finished_at": "finished_at"}
_NOT_IMPORTED = frozenset({*BEFORE, *AFTER} - _PLAIN.keys())
#: An object that has it is a trial as the API has it, not a row.
_ASSIGNMENTS = "assignments"
_OF_A_TRIAL = (_ASSIGNMENTS, "values", "state", "reason", "state_reason", "cost", "started_at", "finished_at", "measurements")


class Wrong(Exception):
    """A field that cannot be meant."""

    def __init__(self, field: str, detail: str) -> None:
        super().__init__(f"{field}: {detail}")
        self.field = field
        self.detail = detail


class Layout:
    """How the rows of one file become trials of one study."""

    def __init__(self, study: Mapping[str, Any], mapped: Mapping[str, str], ignored: Sequence[str]) -> None:
        self._space: Mapping[str, Mapping[str, Any]] = study["search_space"]
        self._objectives = [one["metric"] for one in study["objectives"]]
        bounds = [one["metric"] for one in study.get("outcome_constraints", ())]
        self._needed = list(dict.fromkeys([*self._objectives, *bounds]))
        self._mapped = mapped
        self._ignored = frozenset(ignored)
        self._targets: dict[str, Optional[str]] = {}

    def to_item(self, fields: Mapping[str, Any]) -> Optional[dict[str, Any]]:
        """As `POST /studies/{study_id}/trials` takes it; None for a trial that has not ended. Raises Wrong."""
        item = self._from_trial(fields) if _ASSIGNMENTS in fields else self._from_row(fields)
        state = item.setdefault("state", "completed")
        if state in SKIPPED:
            return None
        if state not in ENDED:
            raise Wrong("state", f"must be one of {', '.join(ENDED)}, not {state!r}.")
        if not item["assignments"]:
            raise Wrong("params", "no parameter has a value.")
        missing = [metric for metric in self._needed if state == "completed" and metric not in item["values"]]
        if missing:
            raise Wrong(VALUE + missing[0], "is missing: a completed trial has a value of each metric that counts.")
        return item

    def _from_row(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        item: dict[str, Any] = {"assignments": {}, "values": {}}
        for column, content in fields.items():
            target = self._target(column)
            if target is not None:
                self._put(item, column, target, content)
        for metric, told in item["values"].items():
            if "value" not in told:
                raise Wrong(VALUE + metric, "has an uncertainty, but no value.")
            item["values"][metric] = told["value"] if len(told) == 1 else told
        return item

    def _put(self, item: dict[str, Any], column: str, target: str, content: Any) -> None:
        if target.startswith(PARAMETER):
            name = target[len(PARAMETER) :]
            item["assignments"][name] = self._assigned(column, name, content)
        elif target.startswith(VALUE):
            metric, part = _part_of(target[len(VALUE) :])
            told = item["values"].setdefault(metric, {})
            told[part] = _count(column, content) if part == "n" else _metric(column, content)
        elif target == "cost":
            item["cost"] = _finite(column, content)
        elif target in ("started_at", "finished_at"):
            item[target] = _moment(column, content)
        else:
            item[target] = str(content)

    def _from_trial(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """The service checks the rest: it is JSON of the API's own form."""
        if not isinstance(fields[_ASSIGNMENTS], dict):
            raise Wrong(_ASSIGNMENTS, "must be an object: value by parameter.")
        values = fields.get("values", {})
        if not isinstance(values, dict):
            raise Wrong("values", "must be an object: value by metric.")
        item = {_PLAIN.get(name, name): fields[name] for name in _OF_A_TRIAL if name in fields}
        item["values"] = {metric: _without_null(told) for metric, told in values.items()}
        return item

    def _target(self, column: str) -> Optional[str]:
        """What the column is; None where it is left out. Raises UsageError where nobody said."""
        if column not in self._targets:
            self._targets[column] = self._find_target(column)
        return self._targets[column]

    def _find_target(self, column: str) -> Optional[str]:
        if column in self._ignored:
            return None
        if column in self._mapped:
            return self._mapped[column]
        if column.startswith((PARAMETER, VALUE)):
            return column
        meant = [prefix + column for prefix, names in ((PARAMETER, self._space), (VALUE, self._needed)) if column in names]
        if column in _PLAIN:
            meant.append(_PLAIN[column])
        if len(meant) == 1:
            return meant[0]
        if not meant and column in _NOT_IMPORTED:
            return None
        what = f"could be {' and '.join(meant)}" if meant else "is neither a parameter of the study nor a metric that counts"
        raise UsageError(
            f"The column {column!r} {what}. Say --map {column}=params.NAME, --map {column}=values.METRIC, or --ignore {column}."
        )

    def _assigned(self, column: str, name: str, content: Any) -> Any:
        """The value that a text of CSV stands for; JSON has values already."""
        if not isinstance(content, str):
            return content
        parameter = self._space.get(name, {})
        kind = parameter.get("type")
        if kind in ("float", "int"):
            value = _finite(column, content)
            return int(value) if kind == "int" and value.is_integer() else value
        if kind == "bool":
            return _boolean(column, content)
        known = [*parameter.get("choices", ()), *parameter.get("values", ()), parameter.get("value")]
        return next((value for value in known if text_of(value) == content), _guessed(content, known))


def targets_of(pairs: Sequence[str]) -> dict[str, str]:
    """`--map COLUMN=TARGET`, checked."""
    mapped = {}
    for pair in pairs:
        column, equals, target = pair.rpartition("=")
        named = target.startswith((PARAMETER, VALUE)) and target not in (PARAMETER, VALUE)
        if not equals or not (named or target in _PLAIN):
            raise UsageError(
                f"--map must be COLUMN=params.NAME, COLUMN=values.METRIC or COLUMN=one of {', '.join(_PLAIN)}, not {pair!r}."
            )
        mapped[column] = _PLAIN.get(target, target)
    return mapped


def _part_of(text: str) -> tuple[str, str]:
    for suffix, part in ((STD_ERROR, "std_error"), (COUNT, "n")):
        if text.endswith(suffix):
            return text[: -len(suffix)], part
    return text, "value"


def _metric(column: str, content: Any) -> Any:
    number = _number(column, content)
    if math.isfinite(number):
        return int(number) if isinstance(content, int) else number
    return "NaN" if math.isnan(number) else "Infinity" if number > 0 else "-Infinity"


def _number(column: str, content: Any) -> float:
    try:
        if isinstance(content, bool):
            raise ValueError
        return float(content)
    except (TypeError, ValueError):
        raise Wrong(column, f"must be a number, not {content!r}.") from None


def _finite(column: str, content: Any) -> float:
    number = _number(column, content)
    if not math.isfinite(number):
        raise Wrong(column, f"must be a finite number, not {content!r}.")
    return number


def _count(column: str, content: Any) -> int:
    number = _finite(column, content)
    if number < 1 or not number.is_integer():
        raise Wrong(column, f"must be a whole number from 1, not {content!r}.")
    return int(number)


def _boolean(column: str, content: str) -> bool:
    known = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
    if content.strip().lower() not in known:
        raise Wrong(column, f"must be true or false, not {content!r}.")
    return known[content.strip().lower()]


def _moment(column: str, content: Any) -> str:
    try:
        moment = datetime.fromisoformat(str(content).strip().replace("Z", "+00:00"))
    except ValueError:
        raise Wrong(column, f"must be a time such as 2026-11-30T12:00:00Z, not {content!r}.") from None
    if moment.tzinfo is None:
        raise Wrong(column, f"{content!r} has no zone: write {moment.isoformat()}Z where it is UTC.")
    return moment.isoformat()


def _guessed(content: str, known: Sequence[Any]) -> Any:
    """A value that the study does not know, or that is written otherwise: as JSON reads it, else as text."""
    try:
        value = json.loads(content)
    except ValueError:
        return content
    if isinstance(value, (list, dict)):
        return content
    return next((one for one in known if one == value and not isinstance(one, bool)), value)


def _without_null(told: Any) -> Any:
    """An export says null where a value has no uncertainty."""
    if not isinstance(told, dict):
        return told
    kept = {name: part for name, part in told.items() if part is not None}
    return kept["value"] if kept.keys() == {"value"} else kept
