"""Everything of one service in one process: spool, sender, heartbeat. Made when first needed, anew after a fork.

A forked child starts with nothing of this: the parent's threads are not in it, and the parent's spool is the parent's.
The first report in the child makes its own. Trials stay with the process that asked for them: a child may report and
tell for it, but only that process keeps the lease and gives it back.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import sys
import threading
import time
from multiprocessing.process import parent_process
from pathlib import Path
from typing import Any, Optional

from .config import Settings
from .dropped import Dropped
from .heartbeat import Heartbeat
from .held import Held, HeldTrials
from .http import Answer, Connection
from .late import LateResults
from .notice import Notices
from .operation import Holding, Kind, Operation
from .outcomes import Listener, Outcomes, nobody
from .sender import Courier, Sender
from .spool import Spool
from .unheard import UnheardAsks
from .uploads import Uploads, fingerprint_of
from .wire import storable_text

#: A service that is away when the process ends is given no more than this.
AWAY_WAIT = 2.0


class Runtime:
    """What the trials and studies of one service share in this process."""

    def __init__(self, settings: Settings, listener: Listener = nobody) -> None:
        self.settings = settings
        self.notices = Notices()
        self.connection = Connection(settings)
        self.held = HeldTrials()
        self.late = LateResults(settings)
        self.spool = Spool(settings, self.notices)
        self._outcomes = Outcomes(self.spool, self.held, self.late, self.notices, listener)
        self.uploads = Uploads(self.connection, self.held)
        self.unheard = UnheardAsks(self.connection, self._keep)
        couriers: dict[Kind, Courier] = {"upload": self.uploads.send, "unask": self.unheard.deliver}
        self.sender = Sender(self.spool, self.connection, self.notices, self._outcomes.conclude, couriers)
        self.dropped = Dropped(self.release, self.fail)
        self._heartbeat = Heartbeat(self.held, self.connection, self._outcomes.lose, self.dropped.settle)
        self._temporary: list[Path] = []
        self.sender.adopt(settings.url)

    def hold(self, held: Held) -> None:
        """From now on its lease is kept."""
        # What a forked child told is delivered by the child.
        self.held.prune(self.spool.waits)
        self.held.add(held)
        self._heartbeat.start()
        # At the end of the interpreter, when something may be to be sent for the first time, no thread can be started.
        self.sender.start()

    def add(self, held: Held, operation: Operation, *, urgent: bool) -> None:
        """Keeps an operation until it is delivered. Costs the caller a write into the page cache."""
        if self.held.find(held.holding) is None and not held.ended:
            self.held.add(held)  # a child that reports for its parent
        self._keep(operation, urgent=urgent)

    def end(self, held: Held, body: dict[str, Any]) -> None:
        """Tells a result."""
        # In this order: an interruption in between would leave a trial that nobody trains, tells or gives back.
        self.add(held, Operation("tell", held.holding, body, about=held.about()), urgent=True)
        held.end()

    def end_late(self, held: Held, body: dict[str, Any]) -> None:
        """Keeps a result that nobody waits for any more: the trial was given back by another process than the one that trained."""
        if body["state"] == "completed":
            operation = Operation("tell", held.holding, body, about=held.about())
            self._outcomes.keep(operation, "Its trial had been given back by the process that asked for it.")

    def fail(self, held: Held, reason: str) -> None:
        """Tells that the trial failed, with the end of what is known about it: the last lines say most."""
        self.end(held, {"state": "failed", "reason": storable_text(reason) or "no reason was given"})

    def release(self, held: Held) -> None:
        """Gives the trial back."""
        if held.ended or held.process != os.getpid():
            return
        if not held.lost:
            self.add(held, Operation("release", held.holding, {}, about=held.about()), urgent=True)
        held.end(released=True)

    def keep_file(self, held: Held, path: Path, step: int) -> None:
        """Copies a checkpoint into the spool, from where it is uploaded. Raises OSError."""
        operation = Operation("upload", held.holding, {}, about=held.about())
        copy = self.spool.journal().keep_file(path, operation.key)
        size, digest = fingerprint_of(copy)
        operation.body = {"step": step, "name": f"{path.name} after step {step}"[:200], "size": size, "sha256": digest}
        self.add(held, operation, urgent=True)
        self.spool.supersede(operation)

    def delete_at_end(self, path: Path) -> None:
        self._temporary.append(path)

    def deliver(self, holdings: Optional[set[Holding]] = None, *, timeout: float) -> bool:
        """Waits for results told so far to arrive, or for the service to turn out to be away."""
        self.dropped.settle(now=True)
        wanted = self.spool.results_waiting() if holdings is None else holdings
        return not wanted or self.sender.deliver(wanted, timeout)

    def answer_of(self, operation: Operation, timeout: float) -> Optional[Answer]:
        """Waits for the answer that is final; None where there is none in time. The operation stays to be delivered."""
        with self.spool.changed:
            self.spool.changed.wait_for(lambda: operation.answer is not None, timeout)
        return operation.answer

    def deliver_abandoned(self, timeout: float) -> None:
        """What a crashed process had told must arrive before its trial is handed out again."""
        deadline = time.monotonic() + timeout
        while self.spool.waits_for_adopted() and time.monotonic() < deadline:
            failures = self.sender.failures
            with self.spool.changed:
                self.spool.changed.wait(0.1)
            if self.sender.failures != failures or self.sender.away:
                return

    def shut_down(self) -> None:
        """Gives back what is still held, and delivers what waits, within a bound."""
        self._heartbeat.stop()
        self.dropped.settle(at_end=True)
        self.unheard.give_all_back()
        for held in self.held.open():
            if held.returns:
                self.release(held)
        begun = time.monotonic()
        while len(self.spool) > 0:
            left = self.settings.exit_wait - (time.monotonic() - begun)
            if self.sender.away:
                left = min(left, AWAY_WAIT - (time.monotonic() - begun))
            if left <= 0:
                break
            with self.spool.changed:
                self.spool.changed.wait(min(left, 0.1))
        self.sender.stop()
        waiting = len(self.spool)
        lost = self.spool.close()
        left_over = waiting - len(lost)
        if lost:
            self.notices.warn(
                "lost",
                "The service did not answer before the end of this process, and the spool "
                f"{self.settings.spool} takes nothing. Lost are:" + "".join(f"\n  {_said(one)}" for one in lost),
            )
        if left_over > 0:
            self.notices.warn(
                "left",
                f"{'1 result is' if left_over == 1 else f'{left_over} results are'} still in the spool "
                f"{self.settings.spool}: the next process here that uses Tellus delivers them.",
            )
        for path in self._temporary:
            with contextlib.suppress(OSError):
                path.unlink()

    def forget(self) -> None:
        """In a forked child: lets go of what is the parent's, without a word to the service."""
        self.spool.forget()

    def _keep(self, operation: Operation, *, urgent: bool = True) -> None:
        self.spool.add(operation, urgent=urgent)
        self.sender.start()


