"""`tellus spool`: what is still to be told to the service, and results that came too late."""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Callable, Optional

from ..config import DEFAULT_URL, Settings, load_settings
from ..errors import ConfigError, TellusError, UsageError
from ..http import Answer
from ..journal import Journal
from ..late import LateResult, LateResults
from ..late_import import import_late
from ..operation import Operation
from ..waiting import WaitingFolder, since, waiting_folders
from .commands import Commands
from .delivery import delivering
from .exits import FAILED, OK, UNAVAILABLE
from .options import add_connection, add_json, settings_of
from .requests import requests_with
from .said import say, sentence_of
from .table import Column, number, render, window_width

FLUSH_SECONDS = 60.0
_NO_KEY = "tellus_none"
_ID = 8
_COLUMNS = (
    Column("ID"),
    Column("WHAT", yields=True),
    Column("TRIAL", right=True),
    Column("SINCE"),
    Column("WHY IT IS HERE", yields=True),
)


def register(commands: Commands) -> None:
    parser = commands.add_parser(
        "spool",
        help="see and send what is still to be told to the service",
        description=(
            "What programs and commands of this user said, and the service has not taken yet, and results that came too "
            "late. Without a command: lists it. `flush` sends it now; any program that uses Tellus here does so by itself."
        ),
        epilog="Example: tellus spool; tellus spool flush",
    )
    parser.set_defaults(func=list_spool, url=None, api_key=None, json=False)
    actions = parser.add_subparsers(title="commands", metavar="COMMAND")
    listing = actions.add_parser(
        "list", help="what waits, since when, and why", epilog="Example: tellus spool list --json"
    )
    add_json(listing, "a list of JSON objects")
    listing.set_defaults(func=list_spool)

    flush = actions.add_parser(
        "flush",
        help="send it now, and say what became of each",
        epilog="Example: tellus spool flush. Exit codes: 0 all is told, 1 something was refused, 7 something still waits.",
    )
    flush.add_argument(
        "--timeout", type=float, default=FLUSH_SECONDS, metavar="SECONDS", help="for so long (%(default)g)"
    )
    add_connection(flush)
    flush.set_defaults(func=flush_spool)

    bring = actions.add_parser(
        "import",
        help="bring late results into their studies, as trials of their own",
        epilog="Example: tellus spool import 1f2e3d4c. Needs a key that may write trials (trial:write).",
    )
    bring.add_argument("id", nargs="*", metavar="ID", help="which, as `tellus spool` lists them; all unless given")
    add_connection(bring)
    bring.set_defaults(func=import_late_results)

    drop = actions.add_parser(
        "drop", help="throw something away for good", epilog="Example: tellus spool drop 1f2e3d4c"
    )
    drop.add_argument("id", nargs="+", metavar="ID", help="which, as `tellus spool` lists them")
    drop.add_argument("--yes", action="store_true", help="do not ask")
    drop.set_defaults(func=drop_from_spool)


@dataclass(frozen=True)
class _Entry:
    """Something that lies here, waiting or too late."""

    key: str
    kind: str
    what: str
    trial_id: str
    number: Optional[int]
    at: Optional[float]
    why: str
    drop: Callable[[], None]

    @property
    def id(self) -> str:
        return self.key[:_ID]

    def to_record(self) -> dict[str, Any]:
        names = ("id", "kind", "what", "trial_id", "number", "why")
        at = datetime.fromtimestamp(self.at).astimezone().isoformat() if self.at is not None else None
        return {**{name: getattr(self, name) for name in names}, "since": at}


def list_spool(arguments: argparse.Namespace) -> int:
    settings = _local_settings()
    entries = _entries(settings)
    if arguments.json:
        print(json.dumps([entry.to_record() for entry in entries], indent=2))
    elif entries:
        print("\n".join(render(_COLUMNS, [_row(entry) for entry in entries], window_width())))
    else:
        say(f"Nothing waits in {settings.spool}: all is told.")
    return OK


def flush_spool(arguments: argparse.Namespace) -> int:
    if not 0 <= arguments.timeout <= 86_400:
        raise UsageError(f"--timeout must be 0 to 86400 seconds, not {arguments.timeout:g}.")
    settings = settings_of(arguments)
    before = sum(len(folder.operations) for folder in waiting_folders(settings) if not folder.is_owned)
    with delivering(replace(settings, exit_wait=arguments.timeout)) as delivery:
        pass  # the runtime takes over what lies here, and at its end waits for it
    for operation in delivery.concluded:
        print(f"{operation.key[:_ID]}  {_name_of(operation)}: {_became(operation.answer)}")
    left = [entry for entry in _entries(settings) if entry.kind != "late"]
    refused = [one for one in delivery.concluded if one.answer is None or not one.answer.ok]
    if left:
        say(f"{len(left)} of {max(before, len(left))} still wait:")
        print("\n".join(render(_COLUMNS, [_row(entry) for entry in left], window_width())), file=sys.stderr)
        return UNAVAILABLE
    if not delivery.concluded:
        say(f"Nothing waited in {settings.spool}: all is told.")
    return FAILED if refused else OK


