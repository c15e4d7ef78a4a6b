"""The twin for asyncio: the same trials, with `await` where something waits.

```python
study = await tellus.aio.study("digits", maximize="accuracy", space={"lr": tellus.log_float(1e-5, 1e-1)})
async for trial in study.trials(100):
    trial.tell(accuracy=await train(lr=trial["lr"]))
```

`report`, `tell` and `checkpoint` never wait, so they are the same here. What waits runs in threads: a task that is
cancelled while it asks gives back what it would have been handed.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any, AsyncIterator, Awaitable, Callable, Optional

from .asking import AskOptions
from .errors import StudyFinished, Unavailable
from .excepthooks import look_on
from .finished import FinishedTrial
from .late import LateResult
from .leaving import passing_through
from .optimize import Result, check_workers, tell_result
from .progress import Progress
from .signals import end_in_order
from .studies import Study
from .studies import study as open_study
from .trial import Trial
from .wire import checked_trials

if TYPE_CHECKING:
    import pandas

Objective = Callable[[Trial], Awaitable[Result]]


async def study(name: Optional[str] = None, **options: Any) -> AsyncStudy:
    """As `tellus.study`, with the same arguments."""
    return AsyncStudy(await asyncio.to_thread(open_study, name, **options))


class AsyncStudy:
    """As `tellus.Study`; `best`, `dataframe` and the like are awaited."""

    def __init__(self, wrapped: Study) -> None:
        self._study = wrapped
        self.id = wrapped.id
        self.name = wrapped.name
        self.metrics = wrapped.metrics

    @property
    def url(self) -> Optional[str]:
        return self._study.url

    def ask(self, *, timeout: Optional[float] = None, **options: Any) -> Asking:
        """`trial = await study.ask()`, or `async with study.ask() as trial:`."""
        return Asking(self._study, AskOptions(**options), timeout)

    def trials(
        self, count: Optional[int] = None, *, progress: Optional[bool] = None, **options: Any
    ) -> AsyncTrials:
        """As `Study.trials`, for `async for`."""
        return AsyncTrials(self._study, count, AskOptions(**options), progress)

    async def optimize(
        self,
        objective: Objective,
        *,
        trials: Optional[int] = None,
        workers: int = 1,
        catch: tuple[type[Exception], ...] = (),
        progress: Optional[bool] = None,
        **options: Any,
    ) -> None:
        """As `Study.optimize`, with tasks in place of threads."""
        check_workers(workers, options.get("worker"))
        left = {"count": checked_trials(trials)}
        bar = Progress(trials, self.name, progress)

        async def work() -> None:
            while left["count"] != 0:
                if left["count"] is not None:
                    left["count"] -= 1
                try:
                    trial = await self._next(options)
                    if trial is None:
                        left["count"] = 0
                        return
                    with contextlib.suppress(*catch):
                        async with trial:
                            tell_result(trial, await objective(trial))
                except BaseException:
                    left["count"] = 0
                    raise
                bar.advance()

        try:
            ended = await asyncio.gather(*(work() for _ in range(workers)), return_exceptions=True)
        finally:
            bar.close()
        for error in ended:
            if isinstance(error, BaseException):
                raise error

    async def best(self) -> Optional[FinishedTrial]:
        return await asyncio.to_thread(lambda: self._study.best)

    async def list_trials(self) -> list[FinishedTrial]:
        return await asyncio.to_thread(lambda: list(self._study.list_trials()))

    async def dataframe(self) -> pandas.DataFrame:
        return await asyncio.to_thread(self._study.dataframe)

    async def late_results(self) -> list[LateResult]:
        return await asyncio.to_thread(self._study.late_results)

    async def import_late(self) -> int:
        return await asyncio.to_thread(self._study.import_late)

    async def flush(self, timeout: float = 30.0) -> bool:
        return await asyncio.to_thread(self._study.flush, timeout)

    async def _next(self, options: dict[str, Any]) -> Optional[Trial]:
        try:
            trial: Trial = await self.ask(**options)
        except StudyFinished:
            return None
        return trial

    def __repr__(self) -> str:
        return f"<AsyncStudy {self.name!r} {self.url or self.id}>"


class Asking:
    """An ask on its way: awaited, or entered as a context."""

    def __init__(self, wrapped: Study, options: AskOptions, timeout: Optional[float]) -> None:
        self._study = wrapped
        self._options = options
        self._timeout = timeout
        self._trial: Optional[Trial] = None

    def __await__(self) -> Any:
        return self._ask().__await__()

    async def __aenter__(self) -> Trial:
        self._trial = await self._ask()
        return self._trial

    async def __aexit__(self, *raised: Any) -> None:
        if self._trial is not None:
            self._trial.__exit__(*raised)

    async def _ask(self) -> Trial:
        end_in_order()  # the thread, which asks, cannot say so
        asking = _AskingThread(self._study, self._options, self._timeout)
        try:
            return await asking.answer
        except asyncio.CancelledError:
            asking.given_up.set()
            raise


class _AskingThread:
    """A thread of its own: in the loop's executor, asks that wait would take the places that training needs."""

    def __init__(self, wrapped: Study, options: AskOptions, timeout: Optional[float]) -> None:
        self.given_up = threading.Event()
        self._loop = asyncio.get_running_loop()
        self.answer: asyncio.Future[Trial] = self._loop.create_future()
        waiting = replace(options, pause=self._pause)
        # A daemon: a process that ends does not wait for it, and gives back what it would have been handed.
        threading.Thread(target=self._ask, args=(wrapped, waiting, timeout), name="tellus-ask", daemon=True).start()

    def _ask(self, wrapped: Study, options: AskOptions, timeout: Optional[float]) -> None:
        trial: Optional[Trial] = None
        error: Optional[BaseException] = None
        try:
            trial = wrapped.ask(options=options, timeout=timeout)
        except BaseException as raised:
            error = raised
        try:
            self._loop.call_soon_threadsafe(self._hand_over, trial, error)
        except RuntimeError:  # the loop has ended
            if trial is not None:
                trial.release()

    def _hand_over(self, trial: Optional[Trial], error: Optional[BaseException]) -> None:
        if self.answer.done():  # cancelled
            if trial is not None:
                trial.release()
        elif trial is not None:
            self.answer.set_result(trial)
        elif error is not None:
            self.answer.set_exception(error)

    def _pause(self, seconds: float) -> None:
        if self.given_up.wait(seconds):
            raise Unavailable("Nobody waits for this ask any more.")


class AsyncTrials(AsyncIterator[Trial]):
    """As `Trials`."""

    def __init__(
        self, wrapped: Study, count: Optional[int], options: AskOptions, progress: Optional[bool]
    ) -> None:
        self._study = wrapped
        self._left = checked_trials(count)
        self._options = options
        self._progress = Progress(count, wrapped.name, progress)
        self._trial: Optional[Trial] = None
        look_on()

    def __aiter__(self) -> AsyncTrials:
        return self

    async def __anext__(self) -> Trial:
        if self._trial is not None:
            self._trial.end_by_itself()
            self._trial = None
            self._progress.advance()
        if self._left == 0:
            self._progress.close()
            raise StopAsyncIteration
        try:
            self._trial = await Asking(self._study, self._options, None)
        except StudyFinished:
            self._progress.close()
            raise StopAsyncIteration from None
        if self._left is not None:
            self._left -= 1
        return self._trial

    def __del__(self) -> None:
        trial = getattr(self, "_trial", None)
        if trial is not None:
            self._trial = None
            trial.drop(passing_through(sys._getframe(1)))
            self._progress.close()
