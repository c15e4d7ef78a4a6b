"""`tellus studies`: what there is, and how far it is."""

from __future__ import annotations

import argparse
import itertools
import json
from typing import Any, Iterator, Mapping

from ..errors import NotFound, UsageError
from .commands import Commands
from .exits import OK
from .options import add_connection, add_json, settings_of
from .requests import Requests, requests_with
from .said import say
from .table import Column, number, render, window_width

STATES = ("active", "paused", "stopped", "finished")
SHOWN = 50
#: The API gives no more of these at once.
_PAGE = 100
_COLUMNS = (
    Column("NAME", yields=True),
    Column("PROJECT", yields=True),
    Column("STATE"),
    Column("TRIALS", right=True),
    Column("RUNNING", right=True),
    Column("BEST", right=True),
    Column("METRIC", yields=True),
)


def register(commands: Commands) -> None:
    parser = commands.add_parser(
        "studies",
        help="list studies",
        description="Lists studies, the newest first: state, trials of the budget that have ended, and the best value.",
        epilog="Example: tellus studies --project vision --state active",
    )
    parser.add_argument("--project", metavar="NAME", help="only of this project")
    parser.add_argument(
        "--state", metavar="STATE[,STATE]", help=f"only in these states: {', '.join(STATES)}", default=""
    )
    parser.add_argument("--search", metavar="TEXT", help="only whose name holds this", default="")
    parser.add_argument("--limit", type=int, default=SHOWN, metavar="N", help="so many at most (%(default)s)")
    add_json(parser, "a list of JSON objects, as the API has them")
    add_connection(parser)
    parser.set_defaults(func=list_studies)


def list_studies(arguments: argparse.Namespace) -> int:
    states = [state for state in arguments.state.split(",") if state]
    for state in states:
        if state not in STATES:
            raise UsageError(f"--state: there is no state {state!r} of a study. There are: {', '.join(STATES)}.")
    if arguments.limit < 1:
        raise UsageError("--limit must be at least 1.")
    with requests_with(settings_of(arguments)) as requests:
        found = _found(requests, arguments.project, states, arguments.search)
        studies = list(itertools.islice(found, arguments.limit))
        more = next(found, None) is not None if len(studies) == arguments.limit else False
    if arguments.json:
        print(json.dumps(studies, indent=2))
    elif studies:
        print("\n".join(render(_COLUMNS, [_row(study) for study in studies], window_width())))
    else:
        say("There is no study here yet. `tellus init` writes a script that makes one.")
    if more:
        say(f"There are more than {arguments.limit}: give --limit, --project or --search.")
    return OK


def _found(requests: Requests, project: Any, states: list[str], search: str) -> Iterator[dict[str, Any]]:
    query = {"search": search, "states": ",".join(states)}
    if project is not None:
        projects = requests.get("/projects", {"name": project})["data"]
        if not projects:
            raise NotFound(404, {"code": "not_found", "detail": f"There is no project {project!r}. Leave --project out."})
        query["project_id"] = projects[0]["id"]
    return requests.pages("/studies", {name: value for name, value in query.items() if value}, str(_PAGE))


def _row(study: Mapping[str, Any]) -> list[str]:
    return [
        study["name"],
        study["project_name"],
        state_of(study),
        f"{ended_of(study)}/{study['limits']['max_trials']}",
        str(study["trial_counts"]["running"]),
        number(study["best_value"]),
        study["objective"]["metric"],
    ]


def state_of(study: Mapping[str, Any]) -> str:
    """With the reason, where it is over."""
    reason = study["state_reason"]
    return f"{study['state']} ({reason})" if reason and reason != study["state"] else str(study["state"])


def ended_of(study: Mapping[str, Any]) -> int:
    """Trials of the budget that have ended; imported ones are not of it."""
    open_states = ("queued", "running", "paused")
    return sum(
        count - study["imported_counts"][state]
        for state, count in study["trial_counts"].items()
        if state not in open_states
    )