def import_late_results(arguments: argparse.Namespace) -> int:
    settings = settings_of(arguments)
    late = LateResults(settings)
    results = [result for result in late.all() if not arguments.id or result.key[:_ID] in arguments.id]
    unknown = set(arguments.id) - {result.key[:_ID] for result in results}
    if unknown:
        raise UsageError(f"There is no late result {sorted(unknown)[0]!r} here. `tellus spool` lists those there are.")
    code = OK
    with requests_with(settings) as requests:
        for result in results:
            if not result.study_id:
                say(f"{result.key[:_ID]}: it is not known here of which study it is, nor its assignments. Import it by file.")
                code = FAILED
                continue
            try:
                import_late(requests, late, [result])
            except TellusError as error:
                say(f"{result.key[:_ID]}, the late result of trial {result.number}: {sentence_of(error)}")
                code = FAILED
            else:
                say(f"{result.key[:_ID]}, the late result of trial {result.number}, is a trial of its own now.")
    if not results:
        say("There is no late result here.")
    return code


def drop_from_spool(arguments: argparse.Namespace) -> int:
    entries = {entry.id: entry for entry in _entries(_local_settings())}
    unknown = [one for one in arguments.id if one not in entries]
    if unknown:
        raise UsageError(f"There is nothing with the id {unknown[0]!r} here. `tellus spool` lists what there is.")
    for one in dict.fromkeys(arguments.id):
        entry = entries[one]
        if not arguments.yes and not _confirmed(f"Throw away {entry.what} of {_trial(entry)}, which nobody else has?"):
            say(f"{one} stays.")
            return FAILED
        entry.drop()
        say(f"{one} is thrown away.")
    return OK


def _local_settings() -> Settings:
    """To look at what lies here needs no key."""
    try:
        return load_settings()
    except ConfigError:
        return load_settings(DEFAULT_URL, _NO_KEY)


def _entries(settings: Settings) -> list[_Entry]:
    waiting = [_waiting(settings, folder, one) for folder in waiting_folders(settings) for one in folder.operations]
    late = LateResults(settings)
    return [*waiting, *[_late(late, result) for result in late.all()]]


def _waiting(settings: Settings, folder: WaitingFolder, operation: Operation) -> _Entry:
    return _Entry(
        operation.key,
        operation.kind,
        _what(operation.kind, operation.body),
        operation.holding.trial_id,
        operation.about.get("number"),
        since(folder.folder, operation),
        _why_waiting(settings, folder),
        lambda: _drop(folder, operation),
    )


def _late(late: LateResults, result: LateResult) -> _Entry:
    return _Entry(
        result.key,
        "late",
        f"late result {_values(result.result)}",
        result.trial_id,
        result.number if result.number >= 0 else None,
        result.at,
        " ".join(result.why.split()),
        lambda: late.discard(result),
    )


def _why_waiting(settings: Settings, folder: WaitingFolder) -> str:
    url = folder.owner.get("url", "an unknown server")
    if folder.is_owned:
        return f"process {folder.owner.get('pid', '?')} is sending it to {url}"
    if url != settings.url:
        return f"for another server: tellus spool flush --url {url}"
    if settings.api_key != _NO_KEY and folder.owner.get("key") != settings.fingerprint:
        return "said with another key; sent by a program or flush with that one, or with one that may"
    return f"{url} did not take it in time; sent by tellus spool flush, or by the next program here"


def _drop(folder: WaitingFolder, operation: Operation) -> None:
    journal = Journal.take_over(folder.folder)
    if journal is None:
        raise TellusError(
            f"{operation.key[:_ID]} belongs to process {folder.owner.get('pid', '?')}, which is sending it. End that first."
        )
    try:
        journal.settle(one for one in journal.read() if one.key == operation.key)
    except OSError as error:
        raise TellusError(f"{folder.folder} cannot be changed: {error.strerror or error}.") from error
    finally:
        journal.close(remove=journal.is_empty)


def _row(entry: _Entry) -> list[str]:
    since_when = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(entry.at)) if entry.at is not None else ""
    trial = str(entry.number) if entry.number is not None else entry.trial_id
    return [entry.id, entry.what, trial, since_when, entry.why]


def _what(kind: str, body: dict[str, Any]) -> str:
    if kind == "measure":
        return f"report of step {body.get('step')}, {_values(body)}"
    if kind == "tell":
        return f"result {body.get('state')} {_values(body)}".rstrip()
    if kind == "release":
        return "giving it back"
    if kind == "record":
        return "what a client noted of it"
    if kind == "unask":
        return "an ask that nobody heard the answer of"
    return f"checkpoint after step {body.get('step')}"


def _values(body: dict[str, Any]) -> str:
    values = body.get("values") or {}
    return ", ".join(
        f"{metric} {number(value['value'] if isinstance(value, dict) else value)}" for metric, value in values.items()
    )


def _name_of(operation: Operation) -> str:
    if operation.kind == "unask":
        return _what(operation.kind, operation.body)
    trial = operation.about.get("number")
    return f"{_what(operation.kind, operation.body)} of {f'trial {trial}' if trial is not None else operation.holding.trial_id}"


def _trial(entry: _Entry) -> str:
    return f"trial {entry.number}" if entry.number is not None else entry.trial_id


def _became(answer: Optional[Answer]) -> str:
    if answer is None or answer.ok:
        return f"told, the trial is {answer.body['state']}" if answer is not None and "state" in answer.body else "told"
    kept = " A result is kept as a late one." if answer.code == "lease_lost" else ""
    return f"refused: {sentence_of(answer.error())}{kept}"


def _confirmed(question: str) -> bool:
    if not sys.stdin.isatty():
        raise UsageError("Nobody can be asked here: say --yes to throw it away.")
    print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")
