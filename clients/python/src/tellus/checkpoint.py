"""A checkpoint to go on from: fetched when it is first looked at, and never used unless its hash is right."""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Mapping, Optional
from urllib.parse import unquote, urlsplit

from .backoff import Backoff
from .config import Settings
from .errors import CheckpointError, Unavailable
from .runtime import runtime_of
from .uploads import fingerprint_of

ANSWER_SECONDS = 60.0


def checkpoint_of(given: Mapping[str, Any], settings: Settings) -> Optional[Checkpoint]:
    """That of a trial as it was handed out, if it has one."""
    found = given.get("checkpoint")
    if not isinstance(found, Mapping):
        return None
    return Checkpoint(
        step=int(found["step"]),
        uri=str(found["uri"]),
        sha256=found.get("sha256"),
        artifact=found.get("artifact"),
        settings=settings,
    )


@dataclass
class Checkpoint:
    """Where a trial's training stands. `step` is completed; train on from `step + 1`."""

    step: int
    uri: str
    sha256: Optional[str]
    #: Set where Tellus keeps it.
    artifact: Optional[str]
    settings: Settings = field(repr=False)
    _path: Optional[Path] = field(default=None, repr=False)

    @property
    def path(self) -> Path:
        """A local file with its bytes. One that Tellus keeps is downloaded first, which may take a while."""
        if self._path is None:
            self._path = self._download(self.artifact) if self.artifact is not None else self._local()
        return self._path

    def _local(self) -> Path:
        parts = urlsplit(self.uri)
        # One letter is a drive, not a scheme.
        if len(parts.scheme) > 1 and parts.scheme != "file":
            raise CheckpointError(f"The checkpoint is at {self.uri}: open it yourself (trial.resume_from.uri).")
        path = Path(unquote(parts.path)) if parts.scheme == "file" else Path(self.uri)
        if not path.is_file():
            raise CheckpointError(f"The checkpoint {path} is not on this machine. Keep checkpoints where every worker reads them.")
        if self.sha256 is not None and fingerprint_of(path)[1] != self.sha256:
            raise CheckpointError(f"{path} is not the file that was named as checkpoint: its hash is another.")
        return path

    def _download(self, artifact: str) -> Path:
        runtime, backoff = runtime_of(self.settings), Backoff()
        deadline = time.monotonic() + self.settings.patience
        while True:
            handle, name = tempfile.mkstemp(prefix="tellus-checkpoint-")
            with os.fdopen(handle, "wb") as target:
                answer = runtime.connection.download(f"/artifacts/{artifact}/content", target, wait=ANSWER_SECONDS)
            path = Path(name)
            if answer.ok and (self.sha256 is None or fingerprint_of(path)[1] == self.sha256):
                runtime.delete_at_end(path)
                return path
            with contextlib.suppress(OSError):
                path.unlink()
            if not answer.ok and not answer.later:
                raise answer.error()
            delay = backoff.next(answer.retry_after)
            if time.monotonic() + delay > deadline:
                raise Unavailable(f"The checkpoint after step {self.step} could not be fetched whole. {answer.problem}")
            time.sleep(delay)
