"""What this user's shells were handed out: a file for each trial, from the ask until its result is told.

A shell loop is many processes. The file is what they know in common: the attempt, which every write needs, and the
assignments, without which a late result could not be imported.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import tempfile
import time
from pathlib import Path
from typing import Any, Mapping, Optional

from ..config import Settings
from ..errors import UsageError
from ..operation import Holding
from .said import say

FOLDER = "handed-out"
#: Of a trial whose loop died with it; the service gave it to another long ago.
FORGOTTEN_AFTER = 30 * 86400.0
_TRIAL = re.compile(r"trl_[0-9a-f]{32}\Z")


class HandedOut:
    """Lies beside the spool, and like it can be read by its owner only."""

    def __init__(self, settings: Settings) -> None:
        self._folder = settings.spool / FOLDER

    def keep(self, given: Mapping[str, Any]) -> None:
        """Notes a trial that an ask was given. Where the disk does not take it, the loop has to name the attempt."""
        note = {name: given[name] for name in ("id", "attempt", "number", "study_id", "assignments")}
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._forget_old()
            handle, aside = tempfile.mkstemp(dir=self._folder, prefix=".")  # made with mode 0600
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(note, file)
            os.replace(aside, self._file(str(given["id"])))
        except OSError as error:
            say(
                f"{self._folder} cannot be written ({error.strerror or error}): say --attempt {given['attempt']} "
                "wherever you name the trial."
            )

    def find(self, trial_id: str) -> Optional[dict[str, Any]]:
        with contextlib.suppress(OSError, ValueError):
            note = json.loads(self._file(trial_id).read_text(encoding="utf-8"))
            return note if isinstance(note, dict) else None
        return None

    def forget(self, holding: Holding) -> None:
        """Its result is told. A later hand-out of the same trial stays."""
        note = self.find(holding.trial_id)
        if note is not None and note["attempt"] <= holding.attempt:
            with contextlib.suppress(OSError):
                self._file(holding.trial_id).unlink()

    def _file(self, trial_id: str) -> Path:
        return self._folder / f"{checked_trial(trial_id)}.json"

    def _forget_old(self) -> None:
        for path in self._folder.glob("*.json"):
            with contextlib.suppress(OSError):
                if time.time() - path.stat().st_mtime > FORGOTTEN_AFTER:
                    path.unlink()


def checked_trial(text: str) -> str:
    if not _TRIAL.match(text):
        raise UsageError(f"{text!r} is not a trial's id: trl_ and 32 hexadecimal digits, as `tellus ask` prints it.")
    return text
