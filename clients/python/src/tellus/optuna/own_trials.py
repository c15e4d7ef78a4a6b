"""Running trials of this process: their leases are kept, and what is said of them is delivered in the background."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Mapping, Optional, Sequence

from optuna.trial import FrozenTrial, TrialState

from ..errors import Unavailable
from ..held import Held
from ..http import Answer
from ..operation import Kind, Operation
from .identifiers import to_number, to_study
from .own_trial import Change, OwnTrial
from .records import write_trial
from .refusals import as_optuna_has_it
from .service import Service

#: Of a trial that is another one's late result: its id.
LATE_RESULT_OF = "tellus:late_result_of"
#: Why a trial has failed of whose process nothing was heard.
LEASE_EXPIRED = "lease_expired"
#: Of a record's measurements the newest: the API takes no more.
_STEPS_MAX = 1000


class OwnTrials:
    """By Optuna's id. A trial that has ended, or was given back, is nobody's."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._all: dict[int, OwnTrial] = {}

    def hold(
        self, given: Mapping[str, Any], study_id: int, metrics: Sequence[str], known: Optional[FrozenTrial]
    ) -> None:
        """A trial that was made or taken here; `known` has what it brings along."""
        held = Held({**given, "assignments": {}, "study_id": to_study(study_id)})
        held.returns = False  # an ask and its tell need not be of one process
        trial_id = to_number(given["id"])
        self._all[trial_id] = OwnTrial(held, study_id, metrics, _running(known, trial_id, held.number))
        self._service.runtime.hold(held)

    def find(self, trial_id: int) -> Optional[OwnTrial]:
        return self._all.get(trial_id)

    def any_of(self, study_id: int) -> bool:
        return any(own.study_id == study_id for own in list(self._all.values()))

    def forget_study(self, study_id: int) -> None:
        for own in list(self._all.values()):
            if own.study_id == study_id:
                own.held.end()
                self._forget(own)

    def ended_elsewhere(self, own: OwnTrial) -> None:
        """Somebody else told it: an ask and its tell need not be of one process."""
        own.held.end()
        self._forget(own)

    def add(self, own: OwnTrial, addition: dict[str, Any]) -> None:
        """In the spool when this returns. Measurements wait a moment for others; the rest is sent at once."""
        self._put(own, "record", addition, urgent="measurements" not in addition)

    def add_at_once(self, own: OwnTrial, addition: dict[str, Any]) -> bool:
        """Waits until the service has taken it, and what was said before. False where the trial was given up."""
        answer = self._answer(self._put(own, "record", addition, awaited=True))
        if not answer.ok and not _was_given_up(answer):
            raise as_optuna_has_it(answer.error())
        return answer.ok

    def release(self, own: OwnTrial) -> None:
        operation = self._put(own, "release", {}, awaited=True)
        own.held.end()
        answer = self._answer(operation)
        self._forget(own)
        if not answer.ok:
            raise as_optuna_has_it(answer.error())

    def tell(self, own: OwnTrial, result: dict[str, Any], ended: Change) -> None:
        """Waits until the result has arrived. One whose trial was given up meanwhile becomes a trial of its own.

        Raises Unavailable once patience is over; by `ended` the trial is over for this process then, as Optuna expects.
        """
        # Also for an import, should this process end while the service is away.
        record = {**_record_of(own), **result}
        operation = self._put(own, "tell", result, awaited=True, record=record)
        own.held.end()
        try:
            answer = self._answer(operation)
        except Unavailable:
            own.change(ended)
            raise
        self._forget(own)
        if answer.ok:
            return
        if not _was_given_up(answer):
            raise as_optuna_has_it(answer.error())
        if result["state"] == "failed":
            return  # as it has already
        path = f"/studies/{to_study(own.study_id)}/records"
        made = self._service.post(path, {"trials": [record]}, key=f"late-{operation.key}")["trials"][0]
        self._service.runtime.notices.warn(
            f"late {own.held.holding}",
            f"Trial {own.held.number} was given up meanwhile, because nothing was heard of this process for the length of "
            f"its lease. Its result was kept: it is that of trial {made['number']}.",
        )

    def _put(
        self,
        own: OwnTrial,
        kind: Kind,
        body: dict[str, Any],
        *,
        urgent: bool = True,
        awaited: bool = False,
        record: Optional[dict[str, Any]] = None,
    ) -> Operation:
        held = own.held
        about: dict[str, Any] = {"number": held.number, "study": held.study_id}
        if record is not None:
            about.update(assignments={}, record=record)
        operation = Operation(kind, held.holding, body, about=about, awaited=awaited)
        self._service.runtime.add(held, operation, urgent=urgent)
        return operation

    def _answer(self, operation: Operation) -> Answer:
        runtime = self._service.runtime
        patience = runtime.settings.patience
        answer = runtime.answer_of(operation, patience)
        if answer is None:
            operation.awaited = False
            raise Unavailable(
                f"{runtime.sender.away or 'Tellus does not answer.'} Nothing was heard for {patience:g} s; "
                "TELLUS_PATIENCE sets how long to wait. What was said is in the spool, and is delivered later."
            )
        return answer

    def _forget(self, own: OwnTrial) -> None:
        self._all.pop(to_number(own.held.holding.trial_id), None)


def _was_given_up(answer: Answer) -> bool:
    """The lease ran out while the service was not reached. Training knows nothing of it, and goes on."""
    if answer.code == "lease_lost":
        return True  # another process has it, in a study whose limits have retries
    stored = answer.body.get("stored") or {}
    if answer.code == "already_told":
        return bool(stored.get("state") == "failed" and stored.get("state_reason") == LEASE_EXPIRED)
    return bool(answer.code == "state_conflict" and answer.body.get("state") == "failed")


def _record_of(own: OwnTrial) -> dict[str, Any]:
    record = write_trial(own.trial, own.metrics)
    if "measurements" in record:
        record["measurements"] = record["measurements"][-_STEPS_MAX:]
    record["attributes"] = {**record.get("attributes", {}), LATE_RESULT_OF: own.held.holding.trial_id}
    return record


def _running(known: Optional[FrozenTrial], trial_id: int, number: int) -> FrozenTrial:
    begun = None if known is None else known.datetime_start
    return FrozenTrial(
        number=number,
        state=TrialState.RUNNING,
        value=None,
        values=None if known is None else known.values,
        datetime_start=begun or datetime.now(),
        datetime_complete=None,
        params={} if known is None else dict(known.params),
        distributions={} if known is None else dict(known.distributions),
        user_attrs={} if known is None else dict(known.user_attrs),
        system_attrs={} if known is None else dict(known.system_attrs),
        intermediate_values={} if known is None else dict(known.intermediate_values),
        trial_id=trial_id,
    )
