"""`tellus import`: finished trials from elsewhere. A source is a module with `register`, named in SOURCES."""

from __future__ import annotations

from . import import_file, import_optuna
from .commands import Commands, Registered, group_of

SOURCES: tuple[Registered, ...] = (import_file, import_optuna)


def register(commands: Commands) -> None:
    sources = group_of(
        commands,
        "import",
        "bring in trials that have ended elsewhere",
        "Brings trials that have ended elsewhere into a study. Importing the same again adds nothing.",
    )
    for source in SOURCES:
        source.register(sources)
