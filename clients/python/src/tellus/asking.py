"""An ask: results first, then the request, with the same idempotency key until it is answered."""

from __future__ import annotations

import os
import re
import socket
import time
import uuid
from dataclasses import dataclass
from typing import Any, Callable, Mapping, Optional

from .backoff import Backoff
from .errors import NoTrialYet, Unavailable
from .http import ANSWER_SECONDS
from .runtime import Runtime

#: A loop that beats every 30 s is heard three times before its trial goes to another.
LEASE_SECONDS = 90
#: What the sampler may take for a suggestion that knows every result.
WAIT_SECONDS = 5.0
#: For the results told before to arrive; a service that is there takes milliseconds.
RESULTS_SECONDS = 30.0
#: Between two asks where nothing is to be had for now.
SLEEP_MAX = 30.0

_WAITS = {
    "computing": "the next suggestion is being computed",
    "bracket_waiting": "the scheduler waits for results of other workers",
    "parallel_cap": "as many trials run as the study allows",
    "paused": "the study is paused",
    "draining": "everything is handed out, and some of it may come back",
    "resume_waiting": "what is left has a checkpoint, and this worker said that it cannot go on from one",
}


@dataclass(frozen=True)
class AskOptions:
    """What an ask may say. `worker` names one loop, which is given its unfinished trial again after a crash."""

    worker: Optional[str] = None
    lease_seconds: int = LEASE_SECONDS
    wait_seconds: float = WAIT_SECONDS
    can_resume: bool = True
    fixed: Optional[Mapping[str, Any]] = None
    metadata: Optional[Mapping[str, Any]] = None
    #: Waits so many seconds between two requests; may raise, to give up asking.
    pause: Callable[[float], object] = time.sleep
    #: Whether the trial that `worker` holds is handed out again; where it has a name, unless this says otherwise.
    sticky: Optional[bool] = None

    def body(self, default_worker: str) -> dict[str, Any]:
        given: dict[str, Any] = {
            "worker_id": self.worker or default_worker,
            "sticky": self.worker is not None if self.sticky is None else self.sticky,
            "lease_seconds": self.lease_seconds,
            "wait_seconds": self.wait_seconds,
            "can_resume": self.can_resume,
        }
        if self.fixed is not None:
            given["fixed"] = dict(self.fixed)
        if self.metadata is not None:
            given["metadata"] = dict(self.metadata)
        return given


def ask(runtime: Runtime, study_id: str, options: AskOptions, timeout: Optional[float] = None) -> dict[str, Any]:
    """The trial handed out. Waits while there is none for now, and while the service is away.

    Raises StudyFinished at the end, NoTrialYet after `timeout` seconds, Unavailable where the service did not answer for
    those, or for the patience of the settings, and what the service refuses.
    """
    body = options.body(worker_name())
    key, backoff = uuid.uuid4().hex, Backoff()
    begun = heard = time.monotonic()
    runtime.deliver_abandoned(RESULTS_SECONDS)
    runtime.sender.start()  # gives back what nobody hears of, where this is the end of the process
    try:
        while True:
            runtime.deliver(timeout=RESULTS_SECONDS)
            answer = runtime.unheard.send(study_id, body, key, wait=options.wait_seconds + ANSWER_SECONDS)
            if answer.ok:
                heard = time.monotonic()
                backoff.reset()
                runtime.notices.lift("ask away", "Tellus answers again.")
                if answer.body.get("trials"):
                    runtime.notices.lift("ask waits")
                    return dict(answer.body["trials"][0])
                key = uuid.uuid4().hex
                delay = _later(runtime, answer.body)
            elif answer.code == "lease_lost":
                key, delay = uuid.uuid4().hex, 0.0  # handed out by an earlier try, and gone again since
            elif answer.later:
                delay = backoff.next(answer.retry_after)
                runtime.notices.warn("ask away", f"{answer.problem} Asking for the next trial again until it answers.")
            else:
                raise answer.error()
            _check_patience(runtime, answer.problem, begun, heard, delay, timeout)
            options.pause(delay)
    except BaseException:
        runtime.unheard.give_back(key)
        raise


def worker_name(process: Optional[int] = None) -> str:
    """Shown on the study's page: which machine, which process; this one unless said otherwise."""
    host = re.sub(r"[^\x21-\x7e]", "-", socket.gethostname())[:120] or "worker"
    return f"{host}-{process or os.getpid()}"


def _later(runtime: Runtime, body: Mapping[str, Any]) -> float:
    reason = str(body.get("reason"))
    if reason != "computing":
        runtime.notices.warn("ask waits", f"Waiting for a trial: {_WAITS.get(reason, reason)}.")
    return min(max(float(body.get("retry_after_s") or 1.0), 0.1), SLEEP_MAX)


def _check_patience(
    runtime: Runtime, problem: str, begun: float, heard: float, delay: float, timeout: Optional[float]
) -> None:
    at = time.monotonic() + delay
    if timeout is not None and at - begun > timeout:
        if problem:
            raise Unavailable(f"No trial within {timeout:g} s. {problem}")
        raise NoTrialYet(f"No trial within {timeout:g} s. There is none to be had for now.")
    if at - heard > runtime.settings.patience:
        raise Unavailable(
            f"{problem} Nothing was heard for {runtime.settings.patience:g} s; TELLUS_PATIENCE sets how long to wait."
        )
