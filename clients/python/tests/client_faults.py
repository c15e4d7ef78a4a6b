"""F28: training processes under outages, kill -9, SIGTERM and a full disk, forked, spawned and threaded; then the books
are held against what is stored. In full `npm run test:faults -- F28`; its sample is part of the tests.

Every operation that a worker's book promises must be in the service once it can be reached again, no call may have
raised or blocked, no process may have ended by itself, and no trial may still be held by one that ended in order. A
trial that was handed to somebody else meanwhile has its result among the late ones.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Iterator, Optional

from fault_audit import Audit, Fault, held_by_nobody
from fault_worker import BLOCKED_SECONDS
from proxy import Proxy, http_answer
from server import Server
from worker_process import WorkerProcess

HOW = ("plain", "fork", "spawn", "threads")
OUTAGES = ("refuse", "hang", "swallow", "busy")
#: Of processes; `unsent` ones end while nothing gets through, so that much is left in their spools.
ENDS = ("kill -9", "SIGTERM of all", "SIGTERM unsent", "kill -9 of all unsent")
BUSY = json.dumps({"code": "unavailable", "detail": "The database is away."})
DELIVERED_WITHIN = 120.0
#: One that starts has nothing to lose: it is not ended before it trains, unless that takes too long.
TRAINS_WITHIN = 10.0
#: Without a promise for so long, nobody trains any more.
STALLED_AFTER = 120.0
#: A broken client may end its processes again and again; enough is known then.
ENDED_MAX = 10


@dataclass
class Outcome:
    operations: int
    counts: Counter[str]
    faults: list[Fault]


class Run:
    """One run over a server that is there already."""

    def __init__(self, server: Server, folder: Path, seed: int, *, restarts: bool) -> None:
        self.server = server
        self.folder = folder
        self.random = random.Random(seed)
        self.proxy = Proxy(server.port)
        self.kinds = [*OUTAGES, *ENDS, *(["restart"] if restarts else [])]
        self.counts: Counter[str] = Counter()
        self.faults: list[Fault] = []
        self.stop = folder / "stop"
        self.study = self._open_study(f"faults {seed} {os.getpid()}")
        self.workers: list[WorkerProcess] = []

    def _open_study(self, name: str) -> dict[str, Any]:
        project = self.server.post("/projects?if_exists=return", {"name": "faults"})
        study: dict[str, Any] = self.server.post(
            f"/projects/{project['id']}/studies",
            {"name": name, "search_space": {"x": {"type": "float", "low": 0, "high": 1}},
             "objectives": [{"metric": "loss", "direction": "minimize"}], "sampler": {"name": "random"},
             "limits": {"max_trials": 1_000_000, "max_retries": 100}},
        )
        return study

    def play(self, operations: int, full_disk: Optional[Path]) -> Outcome:
        """As many operations as asked for, and each kind of fault at least once."""
        # One worker has no disk: a full one, or where none can be had a spool that cannot be made.
        blocked = self.folder / "in-the-way"
        blocked.touch()
        self.counts["full disk" if full_disk is not None else "no disk"] = 1
        for number, how in enumerate(HOW * 3):
            without_disk = number == 0
            spool = (full_disk or blocked) / "spool" if without_disk else self.folder / "spool"
            worker = WorkerProcess(self.study["name"], self.folder / f"book{number}", how, spool, self.stop, without_disk)
            self._start(worker)
            self.workers.append(worker)
        def is_enough() -> bool:
            return all(self.counts[kind] for kind in self.kinds) and self._promised() >= operations

        while not is_enough() and self._is_going_on():
            self._hurt_once_each(is_enough)
        self._heal()
        self._deliver()
        killed = {(worker.book.name, start) for worker in self.workers for start in worker.killed}
        self.faults.extend(Audit(self.server, self.folder, self.counts).compare(self._notes()))
        self.faults.extend(held_by_nobody(self.server, self.study["id"], self._notes(), killed))
        return Outcome(self._promised(), self.counts, self.faults)

    def close(self) -> None:
        for worker in self.workers:
            if worker.runs:
                worker.send(signal.SIGKILL)
                worker.wait()
        self.proxy.close()

    def _start(self, worker: WorkerProcess) -> None:
        worker.start(self.proxy.url, self.server.key)

    def _promised(self) -> int:
        return sum(note["kind"] in ("measure", "tell") for note in self._notes())

    def _notes(self) -> Iterator[dict[str, Any]]:
        for worker in self.workers:
            yield from ({**note, "book": worker.book.name, "how": worker.how} for note in worker.notes())

    def _is_going_on(self) -> bool:
        if sum(fault.rule == "ended" for fault in self.faults) >= ENDED_MAX:
            return False
        age = time.time() - max((worker.book.stat().st_mtime for worker in self.workers if worker.book.exists()), default=time.time())
        if age < STALLED_AFTER:
            return True
        self.faults.append(Fault("stalled", f"no operation for {age:.0f} s"))
        return False

    def _hurt_once_each(self, is_enough: Callable[[], bool]) -> None:
        """One thing after the other goes wrong, with a moment between."""
        for kind in self.random.sample(self.kinds, len(self.kinds)):
            if is_enough():
                return
            time.sleep(0.3 + self.random.random())
            self._replace_ended()
            self.counts[kind] += 1
            if kind == "restart":
                self.server.kill()
                time.sleep(self.random.random())
                self.server.start()
            elif kind in ENDS:
                self._end_workers(kind)
            else:
                busy = http_answer("503 Service Unavailable", BUSY, Retry_After="1")
                self.proxy.set("answer" if kind == "busy" else kind, lambda _request: busy)
                time.sleep(BLOCKED_SECONDS + 0.5 + self.random.random())
                self.proxy.set("pass")

    def _end_workers(self, kind: str) -> None:
        victims = [worker for worker in self.workers if not worker.without_disk and worker.runs]
        if "all" not in kind:
            victims = victims and [self.random.choice(victims)]
        deadline = time.monotonic() + TRAINS_WITHIN
        while time.monotonic() < deadline and not all(worker.is_training() for worker in victims):
            time.sleep(0.1)
        if "unsent" in kind:
            self.proxy.set("refuse")
            time.sleep(0.5)
        for worker in victims:
            worker.send(signal.SIGKILL if "kill" in kind else signal.SIGTERM)
        for worker in victims:
            worker.wait()
        self.proxy.set("pass")
        for worker in victims:
            self._start(worker)

    def _replace_ended(self) -> None:
        for worker in self.workers:
            if not worker.runs:
                self._expect_end_of(worker)
                self._start(worker)

    def _expect_end_of(self, worker: WorkerProcess) -> None:
        code = worker.wait(DELIVERED_WITHIN)
        if code != 0 or not self.stop.exists():
            self.faults.append(Fault("ended", f"{worker.book.name} ({worker.how}) by itself with {code}: {worker.last_words()}"))

    def _heal(self) -> None:
        self.proxy.set("pass")
        if not self.server.is_ready():
            self.server.start()
        self._replace_ended()
        self.stop.touch()
        for worker in self.workers:
            self._expect_end_of(worker)

    def _deliver(self) -> None:
        """The next process of each spool delivers what is left there."""
        program = (
            "import sys, time, tellus\n"
            "runtime = tellus.study(sys.argv[1], project='faults')._runtime\n"
            f"end = time.monotonic() + {DELIVERED_WITHIN}\n"
            "while len(runtime.spool) and time.monotonic() < end: time.sleep(0.05)\n"
            "sys.exit(len(runtime.spool) > 0)\n"
        )
        for spool in {worker.spool for worker in self.workers}:
            env = {**os.environ, "TELLUS_URL": self.proxy.url, "TELLUS_API_KEY": self.server.key,
                   "TELLUS_SPOOL": str(spool)}
            code = subprocess.run([sys.executable, "-c", program, self.study["name"]], env=env,
                                  timeout=2 * DELIVERED_WITHIN).returncode
            if code != 0:
                self.faults.append(Fault("undelivered", f"{spool.parent.name}/{spool.name} is not empty"))


@contextlib.contextmanager
def full_disk(folder: Path) -> Iterator[Optional[Path]]:
    """A disk of 64 KiB without room for anything, where one can be had."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(command, capture_output=True).returncode == 0
    except FileNotFoundError:
        mounted = False
    if not mounted:
        yield None
        return
    try:
        with contextlib.suppress(OSError), (folder / "ballast").open("wb") as ballast:
            while True:
                ballast.write(b"\0" * 4096)
                ballast.flush()
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def run(server: Server, folder: Path, operations: int, seed: int, *, restarts: bool) -> Outcome:
    """Plays it and gives what came of it."""
    with full_disk(folder / "disk") as disk:
        playing = Run(server, folder, seed, restarts=restarts)
        try:
            return playing.play(operations, disk)
        finally:
            playing.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--operations", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=random.randrange(2**31))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tellus-client-") as name:
        server = Server()
        try:
            server.start()
            outcome = run(server, Path(name), options.operations, options.seed, restarts=True)
        finally:
            server.close()
    print(json.dumps({
        "operations": outcome.operations,
        "counts": dict(outcome.counts),
        "faults": [fault._asdict() for fault in outcome.faults],
    }))


if __name__ == "__main__":
    main()
