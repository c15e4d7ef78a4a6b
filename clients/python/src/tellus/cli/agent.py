"""`tellus agent`: any command as a worker."""

from __future__ import annotations

import argparse
import os
import re
import signal
from pathlib import Path

from ..agent.agent import run_agent
from ..agent.gpus import share_gpus
from ..agent.metric_lines import compile_patterns
from ..agent.plan import Plan
from ..agent.reading import Names
from ..agent.template import PARAMS_AS, Template
from ..asking import LEASE_SECONDS
from ..errors import UsageError
from ..studies import study as open_study
from .commands import Commands
from .options import add_connection, add_study
from .said import say

_UNITS = {"": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_SIZES = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


def register(commands: Commands) -> None:
    parser = commands.add_parser(
        "agent",
        help="run any command as a worker: a process for each trial",
        description=(
            "Asks for trials and runs the command for each, several at a time, until the study is finished. {lr} in the "
            "command is the value of the parameter lr, {params} stands for all of them. What the command prints as "
            "`tellus: step=3 accuracy=0.91` is reported, its exit code says whether it went well. Guide: docs/guide/agent.md"
        ),
        epilog="Example: tellus agent --study digits --workers 4 -- python train.py --lr {lr} --layers {layers}",
    )
    add_study(parser)
    parser.add_argument("--workers", type=_count, metavar="N", help="commands at a time; 1, or one for each of --gpus")
    parser.add_argument("--trials", type=_count, metavar="N", help="so many in all; else until the study is finished")
    parser.add_argument("--gpus", metavar="0,1", help="GPUs to share out: each worker's CUDA_VISIBLE_DEVICES")
    parser.add_argument(
        "--name", metavar="NAME", help="started again under this name, the agent is given its unfinished trials again"
    )
    parser.add_argument("command", nargs="+", metavar="COMMAND", help="after `--`, with its arguments")
    _add_values(parser)
    _add_metrics(parser)
    _add_ends(parser)
    add_connection(parser)
    parser.set_defaults(func=work)


def work(arguments: argparse.Namespace) -> int:
    if os.name != "posix":
        raise UsageError("`tellus agent` needs process groups and signals: Linux, macOS or WSL.")
    plan = _plan_of(arguments)
    plan.check()
    study = open_study(arguments.study, project=arguments.project, url=arguments.url, api_key=arguments.api_key)
    plan.template.check(study.space, reads_environment=plan.reads_environment)
    say(f"{len(plan.gpus)} worker{'s' * (len(plan.gpus) > 1)} for {study.name}, {study.url or study.id}")
    return run_agent(study, plan, say)


def _add_values(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("parameters")
    group.add_argument(
        "--env", action="store_true", help="the command reads TELLUS_PARAM_LR …, or the JSON file TELLUS_PARAMS_FILE"
    )
    group.add_argument(
        "--params-as",
        default=PARAMS_AS,
        metavar="FORM",
        help="what {params} becomes for each parameter: '--{name} {value}' unless given; '{name}={value}' for Hydra",
    )


def _add_metrics(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("metrics")
    group.add_argument(
        "--read",
        action="append",
        default=[],
        metavar="REGEX",
        help=r"finds metrics in printed lines by named groups: 'epoch (?P<step>\d+).*acc (?P<accuracy>[\d.]+)'",
    )
    group.add_argument("--metrics-file", metavar="PATH", help="a file that the command writes: JSON lines, or CSV (.csv)")
    group.add_argument(
        "--metric",
        action="append",
        default=[],
        type=_renamed,
        metavar="NAME=FOUND",
        help="the study's metric NAME is what the command calls FOUND; also step=FOUND",
    )
    group.add_argument("--steps-from", type=int, choices=(0, 1), default=1, help="the number of the command's first step")


def _add_ends(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("course of a trial")
    group.add_argument("--timeout", type=_seconds, metavar="TIME", help="of one attempt, such as 90, 15m, 2h: then it has failed")
    group.add_argument("--stop-signal", type=_signal, default=signal.SIGTERM, metavar="SIGNAL", help="TERM unless given")
    group.add_argument("--grace", type=_seconds, default=30.0, metavar="TIME", help="from that signal to SIGKILL; 30 s")
    group.add_argument("--infeasible-exit", type=int, metavar="CODE", help="exit code of assignments that cannot be evaluated")
    group.add_argument("--checkpoint-folder", action="store_true", help="{checkpoint} is a folder, not a file")
    group.add_argument(
        "--no-resume", dest="resume", action="store_false", help="the command cannot go on from a checkpoint"
    )
    group.add_argument("--lease", type=int, default=LEASE_SECONDS, metavar="SECONDS", help="how long a trial waits for a dead agent")
    group.add_argument(
        "--give-up-after", type=int, default=5, metavar="N", help="end when so many failed before one went well; 0: never"
    )
    group.add_argument("--output", type=Path, default=Path("runs"), metavar="FOLDER", help="what commands print is kept here; runs")
    group.add_argument("--output-limit", type=_size, metavar="SIZE", help="of each stream of an attempt, such as 10M")


def _plan_of(arguments: argparse.Namespace) -> Plan:
    names = Names({found: name for name, found in arguments.metric}, arguments.steps_from)
    if len(names.by_found) != len(arguments.metric):
        raise UsageError("--metric gives one FOUND two names.")
    if arguments.give_up_after < 0:
        raise UsageError("--give-up-after must be 0 or more.")
    return Plan(
        template=Template(tuple(arguments.command), arguments.params_as),
        gpus=tuple(share_gpus(arguments.gpus, arguments.workers)),
        trials=arguments.trials,
        name=arguments.name,
        lease_seconds=arguments.lease,
        can_resume=arguments.resume,
        reads_environment=arguments.env,
        names=names,
        patterns=compile_patterns(arguments.read),
        metrics_file=arguments.metrics_file,
        output=arguments.output,
        output_limit=arguments.output_limit,
        stop_signal=arguments.stop_signal,
        grace=arguments.grace,
        timeout=arguments.timeout,
        checkpoint_is_folder=arguments.checkpoint_folder,
        infeasible_exit=arguments.infeasible_exit,
        give_up_after=arguments.give_up_after,
    )


def _count(text: str) -> int:
    count = int(text) if text.isdecimal() else 0
    if count < 1:
        raise argparse.ArgumentTypeError(f"must be a whole number from 1, not {text!r}")
    return count


def _seconds(text: str) -> float:
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([smhd]?)", text)
    if found is None:
        raise argparse.ArgumentTypeError(f"must be a time such as 90, 15m or 2h, not {text!r}")
    return float(found.group(1)) * _UNITS[found.group(2)]


def _size(text: str) -> int:
    found = re.fullmatch(r"(\d+)([KMG]?)B?", text.upper())
    if found is None:
        raise argparse.ArgumentTypeError(f"must be a size such as 500K or 10M, not {text!r}")
    return int(found.group(1)) * _SIZES[found.group(2)]


def _signal(text: str) -> int:
    name = text.upper() if text.upper().startswith("SIG") else f"SIG{text.upper()}"
    if text.isdecimal() and int(text) in {int(one) for one in signal.Signals}:
        return int(text)
    if name in signal.Signals.__members__:
        return int(signal.Signals[name])
    raise argparse.ArgumentTypeError(f"must be a signal such as TERM, INT or USR1, not {text!r}")


def _renamed(text: str) -> tuple[str, str]:
    name, separator, found = text.partition("=")
    if not (name and separator and found):
        raise argparse.ArgumentTypeError(f"must be of the form NAME=FOUND, such as val/accuracy=acc, not {text!r}")
    return name, found
