"""What this process knows of a study: what never changes, and its trials as they were when it last looked."""

from __future__ import annotations

import threading
from typing import Any, Mapping, Sequence

from optuna.distributions import BaseDistribution, check_distribution_compatibility
from optuna.study import StudyDirection
from optuna.trial import FrozenTrial

from .distributions import write_distribution


class KnownStudy:
    """Trials that are over stay as they are: the service is asked for what is new, and for those that were not over."""

    def __init__(self, objectives: Sequence[Mapping[str, Any]]) -> None:
        self.metrics = tuple(str(one["metric"]) for one in objectives)
        self.directions = [
            StudyDirection.MAXIMIZE if one["direction"] == "maximize" else StudyDirection.MINIMIZE for one in objectives
        ]
        #: Held by whoever reads trials, so that what is older never comes after what is newer.
        self.reading = threading.Lock()
        #: By number, without a gap.
        self.trials: dict[int, FrozenTrial] = {}
        self.unfinished: set[int] = set()
        #: What the service has taken of each parameter, so that it need not be asked whether it takes it again.
        self._distributions: dict[str, tuple[BaseDistribution, str]] = {}

    @property
    def next_number(self) -> int:
        return len(self.trials)

    def put(self, trial: FrozenTrial) -> None:
        self.trials[trial.number] = trial
        for name, distribution in trial.distributions.items():
            self.took(name, distribution)
        if trial.state.is_finished():
            self.unfinished.discard(trial.number)
        else:
            self.unfinished.add(trial.number)

    def took(self, name: str, distribution: BaseDistribution) -> None:
        if name not in self._distributions:
            self._distributions[name] = (distribution, write_distribution(distribution).document["type"])

    def takes(self, name: str, distribution: BaseDistribution) -> bool:
        """Whether the service will; False where only it can tell. Raises ValueError where it will not."""
        known = self._distributions.get(name)
        if known is None:
            return False
        check_distribution_compatibility(known[0], distribution)
        return bool(write_distribution(distribution).document["type"] == known[1])
