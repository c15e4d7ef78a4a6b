"""Runs `tellus` as a user does: as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Optional

from server import ROOT

Done = subprocess.CompletedProcess[str]


def tellus_command(*arguments: str, stdin: Optional[str] = "", timeout: float = 30, **env: Optional[str]) -> Done:
    """What it said and its exit code. `stdin` None: what it reads is this process's."""
    return subprocess.run(
        [sys.executable, "-m", "tellus", *arguments],
        input=stdin,
        env=environment(**env),
        capture_output=True,
        text=True,
        timeout=timeout,
    )


def environment(**env: Optional[str]) -> dict[str, str]:
    """That of the test, with some variables set, and without those that are None."""
    merged = {**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT / "clients/python/src"), **env}
    return {name: value for name, value in merged.items() if value is not None}


def on_the_path(folder: Path) -> str:
    """A PATH on which `tellus` and `python` are those of this test."""
    folder.mkdir(exist_ok=True)
    for name, command in (("tellus", f'exec "{sys.executable}" -m tellus "$@"'), ("python", f'exec "{sys.executable}" "$@"')):
        script = folder / name
        script.write_text(f"#!/bin/sh\n{command}\n")
        script.chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"
