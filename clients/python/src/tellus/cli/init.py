"""`tellus init`: a script to begin with, in the current folder."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from ..config import config_file, load_settings
from ..errors import ConfigError, TellusError
from .commands import Commands
from .exits import OK
from .said import say
from .starting_point import SCRIPT


def register(commands: Commands) -> None:
    parser = commands.add_parser(
        "init",
        help="write a script to begin with",
        description=(
            "Writes a small script with a study in it into the current folder. It runs as it is; put your own training "
            "in the place of its. A file that exists is never overwritten."
        ),
        epilog="Example: tellus init && python train.py",
    )
    parser.add_argument("--file", metavar="FILE", type=Path, default=Path("train.py"), help="%(default)s unless given")
    parser.add_argument("--study", metavar="NAME", help="the study's name; that of the folder unless given")
    parser.add_argument("--project", metavar="NAME", default="default", help="its project (%(default)s)")
    parser.set_defaults(func=init)


def init(arguments: argparse.Namespace) -> int:
    path: Path = arguments.file
    study = arguments.study or Path.cwd().name or "first study"
    script = SCRIPT.replace('"STUDY"', json.dumps(study, ensure_ascii=False)).replace(
        '"PROJECT"', json.dumps(arguments.project, ensure_ascii=False)
    )
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(script)
    except FileExistsError:
        raise TellusError(f"{path} exists, and stays as it is. Say --file with another name.") from None
    except OSError as error:
        raise TellusError(f"{path} cannot be written: {error.strerror or error}.") from error
    say(f"Wrote {path}, with the study {study!r}. Run it: python {path}. Watch it: tellus watch --project {arguments.project} {study!r}")
    try:
        load_settings()
    except ConfigError:
        say(f"First run `tellus login`: {config_file()} holds no key, and TELLUS_API_KEY is not set.")
    return OK
