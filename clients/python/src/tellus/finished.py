"""A trial as the service has it, read back: the incumbent, a row of a table."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Mapping, Optional

from .wire import from_wire


@dataclass(frozen=True)
class FinishedTrial:
    """What is stored of a trial. `values` holds its final observation by metric."""

    id: str
    number: int
    state: str
    assignments: dict[str, Any]
    values: dict[str, float]
    feasible: Optional[bool] = None
    #: Everything the API says of it.
    record: Mapping[str, Any] = field(default_factory=dict, repr=False)


def to_finished(record: Mapping[str, Any]) -> FinishedTrial:
    return FinishedTrial(
        id=str(record["id"]),
        number=int(record["number"]),
        state=str(record["state"]),
        assignments=dict(record["assignments"]),
        values={metric: from_wire(stored["value"]) for metric, stored in record["values"].items()},
        feasible=record.get("feasible"),
        record=record,
    )
