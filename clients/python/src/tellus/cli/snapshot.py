"""What `tellus watch` shows of a study at one moment."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from typing import Any, Deque, Mapping, Optional

from .requests import Requests
from .studies import ended_of

#: More than a window has lines for.
LATEST = 100
RATE_OVER = 300.0
RATE_FROM = 10.0


@dataclass(frozen=True)
class Snapshot:
    study: Mapping[str, Any]
    #: The incumbent; None while there is none.
    best: Optional[Mapping[str, Any]]
    #: The newest trials, whatever their state.
    latest: list[Mapping[str, Any]]
    workers: int
    #: Trials that ended per minute, since we watch; None while that is too short to say.
    rate: Optional[float]

    @property
    def ended(self) -> int:
        return ended_of(self.study)

    @property
    def is_over(self) -> bool:
        """Nothing more will happen."""
        return self.study["state"] in ("finished", "stopped") and self.study["trial_counts"]["running"] == 0


class Watched:
    """Reads one study again and again."""

    def __init__(self, requests: Requests, study_id: str) -> None:
        self._requests = requests
        self._path = f"/studies/{study_id}"
        self._ended: Deque[tuple[float, int]] = deque()

    def look(self) -> Snapshot:
        """Raises Unavailable where the service does not answer."""
        study = self._requests.get(self._path)
        best = self._requests.get(f"{self._path}/best")["trial"]
        latest = self._requests.get(f"{self._path}/trials", {"order": "desc", "limit": str(LATEST)})["data"]
        return Snapshot(study, best, latest, self._workers(study, latest), self._rate(ended_of(study)))

    def _workers(self, study: Mapping[str, Any], latest: list[dict[str, Any]]) -> int:
        """The newest trials hold all that run, unless those are many or old."""
        running = [trial for trial in latest if trial["state"] == "running"]
        if len(running) < study["trial_counts"]["running"]:
            query = {"state": "running", "order": "desc", "limit": "1000"}
            running = self._requests.get(f"{self._path}/trials", query)["data"]
        return len({trial["worker_id"] or trial["id"] for trial in running})

    def _rate(self, ended: int) -> Optional[float]:
        now = time.monotonic()
        self._ended.append((now, ended))
        while now - self._ended[0][0] > RATE_OVER:
            self._ended.popleft()
        begun, ended_then = self._ended[0]
        return (ended - ended_then) / (now - begun) * 60 if now - begun >= RATE_FROM else None
