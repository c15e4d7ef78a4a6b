"""What this process knows of the trials it works on, shared by the trial, the sender and the heartbeat."""

from __future__ import annotations

import mmap
import os
import threading
import time
from typing import Any, Callable, Mapping, Optional

from .operation import Holding

#: The service gives a lease of at least 30 s and asks for a beat at a third of it.
BEAT_SECONDS = 30.0
_OPEN, _TOLD, _RELEASED = range(3)


class Held:
    """A hand-out of a trial: plain values, each written by one assignment, so that no reader needs a lock."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.holding = Holding(str(given["id"]), int(given["attempt"]))
        self.number = int(given["number"])
        self.assignments: dict[str, Any] = dict(given["assignments"])
        self.study_id = str(given["study_id"])
        #: Whose lease it is: a forked child reports for its parent, but does not keep or give back the lease.
        self.process = os.getpid()
        self.verdict = "continue"
        self.reason = ""
        self.target: Optional[float] = None
        self.lost = False
        #: It has ended without a word of ours.
        self.gone = False
        #: Whether the end of the process gives it back; else its lease runs out.
        self.returns = True
        #: Shared with forked children: what one of them told is told. One of the values below.
        self._ended = mmap.mmap(-1, 1)
        #: What the service made of the result, once it was delivered.
        self.state: Optional[str] = None
        self.beat_every = BEAT_SECONDS
        self.heard_at = self.begun_at = time.monotonic()
        self.last_step = 0
        self.last_values: dict[str, Any] = {}
        fidelity = given.get("fidelity")
        if isinstance(fidelity, Mapping) and fidelity.get("target") is not None:
            self.target = float(fidelity["target"])
        self._take_lease(given)

    @property
    def ended(self) -> bool:
        """Told or given back: nothing more is expected of it."""
        return self._ended[0] != _OPEN

    @property
    def was_released(self) -> bool:
        return self._ended[0] == _RELEASED

    def end(self, *, released: bool = False) -> None:
        self._ended[0] = _RELEASED if released else _TOLD

    def hear(self, body: Mapping[str, Any]) -> None:
        """An answer of the service: the lease is kept, and there may be a verdict."""
        self.heard_at = time.monotonic()
        self._take_lease(body)
        if "verdict" in body:
            self.reason = _sentence(body.get("reason"))
            self.verdict = str(body["verdict"])
            if body.get("target") is not None:
                self.target = float(body["target"])
        elif "state" in body:
            self.state = str(body["state"])
            if body.get("stopping"):
                self.verdict, self.reason = "stop", "stopped by a person"

    def lose(self) -> bool:
        """Somebody else has it now. True the first time."""
        first = not self.lost
        self.reason = "the lease was lost"
        self.lost = True
        return first

    def about(self) -> dict[str, Any]:
        """What makes sense of an operation to a person, and of a late result to an import."""
        return {"number": self.number, "study": self.study_id, "assignments": self.assignments}

    def _take_lease(self, body: Mapping[str, Any]) -> None:
        lease = body.get("lease")
        if isinstance(lease, Mapping):
            self.beat_every = min(max(float(lease.get("heartbeat_every_s", BEAT_SECONDS)), 1.0), 3600.0)


class HeldTrials:
    """All of them in this process, by trial and attempt."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self._all: dict[Holding, Held] = {}

    def add(self, held: Held) -> None:
        with self.changed:
            self._all[held.holding] = held
            self.changed.notify_all()

    def find(self, holding: Holding) -> Optional[Held]:
        return self._all.get(holding)

    def remove(self, held: Held) -> None:
        with self.changed:
            self._all.pop(held.holding, None)
            self.changed.notify_all()

    def prune(self, waits: Callable[[Holding], bool]) -> None:
        """Forgets those that have ended and of which nothing is to be delivered here."""
        with self.changed:
            for holding in [holding for holding, held in self._all.items() if held.ended and not waits(holding)]:
                del self._all[holding]

    def open(self) -> list[Held]:
        """Those whose lease this process has to keep."""
        with self.changed:
            mine = os.getpid()
            return [held for held in self._all.values() if not held.ended and not held.lost and held.process == mine]


def _sentence(reason: Any) -> str:
    if not isinstance(reason, Mapping):
        return ""
    return str(reason.get("why") or reason.get("rule") or "")
