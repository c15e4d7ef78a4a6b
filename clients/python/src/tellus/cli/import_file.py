"""`tellus import file`: trials that ended elsewhere, from CSV or JSON."""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Iterator, NamedTuple

from ..errors import InvalidInput, TellusError
from ..opening import Wanted, open_study
from .brought import Layout, Wrong, targets_of
from .commands import Commands
from .exits import FAILED, OK
from .options import add_connection, add_json, add_study, named_study, settings_of
from .requests import Requests, requests_with
from .rows import FORMATS, Fault, Source, opened
from .said import say

#: In the metadata of what is imported: which row it was, so that it is not imported twice.
ROW = "imported_row"
FAULTS_SHOWN = 20
BATCH = 500
#: The API takes a body of 1 MiB.
BATCH_BYTES = 700_000


def register(commands: Commands) -> None:
    parser = commands.add_parser(
        "file",
        help="from a CSV or JSON file",
        description=(
            "Imports trials that have ended into a study that exists; samplers learn from them, and they use no budget. "
            "Columns are named params.LR and values.ACCURACY as in an export, or like the study's parameters and "
            "metrics, or said by --map. All rows are checked before the first is sent. Importing the file again, or one "
            "that has grown, adds only rows that are not there yet."
        ),
        epilog="Example: tellus import file trials.csv --study digits --map 'learning rate=params.lr' --ignore comment",
    )
    parser.add_argument("file", metavar="FILE", help="- for standard input")
    add_study(parser)
    parser.add_argument("--format", choices=FORMATS, help="that of the file's name unless given")
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="COLUMN=TARGET",
        help="what a column is: params.NAME, values.METRIC, state, reason, cost, started_at, finished_at",
    )
    parser.add_argument("--ignore", action="append", default=[], metavar="COLUMN", help="leave a column out")
    parser.add_argument("--check", action="store_true", help="only check the file")
    add_json(parser, "how many were imported, as JSON")
    add_connection(parser)
    parser.set_defaults(func=import_file)


class _Item(NamedTuple):
    place: int
    key: str
    trial: dict[str, Any]


@dataclass
class _Outcome:
    imported: int = 0
    there_already: int = 0
    not_ended: int = 0
    faults: list[Fault] = field(default_factory=list)


def import_file(arguments: argparse.Namespace) -> int:
    settings = settings_of(arguments)
    mapped = targets_of(arguments.map)
    with requests_with(settings) as requests, opened(arguments.file, arguments.format) as source:
        study = open_study(requests, Wanted(named_study(arguments, settings), arguments.project))
        if study.record is None:
            raise TellusError("This key is a worker's: it cannot import trials (trial:write). Use another key.")
        layout = Layout(requests.get(f"/studies/{study.id}"), mapped, arguments.ignore)
        checked = _Outcome()
        rows = sum(1 for _ in _items(source, layout, checked))
        if checked.faults:
            return _refuse(source, checked.faults)
        if arguments.check:
            say(f"{source.name}: {rows} trials can be imported{_beside(checked)}.")
            return OK
        outcome = _Outcome()
        code = _send(requests, study.id, source, _items(source, layout, outcome), outcome)
    if arguments.json:
        counts = {name: getattr(outcome, name) for name in ("imported", "there_already", "not_ended")}
        print(json.dumps({"study_id": study.id, **counts}, indent=2))
    else:
        say(f"Imported {outcome.imported} trials into {study.record['name']!r}{_beside(outcome)}.")
    return code


def _items(source: Source, layout: Layout, outcome: _Outcome) -> Iterator[_Item]:
    """Trials of the file; what cannot be one is noted."""
    seen: Counter[str] = Counter()
    for place, fields in source.rows():
        try:
            trial = layout.to_item(fields)
        except Wrong as wrong:
            outcome.faults.append(Fault(place, wrong.field, wrong.detail))
            continue
        if trial is None:
            outcome.not_ended += 1
            continue
        content = hashlib.sha256(json.dumps(trial, sort_keys=True).encode()).hexdigest()
        seen[content] += 1
        # The same row twice is two trials, such as repeats of the same assignments.
        key = hashlib.sha256(f"{content} {seen[content]}".encode()).hexdigest()[:32]
        yield _Item(place, key, {**trial, "metadata": {ROW: key}})


def _send(
    requests: Requests, study_id: str, source: Source, items: Iterator[_Item], outcome: _Outcome
) -> int:
    known = _imported_rows(requests, study_id)
    for batch in _batches(items, known, outcome):
        key = hashlib.sha256("".join(item.key for item in batch).encode()).hexdigest()
        try:
            requests.post(f"/studies/{study_id}/trials", {"trials": [item.trial for item in batch]}, key=key)
        except InvalidInput as error:
            faults = _faults_of(error, batch)
            if not faults:
                raise
            return _refuse(source, faults)
        except TellusError:
            if outcome.imported:
                say(f"{outcome.imported} trials were imported before this; import the file again for the others.")
            raise
        outcome.imported += len(batch)
    return OK


def _imported_rows(requests: Requests, study_id: str) -> set[str]:
    """Rows that an import of before brought."""
    imported = requests.pages(f"/studies/{study_id}/trials", {"filter": "sampler = import"})
    return {str(trial["metadata"][ROW]) for trial in imported if ROW in trial["metadata"]}


def _batches(items: Iterator[_Item], known: set[str], outcome: _Outcome) -> Iterator[list[_Item]]:
    batch: list[_Item] = []
    size = 0
    for item in items:
        if item.key in known:
            outcome.there_already += 1
            continue
        length = len(json.dumps(item.trial)) + 1
        if batch and (len(batch) == BATCH or size + length > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(item)
        size += length
    if batch:
        yield batch


def _faults_of(error: InvalidInput, batch: list[_Item]) -> list[Fault]:
    """Of a pointer such as /trials/17/values/loss the line, and the field in it."""
    faults = []
    for one in error.fields:
        parts = one.pointer.split("/")
        if len(parts) > 2 and parts[1] == "trials" and parts[2].isdecimal() and int(parts[2]) < len(batch):
            faults.append(Fault(batch[int(parts[2])].place, ".".join(parts[3:]) or "the trial", one.detail))
    return faults


def _refuse(source: Source, faults: list[Fault]) -> int:
    for fault in faults[:FAULTS_SHOWN]:
        say(f"{source.name}, {source.place_word} {fault.place}, {fault.field}: {fault.detail}")
    more = f" {len(faults) - FAULTS_SHOWN} more are not shown." if len(faults) > FAULTS_SHOWN else ""
    say(f"Mend {source.name} and import it again: what is there already is not imported twice.{more}")
    return FAILED


def _beside(outcome: _Outcome) -> str:
    already = f"; {outcome.there_already} were there already" if outcome.there_already else ""
    left = f"; {outcome.not_ended} have not ended and were left out" if outcome.not_ended else ""
    return already + left
