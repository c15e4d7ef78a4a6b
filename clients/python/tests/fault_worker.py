"""A training process of F28: trains what it is handed, and writes into its own book what the client took from it.

A line is written once `report` or `tell` has returned: from then on it is a promise. An exception of the client, or a
call that blocks, is a line too.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import signal
import sys
import threading
import time
from functools import partial
from pathlib import Path
from typing import Any, Callable

import tellus

STEPS = 40
#: The longest that a step of training takes.
STEP_SECONDS = 0.1
#: A call that takes longer has blocked training: the disk and a busy machine are given that much.
BLOCKED_SECONDS = 2.0


class Book:
    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def note(self, kind: str, **rest: Any) -> None:
        os.write(self._file, json.dumps({"kind": kind, **rest}).encode() + b"\n")

    def promise(self, kind: str, trial: tellus.Trial, call: Callable[[], None], **rest: Any) -> None:
        begun = time.monotonic()
        try:
            call()
        except Exception as error:
            self.note("raised", by=kind, trial=trial.id, error=repr(error))
            return
        took = time.monotonic() - begun
        if took > BLOCKED_SECONDS:
            self.note("blocked", by=kind, trial=trial.id, seconds=round(took, 1))
        # A report of a trial that was given back meanwhile, by the parent of this process, is none.
        if kind == "tell" or trial.state == "running":
            self.note(kind, trial=trial.id, attempt=trial.attempt, **rest)


def train(trial: tellus.Trial, book: Book) -> None:
    for step in range(1, STEPS + 1):
        value = random.random()
        book.promise("measure", trial, partial(trial.report, step, loss=value), step=step, value=value)
        time.sleep(random.random() * STEP_SECONDS)
        if trial.should_stop:
            break
    value = random.random()
    book.promise("tell", trial, partial(trial.tell, loss=value), value=value)


def train_in_child(trial: tellus.Trial, book: Book) -> None:
    child = multiprocessing.get_context("fork").Process(target=train, args=(trial, book))
    child.start()
    child.join()


def work(study_name: str, book: Book, how: str, stop: Path) -> None:
    study = tellus.study(study_name, project="faults")
    while not stop.exists():
        if how == "threads":
            study.optimize(partial(train, book=book), trials=9, workers=3)
            continue
        with study.ask() as trial:
            if how == "fork":
                train_in_child(trial, book)
            else:
                train(trial, book)


def main(study_name: str, path: str, how: str, stop: str, start: str) -> None:
    book = Book(Path(path))
    book.note("begins", process=os.getpid(), start=int(start))
    if how == "spawn":
        child = multiprocessing.get_context("spawn").Process(target=main, args=(study_name, path, "plain", stop, start))
        signal.signal(signal.SIGTERM, lambda *_: child.terminate() if child.pid is not None else sys.exit(143))
        child.start()
        child.join()
        sys.exit(child.exitcode if child.exitcode is not None and child.exitcode >= 0 else 1)
    work(study_name, book, how, Path(stop))


def end_with_runner() -> None:
    """The runner holds the other end of our standard input, and writes nothing: without it, nobody ends us."""
    os.read(0, 1)
    os.killpg(os.getpgrp(), signal.SIGKILL)


if __name__ == "__main__":
    threading.Thread(target=end_with_runner, daemon=True).start()
    main(*sys.argv[1:6])
