"""`tellus report`, `tellus heartbeat`: what a trial says while it trains, and what it hears."""

from __future__ import annotations

import argparse
import json
import os
import time
from typing import Any, Mapping, Optional

from ..errors import Unavailable, UsageError
from ..held import BEAT_SECONDS
from ..operation import Operation
from .commands import Commands
from .delivery import delivering
from .exits import FAILED, LEASE_LOST, OK, STOP
from .metric_words import measured_of
from .naming import Named, add_trial, named_trial, split_trial
from .options import add_connection, add_json, settings_of
from .requests import Requests, requests_with
from .said import say, sentence_of

STEP_MAX = 1_000_000_000
_CODES = (
    "Exit codes: 0 go on, or the service is away and nothing was heard; 3 stop, and tell the result; "
    "6 somebody else has the trial."
)


def register(commands: Commands) -> None:
    report = commands.add_parser(
        "report",
        help="report what was measured after a step, and hear whether to go on",
        description=(
            "Says what was measured after a step, and prints the verdict: continue, stop or pause. It keeps the lease. "
            "The report is on this machine's disk before it is sent: where the service is away, the next tellus command "
            "here sends it, and the verdict is continue."
        ),
        epilog=f"Example: tellus report --step 3 accuracy=0.9 || break. {_CODES}",
    )
    add_trial(report, "[TRIAL] NAME=VALUE", "the trial, else $TELLUS_TRIAL_ID; values by metric")
    report.add_argument("--step", type=int, required=True, metavar="N", help="what is completed by then, from 1")
    add_json(report, "the whole answer as JSON: verdict, reason, target, lease")
    add_connection(report)
    report.set_defaults(func=report_step)

    heartbeat = commands.add_parser(
        "heartbeat",
        help="keep a trial's lease",
        description="Says that the trial is still trained, and prints the verdict. Reports do the same.",
        epilog=f"Example: tellus heartbeat --every 30 & . {_CODES}",
    )
    add_trial(heartbeat, "[TRIAL]", "the trial, else $TELLUS_TRIAL_ID")
    heartbeat.add_argument(
        "--every",
        type=float,
        metavar="SECONDS",
        help="go on until the trial is to stop, or has ended, or the program that started this one has",
    )
    add_json(heartbeat, "the whole answer as JSON: verdict, reason, target, lease")
    add_connection(heartbeat)
    heartbeat.set_defaults(func=beat)


def report_step(arguments: argparse.Namespace) -> int:
    settings = settings_of(arguments)
    given, words = split_trial(arguments.words)
    values = measured_of(words)
    if not values:
        raise UsageError("What was measured? Give NAME=VALUE, such as accuracy=0.9.")
    if not 1 <= arguments.step <= STEP_MAX:
        raise UsageError(f"--step must be a whole number from 1, what is completed by then, not {arguments.step}.")
    trial = named_trial(settings, given, arguments.attempt)
    body = {"step": arguments.step, "values": values}
    operation = Operation("measure", trial.holding, body, about=trial.about)
    with delivering(settings) as delivery:
        delivery.send(operation)
    answer = operation.answer
    if answer is None:
        _print(None, arguments.json)
        return FAILED if delivery.key_refused else OK
    if answer.ok:
        return _verdict(trial, answer.body, arguments.json)
    if answer.code == "lease_lost":
        say(f"{trial}: {sentence_of(answer.error())}")
        return LEASE_LOST
    return FAILED  # the runtime has said why


def beat(arguments: argparse.Namespace) -> int:
    settings = settings_of(arguments)
    given, words = split_trial(arguments.words)
    if words:
        raise UsageError(f"{words[0]!r} is too much: a heartbeat has no values. Use tellus report for them.")
    if arguments.every is not None and not 1 <= arguments.every <= 3600:
        raise UsageError(f"--every must be 1 to 3600 seconds, not {arguments.every:g}; {BEAT_SECONDS:g} is usual.")
    trial = named_trial(settings, given, arguments.attempt)
    with requests_with(settings) as requests:
        if arguments.every is None:
            return _verdict(trial, _beat_once(requests, trial), arguments.json)
        return _beat_on(requests, trial, arguments)


def _beat_on(requests: Requests, trial: Named, arguments: argparse.Namespace) -> int:
    starter = os.getppid()
    while True:
        try:
            body = _beat_once(requests, trial)
        except Unavailable:
            body = {"verdict": "continue"}  # said already; the next beat is soon
        if body["verdict"] != "continue":
            return _verdict(trial, body, arguments.json)
        until = time.monotonic() + arguments.every
        while time.monotonic() < until:
            time.sleep(min(1.0, max(until - time.monotonic(), 0)))
            # A loop that was killed must not have its trial kept by us for ever.
            if os.getppid() != starter:
                return OK


def _beat_once(requests: Requests, trial: Named) -> dict[str, Any]:
    return requests.post(f"/trials/{trial.holding.trial_id}/heartbeat", {"attempt": trial.holding.attempt})


def _verdict(trial: Named, body: Mapping[str, Any], as_json: bool) -> int:
    _print(body, as_json)
    if body["verdict"] == "continue":
        return OK
    reason = body.get("reason") or {}
    why = reason.get("why") or reason.get("rule")
    say(f"{trial} is to {body['verdict']}{f': {why}' if why else ''}. Tell its result.")
    return STOP


def _print(body: Optional[Mapping[str, Any]], as_json: bool) -> None:
    answer = body if body is not None else {"verdict": "continue", "delivered": False}
    print(json.dumps(answer, indent=2) if as_json else answer["verdict"])
