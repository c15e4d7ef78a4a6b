"""The trial that `tellus agent` runs this program for.

Reports are lines in a file that the agent reads: they need no key, no network, and cost a write. The agent keeps the
lease, reports, and tells the result once the program has ended.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import signal
import threading
from pathlib import Path
from types import FrameType
from typing import Any, Mapping, Optional, Union

from .agent import environment
from .agent.checkpoints import COPY
from .errors import UsageError
from .wire import Number, checked_step, measured

_TAKEN = frozenset({"step", "checkpoint"})


def current_trial() -> Optional[CurrentTrial]:
    """The trial of this process; None where no agent started it."""
    global _current
    if environment.METRICS not in os.environ or environment.TRIAL not in os.environ:
        return None
    if _current is None:
        _current = CurrentTrial()
    return _current


class CurrentTrial:
    """What the agent says of the trial, and what the program says back. Nothing here waits or raises for the disk's sake."""

    def __init__(self) -> None:
        self._metrics = Path(os.environ[environment.METRICS])
        #: Its number in the study, from 0.
        self.number = int(os.environ[environment.TRIAL])
        #: Which hand-out of the trial this is, from 1.
        self.attempt = int(os.environ[environment.ATTEMPT])
        #: Value by parameter. An inactive parameter is absent.
        self.assignments: dict[str, Any] = json.loads(Path(os.environ[environment.PARAMS_FILE]).read_text("utf-8"))
        #: For your random generators; the same for every hand-out of a trial.
        self.seed = int(os.environ[environment.SEED])
        #: Train on from the step after this one.
        self.step = int(os.environ[environment.STEP])
        target = os.environ.get(environment.TARGET)
        #: The step to train to, where a scheduler says so.
        self.target = None if target is None else float(target)
        resume_from = os.environ.get(environment.RESUME_FROM)
        #: What to go on from: a file, with --checkpoint-folder a folder; of a checkpoint kept elsewhere its address.
        self.resume_from: Union[Path, str, None] = resume_from
        if resume_from is not None and "://" not in resume_from:
            self.resume_from = Path(resume_from)
        self._last_step = 0
        self._stop: Optional[threading.Event] = None
        self._warned = False

    def __getitem__(self, parameter: str) -> Any:
        return self.assignments[parameter]

    def __contains__(self, parameter: object) -> bool:
        return parameter in self.assignments

    def get(self, parameter: str, default: Any = None) -> Any:
        """The value, or the default where the parameter is not active."""
        return self.assignments.get(parameter, default)

    def report(self, step: int, values: Optional[Mapping[str, Number]] = None, /, **metrics: Number) -> None:
        """Says what was measured after `step` units of training, from 1."""
        number = checked_step(step)
        self._last_step = max(self._last_step, number)
        self._say({"step": number, **_checked(values, metrics)})

    def tell(self, values: Optional[Mapping[str, Number]] = None, /, **metrics: Number) -> None:
        """Says final values. The trial ends with this program; what is not told is taken from the last report."""
        self._say(_checked(values, metrics))

    def checkpoint(self, path: Union[str, Path], step: Optional[int] = None) -> None:
        """Keeps a file, or with --checkpoint-folder a folder, to go on from; it may be overwritten next.

        `step` is the last one reported, unless given.
        """
        at = self._last_step if step is None else checked_step(step)
        if at == 0:
            raise UsageError("checkpoint needs the step after which it was written: report first, or give step=.")
        if isinstance(path, str) and "://" in path:
            self._say({"step": at, "checkpoint": path})
            return
        source = Path(path)
        copy = Path(os.environ[environment.OUTPUT], f"{COPY}{at}")  # until the agent has taken it
        try:
            if source.is_dir():
                shutil.copytree(source, copy, dirs_exist_ok=True)
            else:
                shutil.copyfile(source, copy)
        except OSError as error:
            self._warn(f"The checkpoint after step {at} is not kept: {error}.")
            return
        self._say({"step": at, "checkpoint": str(copy)})

    @property
    def should_stop(self) -> bool:
        """Whether to end the training now. Who looks at this is not ended by the agent's signal, but has to end itself."""
        if self._stop is None:
            self._stop = threading.Event()
            if threading.current_thread() is threading.main_thread():
                signal.signal(int(os.environ.get(environment.STOP_SIGNAL, signal.SIGTERM)), self._hear)
        return self._stop.is_set()

    def __repr__(self) -> str:
        return f"<CurrentTrial {self.number} {self.assignments}>"

    def _hear(self, _number: int, _frame: Optional[FrameType]) -> None:
        if self._stop is not None:
            self._stop.set()

    def _say(self, line: Mapping[str, Any]) -> None:
        # One write to a file opened for appending: lines of several processes do not mix.
        try:
            handle = os.open(self._metrics, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
            try:
                os.write(handle, json.dumps(line).encode() + b"\n")
            finally:
                os.close(handle)
        except OSError as error:
            self._warn(f"{self._metrics} cannot be written, so the agent hears nothing: {error}.")

    def _warn(self, message: str) -> None:
        if not self._warned:
            self._warned = True
            logging.getLogger("tellus").warning("%s", message)


_current: Optional[CurrentTrial] = None


def _checked(values: Optional[Mapping[str, Number]], metrics: Mapping[str, Number]) -> dict[str, Any]:
    found = measured(values, metrics)
    for name in found:
        if name in _TAKEN:
            raise UsageError(f"A metric cannot be named {name}.")
    if not found:
        raise UsageError("Give at least one metric, such as loss=0.3.")
    return found
