"""What a command registers itself with."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    #: `add_parser(name, help=…)` makes a command; `set_defaults(func=…)` on it says what it does: a function that takes
    #: the parsed arguments and gives an exit code (`exits`).
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]
else:
    Commands = object


class Registered(Protocol):
    """A module that holds one command, or a few that belong together."""

    def register(self, commands: Commands) -> None: ...


def group_of(commands: Commands, name: str, what: str, description: str) -> Commands:
    """A command that has commands of its own, such as `tellus import file`."""
    parser = commands.add_parser(name, help=what, description=description)
    return parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
