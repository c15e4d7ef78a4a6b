"""An Optuna storage that keeps studies in Tellus.

What a running trial of this process is told (parameters, reports, attributes) is known here at once and delivered in the
background, by the spool and the sender that every trial of this package has. What others have to agree on (a new trial,
a waiting one taken, the kind of a parameter, a result) is waited for: while the service is away as long as
`TELLUS_PATIENCE` says, and nothing is raised into `study.optimize` before that.
"""

from __future__ import annotations

import copy
from typing import Any, Container, Iterator, Mapping, Optional, Sequence

import optuna
from optuna.trial import FrozenTrial, TrialState

from ..errors import Unavailable
from .identifiers import to_study, to_trial
from .known_study import KnownStudy
from .own_trials import LEASE_EXPIRED
from .records import read_trial
from .study_methods import StudyMethods
from .trial_writes import TrialWrites

#: Seconds that a trial in training waits for what is new of others.
TRAINING_PATIENCE = 10.0


class TellusStorage(StudyMethods, TrialWrites):
    """`optuna.create_study(storage=TellusStorage(project="vision"), study_name="digits", load_if_exists=True)`.

    Where the service is and as whom is said as everywhere in this package: `url` and `api_key`, else `TELLUS_URL` and
    `TELLUS_API_KEY`, else the file that `tellus login` writes. `lease_seconds` (30 to 86,400) is how long a process may
    not be heard of before its trial fails.

    Safe to share between threads, to pickle, and to go on with in a forked child. A pickle has the arguments, and looks
    everything else up where it is unpickled: there is no key in it unless one was given as `api_key`.
    """

    def get_trial(self, trial_id: int) -> FrozenTrial:
        own = self._own.find(trial_id)
        if own is not None:
            return own.trial
        study_id, number = self._place(trial_id)
        study = self._study(study_id)
        known = study.trials.get(number)
        if known is not None and known.state.is_finished():
            return known
        return read_trial(self._service.record(to_study(study_id), number), study.metrics)

    def get_all_trials(
        self, study_id: int, deepcopy: bool = True, states: Optional[Container[TrialState]] = None
    ) -> list[FrozenTrial]:
        trials = [trial for trial in self._read(study_id) if states is None or trial.state in states]
        return copy.deepcopy(trials) if deepcopy else trials

    def get_trial_id_from_study_id_trial_number(self, study_id: int, trial_number: int) -> int:
        known = self._study(study_id).trials.get(trial_number)
        if known is not None:
            return known._trial_id
        return super().get_trial_id_from_study_id_trial_number(study_id, trial_number)

    def get_trial_number_from_id(self, trial_id: int) -> int:
        return self._place(trial_id)[1]

    @staticmethod
    def tellus_study_id(study_id: int) -> str:
        """The study's id here, `std_…`, from Optuna's."""
        return to_study(study_id)

    @staticmethod
    def tellus_trial_id(trial_id: int) -> str:
        """The trial's id here, `trl_…`, from Optuna's."""
        return to_trial(trial_id)

    def page(self, study: optuna.Study) -> Optional[str]:
        """Where the study can be watched."""
        page: Optional[str] = self._service.get(f"/studies/{to_study(study._study_id)}")["url"]
        return page

    def attempt(self, trial_id: int) -> int:
        """The fencing token under which this process may write of a trial that runs."""
        own = self._own.find(trial_id)
        return own.held.holding.attempt if own is not None else int(self._detail(trial_id)["attempt"])

    def deliver(self, trial_id: int) -> None:
        """Waits until everything said of a trial of this process has arrived."""
        own = self._own.find(trial_id)
        if own is not None:
            self._own.add_at_once(own, {})

    def request(self, method: str, path: str, body: Optional[Mapping[str, Any]] = None) -> dict[str, Any]:
        """Another call of the API, with this storage's key and patience."""
        return self._service.send(method, path, body)

    def suggest(self, trial_id: int, question: Mapping[str, Any]) -> Optional[dict[str, Any]]:
        """What an engine suggests for a running trial; None while the service is away."""
        return self._service.suggest({"attempt": self.attempt(trial_id), **question}, to_trial(trial_id))

    def records(self, study_id: int) -> Iterator[dict[str, Any]]:
        """All trials of a study as the API has them, with the attributes that Optuna does not see."""
        return self._service.records(to_study(study_id), 0, [])

    def send_records(self, study_id: int, trials: Sequence[Mapping[str, Any]], *, key: str) -> list[str]:
        """Ids of trials that were evaluated elsewhere, up to a thousand; sent again with the same key they are made once."""
        made = self._service.post(f"/studies/{to_study(study_id)}/records", {"trials": trials}, key=key)["trials"]
        return [str(one["id"]) for one in made]

    def _read(self, study_id: int) -> list[FrozenTrial]:
        study = self._study(study_id)
        # Who trains wants to know whether to prune, and rather goes by what was known than to stand still.
        trains = bool(study.trials) and self._own.any_of(study_id)
        with study.reading:
            try:
                self._read_news(study_id, study, TRAINING_PATIENCE if trains else None)
            except Unavailable:
                if not trains:
                    raise
            return list(study.trials.values())

    def _read_news(self, study_id: int, study: KnownStudy, patience: Optional[float]) -> None:
        news = self._service.records(to_study(study_id), study.next_number, sorted(study.unfinished), patience)
        for record in news:
            trial = read_trial(record, study.metrics)
            own = self._own.find(trial._trial_id)
            if own is not None and trial.state == TrialState.RUNNING:
                own.began_at(trial.datetime_start)
                trial = own.trial
            elif own is not None and trial.state.is_finished() and record["state_reason"] != LEASE_EXPIRED:
                self._own.ended_elsewhere(own)  # else its result is yet to come, as a trial of its own
            study.put(trial)
            self._places[trial._trial_id] = (study_id, trial.number)
