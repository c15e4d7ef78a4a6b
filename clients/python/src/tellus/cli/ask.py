"""`tellus ask`: the next trial, as JSON or as variables of the shell."""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import replace
from typing import Any, Mapping, Optional

from ..asking import LEASE_SECONDS, WAIT_SECONDS, AskOptions, ask, worker_name
from ..config import Settings, load_settings
from ..errors import UsageError
from ..opening import Wanted, open_study
from ..operation import Holding, Operation
from ..seed import seed_of
from ..signals import end_in_order
from .commands import Commands
from .delivery import delivering
from .exits import OK
from .handed_out import HandedOut
from .options import add_connection, add_study, hurried, named_study
from .shell_variables import to_shell

#: Nobody beats between the commands of a loop, so that a report has to come within it.
SHELL_LEASE_SECONDS = 600


def register(commands: Commands) -> None:
    parser = commands.add_parser(
        "ask",
        help="ask for the next trial",
        description=(
            "Prints the trial to evaluate: its assignments, and the attempt that reports and the tell need. This machine "
            "notes the attempt, so that they need not name it."
        ),
        epilog=(
            'Example: eval "$(tellus ask --study digits --wait --format env)" && train --lr "$TELLUS_PARAM_LR". '
            "Exit codes: 0 a trial, 4 the study is finished, 5 none for now, 7 the service is away."
        ),
    )
    add_study(parser)
    parser.add_argument("--format", choices=("json", "env"), default="json", help="env: for eval in a shell")
    parser.add_argument(
        "--wait",
        nargs="?",
        type=float,
        const=-1.0,
        metavar="SECONDS",
        help="wait while there is none for now, or the service is away; without SECONDS as long as it takes",
    )
    parser.add_argument(
        "--lease",
        type=int,
        default=SHELL_LEASE_SECONDS,
        metavar="SECONDS",
        help="the trial goes to another when nothing was heard for so long, 30 to 86400 "
        f"(%(default)s; `tellus heartbeat --every {LEASE_SECONDS // 3}` keeps a shorter one)",
    )
    parser.add_argument(
        "--worker", metavar="NAME", help="names this loop: its unfinished trial is handed to it again"
    )
    parser.add_argument(
        "--no-resume", action="store_true", help="this loop begins anew each time: hand out nothing with a checkpoint"
    )
    add_connection(parser)
    parser.set_defaults(func=ask_for_trial)


def ask_for_trial(arguments: argparse.Namespace) -> int:
    end_in_order()
    settings, timeout = _patient(arguments)
    name = named_study(arguments, settings)
    with delivering(settings) as delivery:
        runtime = delivery.runtime
        study = open_study(runtime, Wanted(name, arguments.project))
        options = AskOptions(
            worker=arguments.worker or _name_of_loop(),
            lease_seconds=arguments.lease,
            # The service itself waits too, for a suggestion that is being computed.
            wait_seconds=min(timeout or WAIT_SECONDS, WAIT_SECONDS),
            can_resume=not arguments.no_resume,
            sticky=arguments.worker is not None,
        )
        given = {**ask(runtime, study.id, options, timeout), "study_id": study.id}
        given["seed"] = seed_of(given)
        try:
            HandedOut(settings).keep(given)
            _print(given, arguments.format)
        except BaseException:
            # Nobody learns of the trial: it must not wait for the end of its lease.
            delivery.send(Operation("release", Holding(given["id"], given["attempt"]), {}))
            raise
    return OK


def _patient(arguments: argparse.Namespace) -> tuple[Settings, Optional[float]]:
    """Settings, and how long to wait for a trial; None as long as it takes."""
    settings = load_settings(arguments.url, arguments.api_key)
    if arguments.wait is None:
        return hurried(settings), 0.0
    if arguments.wait == -1.0:
        return settings, None
    if not arguments.wait >= 0:
        raise UsageError(f"--wait must be a number of seconds, not {arguments.wait:g}.")
    return replace(settings, patience=arguments.wait), arguments.wait


def _name_of_loop() -> str:
    """Shown on the study's page: the commands of one script are one worker."""
    return worker_name(os.getpgrp() if hasattr(os, "getpgrp") else os.getppid())


def _print(given: Mapping[str, Any], how: str) -> None:
    print(to_shell(given, os.environ) if how == "env" else json.dumps(given, indent=2))
    sys.stdout.flush()
