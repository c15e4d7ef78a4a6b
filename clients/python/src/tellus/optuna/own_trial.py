"""A running trial of this process: what it has said of the trial, whether or not that has arrived yet."""

from __future__ import annotations

import copy
import threading
from datetime import datetime
from typing import Any, Callable, Optional, Sequence

from optuna.distributions import BaseDistribution
from optuna.trial import FrozenTrial, TrialState

from ..held import Held

Change = Callable[[FrozenTrial], None]


class OwnTrial:
    """Optuna's rule is that whoever runs a trial is the only one who writes of it, so nothing has to be read back."""

    def __init__(self, held: Held, study_id: int, metrics: Sequence[str], trial: FrozenTrial) -> None:
        self.held = held
        self.study_id = study_id
        self.metrics = metrics
        self._trial = trial
        self._lock = threading.Lock()

    @property
    def trial(self) -> FrozenTrial:
        """As it is now. What was given out before stays what it was."""
        return self._trial

    def change(self, change: Change) -> None:
        with self._lock:
            trial = copy.copy(self._trial)
            change(trial)
            self._trial = trial

    def began_at(self, moment: Optional[datetime]) -> None:
        """By the clock of the service, which is what the trial will have once it is over."""

        def change(trial: FrozenTrial) -> None:
            trial.datetime_start = moment

        if moment != self._trial.datetime_start:
            self.change(change)


def with_parameter(name: str, value: Any, distribution: BaseDistribution) -> Change:
    def change(trial: FrozenTrial) -> None:
        trial.params = {**trial.params, name: value}
        trial.distributions = {**trial.distributions, name: distribution}

    return change


def with_step(step: int, value: float) -> Change:
    def change(trial: FrozenTrial) -> None:
        trial.intermediate_values = {**trial.intermediate_values, step: value}

    return change


def with_end(state: TrialState, values: Optional[Sequence[float]]) -> Change:
    def change(trial: FrozenTrial) -> None:
        trial.state = state
        trial.values = None if values is None else [float(value) for value in values]
        trial.datetime_complete = datetime.now()

    return change


def with_attribute(kind: str, key: str, value: Any) -> Change:
    def change(trial: FrozenTrial) -> None:
        if kind == "user":
            trial.user_attrs = {**trial.user_attrs, key: value}
        else:
            trial.system_attrs = {**trial.system_attrs, key: value}

    return change
