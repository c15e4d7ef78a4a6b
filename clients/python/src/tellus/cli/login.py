"""`tellus login`, `tellus logout`, `tellus whoami`."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from typing import Any, Mapping, Optional

from ..config import DEFAULT_URL, Settings, config_file, load_settings, read_config_file, write_config_file
from ..errors import ConfigError, UsageError
from .commands import Commands
from .exits import OK
from .options import add_connection, add_json, hurried, settings_of
from .requests import requests_with
from .said import say


def register(commands: Commands) -> None:
    login = commands.add_parser(
        "login",
        help="keep the server's address and a key for programs and commands of this user",
        description=(
            "Asks for the server's address and an API key, tries them, and writes them into a file that only you can "
            "read. A key that is piped in is read from standard input."
        ),
        epilog="Example: tellus login --url https://tellus.example.org < key.txt",
    )
    login.add_argument("--url", metavar="URL", help=f"the server, such as {DEFAULT_URL}; asked for unless given")
    login.add_argument(
        "--key",
        "--api-key",
        dest="api_key",
        metavar="KEY",
        help="the key; asked for, without showing it, unless given. Other users of this machine can see an argument",
    )
    login.add_argument("--study", metavar="STUDY", help="the study of programs that name none: a name or an id")
    login.set_defaults(func=log_in)

    logout = commands.add_parser(
        "logout",
        help="forget what login wrote",
        description="Removes the file of `tellus login`. The key itself stays valid: revoke it on the page API keys.",
        epilog="Example: tellus logout",
    )
    logout.set_defaults(func=log_out)

    whoami = commands.add_parser(
        "whoami",
        help="show which server, workspace and key are used",
        description="Shows the server, the workspace and what the key may do.",
        epilog="Example: tellus whoami --json",
    )
    add_connection(whoami)
    add_json(whoami)
    whoami.set_defaults(func=who_am_i)


def log_in(arguments: argparse.Namespace) -> int:
    stored = _stored()
    url = arguments.url or _ask_url(str(stored.get("url") or os.environ.get("TELLUS_URL") or DEFAULT_URL))
    settings = hurried(load_settings(url, arguments.api_key or _read_key()))
    me = _me_of(settings)
    study = arguments.study or (stored.get("study") if stored.get("url") == settings.url else None)
    path = write_config_file(settings.url, settings.api_key, study)
    say(f"Logged in to {settings.url} as {_name_of(me)}. Kept in {path}.")
    for name, written in (("TELLUS_URL", settings.url), ("TELLUS_API_KEY", settings.api_key)):
        if os.environ.get(name, written).rstrip("/") != written:
            say(f"{name} is set to something else, and comes before that file. To use the file: unset {name}")
    return OK


def log_out(arguments: argparse.Namespace) -> int:
    path = config_file()
    try:
        path.unlink()
    except FileNotFoundError:
        say(f"There is no {path}: nobody was logged in.")
        return OK
    except OSError as error:
        raise ConfigError(f"{path} cannot be removed: {error.strerror}.") from error
    say(f"Removed {path}. The key itself is still valid: revoke it on the page API keys.")
    return OK


def who_am_i(arguments: argparse.Namespace) -> int:
    settings = settings_of(arguments)
    me = _me_of(settings)
    if arguments.json:
        print(json.dumps({"url": settings.url, **me}, indent=2))
        return OK
    print(f"server     {settings.url}")
    print(f"workspace  {me['workspace']['name']}")
    print(f"as         {_name_of(me)}")
    print(f"may        {', '.join(me['scopes'])}")
    if settings.study:
        print(f"study      {settings.study}")
    return OK


def _me_of(settings: Settings) -> dict[str, Any]:
    with requests_with(settings) as requests:
        return requests.get("/me")


def _name_of(me: Mapping[str, Any]) -> str:
    actor = me["actor"]
    if actor["kind"] == "person":
        return f"{actor['name']} ({actor['role']})"
    project = f", of project {actor['project_id']}" if actor["project_id"] else ""
    return f"the key {actor['name']!r} of the workspace {me['workspace']['name']!r}{project}"


def _stored() -> Mapping[str, Any]:
    try:
        return read_config_file()
    except ConfigError:
        return {}  # about to be written anew


def _ask_url(default: str) -> str:
    if not sys.stdin.isatty():
        return default
    print(f"Server [{default}]: ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip() or default


def _read_key() -> Optional[str]:
    if not sys.stdin.isatty():
        key = sys.stdin.readline().strip()
        where = "Pipe it in, as in `tellus login < key.txt`, or give --key."
    else:
        key = getpass.getpass("API key (it is not shown): ", stream=sys.stderr).strip()
        where = "Keys are made on the page API keys, or by `npm run tellus -- keys create --name laptop`."
    if not key:
        raise UsageError(f"No API key was given. {where}")
    return key
