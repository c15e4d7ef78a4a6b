"""`tellus watch`: a study while it runs, in the terminal."""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import replace
from typing import Optional

from ..backoff import Backoff
from ..errors import Unavailable, UsageError
from ..opening import Wanted, open_study
from ..signals import end_in_order
from .commands import Commands
from .exits import OK
from .options import add_connection, add_json, add_project, settings_of
from .requests import requests_with
from .said import say
from .screen import Screen, Style
from .snapshot import Snapshot, Watched
from .table import may_color, window_width
from .watch_view import to_line, to_record, to_screen

INTERVAL = 2.0
#: A window that changed its size is drawn anew after so long.
_TICK = 0.2


def register(commands: Commands) -> None:
    parser = commands.add_parser(
        "watch",
        help="watch a study while it runs",
        description=(
            "Shows how far a study is, its best trial and the latest ones, until it is finished or you press Ctrl-C. "
            "Where the output is no terminal, it prints a line whenever something has changed."
        ),
        epilog="Example: tellus watch digits --project vision",
    )
    parser.add_argument("study", nargs="?", metavar="STUDY", help="its name, or its id (std_…); else $TELLUS_STUDY")
    add_project(parser)
    parser.add_argument(
        "--interval", type=float, default=INTERVAL, metavar="SECONDS", help="between two looks (%(default)g)"
    )
    parser.add_argument("--once", action="store_true", help="look once, and end")
    add_json(parser, "a line of JSON whenever something has changed")
    add_connection(parser)
    parser.set_defaults(func=watch)


def watch(arguments: argparse.Namespace) -> int:
    if not 0.2 <= arguments.interval <= 3600:
        raise UsageError(f"--interval must be 0.2 to 3600 seconds, not {arguments.interval:g}.")
    settings = settings_of(arguments)
    name = arguments.study or settings.study
    if not name:
        raise UsageError("Which study? Give its name, as in `tellus watch digits`, or set TELLUS_STUDY.")
    with requests_with(settings) as requests:
        study = open_study(requests, Wanted(name, arguments.project))
    # From here on an outage is shown, not waited for.
    with requests_with(replace(settings, patience=0.0)) as requests:
        watched = Watched(requests, study.id)
        if arguments.once:
            _print_once(watched.look(), arguments.json)
        elif sys.stdout.isatty() and not arguments.json:
            _on_screen(watched, arguments.interval)
        else:
            _as_lines(watched, arguments.interval, arguments.json)
    return OK


def _print_once(snapshot: Snapshot, as_json: bool) -> None:
    if as_json:
        print(json.dumps(to_record(snapshot)))
    else:
        print("\n".join(to_screen(snapshot, (window_width() or 100, 30), Style(may_color()))))


def _on_screen(watched: Watched, interval: float) -> None:
    end_in_order()  # SIGTERM too must leave the terminal as it was
    look, style = _Looks(watched, interval), Style(may_color())
    look.now()
    try:
        with Screen() as screen:
            while look.snapshot is not None and not look.snapshot.is_over:
                screen.draw(to_screen(look.snapshot, screen.size, style, look.problem))
                size, until = screen.size, time.monotonic() + look.wait
                while time.monotonic() < until and screen.size == size:
                    time.sleep(_TICK)
                if time.monotonic() >= until:
                    look.now()
    finally:
        # The screen is gone: what it showed last stays as a line.
        if look.snapshot is not None:
            print(to_line(look.snapshot))


def _as_lines(watched: Watched, interval: float, as_json: bool) -> None:
    look, last, problem = _Looks(watched, interval), "", ""
    while True:
        look.now()
        if look.problem and look.problem != problem:
            say(look.problem)
        problem = look.problem
        if look.snapshot is not None and not problem:
            record = to_record(look.snapshot)
            known = json.dumps({**record, "trials_per_minute": None})
            if known != last:
                print(json.dumps(record) if as_json else to_line(look.snapshot), flush=True)
            last = known
            if look.snapshot.is_over:
                return
        time.sleep(look.wait)


class _Looks:
    """The latest snapshot, and how long to wait for the next: longer and longer while the service is away."""

    def __init__(self, watched: Watched, interval: float) -> None:
        self._watched = watched
        self._interval = interval
        self._backoff = Backoff()
        self.snapshot: Optional[Snapshot] = None
        self.problem = ""
        self.wait = interval

    def now(self) -> None:
        """Raises where the first look of all gets no answer."""
        try:
            self.snapshot = self._watched.look()
            self.problem, self.wait = "", self._interval
            self._backoff.reset()
        except Unavailable as error:
            if self.snapshot is None:
                raise
            self.problem = f"As of the last answer. {error}"
            self.wait = max(self._interval, self._backoff.next())
