"""Everything this process has still to tell the service: in memory for the sender, on disk for what comes after a crash.

Rules:

- An operation is written to the disk by the thread that makes it, before it can be sent: some ten microseconds into
  the page cache, which survives `kill -9`. The sender flushes (`fsync`) results and checkpoints before it sends them.
- Operations of one hand-out of a trial are sent in their order, those of different ones side by side.
- A disk that is full, read-only or gone is nobody's business but ours: the operation stays in memory, one warning says
  so, and the disk is tried again.
- A folder has one owner, who holds its lock. When the owner has ended, the next process of the same user that talks to
  the same service takes over: it sends what is left and removes the folder. What another key left and this one may not
  write stays where it is.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from pathlib import Path
from typing import Callable, Deque, Iterable, Optional

from .config import Settings
from .journal import Journal, journals_in
from .notice import Notices
from .operation import JOINED, Holding, Operation

DISK_AGAIN_AFTER = 5.0
#: Steps of one request; the API takes a thousand.
STEPS_MAX = 500


class Spool:
    """Never raises because of the disk. All of it is safe to call from any thread."""

    def __init__(self, settings: Settings, notices: Notices) -> None:
        self.changed = threading.Condition()
        self._settings = settings
        self._notices = notices
        self._queues: dict[Holding, Deque[Operation]] = {}
        self._journal: Optional[Journal] = None
        self._adopted: list[Journal] = []
        self._adopted_waiting = 0
        #: Folders that are ours already, or hold only what we may not send.
        self._known: set[Path] = set()
        self._unstored: dict[int, Operation] = {}
        self._serial = 0
        self._disk_again_at = 0.0
        self._flush_wanted = False
        #: Set when something came that should not wait for company.
        self.hurry = threading.Event()

    def __len__(self) -> int:
        with self.changed:
            return sum(len(queue) for queue in self._queues.values())

    def add(self, operation: Operation, *, urgent: bool) -> None:
        """Keeps it until it is delivered. What is not urgent waits a moment for company."""
        with self.changed:
            self._serial += 1
            operation.number = self._serial
            self._store(operation)
            # Whoever sends is awake already where something waits: waking it again would cost the trainer.
            wake = urgent or not self._queues
            self._queues.setdefault(operation.holding, deque()).append(operation)
            self._flush_wanted |= urgent and operation.kind not in JOINED
            if wake:
                self.changed.notify_all()
        if urgent:
            self.hurry.set()

    def results_waiting(self) -> set[Holding]:
        """Hand-outs whose result is told, but not delivered."""
        with self.changed:
            return {holding for holding, queue in self._queues.items() if queue[-1].kind not in JOINED}

    def waits(self, holding: Holding) -> bool:
        """Whether something of this hand-out is still to be delivered."""
        with self.changed:
            return holding in self._queues

    def wrote(self, operation: Operation) -> bool:
        """Whether it was made with the key of this process: then its refusal is final."""
        return operation.journal is None or operation.journal.owner.get("key") == self._settings.fingerprint

    def waits_for_adopted(self) -> bool:
        """Whether something of a process that has ended is still to be delivered."""
        with self.changed:
            return self._adopted_waiting > 0

    def heads(self, limit: int, skip: Callable[[Holding], bool]) -> list[list[Operation]]:
        """What may be sent now: of each hand-out its first operation, or the first of a kind that is joined."""
        with self.changed:
            chosen: list[list[Operation]] = []
            for holding, queue in self._queues.items():
                if len(chosen) == limit:
                    break
                if not skip(holding):
                    chosen.append(_first_of(queue))
            return chosen

    def settle(self, operations: Iterable[Operation]) -> None:
        """These were delivered, or will never be."""
        done = list(operations)
        with self.changed:
            self._take_out(done)
            for journal in {operation.journal for operation in done if operation.journal is not None}:
                try:
                    journal.settle(operation for operation in done if operation.journal is journal)
                except OSError as error:
                    self._disk_failed(error)  # they are sent once more after a crash, which changes nothing
                if journal is not self._journal and journal.is_empty:
                    self._adopted.remove(journal)
                    journal.close(remove=True)
            self.changed.notify_all()

    def supersede(self, newest: Operation) -> None:
        """Uploads that wait before the newest of the same hand-out need not be sent. The first may be under way."""
        with self.changed:
            queue = list(self._queues.get(newest.holding, ()))
        self.settle(one for one in queue[1:] if one.kind == "upload" and one is not newest)

    def leave(self, operations: Iterable[Operation]) -> None:
        """Not ours to send; they stay on the disk for whoever may."""
        left = list(operations)
        with self.changed:
            self._take_out(left)
            for journal in {operation.journal for operation in left}:
                if journal in self._adopted and not self._holds_of(journal):
                    self._adopted.remove(journal)
                    journal.close(remove=False)
            self.changed.notify_all()

    def flush(self) -> None:
        """Called by the sender before it sends: what it tells must not be lost by a power cut."""
        with self.changed:
            wanted, self._flush_wanted = self._flush_wanted, False
            self._store_rest()
            journal = self._journal
        if wanted and journal is not None:
            try:
                journal.flush()
            except OSError as error:
                self._disk_failed(error)

    def adopt_abandoned(self, may_take: Callable[[Journal], bool]) -> int:
        """Takes over what processes that have ended left behind; gives how many operations that is."""
        try:
            folders = journals_in(self._settings.spool)
        except OSError:
            return 0
        return sum(self._adopt(folder, may_take) for folder in folders if folder not in self._known)

    def journal(self) -> Journal:
        """The journal of this process, made when it is first needed. Raises OSError."""
        with self.changed:
            if self._journal is None:
                settings = self._settings
                self._journal = Journal.create(settings.spool, settings.url, settings.fingerprint)
                self._known.add(self._journal.folder)
            return self._journal

    def close(self) -> list[Operation]:
        """Lets go of every folder; those that hold nothing go. Gives what is not delivered, and the disk does not take."""
        with self.changed:
            self._disk_again_at = 0.0  # the last chance
            self._store_rest()
            for journal in self._journals():
                journal.close(remove=journal.is_empty)
            self._adopted, self._journal = [], None
            return list(self._unstored.values())

    def forget(self) -> None:
        """In a forked child: all that is here is the parent's. Its lock stays its own."""
        for journal in self._journals():
            journal.close(remove=False)

    def _journals(self) -> list[Journal]:
        return [*self._adopted, *([self._journal] if self._journal is not None else [])]

    def _store(self, operation: Operation) -> None:
        if self._unstored and time.monotonic() < self._disk_again_at:
            self._unstored[operation.number] = operation
            return
        try:
            self.journal().add(operation)
        except OSError as error:
            self._unstored[operation.number] = operation
            self._disk_failed(error)

    def _store_rest(self) -> None:
        if not self._unstored or time.monotonic() < self._disk_again_at:
            return
        for number, operation in list(self._unstored.items()):
            try:
                self.journal().add(operation)
            except OSError as error:
                self._disk_failed(error)
                return
            del self._unstored[number]
        self._flush_wanted = True
        self._notices.lift("disk", f"The spool {self._settings.spool} can be written again.")

    def _disk_failed(self, error: OSError) -> None:
        self._disk_again_at = time.monotonic() + DISK_AGAIN_AFTER
        self._notices.warn(
            "disk",
            f"The spool {self._settings.spool} cannot be written ({error.strerror or error}). Results stay in memory "
            "until they are delivered, and would be lost if this process died before. Training goes on. "
            "Free some space, or set TELLUS_SPOOL to a folder with more.",
        )

    def _adopt(self, folder: Path, may_take: Callable[[Journal], bool]) -> int:
        journal = Journal.take_over(folder)
        if journal is None:
            return 0
        try:
            operations = journal.read() if may_take(journal) else None
        except OSError:
            operations = None
        if operations is None:
            self._known.add(folder)
            journal.close(remove=False)
            return 0
        if not operations:
            journal.close(remove=True)
            return 0
        with self.changed:
            self._known.add(folder)
            self._adopted.append(journal)
            self._adopted_waiting += len(operations)
            for operation in operations:
                self._queues.setdefault(operation.holding, deque()).append(operation)
            self.changed.notify_all()
        self.hurry.set()
        return len(operations)

    def _holds_of(self, journal: Journal) -> bool:
        return any(operation.journal is journal for queue in self._queues.values() for operation in queue)

    def _take_out(self, operations: list[Operation]) -> None:
        for operation in operations:
            queue = self._queues.get(operation.holding)
            if queue is None or operation not in queue:
                continue
            queue.remove(operation)
            if not queue:
                del self._queues[operation.holding]
            self._unstored.pop(operation.number, None) if operation.journal is None else None
            if operation.journal in self._adopted:
                self._adopted_waiting -= 1


def _first_of(queue: Deque[Operation]) -> list[Operation]:
    first = queue[0]
    if first.kind not in JOINED or first.alone:
        return [first]
    together: list[Operation] = []
    for operation in queue:
        if operation.kind != first.kind or operation.alone or len(together) == STEPS_MAX:
            break
        together.append(operation)
    return together
