"""What follows from an answer that is final: the trial hears its verdict, or the result is kept in another way."""

from __future__ import annotations

from typing import Callable

from .errors import ServiceError
from .held import Held, HeldTrials
from .http import Answer
from .late import LateResults
from .notice import Notices
from .operation import Operation
from .spool import Spool
from .wire import storable_text


#: Is told what leaves the spool, with its answer.
Listener = Callable[[list[Operation]], None]


def nobody(_operations: list[Operation]) -> None:
    """Training does not ask what became of what it said."""


class Outcomes:
    """Called by the sender; nothing here raises into training."""

    def __init__(
        self, spool: Spool, held: HeldTrials, late: LateResults, notices: Notices, listener: Listener = nobody
    ) -> None:
        self._spool = spool
        self._held = held
        self._late = late
        self._notices = notices
        self._listener = listener

    def conclude(self, operations: list[Operation], answer: Answer) -> None:
        """The operations leave the spool, unless they are to be sent one by one."""
        if answer.ok:
            for operation in operations:
                operation.answer = answer
            held = self._held.find(operations[0].holding)
            if held is not None:
                held.hear(answer.body)
            self._forget_if_ended(operations[-1])
            self._listener(operations)
            self._spool.settle(operations)
        elif len(operations) > 1:
            # One of them spoils the others: which one shows when each is sent by itself.
            for operation in operations:
                operation.alone = True
        elif answer.status == 404 and not self._spool.wrote(operations[0]):
            self._spool.leave(operations)
        else:
            self._refuse(operations[0], answer)

    def lose(self, held: Held, detail: str) -> None:
        """Says once that somebody else has the trial."""
        if held.lose():
            self._notices.warn(
                f"lost {held.holding}",
                f"Trial {held.number} was handed to another worker, because nothing was heard of this one for the length "
                "of its lease. Training goes on, trial.should_stop is true, and a result will be kept as a late one. "
                f"({detail})",
            )

    def _refuse(self, operation: Operation, answer: Answer) -> None:
        error = answer.error()
        operation.answer = answer
        held = self._held.find(operation.holding)
        if answer.code == "state_conflict" and answer.body.get("state") is not None and held is not None:
            held.gone = True
        if answer.code == "lease_lost" and held is not None and not operation.awaited:
            self.lose(held, error.detail if isinstance(error, ServiceError) else str(error))
        if operation.awaited:
            pass
        elif operation.kind == "tell":
            self._keep(operation, answer.code, str(error))
        elif operation.kind == "measure" and answer.code == "lease_lost":
            self._late.keep_step(operation)
        elif operation.kind == "measure":
            self._notices.warn(
                f"measure {operation.holding}",
                f"{_name(operation)}: a report of step {operation.body.get('step')} was not taken. {error}",
            )
        elif operation.kind == "record" and answer.code != "lease_lost":
            self._notices.warn(f"record {operation.holding}", f"{_name(operation)}: something noted of it was not taken. {error}")
        elif operation.kind in ("checkpoint", "upload") and answer.code != "lease_lost":
            self._notices.warn(f"checkpoint {operation.holding}", f"{_name(operation)}: a checkpoint was not taken. {error}")
        self._forget_if_ended(operation)
        self._listener([operation])
        self._spool.settle([operation])

    def keep(self, operation: Operation, why: str) -> None:
        """Keeps a result that its trial does not take, and says where."""
        path = self._late.keep(operation, why)
        place = f"in {path}" if path is not None else "in memory, since the disk does not take it"
        self._notices.warn(
            f"late {operation.holding}",
            f"{_name(operation)}: its result {operation.body.get('values', {})} was not taken. {why}\n"
            f"It is kept {place}: `tellus spool` lists it, `tellus spool import` or study.import_late() brings it in.",
        )

    def _keep(self, operation: Operation, code: str, why: str) -> None:
        if operation.body["state"] != "completed":
            # Nothing to import, and for a trial that has ended or is somebody else's no news.
            if code not in ("lease_lost", "state_conflict", "already_told"):
                self._notices.warn(
                    f"end {operation.holding}", f"{_name(operation)}: that it {operation.body['state']} was not taken. {why}"
                )
            return
        self.keep(operation, why)
        if code in ("invalid_observation", "invalid_input"):
            # Nobody else would do better with it: the trial must not go round for ever.
            self._spool.add(
                Operation("tell", operation.holding, {"state": "failed", "reason": storable_text(f"The result was refused: {why}")}),
                urgent=True,
            )

    def _forget_if_ended(self, operation: Operation) -> None:
        if operation.kind in ("tell", "release"):
            held = self._held.find(operation.holding)
            if held is not None:
                self._held.remove(held)


def _name(operation: Operation) -> str:
    number = operation.about.get("number")
    return f"Trial {number if number is not None else operation.holding.trial_id}"
