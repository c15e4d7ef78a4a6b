"""Finding or creating a study, by what the key may do.

- An id (`std_…`), as argument or in `TELLUS_STUDY`: that study, with any key. A worker key can read nothing of it, so
  what the script says of the study's space is then not compared.
- A name and a space, with a key that may create studies: the study of that name, created if there is none.
- A name, with any other key: the study of that name. A worker key finds those of its own project.

A study that exists stays as it is. Another search space or other objectives than the script's are an error, since the
script would train what it does not mean; limits, sampler and the rest of the study count, not the script's.
"""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field
from typing import Any, Mapping, Optional, Protocol, Sequence, Union

from .backoff import Backoff
from .config import Settings
from .errors import Forbidden, NotFound, StudyDiffers, Unavailable, UsageError
from .http import ANSWER_SECONDS, Answer, Connection
from .notice import Notices
from .space import Space, same_space, to_search_space

Names = Union[str, Sequence[str], None]
DEFAULT_PROJECT = "default"
_HOW_TO_NAME_IT = (
    "Set TELLUS_STUDY to the id of the study (std_…, the end of the address of its page), or give it in place of the name."
)


class Caller(Protocol):
    """As much of a runtime as a request needs that is not spooled."""

    @property
    def settings(self) -> Settings: ...

    @property
    def connection(self) -> Connection: ...

    @property
    def notices(self) -> Notices: ...


@dataclass(frozen=True)
class Wanted:
    """The study as the script describes it."""

    name: Optional[str]
    project: Optional[str] = None
    minimize: Names = None
    maximize: Names = None
    space: Optional[Space] = None
    #: Everything else of `POST /projects/{project_id}/studies`, as the API has it.
    options: Mapping[str, Any] = field(default_factory=dict)

    def objectives(self) -> list[dict[str, str]]:
        """In the order given: what to minimize, then what to maximize."""
        return [{"metric": metric, "direction": "minimize"} for metric in _names(self.minimize)] + [
            {"metric": metric, "direction": "maximize"} for metric in _names(self.maximize)
        ]


@dataclass(frozen=True)
class Opened:
    """What is known of the study: with a worker key, of an id nothing else, of a name what `GET /study` tells."""

    id: str
    record: Optional[dict[str, Any]]


def open_study(caller: Caller, wanted: Wanted) -> Opened:
    """The study, which is there when this returns. Waits while the service is away, as long as the settings allow."""
    me = call(caller, "GET", "/me")
    scopes = frozenset(me.get("scopes", ()))
    study_id = _id_of(caller, wanted, scopes)
    if study_id is not None:
        if "study:read" not in scopes:
            return Opened(study_id, None)
        record = call(caller, "GET", f"/studies/{study_id}")
    elif wanted.space is not None and "study:write" in scopes:
        record = _create(caller, wanted, me)
    else:
        record = _find(caller, wanted, me, scopes)
    _compare(wanted, record)
    return Opened(str(record["id"]), record)


def call(
    caller: Caller,
    method: str,
    path: str,
    body: Optional[Mapping[str, Any]] = None,
    *,
    query: Optional[Mapping[str, str]] = None,
    key: Optional[str] = None,
    wait: float = ANSWER_SECONDS,
    patience: Optional[float] = None,
) -> dict[str, Any]:
    """A request that the caller waits for: sent again while the service is away, within `patience`, else that of the settings."""
    patience = caller.settings.patience if patience is None else patience
    key = key or (uuid.uuid4().hex if method == "POST" else None)
    backoff, deadline = Backoff(), time.monotonic() + patience
    while True:
        answer: Answer = caller.connection.send(method, path, body, key=key, query=query, wait=wait)
        if answer.ok:
            caller.notices.lift("call away", "Tellus answers again.")
            return answer.body
        if not answer.later:
            raise answer.error()
        delay = backoff.next(answer.retry_after)
        if time.monotonic() + delay > deadline:
            waited = f" Tried for {patience:g} s; TELLUS_PATIENCE sets how long." if patience else ""
            raise Unavailable(f"{answer.problem}{waited}")
        caller.notices.warn("call away", f"{answer.problem} Trying again until it answers.")
        time.sleep(delay)


