"""`TellusSampler`: the engines of Tellus inside `study.optimize`.

Parameters that every completed trial has, always from the same distribution, are drawn together by the engine
(Optuna's relative sampling); the others one by one by a sampler of Optuna's. With a `TellusStorage` the service reads the
trials itself. With any other storage the sampler sends what it needs of them with each question, and nothing is stored.
"""

from __future__ import annotations

import math
import secrets
from typing import Any, Callable, Mapping, Optional, Sequence, Union

from optuna.distributions import BaseDistribution, IntDistribution
from optuna.samplers import BaseSampler, RandomSampler
from optuna.search_space import intersection_search_space
from optuna.study import Study
from optuna.trial import FrozenTrial, TrialState

from ..errors import Conflict, UsageError
from .elsewhere import Elsewhere
from .storage import TellusStorage
from .suggested_space import SuggestedSpace
from .values import CONSTRAINT

#: Name of a sampler of Tellus, or that and its options: `{"name": "nsga2", "population_size": 20}`.
SamplerSetting = Union[str, Mapping[str, Any]]
Constraints = Callable[[FrozenTrial], Sequence[float]]

_SEED_MAX = 2**53 - 1
#: What the engine is asked for where nothing is known of the real space. Every sampler takes it.
_TRY_OUT = {"n": IntDistribution(0, 1)}


class TellusSampler(BaseSampler):
    """A sampler of Optuna that asks Tellus.

    Args:
        sampler: `auto`, `gp`, `tpe`, `cma-es`, `nsga2`, … (docs/samplers), or a mapping of `name` and its options.
        seed: Of what is random in the engine, together with the number of the trial, and of the independent sampler.
            Without one that of the study in Tellus counts, and with another storage a random one.
        independent_sampler: Draws parameters that are not in every trial, and those of the first. By default a
            `RandomSampler`; for objectives with conditions a `TPESampler` learns what they do.
        constraints_func: As of Optuna's own samplers: each value is at most 0 where the trial is feasible.
            `Trial.set_constraint`, which is Optuna's newer way, needs nothing here.
        url, api_key, project: The service, where the study has another storage than a `TellusStorage`; as of that.
    """

    def __init__(
        self,
        sampler: SamplerSetting = "auto",
        *,
        seed: Optional[int] = None,
        independent_sampler: Optional[BaseSampler] = None,
        constraints_func: Optional[Constraints] = None,
        url: Optional[str] = None,
        api_key: Optional[str] = None,
        project: Optional[str] = None,
    ) -> None:
        if seed is not None and not 0 <= seed <= _SEED_MAX:
            raise UsageError(f"seed must be a whole number from 0 to {_SEED_MAX}, not {seed!r}.")
        self._sampler = _setting(sampler)
        self._seed = seed
        self._independent = independent_sampler or RandomSampler(seed=None if seed is None else seed % 2**32)
        self._constraints_func = constraints_func
        #: Whether anything was asked: what is wrong with the setting is heard before the first trial trains, not after it.
        self._heard = False
        self._elsewhere = Elsewhere(url, api_key, project, seed=secrets.randbelow(_SEED_MAX) if seed is None else seed)

    def reseed_rng(self) -> None:
        """The engine's numbers are those of the trial's number, which no two trials share."""
        self._independent.reseed_rng()

    def infer_relative_search_space(self, study: Study, trial: FrozenTrial) -> dict[str, BaseDistribution]:
        completed = study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))
        common = intersection_search_space(completed)
        return {name: distribution for name, distribution in common.items() if not distribution.single()}

    def sample_relative(
        self, study: Study, trial: FrozenTrial, search_space: dict[str, BaseDistribution]
    ) -> dict[str, Any]:
        if not search_space:
            if not self._heard:
                self._suggest(study, trial, _TRY_OUT)
            return {}
        suggested = self._suggest(study, trial, search_space)
        if suggested is None:
            draw = self._independent.sample_independent
            suggested = {name: draw(study, trial, name, distribution) for name, distribution in search_space.items()}
        self._elsewhere.note(study, trial, suggested)
        return suggested

    def sample_independent(
        self, study: Study, trial: FrozenTrial, param_name: str, param_distribution: BaseDistribution
    ) -> Any:
        return self._independent.sample_independent(study, trial, param_name, param_distribution)

    def before_trial(self, study: Study, trial: FrozenTrial) -> None:
        self._independent.before_trial(study, trial)

    def after_trial(
        self, study: Study, trial: FrozenTrial, state: TrialState, values: Optional[Sequence[float]]
    ) -> None:
        try:
            if self._constraints_func is not None and state in (TrialState.COMPLETE, TrialState.PRUNED):
                self._note_constraints(study, trial, self._constraints_func(trial))
        finally:
            self._elsewhere.forget(study, trial)
            self._independent.after_trial(study, trial, state, values)

    def _suggest(
        self, study: Study, trial: FrozenTrial, search_space: Mapping[str, BaseDistribution]
    ) -> Optional[dict[str, Any]]:
        """None where the independent sampler is to draw: every point of a finite space was tried, or the service is away."""
        space = SuggestedSpace(search_space)
        storage = study._storage
        suggested = (
            self._suggest_here(storage, study, trial, space)
            if isinstance(storage, TellusStorage)
            else self._elsewhere.suggest(study, trial, space, self._sampler)
        )
        self._heard = True
        return suggested

    def _suggest_here(
        self, storage: TellusStorage, study: Study, trial: FrozenTrial, space: SuggestedSpace
    ) -> Optional[dict[str, Any]]:
        """What is not in the answer Optuna asks for one by one."""
        constraints = {name for one in study.get_trials(deepcopy=False) for name in one.constraints}
        question: dict[str, Any] = {"sampler": self._sampler, "parameters": space.names()}
        if constraints:
            question["constraints"] = [f"system:{CONSTRAINT}{name}" for name in sorted(constraints)]
        if self._seed is not None:
            question["seed"] = self._seed
        try:
            answer = storage.suggest(trial._trial_id, question)
        except Conflict:
            return {}  # the trial is over, or another's: the storage says so with the next thing that is written of it
        if answer is None or answer["reason"] == "space_used_up":
            return None
        return space.read({name: drawn["value"] for name, drawn in answer["assignments"].items()})

    def _note_constraints(self, study: Study, trial: FrozenTrial, constraints: Sequence[float]) -> None:
        if any(math.isnan(value) for value in constraints):
            raise ValueError("Constraint values cannot be NaN.")
        for place, value in enumerate(constraints):
            study._storage.set_trial_system_attr(trial._trial_id, f"{CONSTRAINT}{place}", float(value))


def _setting(sampler: SamplerSetting) -> dict[str, Any]:
    if isinstance(sampler, str):
        return {"name": sampler}
    if not isinstance(sampler, Mapping) or not isinstance(sampler.get("name"), str):
        raise UsageError(f"sampler must be a name, or a mapping with a name and options, not {sampler!r}.")
    return dict(sampler)
