"""A trial that this process works on. Nothing here waits for the network but reading a checkpoint."""

from __future__ import annotations

import threading
import weakref
from pathlib import Path
from types import TracebackType
from typing import Any, Mapping, Optional, Union

from . import wire
from .checkpoint import Checkpoint, checkpoint_of
from .config import Settings
from .errors import UsageError
from .held import Held
from .leaving import Passing, format_exception, gives_back
from .operation import Operation
from .runtime import Runtime, runtime_if_any, runtime_of
from .seed import seed_of
from .wire import Number, checked_step



class Trial:
    """Assignments to evaluate, and what is said about them.

    As a context manager it ends by itself: with what was told; with the last reported values where nothing was told;
    as failed, with the traceback, where an exception leaves it; given back where that is Ctrl-C or the end of the program.
    """

    def __init__(self, given: Mapping[str, Any], settings: Settings, metrics: tuple[str, ...] = ()) -> None:
        self._given = given
        self._settings = settings
        self._held = Held(given)
        #: Names of the study's objectives; empty where a worker key may not know them.
        self.metrics = metrics
        self._told: Optional[dict[str, Any]] = None
        self._released = False
        self._telling = threading.Lock()
        #: What the trial has cost so far, over all its hand-outs, in a unit of yours; told with the result.
        self.cost: Optional[float] = None
        runtime = self._runtime
        runtime.hold(self._held)
        self._checkpoint = checkpoint_of(given, settings)
        if self._checkpoint is not None and self._checkpoint.artifact is not None:
            runtime.uploads.came_with(self._held.holding, self._checkpoint.artifact)
        finalizer = weakref.finalize(self, _drop, self._held, settings)
        setattr(finalizer, "atexit", False)  # the runtime gives back what is open then

    @property
    def id(self) -> str:
        return self._held.holding.trial_id

    @property
    def number(self) -> int:
        """Its number in the study, from 0."""
        return self._held.number

    @property
    def attempt(self) -> int:
        """Which hand-out of the trial this is, from 1."""
        return self._held.holding.attempt

    @property
    def assignments(self) -> dict[str, Any]:
        """Value by parameter. An inactive parameter is absent."""
        return self._held.assignments

    def __getitem__(self, parameter: str) -> Any:
        return self._held.assignments[parameter]

    def __contains__(self, parameter: object) -> bool:
        return parameter in self._held.assignments

    def get(self, parameter: str, default: Any = None) -> Any:
        """The value, or the default where the parameter is not active."""
        return self._held.assignments.get(parameter, default)

    @property
    def seed(self) -> int:
        """For your random generators: that of the repeat where the study has repeats, else one of the trial's own.

        The same for every hand-out of a trial, and below 2³², as NumPy wants it.
        """
        return seed_of(self._given)

    @property
    def resume_from(self) -> Optional[Checkpoint]:
        """The checkpoint to go on from, where the trial was trained before; else None."""
        return self._checkpoint

    @property
    def target(self) -> Optional[float]:
        """The step to train to, where a scheduler says so; it may rise while the trial runs."""
        return self._held.target

    @property
    def last_step(self) -> int:
        """The largest step reported since the trial was handed out; 0 before the first."""
        return self._held.last_step

    @property
    def verdict(self) -> str:
        """The latest word of the service: continue, pause (it may go on later), or stop."""
        return self._held.verdict

    @property
    def should_stop(self) -> bool:
        """Whether to end the training now, by the latest word of the service. Costs nothing to look at."""
        held = self._held
        return held.verdict != "continue" or held.lost or held.ended

    @property
    def stop_reason(self) -> str:
        """Why, where `should_stop` is true."""
        return self._held.reason

    @property
    def lease_lost(self) -> bool:
        """Whether somebody else was given the trial. A result is then kept as a late one."""
        return self._held.lost

    @property
    def state(self) -> str:
        """running, told, or once the result was delivered what the service made of it: completed, paused, pruned …"""
        return self._held.state or ("told" if self._held.ended else "running")

    def report(self, step: int, values: Optional[Mapping[str, Number]] = None, /, **metrics: Number) -> None:
        """Says what was measured after `step` units of training, from 1. Never waits; the verdict arrives later."""
        number = checked_step(step)
        values_by_metric = wire.measured(values, metrics)
        if not values_by_metric:
            raise UsageError("report needs at least one metric, such as trial.report(step, loss=0.3).")
        held = self._held
        if held.ended:
            return
        held.last_step = max(held.last_step, number)
        held.last_values.update(values_by_metric)
        body = {"step": number, "values": values_by_metric}
        self._runtime.add(held, Operation("measure", held.holding, body, about={"number": held.number}), urgent=False)

    def tell(self, values: Optional[Mapping[str, Any]] = None, /, **metrics: Any) -> None:
        """Says the final result. Returns at once: it is on the disk then, and delivered in the background.

        A metric of the study that is left out is taken from the last report of it; with nothing told or reported, of a
        trial that goes on from a checkpoint, from those of before. `tellus.Value` gives a value with its standard error.
        Telling the same again changes nothing.
        """
        told = wire.told(values, metrics)
        missing = [metric for metric in self.metrics if metric not in told and metric not in self._held.last_values]
        is_enough = not missing and (told or self._held.last_values)
        if not is_enough and (told or not self._was_at_its_end):
            names = ", ".join(missing) or "a metric"
            raise UsageError(f"The study needs {names} of a completed trial: trial.tell({(missing or ['loss'])[0]}=…).")
        body: dict[str, Any] = {"state": "completed", "values": told}
        if not told or any(metric not in told for metric in self.metrics or self._held.last_values):
            body["from_measurements"] = "last"
        self._end(body)

    def fail(self, reason: str) -> None:
        """Says that the training failed, and why."""
        self._end({"state": "failed", "reason": wire.storable_text(str(reason)) or "no reason was given"})

    def infeasible(self, reason: str = "") -> None:
        """Says that these assignments cannot be evaluated at all."""
        self._end({"state": "infeasible", **({"reason": wire.storable_text(str(reason))} if reason else {})})

    def release(self) -> None:
        """Gives the trial back without a result: another worker goes on with it."""
        self._released = True
        self._runtime.release(self._held)

    def checkpoint(self, path: Union[str, Path], step: Optional[int] = None) -> None:
        """Keeps a file to go on from, should this trial be interrupted, paused or promoted.

        The file is copied before this returns, so it may be overwritten next; it is uploaded in the background. An
        address such as `s3://bucket/key`, which workers of the study can read by themselves, is only noted.
        `step` is the last one reported, unless given.
        """
        at = checked_step(step if step is not None else self._held.last_step or None)
        if self._held.ended:
            return
        runtime = self._runtime
        if isinstance(path, str) and "://" in path:
            body = {"step": at, "uri": path}
            runtime.add(self._held, Operation("checkpoint", self._held.holding, body, about=self._held.about()), urgent=True)
            return
        source = Path(path)
        if not source.is_file():
            raise UsageError(f"{source} is not a file. Write the checkpoint first, as one file, or give its address.")
        try:
            runtime.keep_file(self._held, source, at)
        except OSError as error:
            runtime.notices.warn(
                f"checkpoint {self._held.holding}",
                f"Trial {self.number}: the checkpoint after step {at} could not be copied to the spool "
                f"({error.strerror or error}), and is not kept. Training goes on.",
            )

    def flush(self, timeout: float = 30.0) -> bool:
        """Waits until everything said of this trial has arrived; False where it has not, because the service is away."""
        return self._runtime.deliver({self._held.holding}, timeout=timeout)

    def end_by_itself(self) -> None:
        """The end of a loop's body or of a `with` block without a word: the last reported values are the result."""
        if self._held.ended:
            return
        known = self._held.last_values
        if self._was_at_its_end or (known and all(metric in known for metric in self.metrics)):
            self.tell()
        else:
            self.fail("It ended without a result: call trial.tell(…), or report every metric of the study.")

    def drop(self, passing: Optional[Passing]) -> None:
        """Its loop was left, by an exception that passes or by `break`: then it is given back. Called by a finalizer."""
        runtime = runtime_if_any(self._settings)
        if runtime is not None and not self._held.ended:
            runtime.dropped.put(self._held, passing)

    def __enter__(self) -> Trial:
        return self

    def __exit__(
        self, kind: Optional[type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        if error is None:
            self.end_by_itself()
        elif self._held.ended:
            pass
        elif gives_back(error):
            self.release()
        else:
            self.fail(format_exception(error))

    async def __aenter__(self) -> Trial:
        return self

    async def __aexit__(
        self, kind: Optional[type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.__exit__(kind, error, trace)

    def __repr__(self) -> str:
        return f"<Trial {self.number} {self.state} {self.assignments}>"

    @property
    def _was_at_its_end(self) -> bool:
        """Whether it was handed out with a checkpoint, and nothing was left to train."""
        return self._checkpoint is not None and not self._held.last_values

    @property
    def _runtime(self) -> Runtime:
        # Looked up each time: after a fork it is another one.
        return runtime_of(self._settings)

    def _end(self, body: dict[str, Any]) -> None:
        if self.cost is not None:
            try:
                body["cost"] = wire.amount("trial.cost", self.cost)
            except UsageError:
                if body["state"] == "completed":
                    raise  # of a failed one, why it failed matters more
        with self._telling:
            if self._told == body:
                return
            held = self._held
            if held.ended and (self._told is not None or self._released):
                raise UsageError(f"Trial {self.number} has ended already; its result cannot be told again as another.")
            if held.was_released:
                # By the end of the process, or by the parent of this one: its training did not know.
                self._runtime.end_late(held, body)
            else:
                # Should another process have told it, the service knows whether that was the same result.
                self._runtime.end(held, body)
            self._told = body


def _drop(held: Held, settings: Settings) -> None:
    runtime = runtime_if_any(settings)
    if runtime is not None and not held.ended and not held.lost:
        runtime.dropped.put(held)