def _id_of(caller: Caller, wanted: Wanted, scopes: frozenset[str]) -> Optional[str]:
    if wanted.name is not None and wanted.name.startswith("std_"):
        return wanted.name
    # A key that can look names up takes the script at its word; TELLUS_STUDY is for scripts that give none, and for workers.
    if wanted.name is None or "study:read" not in scopes:
        study = caller.settings.study
        if study is not None and study.startswith("std_"):
            return study
        if wanted.name is None and study is None:
            raise UsageError(f"Which study? Give its name: tellus.study('digits', …). {_HOW_TO_NAME_IT}")
    return None


def _create(caller: Caller, wanted: Wanted, me: Mapping[str, Any]) -> dict[str, Any]:
    assert wanted.space is not None
    objectives = wanted.objectives()
    if not objectives:
        raise UsageError("What counts? Give minimize= or maximize=, with the name of a metric or a list of names.")
    project_id = me["actor"].get("project_id")
    if project_id is None:
        project = call(
            caller, "POST", "/projects", {"name": wanted.project or DEFAULT_PROJECT}, query={"if_exists": "return"}
        )
        project_id = project["id"]
    body = {
        "name": _name_of(caller, wanted),
        "search_space": to_search_space(wanted.space),
        "objectives": objectives,
        **{name: value for name, value in wanted.options.items() if value is not None},
    }
    return call(caller, "POST", f"/projects/{project_id}/studies", body, query={"if_exists": "return"})


def _find(caller: Caller, wanted: Wanted, me: Mapping[str, Any], scopes: frozenset[str]) -> dict[str, Any]:
    name = _name_of(caller, wanted)
    query = {"name": name}
    if me["actor"].get("project_id") is None:
        query["project"] = wanted.project or DEFAULT_PROJECT
    elif wanted.project is not None:
        query["project"] = wanted.project
    try:
        found = call(caller, "GET", "/study", query=query)
    except NotFound:
        project = f"the project {query['project']!r}" if "project" in query else "this key's project"
        raise _absent(f"There is no study {name!r} in {project}", wanted, scopes) from None
    return call(caller, "GET", f"/studies/{found['id']}") if "study:read" in scopes else found


def _absent(what: str, wanted: Wanted, scopes: frozenset[str]) -> Exception:
    if "study:read" not in scopes:
        advice = "This key is a worker's: it sees one project only. Have the study created first, or use another key."
        return NotFound(404, {"code": "not_found", "detail": f"{what}. {advice}"})
    if wanted.space is None:
        advice = "To create the study, give space= and minimize= or maximize= as well; `tellus studies` lists those there are."
        return NotFound(404, {"code": "not_found", "detail": f"{what}. {advice}"})
    return Forbidden(403, {"code": "forbidden", "detail": f"{what}, and this key may not create studies (study:write)."})


def _name_of(caller: Caller, wanted: Wanted) -> str:
    name = wanted.name or caller.settings.study
    if not name:
        raise UsageError(f"Which study? Give its name: tellus.study('digits', …). {_HOW_TO_NAME_IT}")
    return name


def _compare(wanted: Wanted, record: Mapping[str, Any]) -> None:
    differences = []
    if wanted.space is not None:
        space, stored = to_search_space(wanted.space), record["search_space"]
        if not same_space(space, stored):
            names = [name for name in {**stored, **space} if not same_space({"": space.get(name)}, {"": stored.get(name)})]
            differences.append(f"its search space differs in {', '.join(names[:10])}")
    objectives = wanted.objectives()
    stored_objectives = [{k: one[k] for k in ("metric", "direction")} for one in record["objectives"]]
    if objectives and sorted(map(str, objectives)) != sorted(map(str, stored_objectives)):
        shown = ", ".join(f"{one['direction']} {one['metric']}" for one in stored_objectives)
        differences.append(f"its objectives are: {shown}")
    if differences:
        raise StudyDiffers(
            f"The study {record['name']!r} exists already, and {'; '.join(differences)}. Give the study another name, "
            "change the study on its page, or leave space= and the objectives out to take it as it is."
        )


def _names(names: Names) -> list[str]:
    if names is None:
        return []
    return [names] if isinstance(names, str) else list(names)
