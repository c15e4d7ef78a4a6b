"""The spool of one process on disk: a folder with a lock and segments of JSON lines.

A line is an operation, or `{"done": [numbers]}` once those were delivered. Lines are written by a single `write`, so an
operation is safe from a crash of the process as soon as `add` returns, and from one of the machine after `flush`.
What a crash cuts off in the middle is not JSON, and is skipped. An operation that was delivered without its `done`
having been written is delivered again, which the service recognises. A segment goes once all of it is done.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Iterable, Optional

from .file_lock import FileLock
from .operation import Operation

SEGMENT_BYTES = 1 << 20
LOCK = "lock"
FILES = "files"


@dataclass
class _Segment:
    path: Path
    handle: int
    size: int = 0
    #: Where a torn line may stand, so that the next one has to begin anew.
    torn: bool = False
    open: set[int] = field(default_factory=set)


def journals_in(root: Path) -> list[Path]:
    """Their folders, the oldest first. One that is being made has a name with a dot. Raises OSError."""
    return sorted(lock.parent for lock in root.glob(f"[!.]*/{LOCK}"))


class Journal:
    """Raises OSError where the disk does not take what it is given; what was written before stays whole."""

    def __init__(self, folder: Path, lock: FileLock, owner: dict[str, Any]) -> None:
        self.folder = folder
        self.owner = owner
        self._lock = lock
        self._segments: list[_Segment] = []
        self._serial = 0
        self._unflushed = False
        self._unflushed_files: list[Path] = []

    @classmethod
    def create(cls, root: Path, url: str, fingerprint: str) -> Journal:
        """A new folder, which appears with its lock already held: nobody takes it for an abandoned one."""
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = f"{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}-{uuid.uuid4().hex[:8]}"
        making = root / f".{name}"
        making.mkdir(mode=0o700)
        owner = {"url": url, "key": fingerprint, "pid": os.getpid()}
        try:
            lock = FileLock.take(making / LOCK, create=True)
            if lock is None:
                raise OSError(f"{making} cannot be locked")
            os.write(lock.handle, json.dumps(owner).encode())
            folder = making.rename(root / name)
        except OSError:
            shutil.rmtree(making, ignore_errors=True)
            raise
        lock.path = folder / LOCK
        return cls(folder, lock, owner)

    @classmethod
    def take_over(cls, folder: Path) -> Optional[Journal]:
        """The journal of a process that has ended; None where it lives, or there is none."""
        lock = FileLock.take(folder / LOCK)
        if lock is None:
            return None
        try:
            owner = json.loads(os.read(lock.handle, 65536) or b"{}")
            return cls(folder, lock, owner if isinstance(owner, dict) else {})
        except (OSError, ValueError):
            lock.release()
            return None

    def read(self) -> list[Operation]:
        """Everything that is not done, in the order it was added."""
        waiting: dict[int, Operation] = {}
        for path in sorted(self.folder.glob("*.jsonl")):
            segment = _Segment(path, os.open(path, os.O_RDWR | os.O_APPEND), path.stat().st_size, torn=True)
            self._segments.append(segment)
            self._serial = max(self._serial, int(path.stem))
            for line in path.read_bytes().splitlines():
                self._read_line(line, segment, waiting)
        for segment in self._segments:
            segment.open &= waiting.keys()
        for operation in waiting.values():
            operation.journal = self
        return [waiting[number] for number in sorted(waiting)]

    def add(self, operation: Operation) -> None:
        """Written when this returns."""
        line = json.dumps(operation.to_record(), separators=(",", ":"), allow_nan=False).encode() + b"\n"
        segment = self._current()
        self._write(segment, line)
        segment.open.add(operation.number)
        operation.journal = self
        self._unflushed = True

    @property
    def is_empty(self) -> bool:
        return not any(segment.open for segment in self._segments)

    def settle(self, operations: Iterable[Operation]) -> None:
        """These are delivered, and need not be sent again. Segments that hold nothing else go."""
        done = set()
        for operation in operations:
            done.add(operation.number)
            if operation.kind == "upload":
                with contextlib.suppress(OSError):
                    self.file(operation.key).unlink()
        for segment in self._segments:
            segment.open -= done
        for segment in [one for one in self._segments[:-1] if not one.open]:
            self._drop(segment)
        if not self._segments:
            return
        if not self._segments[-1].open:
            self._empty(self._segments[-1])
        if not self.is_empty:
            line = json.dumps({"done": sorted(done)}, separators=(",", ":")).encode() + b"\n"
            self._write(self._segments[-1], line)

    def flush(self) -> None:
        """Makes the disk itself hold what was added, so that not even a power cut takes it away."""
        # Files first: a segment must not name one that is not there whole.
        while self._unflushed_files:
            with contextlib.suppress(FileNotFoundError), self._unflushed_files.pop().open("rb") as file:
                os.fsync(file.fileno())
        if not self._unflushed:
            return
        self._unflushed = False
        for segment in list(self._segments):
            os.fsync(segment.handle)

    def keep_file(self, source: Path, key: str) -> Path:
        """A copy of a file, which stays until its operation is settled. A hard link would follow what the trainer writes next."""
        folder = self.folder / FILES
        folder.mkdir(exist_ok=True, mode=0o700)
        target = folder / key
        try:
            shutil.copyfile(source, target)
        except OSError:
            target.unlink(missing_ok=True)
            raise
        self._unflushed_files.append(target)
        return target

    def file(self, key: str) -> Path:
        return self.folder / FILES / key

    def close(self, *, remove: bool) -> None:
        """Lets go of the lock, and with `remove` of the folder too, for which nothing may be left in it."""
        for segment in self._segments:
            os.close(segment.handle)
        self._segments = []
        if remove:
            # While locked: whoever opened the lock before sees that it has gone.
            shutil.rmtree(self.folder, ignore_errors=True)
        self._lock.release()

    def _current(self) -> _Segment:
        if not self._segments or self._segments[-1].size >= SEGMENT_BYTES:
            self._serial += 1
            path = self.folder / f"{self._serial:08}.jsonl"
            handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_EXCL, 0o600)
            self._segments.append(_Segment(path, handle))
        return self._segments[-1]

    def _write(self, segment: _Segment, line: bytes) -> None:
        data = b"\n" + line if segment.torn else line
        written = 0
        try:
            written = os.write(segment.handle, data)
            while written < len(data):
                written += os.write(segment.handle, data[written:])
        except OSError:
            try:
                os.ftruncate(segment.handle, segment.size)
            except OSError:
                segment.torn = True
            raise
        segment.torn = False
        segment.size += written

    def _empty(self, segment: _Segment) -> None:
        """The newest one is used again: a new file for each report would cost the trainer more than the report."""
        os.ftruncate(segment.handle, 0)
        segment.size, segment.torn = 0, False

    def _drop(self, segment: _Segment) -> None:
        self._segments.remove(segment)
        os.close(segment.handle)
        with contextlib.suppress(OSError):
            segment.path.unlink()

    def _read_line(self, line: bytes, segment: _Segment, waiting: dict[int, Operation]) -> None:
        try:
            record = json.loads(line)
            if "done" in record:
                for number in record["done"]:
                    waiting.pop(number, None)
                return
            operation = Operation.from_record(record)
        except (ValueError, KeyError, TypeError):
            return  # cut off by a crash
        waiting[operation.number] = operation
        segment.open.add(operation.number)
