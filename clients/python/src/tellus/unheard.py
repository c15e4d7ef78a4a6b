"""Asks whose answer was not heard: what the service handed out for them is given back, not kept until its lease is over.

A process may end, be interrupted or lose patience between an ask and its answer. The same ask is sent again then, under
the same key, which finds the trial that it was handed; and that is released. A worker with a name is left out: the next
of its name is handed its trial again.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import Any, Callable, Iterator, Mapping

from .errors import UsageError
from .http import Answer, Connection
from .operation import Holding, Operation


class UnheardAsks:
    """Those of this process. `keep` puts an operation into the spool."""

    def __init__(self, connection: Connection, keep: Callable[[Operation], None]) -> None:
        self._connection = connection
        self._keep = keep
        self._open: dict[str, Operation] = {}
        self._ended = False
        self._lock = threading.Lock()

    def send(self, study_id: str, body: Mapping[str, Any], key: str, *, wait: float) -> Answer:
        """Asks once. Sent, and without an answer that is final, the ask stays open.

        Raises SystemExit, which ends a thread, once the process has given its asks back.
        """
        arrived = key in self._open
        operation = Operation(
            "unask", Holding(f"ask {key}", 0), {"study": study_id, "ask": dict(body), "wait": wait}, key=key
        )
        with self._goes_on():
            if not body["sticky"]:
                self._open[key] = operation
        try:
            answer = self._connection.send("POST", f"/studies/{study_id}/ask", body, key=key, wait=wait)
        except UsageError:
            self._open.pop(key, None)  # nothing was sent
            raise
        with self._goes_on():
            if not answer.later or (answer.unsent and not arrived):
                self._open.pop(key, None)
        return answer

    def give_back(self, key: str) -> None:
        """Nobody waits any more for the answer to this ask, if it is open."""
        operation = self._open.pop(key, None)
        if operation is not None:
            self._keep(operation)

    def give_all_back(self) -> None:
        """At the end of the process, whose threads may be asking still: they are handed nothing any more."""
        with self._lock:
            self._ended = True
        for key in list(self._open):
            self.give_back(key)

    def deliver(self, operation: Operation) -> Answer:
        """The answer of the last step, or of the first that was not taken."""
        body = operation.body
        asked = self._connection.send(
            "POST", f"/studies/{body['study']}/ask", body["ask"], key=operation.key, wait=float(body["wait"])
        )
        if not asked.ok or not asked.body.get("trials"):
            return asked
        given = asked.body["trials"][0]
        return self._connection.send(
            "POST", f"/trials/{given['id']}/release", {"attempt": given["attempt"]}, key=f"{operation.key}-release"
        )

    @contextmanager
    def _goes_on(self) -> Iterator[None]:
        with self._lock:
            if self._ended:
                raise SystemExit("This process is ending.")
            yield
