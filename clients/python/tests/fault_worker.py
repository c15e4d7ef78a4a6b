"""A training process of F28: trains what it is handed, and writes into its own book what the client took from it.

A line is written once `report` or `tell` has returned: from then on it is a promise. An exception of the client, or a
call that blocks, is a line too.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any, Callable

import tellus

STEPS = 8
#: A call that takes longer has blocked training: the disk and a busy machine are given that much.
BLOCKED_SECONDS = 2.0


class Book:
    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def note(self, kind: str, **rest: Any) -> None:
        os.write(self._file, json.dumps({"kind": kind, **rest}).encode() + b"\n")

    def promise(self, kind: str, call: Callable[[], None], **rest: Any) -> None:
        begun = time.monotonic()
        try:
            call()
        except Exception as error:
            self.note("raised", by=kind, error=repr(error))
            return
        took = time.monotonic() - begun
        if took > BLOCKED_SECONDS:
            self.note("blocked", by=kind, seconds=took)
        self.note(kind, **rest)


def train(trial: tellus.Trial, book: Book) -> None:
    about = {"trial": trial.id, "attempt": trial.attempt}
    for step in range(1, STEPS + 1):
        value = random.random()
        book.promise("measure", partial(trial.report, step, loss=value), step=step, value=value, **about)
        time.sleep(random.random() / 100)
        if trial.should_stop:
            break
    value = random.random()
    book.promise("tell", partial(trial.tell, loss=value), value=value, **about)


def train_in_child(trial: tellus.Trial, book: Book) -> None:
    child = multiprocessing.get_context("fork").Process(target=train, args=(trial, book))
    child.start()
    child.join()


def work(study_name: str, path: str, how: str, stop: str) -> None:
    book = Book(Path(path))
    study = tellus.study(study_name, project="faults")
    while not Path(stop).exists():
        with study.ask() as trial:
            if how == "fork":
                train_in_child(trial, book)
            else:
                train(trial, book)


def main() -> None:
    study_name, path, how, stop = sys.argv[1:5]
    if how == "threads":
        import threading

        threads = [threading.Thread(target=work, args=(study_name, path, how, stop), daemon=True) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            while thread.is_alive():
                thread.join(0.2)
    elif how == "spawn":
        child = multiprocessing.get_context("spawn").Process(target=work, args=(study_name, path, how, stop))
        child.start()
        child.join()
    else:
        work(study_name, path, how, stop)


if __name__ == "__main__":
    main()
