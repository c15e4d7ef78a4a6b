"""The loop `for trial in study.trials(100)`: asks, hands over, and ends each trial as its body ended."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Iterator, Optional

from .asking import AskOptions
from .errors import StudyFinished
from .excepthooks import look_on
from .leaving import passing_through
from .progress import Progress
from .trial import Trial
from .wire import checked_trials

if TYPE_CHECKING:
    from .studies import Study


class Trials(Iterator[Trial]):
    """At most `count` trials, or all until the study is finished. Between two of them the last result is delivered."""

    def __init__(self, study: Study, count: Optional[int], options: AskOptions, progress: Optional[bool]) -> None:
        self._study = study
        self._left = checked_trials(count)
        self._options = options
        self._progress = Progress(count, study.name, progress)
        self._trial: Optional[Trial] = None
        look_on()

    def __iter__(self) -> Trials:
        return self

    def __next__(self) -> Trial:
        self._end_last()
        if self._left == 0:
            self.close()
            raise StopIteration
        try:
            self._trial = self._study.ask(options=self._options)
        except StudyFinished:
            self.close()
            raise StopIteration from None
        if self._left is not None:
            self._left -= 1
        return self._trial

    def close(self) -> None:
        """Ends the loop; a trial that is open is given back."""
        if self._trial is not None:
            self._trial.release()
            self._trial = None
        self._progress.close()

    def __del__(self) -> None:
        # The loop was left with a trial in hand: see `leaving`.
        trial = getattr(self, "_trial", None)
        if trial is not None:
            self._trial = None
            trial.drop(passing_through(sys._getframe(1)))
            self._progress.close()

    def _end_last(self) -> None:
        if self._trial is not None:
            self._trial.end_by_itself()
            self._trial = None
            self._progress.advance()
