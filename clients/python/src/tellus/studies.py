"""A study as a program works with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Iterator, Mapping, Optional, Union

from .asking import LEASE_SECONDS, WAIT_SECONDS, AskOptions, ask
from .config import load_settings
from .finished import FinishedTrial, to_finished
from .frame import to_frame
from .late import LateResult
from .late_import import import_late
from .opening import Names, Opened, Wanted, call, open_study
from .optimize import Objective, run_workers
from .runtime import Runtime, runtime_of
from .signals import end_in_order
from .space import Space
from .trial import Trial
from .trials import Trials
from .wire import from_wire

if TYPE_CHECKING:
    import pandas

    from .config import Settings

Setting = Union[str, Mapping[str, Any], None]
_PAGE = "1000"


def study(
    name: Optional[str] = None,
    *,
    project: Optional[str] = None,
    minimize: Names = None,
    maximize: Names = None,
    space: Optional[Space] = None,
    constraints: Optional[list[Mapping[str, Any]]] = None,
    outcome_constraints: Optional[list[Mapping[str, Any]]] = None,
    sampler: Setting = None,
    scheduler: Setting = None,
    repeats: Optional[Mapping[str, Any]] = None,
    limits: Optional[Mapping[str, Any]] = None,
    warm_start: Optional[list[str]] = None,
    seed: Optional[int] = None,
    reproducible: Optional[bool] = None,
    metadata: Optional[Mapping[str, Any]] = None,
    tags: Optional[list[str]] = None,
    url: Optional[str] = None,
    api_key: Optional[str] = None,
) -> Study:
    """Opens the study of this name, or creates it where there is none; `name` may also be an id, `std_…`.

    `minimize` and `maximize` name what counts. What else a study has is said as in the API
    (`POST /projects/{project_id}/studies`); `sampler` and `scheduler` may be just a name. Without a name the study is
    the one that `TELLUS_STUDY` says. A study that exists stays as it is.
    """
    options = {
        "constraints": constraints,
        "outcome_constraints": outcome_constraints,
        "sampler": _named(sampler),
        "scheduler": _named(scheduler),
        "repeats": repeats,
        "limits": limits,
        "warm_start": warm_start,
        "seed": seed,
        "reproducible": reproducible,
        "metadata": metadata,
        "tags": tags,
    }
    settings = load_settings(url, api_key)
    wanted = Wanted(name, project, minimize, maximize, space, options)
    return Study(settings, open_study(runtime_of(settings), wanted), wanted)


class Study:
    """Asks for trials and reads results. Safe to share between threads, and to go on with in a forked child."""

    def __init__(self, settings: Settings, opened: Opened, wanted: Wanted) -> None:
        self._settings = settings
        self._opened = opened
        record = opened.record
        objectives = record["objectives"] if record is not None else wanted.objectives()
        #: Its id, `std_…`.
        self.id = opened.id
        self.name: str = str(record["name"]) if record is not None else wanted.name or opened.id
        #: Names of the metrics that count.
        self.metrics: tuple[str, ...] = tuple(str(one["metric"]) for one in objectives)

    @property
    def url(self) -> Optional[str]:
        """The page where the study can be watched; None where a worker key may not know it."""
        record = self._opened.record
        return None if record is None else record["url"]

    @property
    def space(self) -> Optional[Mapping[str, Any]]:
        """Its search space, as the API has it; None where a worker key may not know it."""
        record = self._opened.record
        return None if record is None else record["search_space"]

    @property
    def record(self) -> Optional[Mapping[str, Any]]:
        """Everything the API said of it when it was opened; None where a worker key may not know it."""
        return self._opened.record

    def ask(
        self,
        *,
        worker: Optional[str] = None,
        lease_seconds: int = LEASE_SECONDS,
        wait_seconds: float = WAIT_SECONDS,
        can_resume: bool = True,
        fixed: Optional[Mapping[str, Any]] = None,
        metadata: Optional[Mapping[str, Any]] = None,
        timeout: Optional[float] = None,
        options: Optional[AskOptions] = None,
    ) -> Trial:
        """The next trial. Waits while there is none, `timeout` seconds at most where given.

        Raises StudyFinished once nothing will come any more.
        """
        end_in_order()
        asked = options or AskOptions(worker, lease_seconds, wait_seconds, can_resume, fixed, metadata)
        given = ask(self._runtime, self.id, asked, timeout)
        return Trial({**given, "study_id": self.id}, self._settings, self.metrics)

    def trials(
        self,
        count: Optional[int] = None,
        *,
        worker: Optional[str] = None,
        lease_seconds: int = LEASE_SECONDS,
        wait_seconds: float = WAIT_SECONDS,
        can_resume: bool = True,
        metadata: Optional[Mapping[str, Any]] = None,
        progress: Optional[bool] = None,
    ) -> Trials:
        """Trials one after the other: `count` of them, or until the study is finished.

        A body that ends without a `tell` tells the last reported values; one that an exception leaves tells that the
        trial failed; `break`, Ctrl-C and the end of the program give the trial back. `worker` names this loop: after a
        crash, the one of the same name is given its unfinished trial again. `can_resume=False` says that the body does
        not look at `trial.resume_from`.
        """
        options = AskOptions(worker, lease_seconds, wait_seconds, can_resume, None, metadata)
        return Trials(self, count, options, progress)

    def optimize(
        self,
        objective: Objective,
        *,
        trials: Optional[int] = None,
        workers: int = 1,
        catch: tuple[type[Exception], ...] = (),
        progress: Optional[bool] = None,
        **options: Any,
    ) -> None:
        """Calls `objective(trial)` for `trials` trials, in as many threads as there are `workers`.

        It returns the value of the only objective, or the values by metric; None where it told or reported them itself.
        An exception tells that the trial failed; then it is raised, unless it is one of `catch`, once the trials that
        run have ended.
        """
        run_workers(self, objective, trials, workers, catch, progress, AskOptions(**options))

    @property
    def best(self) -> Optional[FinishedTrial]:
        """The incumbent, for the first objective; None while there is none."""
        found = self._call("GET", f"/studies/{self.id}/best")["trial"]
        return None if found is None else to_finished(found)

    def list_trials(self) -> Iterator[FinishedTrial]:
        """All trials, by number."""
        return (to_finished(record) for record in self._records())

    def dataframe(self) -> pandas.DataFrame:
        """All trials as a table; needs pandas."""
        return to_frame(self._records())

    def measurements(self, trial_id: str) -> dict[int, dict[str, float]]:
        """What a trial has measured, by step and metric; where several hand-outs measured a step, the latest counts."""
        found = self._call("GET", f"/trials/{trial_id}")["measurements"]
        steps: dict[int, dict[str, float]] = {}
        for one in sorted(found, key=lambda one: (one["step"], one["attempt"])):
            steps.setdefault(int(one["step"]), {})[str(one["metric"])] = from_wire(one["value"])
        return steps

    def late_results(self) -> list[LateResult]:
        """Results that came after their trial was given to somebody else; kept on this machine."""
        return self._runtime.late.of_study(self.id)

    def import_late(self) -> int:
        """Brings late results into the study as trials of their own, learning curves too. Needs `trial:write`.

        Gives how many.
        """
        return import_late(self._runtime, self._runtime.late, self.late_results())

    def flush(self, timeout: float = 30.0) -> bool:
        """Waits until every result told so far has arrived; False where the service is away."""
        return self._runtime.deliver(timeout=timeout)

    def __repr__(self) -> str:
        return f"<Study {self.name!r} {self.url or self.id}>"

    @property
    def _runtime(self) -> Runtime:
        return runtime_of(self._settings)

    def _call(self, method: str, path: str, body: Optional[Mapping[str, Any]] = None, **rest: Any) -> dict[str, Any]:
        return call(self._runtime, method, path, body, **rest)

    def _records(self) -> Iterator[dict[str, Any]]:
        query = {"limit": _PAGE}
        while True:
            page = self._call("GET", f"/studies/{self.id}/trials", query=query)
            yield from page["data"]
            if page["next_cursor"] is None:
                return
            query = {"limit": _PAGE, "cursor": page["next_cursor"]}


def _named(setting: Setting) -> Optional[Mapping[str, Any]]:
    return {"name": setting} if isinstance(setting, str) else setting
