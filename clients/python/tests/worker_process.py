"""A training process of F28, and its book."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Optional


@dataclass
class WorkerProcess:
    """Started again each time that it was ended."""

    study: str
    book: Path
    how: str
    spool: Path
    stop: Path
    #: With no disk for its spool, what it holds is in memory only: killing it would rightly lose that.
    without_disk: bool = False
    starts: int = 0
    #: Starts that a kill -9 ended: what those processes held waits for the end of its lease.
    killed: set[int] = field(default_factory=set)
    process: Optional[subprocess.Popen[bytes]] = None

    def start(self, url: str, key: str) -> None:
        self.starts += 1
        program = str(Path(__file__).with_name("fault_worker.py"))
        with self.book.with_suffix(".err").open("ab") as errors:
            self.process = subprocess.Popen(
                [sys.executable, program, self.study, str(self.book), self.how, str(self.stop), str(self.starts)],
                env={**os.environ, "TELLUS_URL": url, "TELLUS_API_KEY": key, "TELLUS_SPOOL": str(self.spool)},
                stdin=subprocess.PIPE,
                stderr=errors,
                start_new_session=True,
            )

    @property
    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def send(self, number: int) -> None:
        """SIGTERM to the process; kill -9 to its children too, as a machine that dies takes all of them."""
        assert self.process is not None
        if number == signal.SIGKILL:
            self.killed.add(self.starts)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)
        else:
            self.process.send_signal(number)

    def wait(self, seconds: float = 60.0) -> int:
        assert self.process is not None and self.process.stdin is not None
        code = self.process.wait(timeout=seconds)
        self.process.stdin.close()
        return code

    def notes(self) -> list[dict[str, Any]]:
        # A kill may have cut the last line off.
        lines = self.book.read_bytes().split(b"\n")[:-1] if self.book.exists() else []
        return [json.loads(line) for line in lines]

    def is_training(self) -> bool:
        """Whether the process that was started last holds a trial, or did."""
        notes = self.notes()
        begun = [note["start"] for note in notes if note["kind"] == "begins"]
        return self.starts in begun and notes[-1]["kind"] != "begins"

    def last_words(self) -> str:
        lines = self.book.with_suffix(".err").read_text(errors="replace").strip().splitlines()
        return lines[-1] if lines else "it said nothing"
