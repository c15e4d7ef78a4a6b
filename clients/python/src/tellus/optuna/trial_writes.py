"""What is said of trials: of those of this process in the background, of any other under the attempt that it has now."""

from __future__ import annotations

import copy
from typing import Any, Optional, Sequence

import optuna
from optuna.distributions import BaseDistribution
from optuna.exceptions import UpdateFinishedTrialError
from optuna.trial import FrozenTrial, TrialState

from ..asking import worker_name
from ..errors import Conflict, InvalidInput
from .connected import ConnectedStorage
from .identifiers import to_number, to_study, to_trial
from .own_trial import Change, OwnTrial, with_attribute, with_end, with_parameter, with_step
from .records import (
    read_state,
    read_trial,
    write_attribute,
    write_early_values,
    write_parameter,
    write_state,
    write_step,
    write_trial,
    write_values,
)
from .refusals import as_optuna_has_it


class TrialWrites(ConnectedStorage):
    """Methods that make, change and end trials."""

    def create_new_trial(self, study_id: int, template_trial: Optional[FrozenTrial] = None) -> int:
        study = self._study(study_id)
        body = {
            "trials": [{} if template_trial is None else write_trial(template_trial, study.metrics)],
            **self._holding(),
        }
        try:
            made = self._service.begin(f"/studies/{to_study(study_id)}/records", body)["trials"][0]
        except InvalidInput as error:
            raise ValueError(str(error)) from error
        trial_id = to_number(made["id"])
        with self._lock:
            self._places[trial_id] = (study_id, made["number"])
        if template_trial is not None:
            for name, distribution in template_trial.distributions.items():
                study.took(name, distribution)
        if made["state"] == "running":
            self._own.hold(made, study_id, study.metrics, template_trial)
        return trial_id

    def set_trial_param(
        self, trial_id: int, param_name: str, param_value_internal: float, distribution: BaseDistribution
    ) -> None:
        addition = write_parameter(param_name, distribution, param_value_internal)
        own = self._own.find(trial_id)
        if own is None:
            self._add_to_another(trial_id, addition)
            return
        study = self._study(own.study_id)
        if study.takes(param_name, distribution):
            self._own.add(own, addition)
        elif self._own.add_at_once(own, addition):
            study.took(param_name, distribution)
        value = distribution.to_external_repr(param_value_internal)
        own.change(with_parameter(param_name, value, distribution))

    def set_trial_intermediate_value(self, trial_id: int, step: int, intermediate_value: float) -> None:
        own = self._own.find(trial_id)
        study_id = own.study_id if own is not None else self._place(trial_id)[0]
        addition = write_step(step, intermediate_value, self._study(study_id).metrics)
        self._add(trial_id, own, addition, with_step(int(step), float(intermediate_value)))
        if own is not None and own.held.verdict == "stop" and not own.held.gone:
            raise optuna.TrialPruned(f"Trial {own.held.number} was stopped on its page.")

    def set_trial_user_attr(self, trial_id: int, key: str, value: Any) -> None:
        value = copy.deepcopy(value)  # as it is now, whatever becomes of it before it is sent
        addition = write_attribute("user", key, value)
        self._add(trial_id, self._own.find(trial_id), addition, with_attribute("user", key, value))

    def set_trial_system_attr(self, trial_id: int, key: str, value: Any) -> None:
        value = copy.deepcopy(value)
        addition = write_attribute("system", key, value)
        self._add(trial_id, self._own.find(trial_id), addition, with_attribute("system", key, value))

    def set_trial_state_values(
        self, trial_id: int, state: TrialState, values: Optional[Sequence[float]] = None
    ) -> bool:
        own = self._own.find(trial_id)
        if own is not None:
            return self._end_own(own, state, values)
        if state == TrialState.RUNNING:
            return self._start(trial_id)
        return self._end_of_another(trial_id, state, values)

    def _holding(self) -> dict[str, Any]:
        return {"lease_seconds": self._lease_seconds, "worker_id": worker_name()}

    def _add(self, trial_id: int, own: Optional[OwnTrial], addition: dict[str, Any], change: Change) -> None:
        if own is None:
            self._add_to_another(trial_id, addition)
            return
        self._own.add(own, addition)
        own.change(change)

    def _add_to_another(self, trial_id: int, addition: dict[str, Any]) -> None:
        """A trial that waits, or that another process runs: written under the attempt it has now."""
        path = f"/trials/{to_trial(trial_id)}/record"
        for tries_left in (1, 0):
            attempt = self._detail(trial_id)["attempt"]
            try:
                self._service.patch(path, {"attempt": attempt, **addition})
                return
            except (Conflict, InvalidInput) as error:
                if error.code != "lease_lost" or tries_left == 0:
                    raise as_optuna_has_it(error) from error

    def _start(self, trial_id: int) -> bool:
        """True for one of all who try."""
        study_id, number = self._place(trial_id)
        try:
            started = self._service.begin(f"/trials/{to_trial(trial_id)}/start", self._holding())
        except Conflict as error:
            if error.problem.get("state") == "running":
                return False
            raise as_optuna_has_it(error) from error
        metrics = self._study(study_id).metrics
        trial = read_trial(self._service.record(to_study(study_id), number), metrics)
        self._own.hold(started, study_id, metrics, trial)
        return True

    def _end_own(self, own: OwnTrial, state: TrialState, values: Optional[Sequence[float]]) -> bool:
        if state == TrialState.RUNNING:
            return False
        if state == TrialState.WAITING:
            if values is not None:
                self._own.add(own, write_early_values(values))
            self._own.release(own)
        else:
            self._own.tell(own, self._result(own.study_id, state, values), with_end(state, values))
        return True

    def _end_of_another(self, trial_id: int, state: TrialState, values: Optional[Sequence[float]]) -> bool:
        detail = self._detail(trial_id)
        now, attempt = read_state(detail["state"]), detail["attempt"]
        if now.is_finished():
            raise UpdateFinishedTrialError(f"Trial {detail['number']} is over and takes nothing more.")
        path = f"/trials/{to_trial(trial_id)}"
        try:
            if state == TrialState.WAITING:
                if values is not None:
                    self._add_to_another(trial_id, write_early_values(values))
                if now == TrialState.RUNNING:
                    self._service.post(f"{path}/release", {"attempt": attempt})
                return True
            result = self._result(to_number(detail["study_id"]), state, values)
            if now == TrialState.WAITING:
                attempt = self._service.begin(f"{path}/start", self._holding())["attempt"]
            self._service.post(f"{path}/tell", {"attempt": attempt, **result})
            return True
        except (Conflict, InvalidInput) as error:
            raise as_optuna_has_it(error) from error

    def _result(self, study_id: int, state: TrialState, values: Optional[Sequence[float]]) -> dict[str, Any]:
        result: dict[str, Any] = {"state": write_state(state)}
        if values is not None:
            result["values"] = write_values(values, self._study(study_id).metrics)
        elif state == TrialState.COMPLETE:
            raise ValueError("A trial that is complete needs values.")
        return result
