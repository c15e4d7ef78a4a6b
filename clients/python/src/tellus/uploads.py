"""Checkpoints kept by Tellus: announced, sent, compared, named. Each step can be repeated, so the whole can."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Iterator, Optional

from .held import HeldTrials
from .http import Answer, Connection
from .operation import Holding, Operation

CHUNK = 1 << 20
#: A connection that takes less than this in a second is given up and tried again.
SLOWEST = 64 * 1024


class Uploads:
    """Delivers `upload` operations. The last checkpoint but one is deleted once the next is named."""

    def __init__(self, connection: Connection, held: HeldTrials) -> None:
        self._connection = connection
        self._held = held
        self._newest: dict[Holding, str] = {}

    def send(self, operation: Operation) -> Answer:
        """The answer of the last step, or of the first that was not taken."""
        path = _file_of(operation)
        if path is None or not path.exists():
            return Answer(410, {"code": "gone", "detail": "The copy in the spool is gone."})
        holding, body = operation.holding, operation.body
        announced = self._connection.send(
            "POST",
            f"/trials/{holding.trial_id}/artifacts",
            {
                "attempt": holding.attempt,
                "name": body["name"],
                "size": body["size"],
                "sha256": body["sha256"],
            },
            key=operation.key,
        )
        if not announced.ok:
            return announced
        artifact = str(announced.body["artifact"]["id"])
        if announced.body["upload"] is not None:
            sent = self._send_bytes(artifact, path, int(body["size"]))
            if not sent.ok:
                return sent
        named = self._connection.send(
            "POST",
            f"/trials/{holding.trial_id}/checkpoints",
            {"attempt": holding.attempt, "step": body["step"], "artifact": artifact},
            key=f"{operation.key}-name",
        )
        if named.ok:
            self._delete_former(holding, artifact)
        return named

    def came_with(self, holding: Holding, artifact: str) -> None:
        """A checkpoint that the trial was handed out with is its newest until it has another."""
        self._newest[holding] = artifact

    def _send_bytes(self, artifact: str, path: Path, size: int) -> Answer:
        wait = 15.0 + size / SLOWEST
        with path.open("rb") as content:
            sent = self._connection.send("PUT", f"/artifacts/{artifact}/content", content=content, wait=wait)
        if not sent.ok:
            return sent
        return self._connection.send("POST", f"/artifacts/{artifact}/finalize", {}, wait=wait)

    def _delete_former(self, holding: Holding, artifact: str) -> None:
        former = self._newest.get(holding)
        self._newest[holding] = artifact
        if former is not None and former != artifact:
            # Refused where somebody may still go on from it, and then it stays.
            self._connection.send("DELETE", f"/artifacts/{former}", query={"attempt": str(holding.attempt)})


def fingerprint_of(path: Path) -> tuple[int, str]:
    """Size and SHA-256."""
    digest, size = hashlib.sha256(), 0
    for chunk in _chunks(path):
        digest.update(chunk)
        size += len(chunk)
    return size, digest.hexdigest()


def _file_of(operation: Operation) -> Optional[Path]:
    return operation.journal.file(operation.key) if operation.journal is not None else None


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk
