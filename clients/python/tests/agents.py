"""Agents as the tests start them: processes of `tellus agent`, and the programs that those run."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import tellus
from conftest import wait_until
from tellus.agent.output_folder import folder_name

#: For processes that begin elsewhere, where the package is not installed but found by a relative path.
PACKAGE = str(Path(tellus.__file__).resolve().parents[1])

#: Trains, slowly enough to be interrupted: `train.py LOSS STEPS SECONDS`.
TRAIN = """
    import sys, time
    loss, steps, seconds = float(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    for step in range(1, steps + 1):
        print(f"tellus: step={step} loss={loss + 1 / step}", flush=True)
        time.sleep(seconds)
"""


class Agent:
    """One that runs. What it says goes into a file, so that it never waits for us."""

    def __init__(self, folder: Path, number: int, arguments: tuple[str, ...], env: dict[str, str]) -> None:
        self._log = folder / f"agent{number}.log"
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tellus", "agent", *arguments],
                cwd=folder,
                env={**os.environ, "PYTHONPATH": PACKAGE, **env},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @property
    def said(self) -> str:
        return self._log.read_text(encoding="utf-8")

    def wait_for(self, text: str, seconds: float = 15.0) -> None:
        wait_until(lambda: text in self.said or self._has_ended_without(text), seconds)

    def end(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.wait()

    def wait(self, seconds: float = 40.0) -> int:
        """Its exit code."""
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"The agent goes on. It said:\n{self.said}") from None

    def done(self, seconds: float = 40.0) -> str:
        """What it said, once it has ended well."""
        code = self.wait(seconds)
        assert code == 0, f"exit code {code}:\n{self.said}"
        return self.said

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def _has_ended_without(self, text: str) -> bool:
        if self.process.poll() is not None and text not in self.said:
            raise AssertionError(f"The agent has ended without {text!r}. It said:\n{self.said}")
        return False


class Agents:
    """Starts them in a folder, whose programs they run and where they keep `runs`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._started: list[Agent] = []

    def program(self, code: str, name: str = "train.py") -> tuple[str, str]:
        """A program of the test's, as the first words of a command. It starts without site packages: sooner."""
        path = self.folder / name
        path.write_text(textwrap.dedent(code), encoding="utf-8")
        return sys.executable, str(path)

    def start(self, study: tellus.Study, *arguments: str, **env: str) -> Agent:
        """`arguments` end with `--` and the command."""
        agent = Agent(self.folder, len(self._started), ("--study", study.id, *arguments), env)
        self._started.append(agent)
        return agent

    def run(self, study: tellus.Study, *arguments: str, **env: str) -> str:
        return self.start(study, *arguments, **env).done()

    def attempt(self, study: tellus.Study, trial: int = 0, attempt: int = 1) -> Path:
        """What is kept of it."""
        return self.folder / "runs" / folder_name(study.name) / str(trial) / f"attempt-{attempt}"

    def outcome(self, study: tellus.Study, trial: int = 0, attempt: int = 1) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.attempt(study, trial, attempt) / "exit.json").read_text())
        return found

    def close(self) -> None:
        for agent in self._started:
            agent.close()


def is_running(pid: int) -> bool:
    """Whether the process is there and no zombie, of which whoever started it has yet to hear."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or state.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def with_commands(folder: Path) -> dict[str, str]:
    """An environment in which `tellus`, `python` and `python3` are what the tests run with."""
    folder.mkdir(exist_ok=True)
    for name, words in (("tellus", '-m tellus "$@"'), ("python", '"$@"'), ("python3", '"$@"')):
        (folder / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" {words}\n')
        (folder / name).chmod(0o755)
    return {**os.environ, "PYTHONPATH": PACKAGE, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}
