"""Suggestions for a study that Tellus does not have: what the engine needs of its trials goes with each question."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Iterator, Mapping, Optional, Sequence

from optuna.study import Study
from optuna.trial import FrozenTrial, TrialState

from ..config import load_settings
from .records import write_objectives, write_state
from .service import Service
from .suggested_space import SuggestedSpace
from .values import to_number

#: Of the trials in a request, which may have 1 MiB in all.
_BYTES_MAX = 900_000
_TRIALS_MAX = 10_000


class Elsewhere:
    """Of one sampler. Safe to share between threads; a copy in another process connects by itself."""

    def __init__(self, url: Optional[str], api_key: Optional[str], project: Optional[str], seed: int) -> None:
        self._url, self._api_key, self._project, self._seed = url, api_key, project, seed
        self._service: Optional[Service] = None
        #: What was suggested to trials that run in this process, and may not have been taken yet: by study and number.
        self._out: dict[tuple[str, int], dict[str, Any]] = {}

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_service": None, "_out": {}}

    def suggest(
        self, study: Study, trial: FrozenTrial, space: SuggestedSpace, sampler: Mapping[str, Any]
    ) -> Optional[dict[str, Any]]:
        """None where every point of a finite space was tried, and where the service is away."""
        trials = [one for one in study.get_trials(deepcopy=False) if one.number != trial.number]
        objectives = write_objectives(study.directions)
        metrics = [one["metric"] for one in objectives]
        constraints = {name: f"constraint_{at}" for at, name in enumerate(_constraints_of(trials))}
        written = (
            self._write(study, one, space, metrics=metrics, constraints=constraints)
            for one in _newest_first(trials)
        )
        body = {
            "search_space": space.document(),
            "objectives": objectives,
            "outcome_constraints": [{"metric": metric, "lte": 0} for metric in constraints.values()],
            "sampler": sampler,
            "seed": self._seed,
            "number": trial.number,
            "trials": _fitting(written),
        }
        answer = self._connected().suggest(body)
        return None if answer is None or answer["assignments"] is None else space.read(answer["assignments"])

    def note(self, study: Study, trial: FrozenTrial, params: dict[str, Any]) -> None:
        """The trial runs with these values from now on, if it takes them."""
        self._out[study.study_name, trial.number] = params

    def forget(self, study: Study, trial: FrozenTrial) -> None:
        """The trial is over."""
        self._out.pop((study.study_name, trial.number), None)

    def _connected(self) -> Service:
        if self._service is None:
            self._service = Service(load_settings(self._url, self._api_key), self._project)
        return self._service

    def _write(
        self,
        study: Study,
        trial: FrozenTrial,
        space: SuggestedSpace,
        *,
        metrics: Sequence[str],
        constraints: Mapping[str, str],
    ) -> Optional[dict[str, Any]]:
        """None where it has no place among the others."""
        params = trial.params
        if not trial.state.is_finished():
            params = {**self._out.get((study.study_name, trial.number), {}), **params}
        assignments = space.write(params)
        if assignments is None:
            return None
        values: dict[str, Any] = {}
        if trial.state in (TrialState.COMPLETE, TrialState.PRUNED) and trial.values is not None:
            values = {metric: to_number(value) for metric, value in zip(metrics, trial.values)}
            values.update({constraints[name]: to_number(value) for name, value in trial.constraints.items()})
        return {
            "number": trial.number,
            "state": write_state(trial.state),
            "assignments": assignments,
            "values": values,
        }


def _constraints_of(trials: Sequence[FrozenTrial]) -> list[str]:
    return sorted({name for trial in trials for name in trial.constraints})


def _newest_first(trials: Sequence[FrozenTrial]) -> list[FrozenTrial]:
    """Those that run, then by when they ended. One that waits is nowhere yet."""
    present = [trial for trial in trials if trial.state != TrialState.WAITING]
    return sorted(present, key=lambda one: (one.datetime_complete or datetime.max, one.number), reverse=True)


def _fitting(written: Iterator[Optional[dict[str, Any]]]) -> list[dict[str, Any]]:
    """As many as a request may hold, the oldest first."""
    fitting: list[dict[str, Any]] = []
    left = _BYTES_MAX
    for one in written:
        if one is None:
            continue
        left -= len(json.dumps(one)) + 1
        if left < 0 or len(fitting) == _TRIALS_MAX:
            break
        fitting.append(one)
    return fitting[::-1]
