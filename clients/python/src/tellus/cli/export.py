"""`tellus export`: every trial of a study, page by page, so that a hundred thousand need no more memory than one page."""

from __future__ import annotations

import argparse
import contextlib
import csv
import io
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import IO, Any, Iterable, Iterator, Mapping, Optional

from ..errors import TellusError
from ..opening import Wanted, open_study
from .commands import Commands
from .exits import OK
from .options import add_connection, add_project, settings_of
from .requests import requests_with
from .said import say
from .trial_columns import flat, ordered

Trials = Iterable[Mapping[str, Any]]
SAY_EVERY = 10_000


def register(commands: Commands) -> None:
    parser = commands.add_parser(
        "export",
        help="write all trials of a study as CSV or JSON",
        description=(
            "Writes every trial with its assignments, final values, state and times, by number. CSV has a column for each "
            "parameter (params.…) and metric (values.…); jsonl has an object a line, json one list of them, as the API "
            "has them. `tellus import file` reads them back."
        ),
        epilog="Example: tellus export digits --project vision --format csv --output digits.csv",
    )
    parser.add_argument("study", metavar="STUDY", help="its name, or its id (std_…)")
    add_project(parser)
    parser.add_argument("--format", choices=tuple(_WRITERS), help="csv unless the name of the output says otherwise")
    parser.add_argument("--output", metavar="FILE", type=Path, help="standard output unless given")
    parser.add_argument("--filter", metavar="TEXT", help="only some, such as 'state = completed and params.lr < 0.1'")
    add_connection(parser)
    parser.set_defaults(func=export)


def export(arguments: argparse.Namespace) -> int:
    with requests_with(settings_of(arguments)) as requests:
        study = open_study(requests, Wanted(arguments.study, arguments.project))
        query = {"filter": arguments.filter} if arguments.filter else {}
        trials = requests.pages(f"/studies/{study.id}/trials", query)
        write = _WRITERS[_format_of(arguments.format, arguments.output)]
        with _target(arguments.output) as target:
            count = write(_counted(trials), target)
    if arguments.output is not None:
        say(f"Wrote {count} trials to {arguments.output}.")
    return OK


def _write_csv(trials: Trials, target: IO[str]) -> int:
    """Which columns there are is known at the end only, so rows wait in a file that nobody sees."""
    columns: dict[str, None] = {}
    count = 0
    with tempfile.TemporaryFile("w+", encoding="utf-8", prefix="tellus-export-") as waiting:
        for count, trial in enumerate(trials, start=1):
            row = flat(trial)
            columns.update(dict.fromkeys(row))
            waiting.write(json.dumps(row) + "\n")
        waiting.seek(0)
        writer = csv.DictWriter(target, ordered(columns), restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(json.loads(line) for line in waiting)
    return count


def _write_lines(trials: Trials, target: IO[str]) -> int:
    count = 0
    for count, trial in enumerate(trials, start=1):
        target.write(json.dumps(trial, ensure_ascii=False) + "\n")
    return count


def _write_list(trials: Trials, target: IO[str]) -> int:
    count = 0
    for count, trial in enumerate(trials, start=1):
        target.write(("[\n" if count == 1 else ",\n") + json.dumps(trial, ensure_ascii=False))
    target.write("[]\n" if count == 0 else "\n]\n")
    return count


_WRITERS = {"csv": _write_csv, "json": _write_list, "jsonl": _write_lines}


def _format_of(given: Optional[str], output: Optional[Path]) -> str:
    suffix = output.suffix.lstrip(".").lower() if output is not None else ""
    return given or (suffix if suffix in _WRITERS else "csv")


@contextlib.contextmanager
def _target(output: Optional[Path]) -> Iterator[IO[str]]:
    """UTF-8 whatever the terminal has. A file appears when it is whole: one that is cut off never looks like all."""
    if output is None:
        stream = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="", write_through=False)
        try:
            yield stream
            stream.flush()
        finally:
            stream.detach()
        return
    aside = output.with_name(f".{output.name}.{os.getpid()}")
    try:
        with aside.open("w", encoding="utf-8", newline="") as file:
            yield file
        os.replace(aside, output)
    except OSError as error:
        raise TellusError(f"--output: {output} cannot be written: {error.strerror or error}.") from error
    finally:
        aside.unlink(missing_ok=True)


def _counted(trials: Trials) -> Iterator[Mapping[str, Any]]:
    """Says how far it is, where that takes long."""
    for count, trial in enumerate(trials, start=1):
        if count % SAY_EVERY == 0:
            say(f"{count} trials so far.")
        yield trial
