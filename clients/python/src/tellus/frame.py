"""All trials of a study as a pandas table, where pandas is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Iterable, Mapping

from .errors import UsageError
from .wire import from_wire

if TYPE_CHECKING:
    import pandas


def to_frame(trials: Iterable[Mapping[str, Any]]) -> pandas.DataFrame:
    """A row for each trial, by number; parameters as `params.<name>`, final values as `values.<metric>`."""
    try:
        import pandas
    except ImportError:
        raise UsageError("dataframe() needs pandas: pip install pandas. Without it, study.list_trials() gives the trials.") from None
    rows = [_row(trial) for trial in trials]
    frame = pandas.DataFrame(rows)
    for column in ("created_at", "started_at", "finished_at"):
        if column in frame:
            frame[column] = pandas.to_datetime(frame[column], format="ISO8601", utc=True)
    return frame.set_index("number") if rows else frame


def _row(trial: Mapping[str, Any]) -> dict[str, Any]:
    plain = ("number", "state", "state_reason", "feasible", "cost", "worker_id", "started_at", "finished_at")
    row = {name: trial.get(name) for name in plain}
    row.update({f"params.{name}": value for name, value in trial["assignments"].items()})
    row.update({f"values.{metric}": from_wire(stored["value"]) for metric, stored in trial["values"].items()})
    return row
