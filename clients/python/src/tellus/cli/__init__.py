"""The command line `tellus`. Each command is a module with `register`, which sets `func`; COMMANDS names them.

Data goes to standard output, messages to standard error; the exit codes are in `exits`.
Guide: docs/guide/command-line.md.
"""

from __future__ import annotations

import argparse
import os
import sys
from typing import Optional, Sequence

from ..errors import LeaseLost, StudyFinished, TellusError, Unavailable, UsageError
from ..http import VERSION
from . import agent, importing, login
from .commands import Registered
from .exits import FAILED, FINISHED, INTERRUPTED, LEASE_LOST, PIPE_CLOSED, UNAVAILABLE, USAGE
from .said import hear_notices, say, sentence_of

#: In the order of the help.
COMMANDS: tuple[Registered, ...] = (login, agent, importing)


def main(argv: Optional[Sequence[str]] = None) -> int:
    """Runs one command and gives its exit code. Arguments that argparse refuses raise SystemExit(2)."""
    hear_notices()
    arguments = _parser().parse_args(argv)
    try:
        code: int = arguments.func(arguments)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        # `| head` has seen enough. What is still buffered must not be complained about at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except KeyboardInterrupt:
        return INTERRUPTED
    except TellusError as error:
        say(sentence_of(error))
        return _code_of(error)


def _code_of(error: TellusError) -> int:
    for kind, code in (
        (UsageError, USAGE),
        (Unavailable, UNAVAILABLE),
        (StudyFinished, FINISHED),
        (LeaseLost, LEASE_LOST),
    ):
        if isinstance(error, kind):
            return code
    return FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tellus",
        description="Hyperparameter optimisation from the shell: ask for a trial, train, tell the result.",
        epilog="`tellus COMMAND --help` says more of a command. Guide: docs/guide/command-line.md",
    )
    parser.add_argument("--version", action="version", version=f"tellus {VERSION}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in COMMANDS:
        command.register(commands)
    return parser
