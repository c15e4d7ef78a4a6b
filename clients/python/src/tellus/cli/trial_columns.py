"""A trial as a row of a CSV file, and the names of its columns: those that `tellus import file` reads back."""

from __future__ import annotations

from typing import Any, Iterable, Mapping

from ..agent.formatting import text_of


PARAMETER = "params."
VALUE = "values."
STD_ERROR = ".std_error"
COUNT = ".n"
BEFORE = ("number", "state", "state_reason")
AFTER = ("feasible", "cost", "attempt", "worker_id", "tags", "note", "created_at", "started_at", "finished_at", "id")


def flat(trial: Mapping[str, Any]) -> dict[str, str]:
    """Text by column; what the trial has not is absent."""
    row = {name: _plain(trial.get(name)) for name in (*BEFORE, *AFTER)}
    row.update({PARAMETER + name: text_of(value) for name, value in trial["assignments"].items()})
    for metric, stored in trial["values"].items():
        row[VALUE + metric] = text_of(stored["value"])
        row[VALUE + metric + STD_ERROR] = _plain(stored["std_error"])
        row[VALUE + metric + COUNT] = _plain(stored["n"])
    return {name: text for name, text in row.items() if text != ""}


def ordered(names: Iterable[str]) -> list[str]:
    """Of all columns that occur, in the order a person expects: what, its assignments, its values, the rest."""
    found = list(names)
    parameters = [name for name in found if name.startswith(PARAMETER)]
    values = sorted(name for name in found if name.startswith(VALUE))
    return [*BEFORE, *parameters, *values, *AFTER]


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ",".join(str(item) for item in value)
    return text_of(value)
