"""The file, or folder, that a command goes on from: brought in before it begins, handed over when it is written.

The command has one path for both. It is handed over when a line says `checkpoint=PATH`, and at the end of a command
that may be continued, if it was written since. A command that was killed while it may have been writing is not trusted.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import threading
from pathlib import Path
from typing import Any, Optional

from ..errors import CheckpointError, UsageError
from ..trial import Trial
from .folder_archive import pack, unpack

#: Begins the name of what `tellus.current_trial().checkpoint` copied for the agent, which then removes it.
COPY = "checkpoint-"


class Checkpoints:
    """Of one attempt. `base` is the folder that the command's relative paths begin at."""

    def __init__(self, trial: Trial, place: Path, *, is_folder: bool, base: Path) -> None:
        self._trial = trial
        self._place = place
        self._is_folder = is_folder
        self._base = base
        self._lock = threading.Lock()
        self._handed_over: Any = None
        #: What the command is told to go on from, a path or an address; None where it begins anew.
        self.resume_from: Optional[str] = None
        #: After which step that was written.
        self.step = 0

    def bring(self) -> None:
        """Puts the checkpoint of the trial, if it has one, where the command looks for it.

        Raises CheckpointError where it cannot be had here, and what fetching it raises.
        """
        if self._is_folder:
            self._place.mkdir()
        found = self._trial.resume_from
        if found is None:
            return
        if found.artifact is None and "://" in found.uri and not found.uri.startswith("file:"):
            self.resume_from = found.uri  # the command's own business
        else:
            path = found.path
            if self._is_folder:
                unpack(path, self._place)
            else:
                shutil.copyfile(path, self._place)
            self.resume_from = str(self._place)
            self._handed_over = self._fingerprint()
        self.step = found.step

    def announced(self, said: str, step: Optional[int]) -> None:
        """The command says that it has written one. Raises UsageError where there is none."""
        if "://" in said:
            self._trial.checkpoint(said, step)
            return
        path = self._base / said
        if path == self._place:
            self._handed_over = self._fingerprint()
        try:
            self._hand_over(path, step)
        finally:
            if path.parent == self._place.parent and path.name.startswith(COPY):
                _remove(path)

    def hand_over_what_is_left(self) -> None:
        """At the end: what was written without a word, if the command says to which step it trained."""
        now = self._fingerprint()
        if now is None or now == self._handed_over or not self._trial.last_step:
            return
        self._handed_over = now
        self._hand_over(self._place, None)

    def tidy(self) -> None:
        """What was handed over need not be kept here as well."""
        _remove(self._place)

    def _hand_over(self, path: Path, step: Optional[int]) -> None:
        with self._lock:
            if not path.is_dir():
                self._trial.checkpoint(path, step)
                return
            if not self._is_folder:
                raise UsageError(f"The checkpoint {path} is a folder: say --checkpoint-folder, or write one file")
            archive = self._place.with_name("checkpoint.tar")
            try:
                pack(path, archive)
            except OSError as error:
                raise CheckpointError(f"The checkpoint {path} could not be packed: {error.strerror or error}") from error
            try:
                self._trial.checkpoint(archive, step)  # copied before it returns
            finally:
                archive.unlink(missing_ok=True)

    def _fingerprint(self) -> Any:
        """Tells one state of the place from another; None while nothing is there."""
        try:
            if not self._is_folder:
                return _stamp(self._place)
            found = {
                str(path): _stamp(path)
                for folder, _, files in os.walk(self._place)
                for path in (Path(folder, name) for name in files)
            }
            return found or None
        except OSError:
            return None


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            path.unlink()


def _stamp(path: Path) -> tuple[int, int, int]:
    state = path.stat()
    return state.st_ino, state.st_size, state.st_mtime_ns
