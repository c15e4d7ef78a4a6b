"""Bringing a late result into its study: as a trial of its own, with its learning curve."""

from __future__ import annotations

import contextlib
from typing import Any, Iterable, Mapping

from .errors import Forbidden, NotFound
from .late import LateResult, LateResults
from .opening import Caller, call

#: The API takes no more of an imported trial.
STEPS_MAX = 1000
_RESULT = ("state", "values", "cost", "reason")


def import_late(caller: Caller, late: LateResults, results: Iterable[LateResult]) -> int:
    """Gives how many. Each leaves the disk once the service has it; importing one twice adds nothing."""
    count = 0
    for result in results:
        # A trial whose client chose its assignments is kept whole.
        trial = to_import(result, _curve_of(caller, late, result)) if result.record is None else result.record
        call(caller, "POST", result.target, {"trials": [trial]}, key=f"late-{result.key}")
        late.discard(result)
        count += 1
    return count


def to_import(result: LateResult, curve: Mapping[int, Mapping[str, Any]]) -> dict[str, Any]:
    """As an item of `POST /studies/{study_id}/trials`."""
    told = {"state": "completed", **result.result}
    if told.get("from_measurements") == "last":
        told["values"] = {**_last_values(curve), **told.get("values", {})}
    steps = [{"step": step, "values": dict(curve[step])} for step in _spread(sorted(curve))]
    return {
        "assignments": result.assignments,
        "metadata": {"late_result_of": result.trial_id, "attempt": result.attempt},
        **{name: value for name, value in told.items() if name in _RESULT},
        **({"measurements": steps} if steps else {}),
    }


def _curve_of(caller: Caller, late: LateResults, result: LateResult) -> dict[int, dict[str, Any]]:
    """Values by step: what arrived while the trial was ours, and before, then what was kept here since."""
    curve: dict[int, dict[str, Any]] = {}
    with contextlib.suppress(Forbidden, NotFound):
        trial = call(caller, "GET", f"/trials/{result.trial_id}")
        for one in sorted(trial["measurements"], key=lambda measurement: int(measurement["attempt"])):
            if one["attempt"] <= result.attempt:
                curve.setdefault(int(one["step"]), {})[one["metric"]] = one["value"]
    for kept in late.steps(result):
        curve.setdefault(int(kept["step"]), {}).update(kept["values"])
    return curve


def _last_values(curve: Mapping[int, Mapping[str, Any]]) -> dict[str, Any]:
    return {metric: value for step in sorted(curve) for metric, value in curve[step].items()}


def _spread(steps: list[int]) -> list[int]:
    """At most as many as the API takes, the first and the last among them."""
    if len(steps) <= STEPS_MAX:
        return steps
    return [steps[round(index * (len(steps) - 1) / (STEPS_MAX - 1))] for index in range(STEPS_MAX)]
