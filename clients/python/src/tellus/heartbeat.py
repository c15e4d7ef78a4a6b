"""The one thread of a process that keeps the leases of its trials, whatever the trainer and the sender are doing."""

from __future__ import annotations

import contextlib
import threading
import time
from typing import Callable, Optional

from .held import Held, HeldTrials
from .http import Answer, Connection

TRIALS_OF_A_BEAT = 100
#: After a beat that did not arrive: a lease of 90 s has room for several more.
AGAIN_AFTER = 5.0
BEAT_ANSWER_SECONDS = 10.0
DROPPED_EVERY = 1.0


class Heartbeat:
    """Beats for each trial that was not heard otherwise: a delivered measurement is a heartbeat too."""

    def __init__(
        self,
        held: HeldTrials,
        connection: Connection,
        lose: Callable[[Held, str], None],
        settle_dropped: Callable[[], None],
    ) -> None:
        self._held = held
        self._connection = connection
        self._lose = lose
        self._settle_dropped = settle_dropped
        self._thread: Optional[threading.Thread] = None
        self._starting = threading.Lock()
        self._ending = False
        self._not_before = 0.0

    def start(self) -> None:
        if self._thread is not None and self._thread.is_alive():
            return
        with self._starting, contextlib.suppress(RuntimeError):
            if self._thread is None or not self._thread.is_alive():
                thread = threading.Thread(target=self._run, name="tellus-heartbeat", daemon=True)
                thread.start()
                self._thread = thread

    def stop(self) -> None:
        with self._held.changed:
            self._ending = True
            self._held.changed.notify_all()

    def _run(self) -> None:
        while not self._ending:
            self._settle_dropped()
            due = self._due()
            if due:
                with contextlib.suppress(Exception):  # the next beat is soon
                    self._beat(due[:TRIALS_OF_A_BEAT])
            else:
                with self._held.changed:
                    if not self._ending:
                        self._held.changed.wait(DROPPED_EVERY)

    def _due(self) -> list[Held]:
        now = time.monotonic()
        if now < self._not_before:
            return []
        return [held for held in self._held.open() if now - held.heard_at >= held.beat_every]

    def _beat(self, due: list[Held]) -> None:
        trials = [{"trial_id": one.holding.trial_id, "attempt": one.holding.attempt} for one in due]
        answer = self._connection.send("POST", "/heartbeats", {"trials": trials}, wait=BEAT_ANSWER_SECONDS)
        if not answer.ok:
            self._not_before = time.monotonic() + max(AGAIN_AFTER, answer.retry_after or 0.0)
            return
        for held, item in zip(due, answer.body["trials"]):
            body = item.get("body") or {}
            if item["status"] < 300:
                held.hear(body)
            elif body.get("code") == "lease_lost":
                self._lose(held, str(body.get("detail", "")))
            elif Answer(item["status"]).later:
                held.heard_at += AGAIN_AFTER
            else:
                # It ended without us: stopped by a person, or its study deleted.
                held.gone = True
                held.reason, held.verdict = str(body.get("detail", "it has ended")), "stop"
                held.heard_at = time.monotonic()
