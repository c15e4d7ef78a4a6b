"""Requests of a storage: what is not there is a KeyError, as Optuna has it, and nothing is given up while patience lasts."""

from __future__ import annotations

import time
from typing import Any, Iterator, Mapping, Optional

from ..backoff import Backoff
from ..config import Settings
from ..errors import Conflict, NotFound, Unavailable
from ..opening import DEFAULT_PROJECT, call
from ..runtime import Runtime, runtime_of

#: Many whole trials at once take longer than a report.
ANSWER_SECONDS = 60.0
#: Seconds that a trial waits for suggestions of the engine, and those that others wait while nothing is heard of it.
SUGGESTION_PATIENCE = 60.0
_AWAY_PATIENCE = 2.0
PAGE = 1000
#: Bytes of a query's list of numbers; the API takes 4,000.
_NUMBERS_LENGTH_MAX = 3900
#: Above every number that a trial can have.
_BEYOND = 10_000_000


class Service:
    """Of one project. Safe to share between threads; after a fork everything is looked up anew."""

    def __init__(self, settings: Settings, project: Optional[str]) -> None:
        self.settings = settings
        self._project = project
        self._project_id: Optional[str] = None
        self._suggests = True

    @property
    def runtime(self) -> Runtime:
        return runtime_of(self.settings)

    def get(
        self, path: str, query: Optional[Mapping[str, str]] = None, patience: Optional[float] = None
    ) -> dict[str, Any]:
        return self._call("GET", path, query=query, patience=patience)

    def post(self, path: str, body: Mapping[str, Any], *, key: Optional[str] = None) -> dict[str, Any]:
        return self._call("POST", path, body, key=key)

    def patch(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        return self._call("PATCH", path, body)

    def send(self, method: str, path: str, body: Optional[Mapping[str, Any]]) -> dict[str, Any]:
        return self._call(method, path, body)

    def delete(self, path: str) -> None:
        self._call("DELETE", path)

    def begin(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Makes or takes a trial. While somebody has paused the study it waits, as the workers of any study do."""
        backoff = Backoff()
        while True:
            try:
                begun = self.post(path, body)
                self.runtime.notices.lift("begin waits", "The study goes on.")
                return begun
            except Conflict as error:
                if error.problem.get("state") != "paused":
                    raise
                self.runtime.notices.warn("begin waits", "Waiting for a trial: the study is paused.")
                time.sleep(backoff.next())

    def suggest(self, body: Mapping[str, Any], trial: Optional[str] = None) -> Optional[dict[str, Any]]:
        """For a trial that is here, or for one whose study the body describes. None where the engine is away: a trial
        begins without it sooner than it stands still.
        """
        patience = min(self.settings.patience, SUGGESTION_PATIENCE if self._suggests else _AWAY_PATIENCE)
        try:
            place = f"/trials/{trial}" if trial else f"/projects/{self.project_id(makes=True, patience=patience)}"
            answer = self._call("POST", f"{place}/suggest", body, patience=patience)
        except Unavailable as error:
            self._suggests = False
            self.runtime.notices.warn(
                "suggest away", f"{error} Until it answers, trials begin with values of the independent sampler."
            )
            return None
        self._suggests = True
        self.runtime.notices.lift("suggest away", "Tellus suggests again.")
        return answer

    def records(
        self, study: str, first: int, numbers: list[int], patience: Optional[float] = None
    ) -> Iterator[dict[str, Any]]:
        """Whole trials: those of number `first` and above, and these."""
        lists = _as_lists(numbers)
        for place in range(max(len(lists), 1)):
            query = {"from": str(first if place == 0 else _BEYOND), "limit": str(PAGE)}
            if lists:
                query["numbers"] = lists[place]
            after: Optional[int] = -1
            while after is not None:
                page = self.get(f"/studies/{study}/records", {**query, "after": str(after)}, patience)
                yield from page["data"]
                after = page["next_after"]

    def record(self, study: str, number: int) -> dict[str, Any]:
        return next(self.records(study, _BEYOND, [number]))

    def studies(self, name: Optional[str] = None) -> Iterator[dict[str, Any]]:
        """Studies of the project whose trials their clients make; or that of exactly this name, also where it is one of ours."""
        project = self.project_id(makes=False)
        query = {"archived": "true", "limit": str(PAGE), **({} if name is None else {"name": name})}
        while project is not None:
            page = self.get(f"/projects/{project}/studies", query)
            # The service finds names as people read them, without their case.
            yield from (one for one in page["data"] if (is_external(one) if name is None else one["name"] == name))
            if page["next_cursor"] is None:
                return
            query["cursor"] = page["next_cursor"]

    def project_id(self, *, makes: bool, patience: Optional[float] = None) -> Optional[str]:
        """None where there is none and none is to be made."""
        if self._project_id is None:
            self._project_id = self._find_project(makes, patience)
        return self._project_id

    def _find_project(self, makes: bool, patience: Optional[float]) -> Optional[str]:
        bound = self.get("/me", patience=patience)["actor"].get("project_id")
        if bound is not None:
            return str(bound)
        name = self._project or DEFAULT_PROJECT
        if makes:
            query = {"if_exists": "return"}
            return str(self._call("POST", "/projects", {"name": name}, query=query, patience=patience)["id"])
        found = self.get("/projects", {"name": name}, patience)["data"]
        return str(found[0]["id"]) if found else None

    def _call(
        self,
        method: str,
        path: str,
        body: Optional[Mapping[str, Any]] = None,
        *,
        query: Optional[Mapping[str, str]] = None,
        key: Optional[str] = None,
        patience: Optional[float] = None,
    ) -> dict[str, Any]:
        wait = ANSWER_SECONDS if patience is None else min(patience, ANSWER_SECONDS)
        try:
            return call(self.runtime, method, path, body, query=query, key=key, wait=wait, patience=patience)
        except NotFound as error:
            raise KeyError(error.detail) from error


def is_external(study: Mapping[str, Any]) -> bool:
    return bool(study["sampler"]["name"] == "external")


def _as_lists(numbers: list[int]) -> list[str]:
    lists: list[str] = []
    for number in numbers:
        if lists and len(lists[-1]) + len(str(number)) < _NUMBERS_LENGTH_MAX:
            lists[-1] += f",{number}"
        else:
            lists.append(str(number))
    return lists
