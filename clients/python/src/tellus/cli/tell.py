"""`tellus tell`, `tellus release`: how a trial ends."""

from __future__ import annotations

import argparse
import json
from typing import Any, Optional

from ..config import Settings
from ..errors import UsageError
from ..http import Answer
from ..operation import Operation
from ..wire import storable_text
from .commands import Commands
from .delivery import delivering
from .exits import FAILED, LEASE_LOST, OK
from .handed_out import HandedOut
from .metric_words import told_of
from .naming import Named, add_trial, named_trial, split_trial
from .options import add_connection, add_json, settings_of
from .said import say, sentence_of

STATES = ("completed", "failed", "infeasible", "pruned")


def register(commands: Commands) -> None:
    tell = commands.add_parser(
        "tell",
        help="tell a trial's result",
        description=(
            "Tells how a trial ended. A metric that is left out is taken from its last report. The result is on this "
            "machine's disk before it is sent: where the service is away, the next tellus command here sends it."
        ),
        epilog=(
            "Example: tellus tell trl_0192f0c1a2b37c8d9e0f112233445566 accuracy=0.93. "
            "Exit codes: 0 told, or kept for later; 1 refused; 6 somebody else has the trial, and the result is kept "
            "as a late one (`tellus spool`)."
        ),
    )
    add_trial(
        tell,
        "[TRIAL] NAME=VALUE",
        "the trial, else $TELLUS_TRIAL_ID; values by metric, also NAME=VALUE:STD_ERROR or NAME=VALUE:STD_ERROR:N",
    )
    tell.add_argument("--state", choices=STATES, default="completed", help="how it ended (%(default)s)")
    tell.add_argument("--reason", metavar="TEXT", help="why, where it failed or was pruned")
    tell.add_argument("--cost", type=float, metavar="X", help="what the trial cost, over all its hand-outs")
    add_json(tell, "what the service made of it, as JSON")
    add_connection(tell)
    tell.set_defaults(func=tell_result)

    release = commands.add_parser(
        "release",
        help="give a trial back without a result",
        description="Another worker goes on with the trial, from its checkpoint where it has one. It is no failed try.",
        epilog="Example: trap 'tellus release' EXIT",
    )
    add_trial(release, "[TRIAL]", "the trial, else $TELLUS_TRIAL_ID")
    add_connection(release)
    release.set_defaults(func=give_back)


def tell_result(arguments: argparse.Namespace) -> int:
    settings = settings_of(arguments)
    given, words = split_trial(arguments.words)
    body = _body(arguments, told_of(words))
    trial = named_trial(settings, given, arguments.attempt)
    return _end(settings, trial, Operation("tell", trial.holding, body, about=trial.about), arguments.json)


def give_back(arguments: argparse.Namespace) -> int:
    settings = settings_of(arguments)
    given, words = split_trial(arguments.words)
    if words:
        raise UsageError(f"{words[0]!r} is too much: a trial that is given back has no result. Use tellus tell for one.")
    trial = named_trial(settings, given, arguments.attempt)
    return _end(settings, trial, Operation("release", trial.holding, {}, about=trial.about), False)


def _body(arguments: argparse.Namespace, values: dict[str, Any]) -> dict[str, Any]:
    if arguments.cost is not None and not 0 <= arguments.cost < float("inf"):
        raise UsageError(f"--cost must be a number from 0, not {arguments.cost:g}.")
    body: dict[str, Any] = {"state": arguments.state, "values": values}
    if arguments.state == "completed":
        body["from_measurements"] = "last"
    if arguments.reason is not None:
        body["reason"] = storable_text(arguments.reason)
    elif arguments.state == "failed":
        body["reason"] = "no reason was given"
    if arguments.cost is not None:
        body["cost"] = arguments.cost
    return body


def _end(settings: Settings, trial: Named, operation: Operation, as_json: bool) -> int:
    with delivering(settings) as delivery:
        delivery.send(operation)
        HandedOut(settings).forget(trial.holding)
    answer = operation.answer
    if answer is None:
        return FAILED if delivery.key_refused else OK  # the runtime has said that it stays in the spool
    if not answer.ok:
        return _refused(trial, operation, answer)
    if as_json:
        print(json.dumps(answer.body, indent=2))
    else:
        say(f"{str(trial).capitalize() if trial.about else trial} is {answer.body['state']}{_values(answer)}.")
    return OK


def _refused(trial: Named, operation: Operation, answer: Answer) -> int:
    # Of a completed one it was said where its result is kept.
    if operation.body.get("state") != "completed":
        say(f"{trial}: {sentence_of(answer.error())}")
    return LEASE_LOST if answer.code == "lease_lost" else FAILED


def _values(answer: Answer) -> str:
    values: Optional[dict[str, Any]] = answer.body.get("values")
    return "".join(f", {metric} {stored['value']}" for metric, stored in (values or {}).items())
