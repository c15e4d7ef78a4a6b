"""Options that many commands share, and what they stand for."""

from __future__ import annotations

import argparse
import os
from dataclasses import replace

from ..config import Settings, load_settings
from ..errors import UsageError

#: Somebody sits before it: what is away for longer is said. TELLUS_PATIENCE says otherwise.
PATIENCE = 10.0


def add_connection(parser: argparse.ArgumentParser) -> None:
    """Where the service is, and as whom."""
    group = parser.add_argument_group("connection")
    group.add_argument("--url", metavar="URL", help="the server; else $TELLUS_URL, else the file of `tellus login`")
    group.add_argument(
        "--api-key",
        metavar="KEY",
        help="the key; else $TELLUS_API_KEY, else that file. Other users of this machine can see an argument: prefer those",
    )


def add_project(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--project", metavar="NAME", help="the project of the study; `default` unless given")


def add_study(parser: argparse.ArgumentParser) -> None:
    """`--study` and the project that it is in."""
    parser.add_argument("--study", metavar="STUDY", help="its name, or its id (std_…); else $TELLUS_STUDY")
    add_project(parser)


def add_json(parser: argparse.ArgumentParser, what: str = "as JSON") -> None:
    parser.add_argument("--json", action="store_true", help=f"print {what}")


def settings_of(arguments: argparse.Namespace) -> Settings:
    """Settings by the options of `add_connection`, for a command that somebody waits for."""
    return hurried(load_settings(arguments.url, arguments.api_key))


def hurried(settings: Settings) -> Settings:
    """Unless TELLUS_PATIENCE says how long to wait for a service that is away."""
    return settings if os.environ.get("TELLUS_PATIENCE") else replace(settings, patience=PATIENCE)


def named_study(arguments: argparse.Namespace, settings: Settings) -> str:
    """By `--study`, or by the settings."""
    name = arguments.study or settings.study
    if not name:
        raise UsageError("Which study? Give --study NAME, or set TELLUS_STUDY to a name or an id (std_…).")
    return str(name)
