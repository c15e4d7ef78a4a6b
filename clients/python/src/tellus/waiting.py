"""What lies in the spool, for somebody to look at: read only, beside whoever is delivering it."""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterator, Optional

from .config import Settings
from .file_lock import FileLock
from .journal import LOCK, journals_in
from .operation import Operation


@dataclass(frozen=True)
class WaitingFolder:
    """What one process left, or is about to deliver."""

    folder: Path
    #: url, key (its fingerprint) and pid of the process.
    owner: dict[str, Any]
    #: Whether that process, or one that took over, is there to deliver it.
    is_owned: bool
    operations: list[Operation]


def waiting_folders(settings: Settings) -> Iterator[WaitingFolder]:
    """The oldest first; those that hold nothing are left out."""
    try:
        folders = journals_in(settings.spool)
    except OSError:
        return
    for folder in folders:
        # Segments first: what is delivered meanwhile is then taken for waiting, never the other way round.
        operations = _operations_in(folder)
        if operations:
            yield WaitingFolder(folder, _owner_of(folder), _is_owned(folder), operations)


def _operations_in(folder: Path) -> list[Operation]:
    waiting: dict[int, Operation] = {}
    for path in sorted(folder.glob("*.jsonl")):
        with contextlib.suppress(OSError):  # delivered since, and gone
            for line in path.read_bytes().splitlines():
                _read_line(line, waiting)
    return [waiting[number] for number in sorted(waiting)]


def _read_line(line: bytes, waiting: dict[int, Operation]) -> None:
    with contextlib.suppress(ValueError, KeyError, TypeError):  # cut off by a crash, or by us who read while it is written
        record = json.loads(line)
        if "done" in record:
            for number in record["done"]:
                waiting.pop(number, None)
        else:
            operation = Operation.from_record(record)
            waiting[operation.number] = operation


def _owner_of(folder: Path) -> dict[str, Any]:
    with contextlib.suppress(OSError, ValueError):
        owner = json.loads((folder / LOCK).read_bytes() or b"{}")
        return owner if isinstance(owner, dict) else {}
    return {}


def _is_owned(folder: Path) -> bool:
    lock = FileLock.take(folder / LOCK)
    if lock is None:
        return True
    lock.release()
    return False


def since(folder: Path, operation: Operation) -> Optional[float]:
    """When it was said, in seconds since 1970; of an older release's, when its file was last written."""
    if operation.at is not None:
        return operation.at
    with contextlib.suppress(OSError):
        return max(os.stat(path).st_mtime for path in folder.glob("*.jsonl"))
    return None
