"""One worker: a trial after the other, until there is no more or the agent ends."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Optional

from ..asking import AskOptions
from ..errors import StudyFinished, TellusError
from ..trial import Trial
from .attempt import Attempt
from .surroundings import Surroundings


class Turns:
    """What the workers share: how many trials there are still to be, and whether anything went wrong."""

    def __init__(self, trials: Optional[int], give_up_after: int) -> None:
        self._lock = threading.Lock()
        self._left = trials
        self._give_up_after = give_up_after
        self._failures = 0
        self._anything_well = False
        self._over = False
        #: Trials that run here.
        self.at_work = 0
        #: What ended the agent, if it was an error.
        self.error: Optional[BaseException] = None

    def take(self) -> bool:
        with self._lock:
            if self._over or self._left == 0:
                return False
            if self._left is not None:
                self._left -= 1
            return True

    def give_back(self) -> None:
        """Nothing came of it."""
        with self._lock:
            if self._left is not None:
                self._left += 1

    def end(self, error: Optional[BaseException] = None) -> None:
        """No further trial; those that run come to their end."""
        with self._lock:
            self._over = True
            self.error = self.error or error

    def begun(self) -> None:
        with self._lock:
            self.at_work += 1

    def ended(self) -> None:
        with self._lock:
            self.at_work -= 1

    def note(self, *, failed: bool, reason: str) -> None:
        """A command that only ever fails is wrong itself, and would use the study's budget up."""
        with self._lock:
            self._anything_well |= not failed
            self._failures += failed
            hopeless = not self._anything_well and 0 < self._give_up_after <= self._failures
        if hopeless:
            self.end(
                TellusError(
                    f"The first {self._failures} trials have all failed, so the command itself seems to be wrong. "
                    f"--give-up-after 0 goes on all the same. The last one: {reason}"
                )
            )


class Worker:
    """Runs in a thread of its own."""

    def __init__(self, surroundings: Surroundings, turns: Turns, index: int) -> None:
        self._surroundings = surroundings
        self._turns = turns
        self._index = index
        plan = surroundings.plan
        self._options = AskOptions(
            worker=None if plan.name is None else f"{plan.name}-{index}",
            lease_seconds=plan.lease_seconds,
            can_resume=plan.can_resume,
            pause=self._pause,
        )

    def run(self) -> None:
        try:
            while not self._is_ending() and self._turns.take():
                trial = self._surroundings.study.ask(options=self._options)
                if self._is_ending():
                    trial.release()
                    return
                self._work_on(trial)
        except StudyFinished:
            self._turns.end()
        except _Ending:
            pass
        except BaseException as error:  # said by the main thread
            self._turns.end(error)

    def _work_on(self, trial: Trial) -> None:
        self._turns.begun()
        try:
            conclusion = Attempt(self._surroundings, trial, self._index).run()
        finally:
            self._turns.ended()
        if conclusion.state == "lost":
            # Another agent may have this name: two that take each other's trials would go on so for ever.
            self._options = replace(self._options, worker=None)
        if conclusion.state in ("released", "lost"):
            self._turns.give_back()
        else:
            self._turns.note(failed=conclusion.state == "failed", reason=conclusion.reason)

    def _is_ending(self) -> bool:
        return self._surroundings.ending.begun.is_set()

    def _pause(self, seconds: float) -> None:
        """Between two asks."""
        if self._surroundings.ending.begun.wait(seconds):
            raise _Ending


class _Ending(Exception):
    """There is nothing to be asked for any more."""
