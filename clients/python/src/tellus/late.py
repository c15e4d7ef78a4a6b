"""Results that came too late: somebody else had the trial by then. They are kept, and offered as imports.

Each is a file in the folder `late` of the spool, or in memory where the disk does not take it. What was measured before
the lease was lost has arrived at the service; what was measured after it is kept beside the result.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Optional

from .config import Settings
from .operation import Holding, Operation

LATE = "late"
#: Steps of a trial that never told a result say nothing any more after so long.
STEPS_FORGOTTEN_AFTER = 30 * 86400.0


@dataclass(frozen=True)
class LateResult:
    """A result that its trial could not take any more."""

    study_id: str
    number: int
    trial_id: str
    attempt: int
    assignments: dict[str, Any]
    #: As told: state, values, cost, reason.
    result: dict[str, Any]
    #: What the service said.
    why: str
    #: Of the import, so that importing twice adds nothing.
    key: str
    #: Of a trial whose client chose its assignments: all of it, as an item of `POST /studies/{study_id}/records`.
    record: Optional[dict[str, Any]] = field(default=None, repr=False)
    #: When it was told, in seconds since 1970, where that is known.
    at: Optional[float] = None
    path: Optional[Path] = field(default=None, repr=False)

    @property
    def target(self) -> str:
        """Where it is imported."""
        return f"/studies/{self.study_id}/{'trials' if self.record is None else 'records'}"


class LateResults:
    """Kept until they are imported or discarded."""

    def __init__(self, settings: Settings) -> None:
        self._folder = settings.spool / LATE
        self._in_memory: list[LateResult] = []
        self._steps_in_memory: dict[Holding, list[dict[str, Any]]] = {}

    def keep(self, operation: Operation, why: str) -> Optional[Path]:
        """Gives the file, or None where the disk does not take it."""
        self._forget_old_steps()
        record = {**operation.to_record(), "why": why}
        path = self._folder / f"{operation.holding.trial_id}-{operation.holding.attempt}-{operation.key[:8]}.json"
        try:
            self._make_folder()
            aside = path.with_suffix(f".{os.getpid()}")
            aside.write_text(json.dumps(record, indent=2), encoding="utf-8")
            aside.chmod(0o600)
            os.replace(aside, path)
        except OSError:
            self._in_memory.append(_from_record(record, None))
            return None
        return path

    def keep_step(self, operation: Operation) -> None:
        """What was measured after the lease was lost: part of the curve, should a late result follow."""
        holding = operation.holding
        line = json.dumps(operation.body, separators=(",", ":")).encode() + b"\n"
        try:
            self._make_folder()
            handle = os.open(self._steps_file(holding), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(handle, line)
            finally:
                os.close(handle)
        except OSError:
            self._steps_in_memory.setdefault(holding, []).append(operation.body)

    def steps(self, result: LateResult) -> list[dict[str, Any]]:
        """What `keep_step` was given of the result's trial, in that order."""
        holding = Holding(result.trial_id, result.attempt)
        found: list[dict[str, Any]] = []
        with contextlib.suppress(OSError):
            for line in self._steps_file(holding).read_bytes().splitlines():
                with contextlib.suppress(ValueError):  # cut off by a crash
                    found.append(json.loads(line))
        return found + self._steps_in_memory.get(holding, [])

    def all(self) -> list[LateResult]:
        """The oldest first."""
        found = list(self._in_memory)
        with contextlib.suppress(OSError):
            for path in sorted(self._folder.glob("*.json"), key=lambda one: one.stat().st_mtime):
                with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
                    found.append(_from_record(json.loads(path.read_text(encoding="utf-8")), path))
        return found

    def of_study(self, study_id: str) -> list[LateResult]:
        """The oldest first."""
        return [result for result in self.all() if result.study_id == study_id]

    def discard(self, result: LateResult) -> None:
        if result.path is not None:
            with contextlib.suppress(OSError):
                result.path.unlink()
        elif result in self._in_memory:
            self._in_memory.remove(result)
        holding = Holding(result.trial_id, result.attempt)
        self._steps_in_memory.pop(holding, None)
        with contextlib.suppress(OSError):
            self._steps_file(holding).unlink()

    def _forget_old_steps(self) -> None:
        """Those of trials that never told a result."""
        with contextlib.suppress(OSError):
            for path in self._folder.glob("*.steps"):
                if time.time() - path.stat().st_mtime > STEPS_FORGOTTEN_AFTER:
                    path.unlink()

    def _make_folder(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def _steps_file(self, holding: Holding) -> Path:
        return self._folder / f"{holding.trial_id}-{holding.attempt}.steps"


def _from_record(record: dict[str, Any], path: Optional[Path]) -> LateResult:
    about = record.get("about", {})
    return LateResult(
        study_id=str(about.get("study", "")),
        number=int(about.get("number", -1)),
        trial_id=record["trial"],
        attempt=record["attempt"],
        assignments=dict(about.get("assignments", {})),
        result=record["body"],
        why=record["why"],
        key=record["key"],
        record=about.get("record"),
        at=record.get("at"),
        path=path,
    )
