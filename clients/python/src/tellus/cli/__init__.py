"""The command line `tellus`. Each command is a module with `register`, which sets `func`; COMMANDS names them.

Data goes to standard output, messages to standard error; the exit codes are in `exits`.
Guide: docs/guide/command-line.md.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from typing import Optional, Sequence

from ..errors import LeaseLost, NoTrialYet, StudyFinished, TellusError, Unavailable, UsageError
from ..http import VERSION
from . import agent, ask, export, importing, init, login, report, spool, studies, tell, watch
from .commands import Registered
from .exits import FAILED, FINISHED, INTERRUPTED, LEASE_LOST, NONE_NOW, PIPE_CLOSED, UNAVAILABLE, USAGE
from .said import hear_notices, say, sentence_of

#: In the order of the help.
COMMANDS: tuple[Registered, ...] = (
    login,
    init,
    studies,
    watch,
    ask,
    report,
    tell,
    agent,
    export,
    importing,
    spool,
)


#: The first that fits.
_CODES: tuple[tuple[type[TellusError], int], ...] = (
    (UsageError, USAGE),
    (NoTrialYet, NONE_NOW),
    (Unavailable, UNAVAILABLE),
    (StudyFinished, FINISHED),
    (LeaseLost, LEASE_LOST),
)


def main(argv: Optional[Sequence[str]] = None) -> int:
    """Runs one command and gives its exit code. Arguments that argparse refuses raise SystemExit(2)."""
    hear_notices()
    _write_what_the_terminal_can()
    arguments = _parsed(argv)
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
    except OSError as error:
        say(f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}.")
        return FAILED


def _parsed(argv: Optional[Sequence[str]]) -> argparse.Namespace:
    """Words may stand before and after options, as in `report TRIAL --step 3 loss=1`: argparse takes those before."""
    parser = build_parser()
    arguments, rest = parser.parse_known_args(argv)
    words: Optional[list[str]] = getattr(arguments, "words", None)
    if rest and (words is None or any(one.startswith("-") for one in rest)):
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    if words is not None:
        words.extend(rest)
    return arguments


def _write_what_the_terminal_can() -> None:
    """A name that its encoding has no letters for must not end a command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _code_of(error: TellusError) -> int:
    return next((code for kind, code in _CODES if isinstance(error, kind)), FAILED)


def build_parser() -> argparse.ArgumentParser:
    """With every command."""
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
