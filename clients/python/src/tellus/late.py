"""Results that came too late: somebody else had the trial by then. They are kept, and offered as imports.

Each is a file in the folder `late` of the spool, or in memory where the disk does not take it.
"""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Optional

from .config import Settings
from .operation import Operation

LATE = "late"
_RESULT = ("state", "values", "cost", "reason")


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
    path: Optional[Path] = field(default=None, repr=False)

    @property
    def target(self) -> str:
        """Where it is imported."""
        return f"/studies/{self.study_id}/{'trials' if self.record is None else 'records'}"

    def to_import(self) -> dict[str, Any]:
        """As an item of what is sent there."""
        if self.record is not None:
            return self.record
        result = {"state": "completed", **self.result}
        return {
            "assignments": self.assignments,
            "metadata": {"late_result_of": self.trial_id, "attempt": self.attempt},
            **{name: value for name, value in result.items() if name in _RESULT},
        }


class LateResults:
    """Kept until they are imported or discarded."""

    def __init__(self, settings: Settings) -> None:
        self._folder = settings.spool / LATE
        self._in_memory: list[LateResult] = []

    def keep(self, operation: Operation, why: str) -> Optional[Path]:
        """Gives the file, or None where the disk does not take it."""
        record = {**operation.to_record(), "why": why}
        path = self._folder / f"{operation.holding.trial_id}-{operation.holding.attempt}-{operation.key[:8]}.json"
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            aside = path.with_suffix(f".{os.getpid()}")
            aside.write_text(json.dumps(record, indent=2), encoding="utf-8")
            aside.chmod(0o600)
            os.replace(aside, path)
        except OSError:
            self._in_memory.append(_from_record(record, None))
            return None
        return path

    def of_study(self, study_id: str) -> list[LateResult]:
        """The oldest first."""
        found = [result for result in self._in_memory if result.study_id == study_id]
        with contextlib.suppress(OSError):
            for path in sorted(self._folder.glob("*.json"), key=lambda one: one.stat().st_mtime):
                with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
                    result = _from_record(json.loads(path.read_text(encoding="utf-8")), path)
                    if result.study_id == study_id:
                        found.append(result)
        return found

    def discard(self, result: LateResult) -> None:
        if result.path is not None:
            with contextlib.suppress(OSError):
                result.path.unlink()
        elif result in self._in_memory:
            self._in_memory.remove(result)


def _from_record(record: dict[str, Any], path: Optional[Path]) -> LateResult:
    about = record["about"]
    return LateResult(
        study_id=about["study"],
        number=about["number"],
        trial_id=record["trial"],
        attempt=record["attempt"],
        assignments=about["assignments"],
        result=record["body"],
        why=record["why"],
        key=record["key"],
        record=about.get("record"),
        path=path,
    )