def _said(operation: Operation) -> str:
    """For a person who may want to write it down."""
    number = operation.about.get("number", operation.holding.trial_id)
    return f"trial {number}: {operation.kind} {json.dumps(operation.body)}"


_runtimes: dict[Settings, Runtime] = {}
_lock = threading.RLock()


def runtime_of(settings: Settings) -> Runtime:
    """The one of this process."""
    found = _runtimes.get(settings)
    if found is not None:
        return found
    with _lock:
        if settings not in _runtimes:
            if not _runtimes:
                _end_with_process()
            _runtimes[settings] = Runtime(settings)
        return _runtimes[settings]


def runtime_if_any(settings: Settings) -> Optional[Runtime]:
    """The one of this process, for a finalizer, which must not begin anything."""
    return _runtimes.get(settings)


def settle_dropped() -> None:
    """An exception has come to the end of its way: whose trial it ended can be told now."""
    for runtime in list(_runtimes.values()):
        runtime.dropped.settle(now=True)


def shut_down() -> None:
    """At the end of the process; what is used again afterwards is made anew."""
    with _lock:
        ending = list(_runtimes.values())
        _runtimes.clear()
    for runtime in ending:
        with contextlib.suppress(Exception):
            runtime.shut_down()


def _end_with_process() -> None:
    atexit.unregister(shut_down)
    atexit.register(shut_down)
    # Children of multiprocessing may end by os._exit, which runs its finalizers but nothing of atexit.
    if "multiprocessing.util" in sys.modules and parent_process() is not None:
        from multiprocessing.util import Finalize

        Finalize(None, shut_down, exitpriority=100)


def _start_anew_in_child() -> None:
    global _lock
    _lock = threading.RLock()  # another thread of the parent may have held it
    for runtime in _runtimes.values():
        with contextlib.suppress(Exception):
            runtime.forget()
    _runtimes.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_start_anew_in_child)
