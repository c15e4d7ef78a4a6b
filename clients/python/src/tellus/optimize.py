"""`study.optimize(objective, trials=100, workers=8)`: loops in threads of one process."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING, Any, Callable, Mapping, Optional, Union

from .asking import AskOptions
from .errors import StudyFinished, UsageError
from .progress import Progress
from .signals import end_in_order
from .trial import Trial
from .wire import Number, Value, checked_trials

if TYPE_CHECKING:
    from .studies import Study

Result = Union[Number, Value, Mapping[str, Any], None]
Objective = Callable[[Trial], Result]


def run_workers(
    study: Study,
    objective: Objective,
    count: Optional[int],
    workers: int,
    catch: tuple[type[Exception], ...],
    progress: Optional[bool],
    options: AskOptions,
) -> None:
    """Returns once every worker has ended; raises what ended the first one that did not go on."""
    check_workers(workers, options.worker)
    end_in_order()  # the threads, which ask, cannot say so
    bar = Progress(count, study.name, progress)
    loop = _Loop(study, objective, count, catch, bar, options)
    try:
        if workers == 1:
            loop.work()
        else:
            _in_threads(loop, workers)
    finally:
        bar.close()
    if loop.error is not None:
        raise loop.error


def check_workers(workers: int, worker: Optional[str]) -> None:
    """Raises UsageError."""
    if workers < 1:
        raise UsageError("workers must be at least 1.")
    if workers > 1 and worker is not None:
        raise UsageError("worker names one loop: leave it out where there are several workers.")


class _Loop:
    """One budget of trials, taken from by any number of threads."""

    def __init__(
        self,
        study: Study,
        objective: Objective,
        count: Optional[int],
        catch: tuple[type[Exception], ...],
        bar: Progress,
        options: AskOptions,
    ) -> None:
        self._study = study
        self._objective = objective
        self._left = checked_trials(count)
        self._catch = catch
        self._bar = bar
        self._options = options
        self._lock = threading.Lock()
        self._ending = False
        self.error: Optional[BaseException] = None

    def work(self) -> None:
        while self._take():
            try:
                trial = self._next()
                if trial is not None:
                    self._evaluate(trial)
            except BaseException as error:
                with self._lock:
                    self.error = self.error or error
                self.end()

    def _next(self) -> Optional[Trial]:
        try:
            return self._study.ask(options=self._options)
        except StudyFinished:
            self.end()
            return None

    def _evaluate(self, trial: Trial) -> None:
        # Of what is raised here alone: a refused ask is nothing that the next one would mend.
        with contextlib.suppress(*self._catch), trial:
            tell_result(trial, self._objective(trial))
        with self._lock:
            self._bar.advance()

    def end(self) -> None:
        """No further trial; those that run come to their end."""
        self._ending = True

    def _take(self) -> bool:
        with self._lock:
            if self._ending or self._left == 0:
                return False
            if self._left is not None:
                self._left -= 1
            return True


def tell_result(trial: Trial, result: Result) -> None:
    """What an objective returned, unless it told by itself."""
    if result is None or trial.state != "running":
        return
    if isinstance(result, Mapping):
        trial.tell(result)
    elif len(trial.metrics) == 1:
        trial.tell({trial.metrics[0]: result})
    else:
        raise UsageError('The objective must return its values by metric, such as {"loss": 0.3}.')


def _in_threads(loop: _Loop, workers: int) -> None:
    # Daemons: at Ctrl-C or SIGTERM the process ends, and gives their trials back, though they still compute.
    threads = [threading.Thread(target=loop.work, name=f"tellus-worker-{n}", daemon=True) for n in range(workers)]
    for thread in threads:
        thread.start()
    try:
        for thread in threads:
            while thread.is_alive():
                thread.join(0.2)  # a join without end cannot be interrupted on every system
    except BaseException:
        loop.end()
        raise
