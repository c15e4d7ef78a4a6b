"""F28: training processes under outages, kill -9, SIGTERM and a full disk, forked, spawned and threaded; then the books
are held against what is stored. `npm run test:client:faults`; its sample is part of the tests.

Every operation that a worker's book promises must be in the service once it can be reached again, and no call may have
raised or blocked. A trial that was handed to somebody else meanwhile has its result among the late ones.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Iterator, Optional

from proxy import Proxy, http_answer
from server import Server

HOW = ("plain", "fork", "spawn", "threads")
DELIVERED_WITHIN = 120.0


@dataclass
class Worker:
    """A place where a training process runs, started again when it was killed."""

    study: str
    book: Path
    how: str
    spool: Path
    stop: Path
    #: With its disk full, what it holds is in memory only: killing it would rightly lose that.
    on_full_disk: bool = False
    process: Optional[subprocess.Popen[bytes]] = None

    def start(self, url: str, key: str) -> None:
        env = {**os.environ, "TELLUS_URL": url, "TELLUS_API_KEY": key, "TELLUS_SPOOL": str(self.spool)}
        self.process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("fault_worker.py")), self.study, str(self.book), self.how,
             str(self.stop)],
            env=env,
            stderr=self.book.with_suffix(".err").open("ab"),
            start_new_session=True,
        )

    def end(self, number: int) -> None:
        """A process and its children: a machine that dies takes all of them."""
        assert self.process is not None
        with contextlib.suppress(ProcessLookupError):
            if number == signal.SIGKILL:
                os.killpg(self.process.pid, number)
            else:
                self.process.send_signal(number)
        self.process.wait(timeout=60)


@dataclass
class Outcome:
    operations: int
    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


class Run:
    """One run over a server that is there already."""

    def __init__(self, server: Server, folder: Path, seed: int, *, restarts: bool) -> None:
        self.server = server
        self.folder = folder
        self.random = random.Random(seed)
        self.proxy = Proxy(server.port)
        self.restarts = restarts
        self.counts: Counter[str] = Counter()
        self.stop = folder / "stop"
        self.study = self._open_study(f"faults {seed} {os.getpid()}")
        self.workers: list[Worker] = []

    def _open_study(self, name: str) -> dict[str, Any]:
        project = self.server.post("/projects?if_exists=return", {"name": "faults"})
        study: dict[str, Any] = self.server.post(
            f"/projects/{project['id']}/studies",
            {"name": name, "search_space": {"x": {"type": "float", "low": 0, "high": 1}},
             "objectives": [{"metric": "loss", "direction": "minimize"}], "sampler": {"name": "random"},
             "limits": {"max_trials": 1_000_000, "max_retries": 100}},
        )
        return study

    def play(self, operations: int, small_disk: Optional[Path]) -> Outcome:
        for number, how in enumerate(HOW * 2):
            # The last one of each way shares its spool with none; a tiny disk is one worker's alone.
            full = small_disk is not None and number == 0
            spool = small_disk / "spool" if full and small_disk is not None else self.folder / "spool"
            worker = Worker(self.study["name"], self.folder / f"book{number}", how, spool, self.stop, full)
            worker.start(self.proxy.url, self.server.key)
            self.workers.append(worker)
        while self._promised() < operations:
            self._hurt()
        self._heal()
        self._deliver(small_disk)
        outcome = Outcome(self._promised(), self.counts)
        outcome.faults = list(self._audit())
        return outcome

    def close(self) -> None:
        for worker in self.workers:
            if worker.process is not None and worker.process.poll() is None:
                worker.end(signal.SIGKILL)
        self.proxy.close()

    def _promised(self) -> int:
        return sum(path.read_bytes().count(b"\n") for path in self.folder.glob("book*") if not path.suffix)

    def _hurt(self) -> None:
        """One thing after the other goes wrong, with a moment between."""
        time.sleep(0.3 + self.random.random())
        kinds = ["refuse", "hang", "swallow", "busy", "kill -9", "SIGTERM"] + (["restart"] if self.restarts else [])
        kind = self.random.choice(kinds)
        self.counts[kind] += 1
        if kind == "restart":
            self.server.kill()
            time.sleep(self.random.random())
            self.server.start()
        elif kind in ("kill -9", "SIGTERM"):
            worker = self.random.choice([one for one in self.workers if not one.on_full_disk])
            # Half of the time while nothing gets through, so that much is left in its spool.
            if self.random.random() < 0.5:
                self.proxy.set("refuse")
                time.sleep(0.2)
            worker.end(signal.SIGKILL if kind == "kill -9" else signal.SIGTERM)
            self.proxy.set("pass")
            worker.start(self.proxy.url, self.server.key)
        else:
            busy = http_answer("503 Service Unavailable", Retry_After="1")
            self.proxy.set("answer" if kind == "busy" else kind, lambda _request: busy)
            time.sleep(0.3 + 1.5 * self.random.random())
            self.proxy.set("pass")

    def _heal(self) -> None:
        self.proxy.set("pass")
        if not self.server.is_ready():
            self.server.start()
        self.stop.touch()
        for worker in self.workers:
            assert worker.process is not None
            worker.process.wait(timeout=DELIVERED_WITHIN)

    def _deliver(self, small_disk: Optional[Path]) -> None:
        """The next process of each spool delivers what is left there."""
        for spool in [self.folder / "spool", *([small_disk / "spool"] if small_disk is not None else [])]:
            program = (
                "import sys, time, tellus\n"
                "study = tellus.study(sys.argv[1], project='faults')\n"
                "runtime = study._runtime\n"
                f"end = time.monotonic() + {DELIVERED_WITHIN}\n"
                "while len(runtime.spool) and time.monotonic() < end: time.sleep(0.05)\n"
                "sys.exit(len(runtime.spool))\n"
            )
            env = {**os.environ, "TELLUS_URL": self.server.url, "TELLUS_API_KEY": self.server.key,
                   "TELLUS_SPOOL": str(spool)}
            subprocess.run([sys.executable, "-c", program, self.study["name"]], env=env, check=True,
                           timeout=2 * DELIVERED_WITHIN)

    def _audit(self) -> Iterator[str]:
        late = {(one["trial"], one["attempt"]): one["body"]["values"] for one in self._late()}
        trials: dict[str, dict[str, Any]] = {}
        for path in self.folder.glob("book*"):
            if path.suffix:
                continue
            for line in path.read_text().splitlines():
                note = json.loads(line)
                self.counts[note["kind"]] += 1
                if note["kind"] in ("raised", "blocked"):
                    yield f"{note['kind']}: {line}"
                    continue
                trial = trials.get(note["trial"])
                if trial is None:
                    trial = trials[note["trial"]] = _index(self.server.get(f"/trials/{note['trial']}"))
                if not self._is_kept(note, trial, late):
                    yield f"lost: {line} of {trial['state']} attempt {trial['attempt']}"

    def _is_kept(self, note: dict[str, Any], trial: dict[str, Any], late: dict[tuple[str, int], Any]) -> bool:
        if note["kind"] == "measure":
            if trial["points"].get((note["attempt"], note["step"])) == note["value"]:
                return True
        elif trial["values"].get("loss", {}).get("value") == note["value"] and trial["state"] == "completed":
            return True
        elif late.get((note["trial"], note["attempt"])) == {"loss": note["value"]}:
            self.counts["late"] += 1
            return True
        # Fenced: the trial went to somebody else before this arrived, and its measurements went with its hand-out.
        if note["kind"] == "measure" and trial["attempt"] > note["attempt"]:
            self.counts["fenced"] += 1
            return True
        return False

    def _late(self) -> Iterator[dict[str, Any]]:
        for path in self.folder.rglob("late/*.json"):
            yield json.loads(path.read_text())


def _index(trial: dict[str, Any]) -> dict[str, Any]:
    points = {(one["attempt"], one["step"]): one["value"] for one in trial["measurements"]}
    return {**trial, "points": points}


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[Optional[Path]]:
    """A disk of 64 KiB, where one can be had."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(command, capture_output=True).returncode == 0
    except FileNotFoundError:
        mounted = False
    if not mounted:
        yield None
        return
    # Full from the beginning: not even the spool's folder can be made.
    with contextlib.suppress(OSError), (folder / "ballast").open("wb") as ballast:
        while True:
            ballast.write(b"\0" * 4096)
            ballast.flush()
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def run(server: Server, folder: Path, operations: int, seed: int, *, restarts: bool) -> Outcome:
    """Plays it and gives what came of it."""
    with small_disk(folder / "disk") as disk:
        playing = Run(server, folder, seed, restarts=restarts)
        try:
            outcome = playing.play(operations, disk)
        finally:
            playing.close()
        outcome.counts["full disk"] = 1 if disk is not None else 0
        return outcome


def main() -> None:
    parser = argparse.ArgumentParser(prog="npm run test:client:faults --", description=__doc__)
    parser.add_argument("--operations", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=random.randrange(2**31))
    options = parser.parse_args()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="tellus-client-") as name:
        folder = Path(name)
        (folder / "run").mkdir()
        server = Server()
        try:
            server.start()
            outcome = run(server, folder / "run", options.operations, options.seed, restarts=True)
        finally:
            server.close()
    print(json.dumps({
        "figure": "F28",
        "title": "R31 the Python client through outages, fork, spawn, threads, kill -9, SIGTERM and a full disk",
        "target": "10,000 operations: 0 exceptions into training, 0 lost after reconnection",
        "passed": not outcome.faults,
        "reached": f"{outcome.operations} operations: {len(outcome.faults)} lost, raised or blocked",
        "counts": dict(outcome.counts),
        "faults": outcome.faults[:10],
        "seed": options.seed,
        "seconds": round(time.monotonic() - begun, 1),
        "machine": {"cores": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()},
    }))
    sys.exit(1 if outcome.faults else 0)


if __name__ == "__main__":
    main()
