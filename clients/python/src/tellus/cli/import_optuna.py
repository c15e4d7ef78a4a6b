"""`tellus import optuna`: studies of an Optuna storage."""

from __future__ import annotations

import argparse
import dataclasses
import json
from typing import TYPE_CHECKING

from .commands import Commands
from .exits import FAILED, OK
from .options import add_connection, add_json, add_project
from .said import say

if TYPE_CHECKING:
    from ..optuna import ImportedStudy

_LEFT_OUT_SHOWN = 20


def register(commands: Commands) -> None:
    optuna = commands.add_parser(
        "optuna",
        help="studies of an Optuna storage, with all trials, reports and attributes",
        description=(
            "Copies a study of an Optuna storage, or all of them. One that was broken off goes on, and repeating it adds "
            "only what is new. Trials that run over there are left out until they have ended. Needs Optuna 5."
        ),
        epilog="Example: tellus import optuna sqlite:///study.db --study digits --project vision",
    )
    optuna.add_argument(
        "source", metavar="STORAGE", help="its address (sqlite:///study.db, mysql://…, redis://…), or its file"
    )
    optuna.add_argument("--study", metavar="NAME", help="the study there; all of them unless given")
    optuna.add_argument("--name", metavar="NAME", help="what the study is called here, unless as there")
    add_project(optuna)
    add_connection(optuna)
    add_json(optuna, "what was copied as JSON")
    optuna.set_defaults(func=import_optuna)


def import_optuna(arguments: argparse.Namespace) -> int:
    from ..optuna import import_study

    imported = import_study(
        arguments.source,
        arguments.study,
        arguments.project,
        name=arguments.name,
        url=arguments.url,
        api_key=arguments.api_key,
        progress=lambda study: say(f"{study.name}: {study.copied:,} trials copied so far"),
    )
    if arguments.json:
        print(json.dumps([dataclasses.asdict(study) for study in imported], indent=2))
    else:
        for study in imported:
            _print(study)
    return FAILED if any(study.left_out for study in imported) else OK


def _print(study: ImportedStudy) -> None:
    known = f", {study.known:,} were there already" if study.known else ""
    running = f", {study.running:,} still run over there: import again once they have ended" if study.running else ""
    print(f"{study.name}: {study.copied:,} trials copied{known}{running}. {study.url or study.id}")
    for one in study.left_out[:_LEFT_OUT_SHOWN]:
        say(f"{study.name}: {one.what} was left out: {one.why}")
    if len(study.left_out) > _LEFT_OUT_SHOWN:
        say(f"{study.name}: and {len(study.left_out) - _LEFT_OUT_SHOWN:,} more")
