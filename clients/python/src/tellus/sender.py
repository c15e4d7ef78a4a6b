"""The one thread of a process that delivers what the spool holds.

It sends what waits, oldest first: at most one request of a hand-out at a time, several hand-outs together as a batch.
What gets no answer, or is answered "later", is sent again with the same idempotency key after a wait with jitter that is
never shorter than `Retry-After`; that goes on for as long as the process lives, and then in the next one.
"""

from __future__ import annotations

import contextlib
import threading
import time
from typing import Any, Callable, Iterable, Mapping, Optional

from .backoff import Backoff
from .http import Answer, Connection
from .journal import Journal
from .notice import Notices
from .operation import Holding, Kind, Operation
from .spool import Spool

#: Measurements wait so long for others of the same trial: one request for many steps.
COMPANY_SECONDS = 0.05
BATCH = 100
ADOPT_EVERY = 60.0
#: A key that is refused will not be right in a second.
KEY_AGAIN_AFTER = 30.0

#: Delivers one operation that is no plain request, such as an upload.
Courier = Callable[[Operation], Answer]


class Sender:
    """Runs while there is something to send; `conclude` is told each answer that is final. `couriers` deliver by kind."""

    def __init__(
        self,
        spool: Spool,
        connection: Connection,
        notices: Notices,
        conclude: Callable[[list[Operation], Answer], None],
        couriers: Mapping[Kind, Courier],
    ) -> None:
        self._spool = spool
        self._connection = connection
        self._notices = notices
        self._conclude = conclude
        self._couriers = couriers
        self._thread: Optional[threading.Thread] = None
        self._starting = threading.Lock()
        self._ending = False
        self._backoff = Backoff()
        #: No request before this moment; `_firm` where the service named it.
        self._not_before = 0.0
        self._firm = False
        self._blocked: dict[Holding, tuple[float, Backoff]] = {}
        self._url = ""
        self._adopted_at = time.monotonic()
        #: Why nothing is delivered at present, if so.
        self.away = ""
        #: Whether that is because this key is not taken.
        self.key_refused = False
        #: Tries that failed: whoever waits for a delivery learns that it will take longer.
        self.failures = 0

    def start(self) -> None:
        """Harmless where it runs already, and at the end of the interpreter, where nothing can be started."""
        if self._thread is not None and self._thread.is_alive():
            return
        with self._starting, contextlib.suppress(RuntimeError):
            if self._thread is None or not self._thread.is_alive():
                thread = threading.Thread(target=self._run, name="tellus-sender", daemon=True)
                thread.start()
                self._thread = thread

    def stop(self) -> None:
        with self._spool.changed:
            self._ending = True
            self._spool.changed.notify_all()
        self._spool.hurry.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(timeout=1.0)

    def deliver(self, holdings: Iterable[Holding], timeout: float) -> bool:
        """Waits until nothing of these is left, or a try has failed; False where something is left."""
        wanted = set(holdings)
        changed = self._spool.changed
        deadline = time.monotonic() + timeout
        with changed:
            if self._firm:
                # Only the time the service asked for passes; asking it again sooner would be rude and in vain.
                while time.monotonic() < min(self._not_before, deadline):
                    changed.wait(max(min(self._not_before, deadline) - time.monotonic(), 0))
            else:
                self._not_before = 0.0
            failures = self.failures
            changed.notify_all()
            left = max(deadline - time.monotonic(), 0)
            changed.wait_for(lambda: self.failures != failures or not self._any_left(wanted), left)
            return not self._any_left(wanted)

    def adopt(self, url: str) -> int:
        """Takes over what processes that have ended left for this service. The thread does so every minute by itself."""
        self._url, self._adopted_at = url, time.monotonic()

        def is_ours(journal: Journal) -> bool:
            return journal.owner.get("url") == url

        found = self._spool.adopt_abandoned(is_ours)
        if found:
            self.start()
        return found

    def _any_left(self, wanted: set[Holding]) -> bool:
        return any(self._spool.waits(holding) for holding in wanted)

    def _run(self) -> None:
        while not self._ending:
            try:
                if self._spool.heads(1, self._is_blocked):
                    self._send_all()
                elif time.monotonic() - self._adopted_at > ADOPT_EVERY:
                    self.adopt(self._url)
                else:
                    self._rest()
            except Exception as error:  # a fault of ours must not end the deliveries
                self._fail(f"The client failed to send: {error!r}.", None)

    def _rest(self) -> None:
        changed = self._spool.changed
        with changed:
            if self._ending or self._spool.heads(1, self._is_blocked):
                return
            self._spool.hurry.clear()
            waits = [at for at, _ in self._blocked.values()] + [self._not_before]
            soonest = min((at for at in waits if at > time.monotonic()), default=time.monotonic() + 1.0)
            changed.wait(min(max(soonest - time.monotonic(), 0.01), 1.0))

    def _send_all(self) -> None:
        if not self._spool.results_waiting():
            self._spool.hurry.wait(COMPANY_SECONDS)
        self._spool.hurry.clear()
        heads = self._spool.heads(BATCH, self._is_blocked)
        self._spool.flush()
        together = [head for head in heads if head[0].kind in ("measure", "tell") and not head[0].alone]
        if len(together) > 1:
            self._send_batch(together)
            heads = [head for head in heads if head not in together]
        for head in heads:
            if self._ending or time.monotonic() < self._not_before:
                return
            self._take(head, self._send_one(head))

    def _send_one(self, head: list[Operation]) -> Answer:
        first = head[0]
        courier = self._couriers.get(first.kind)
        if courier is not None:
            return courier(first)
        if first.kind == "record":
            # Without a key: what it says again changes nothing, and by then there may be more to say.
            return self._connection.send("PATCH", f"/trials/{first.holding.trial_id}/record", _body(head))
        path = {"measure": "measurements", "checkpoint": "checkpoints"}.get(first.kind, first.kind)
        return self._connection.send(
            "POST", f"/trials/{first.holding.trial_id}/{path}", _body(head), key=first.key
        )

    def _send_batch(self, heads: list[list[Operation]]) -> None:
        items = [
            {"operation": head[0].kind, "trial_id": head[0].holding.trial_id, **_body(head)} for head in heads
        ]
        answer = self._connection.send("POST", "/batch", {"items": items})
        if not answer.ok:
            if answer.later or answer.status in (401, 403):
                self._take([operation for head in heads for operation in head], answer)
            else:  # the batch as such was refused, too large for instance: one by one then
                for head in heads:
                    head[0].alone = True
            return
        for head, item in zip(heads, answer.body["items"]):
            body = item.get("body") or {}
            problem = str(body.get("detail", "")) if item["status"] >= 300 else ""
            self._take(head, Answer(item["status"], body, problem, item.get("retry_after_s")), single=True)

    def _take(self, operations: list[Operation], answer: Answer, *, single: bool = False) -> None:
        """`single`: it is about these operations alone, whatever its status."""
        holding = operations[0].holding
        if answer.status in (401, 403):
            if self._spool.wrote(operations[0]):
                self.key_refused = True
                self._fail(answer.problem, KEY_AGAIN_AFTER)
            else:
                self._spool.leave(operations)
        elif answer.later and (single or answer.status in (500, 507)):
            backoff = self._blocked.get(holding, (0.0, Backoff()))[1]
            self._blocked[holding] = (time.monotonic() + backoff.next(answer.retry_after), backoff)
        elif answer.later:
            self._fail(answer.problem, answer.retry_after)
        else:
            self._blocked.pop(holding, None)
            self._succeed()
            self._conclude(operations, answer)

    def _fail(self, problem: str, retry_after: Optional[float]) -> None:
        delay = self._backoff.next(retry_after)
        with self._spool.changed:
            self.away = problem
            self.failures += 1
            self._not_before = time.monotonic() + delay
            self._firm = retry_after is not None
            self._spool.changed.notify_all()
        self._notices.warn(
            "away",
            f"{problem} Training goes on; results are kept in the spool and sent as soon as that is possible.",
        )

    def _succeed(self) -> None:
        if not self.away:
            return
        with self._spool.changed:
            self.away, self.key_refused = "", False
            self._firm = False
            self._backoff.reset()
        self._notices.lift("away", f"Tellus takes results again; {len(self._spool)} that waited are being delivered.")

    def _is_blocked(self, holding: Holding) -> bool:
        now = time.monotonic()
        if now < self._not_before:
            return True
        at = self._blocked.get(holding)
        return at is not None and now < at[0]


def _body(head: list[Operation]) -> dict[str, Any]:
    first = head[0]
    attempt = {"attempt": first.holding.attempt}
    if first.kind == "measure":
        return {**attempt, "steps": [operation.body for operation in head]}
    if first.kind == "record":
        return {**attempt, **_joined(head)}
    return {**attempt, **first.body}


def _joined(head: list[Operation]) -> dict[str, Any]:
    """Additions to one trial, the later value of a name; a name keeps its place."""
    joined: dict[str, Any] = {"assignments": {}, "attributes": {}, "measurements": []}
    for operation in head:
        joined["assignments"].update(operation.body.get("assignments", {}))
        joined["attributes"].update(operation.body.get("attributes", {}))
        joined["measurements"].extend(operation.body.get("measurements", ()))
    return {name: added for name, added in joined.items() if added}
