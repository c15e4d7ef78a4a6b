"""Reports what was read as measurements of the trial, and keeps final values until the end."""

from __future__ import annotations

import threading
from typing import Any, Callable, Mapping

from ..errors import TellusError
from ..trial import Trial
from ..wire import from_wire
from .checkpoints import Checkpoints
from .reading import Reading

PROBLEMS_SAID = 5


class Recorder:
    """Called by the threads that read; nothing here waits for the service."""

    def __init__(self, trial: Trial, checkpoints: Checkpoints, say: Callable[[str], None]) -> None:
        self._trial = trial
        self._checkpoints = checkpoints
        self._say = say
        self._lock = threading.Lock()
        self._said: set[str] = set()
        #: Values that were said without a step; the last one of a metric counts.
        self.final: dict[str, Any] = {}
        #: By metric, as last measured.
        self.measured: dict[str, Any] = {}

    def take(self, reading: Reading) -> None:
        try:
            if reading.step is None:
                self.final.update(reading.values)
            elif reading.values:
                self._trial.report(reading.step, _numbers(reading.values))
                self.measured.update(reading.values)
            if reading.checkpoint is not None:
                self._checkpoints.announced(reading.checkpoint, reading.step)
        except TellusError as error:
            self.problem(str(error))

    def problem(self, sentence: str) -> None:
        """Says it, once; after a few others no more."""
        with self._lock:
            if sentence in self._said or len(self._said) > PROBLEMS_SAID:
                return
            self._said.add(sentence)
            last = len(self._said) > PROBLEMS_SAID
        self._say(f"trial {self._trial.number}: {'and other things that cannot be read' if last else sentence}.")

    def tell(self) -> None:
        """The final values; what is not among them is taken from the last measurement."""
        self._trial.tell(_numbers(self.final))

    @property
    def values(self) -> dict[str, Any]:
        """The result as far as it is known."""
        return {**self.measured, **self.final}


def _numbers(values: Mapping[str, Any]) -> dict[str, Any]:
    """NaN and the infinities, which readings hold as the API's texts, as numbers."""
    return {name: from_wire(value) if isinstance(value, str) else value for name, value in values.items()}
