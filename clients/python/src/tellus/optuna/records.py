"""Trials: Optuna's FrozenTrial, and a record of the API (`POST`, `PATCH`, `GET …/records`)."""

from __future__ import annotations

from typing import Any, Mapping, Optional, Sequence

from optuna.distributions import BaseDistribution
from optuna.study import StudyDirection
from optuna.trial import FrozenTrial, TrialState

from .distributions import read_distribution, read_value, write_distribution, write_value
from .identifiers import to_number as to_id
from .names import from_parameter, to_parameter
from .values import CONSTRAINTS, attributes_of, constraints_of, from_json, from_time, to_attribute, to_json, to_key, to_number, to_time

_STATES = {
    TrialState.RUNNING: "running",
    TrialState.WAITING: "queued",
    TrialState.COMPLETE: "completed",
    TrialState.PRUNED: "pruned",
    TrialState.FAIL: "failed",
}
#: What a person stopped, and what could not be evaluated, has failed as far as Optuna knows.
_FROM_STATES = {
    **{written: state for state, written in _STATES.items()},
    # It ended elsewhere and comes in parts, of which some are yet to come: nobody may have it, and it is not over here.
    "paused": TrialState.RUNNING,
    "cancelled": TrialState.FAIL,
    "infeasible": TrialState.FAIL,
}
_STEP_MAX = 1_000_000_000
#: Attributes that are ours: the whole name of a parameter, its whole distribution, values of a trial that has not ended.
_NAME, _DISTRIBUTION, _VALUES = "name:", "distribution:", "values"


def write_objectives(directions: Sequence[StudyDirection]) -> list[dict[str, str]]:
    """Optuna's objectives have a direction and no name."""
    metrics = ["value"] if len(directions) == 1 else [f"value_{place}" for place in range(len(directions))]
    return [
        {"metric": metric, "direction": "maximize" if direction == StudyDirection.MAXIMIZE else "minimize"}
        for metric, direction in zip(metrics, directions)
    ]


def write_state(state: TrialState) -> str:
    return _STATES[state]


def read_state(state: str) -> TrialState:
    return _FROM_STATES[state]


def write_parameter(name: str, distribution: BaseDistribution, internal: float) -> dict[str, Any]:
    """`assignments`, and where need be `attributes`, of one parameter."""
    written, known_as = write_distribution(distribution), to_parameter(name)
    value = write_value(distribution, written, internal)
    addition: dict[str, Any] = {"assignments": {known_as: {"value": value, "distribution": written.document}}}
    attributes = {}
    if written.whole is not None:
        attributes[_DISTRIBUTION + known_as] = to_json(written.whole)
    if from_parameter(known_as) != name:
        attributes[_NAME + known_as] = to_json(name)
    if attributes:
        addition["attributes"] = attributes
    return addition


def write_attribute(kind: str, key: str, value: Any) -> dict[str, Any]:
    attributes = {to_key(kind, key): to_attribute(key, value)}
    if kind == "system" and key == CONSTRAINTS:
        attributes.update({to_key(kind, one): number for one, number in constraints_of(value).items()})
    return {"attributes": attributes}


def write_step(step: int, value: float, metrics: Sequence[str]) -> dict[str, Any]:
    if not -_STEP_MAX <= step <= _STEP_MAX:
        raise ValueError(f"A step must be between -{_STEP_MAX:,} and {_STEP_MAX:,}, not {step}.")
    return {"measurements": [{"step": int(step), "values": {metrics[0]: to_number(value)}}]}


def write_values(values: Sequence[float], metrics: Sequence[str]) -> dict[str, Any]:
    """By metric, as a result has them."""
    if len(values) != len(metrics):
        raise ValueError(f"The study has {len(metrics)} objectives, and {len(values)} values were given.")
    return {metric: to_number(value) for metric, value in zip(metrics, values)}


def write_early_values(values: Sequence[float]) -> dict[str, Any]:
    """Of a trial that has not ended, which has no result yet."""
    return {"attributes": {_VALUES: [to_number(value) for value in values]}}


def write_trial(trial: FrozenTrial, metrics: Sequence[str]) -> dict[str, Any]:
    """A whole trial. Raises ValueError for what cannot be stored."""
    additions = [
        *(
            write_parameter(name, distribution, distribution.to_internal_repr(trial.params[name]))
            for name, distribution in trial.distributions.items()
        ),
        *(write_attribute("user", key, value) for key, value in trial.user_attrs.items()),
        *(write_attribute("system", key, value) for key, value in trial.system_attrs.items()),
        *(write_step(step, value, metrics) for step, value in trial.intermediate_values.items()),
    ]
    written: dict[str, Any] = {"state": write_state(trial.state)}
    if trial.datetime_start is not None:
        written["started_at"] = to_time(trial.datetime_start)
    if trial.state.is_finished():
        if trial.values is not None:
            written["values"] = write_values(trial.values, metrics)
        if trial.datetime_complete is not None:
            written["finished_at"] = to_time(trial.datetime_complete)
    elif trial.values is not None:
        additions.append(write_early_values(trial.values))
    return {**written, **join(additions)}


def join(additions: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Several additions as one."""
    joined: dict[str, Any] = {}
    for addition in additions:
        for name, added in addition.items():
            if isinstance(added, list):
                joined.setdefault(name, []).extend(added)
            else:
                joined.setdefault(name, {}).update(added)
    return joined


def read_trial(record: Mapping[str, Any], metrics: Sequence[str]) -> FrozenTrial:
    attributes = record["attributes"]
    params: dict[str, Any] = {}
    distributions: dict[str, BaseDistribution] = {}
    for written, assignment in record["assignments"].items():
        name = _parameter_of(written, attributes)
        document = assignment["distribution"]
        distribution = read_distribution(document, from_json(attributes.get(_DISTRIBUTION + written)))
        distributions[name] = distribution
        params[name] = read_value(distribution, document, assignment["value"])
    return FrozenTrial(
        number=record["number"],
        state=_state_of(record, metrics),
        value=None,
        values=_values_of(record, metrics),
        datetime_start=from_time(record["started_at"]),
        datetime_complete=from_time(record["finished_at"]),
        params=params,
        distributions=distributions,
        user_attrs=attributes_of("user", attributes),
        system_attrs=attributes_of("system", attributes),
        intermediate_values={
            one["step"]: float(one["value"]) for one in record["measurements"] if one["metric"] == metrics[0]
        },
        trial_id=to_id(record["id"]),
    )


def _state_of(record: Mapping[str, Any], metrics: Sequence[str]) -> TrialState:
    """One that was stopped here, and came to its end without having heard of it, is complete there."""
    if record["state"] == "cancelled" and all(metric in record["values"] for metric in metrics):
        return TrialState.COMPLETE
    return read_state(record["state"])


def _parameter_of(written: str, attributes: Mapping[str, Any]) -> str:
    name = from_parameter(written)
    if name is None:
        whole = from_json(attributes.get(_NAME + written))
        return whole if isinstance(whole, str) else written
    return name


def _values_of(record: Mapping[str, Any], metrics: Sequence[str]) -> Optional[list[float]]:
    if _state_of(record, metrics) == TrialState.FAIL:
        return None  # Optuna's failed trials have none
    if all(metric in record["values"] for metric in metrics):
        return [float(record["values"][metric]) for metric in metrics]
    early = record["attributes"].get(_VALUES)
    return [float(value) for value in early] if isinstance(early, list) else None
