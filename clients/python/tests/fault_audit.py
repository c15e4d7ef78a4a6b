"""Holds the books of F28's workers against what the service has."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any, Iterable, Iterator, NamedTuple

from server import Server

#: A line of a book, with the name of the book and how its worker trains.
Note = dict[str, Any]


class Fault(NamedTuple):
    rule: str
    detail: str


class Audit:
    """What was promised is stored, or among the late results below `folder`."""

    def __init__(self, server: Server, folder: Path, counts: Counter[str]) -> None:
        self._server = server
        self._folder = folder
        self._counts = counts
        self._trials: dict[str, dict[str, Any]] = {}
        kept = [json.loads(path.read_text()) for path in folder.rglob("late/*.json")]
        self._late = {(one["trial"], one["attempt"]): one["body"]["values"] for one in kept}

    def compare(self, notes: Iterable[Note]) -> Iterator[Fault]:
        for note in notes:
            self._counts[note["kind"]] += 1
            if note["kind"] in ("raised", "blocked"):
                yield Fault(note["kind"], json.dumps(note))
            elif note["kind"] in ("measure", "tell"):
                trial = self._trial(note["trial"])
                if not self._is_kept(note, trial):
                    said = self._said(note["book"], trial["number"])
                    stored = trial["points"].get((note["attempt"], note.get("step")), trial["values"])
                    yield Fault("lost", f"{json.dumps(note)}; stored: {stored}, {trial['state']}, attempt {trial['attempt']}{said}")

    def _said(self, book: str, number: int) -> str:
        """What the client said of a trial to whoever watches the worker."""
        lines = (self._folder / book).with_suffix(".err").read_text(errors="replace").splitlines()
        return "".join(f"; {line}" for line in lines if f"Trial {number}" in line or f"trial {number}" in line)

    def _trial(self, trial_id: str) -> dict[str, Any]:
        if trial_id not in self._trials:
            trial = self._server.get(f"/trials/{trial_id}")
            points = {(one["attempt"], one["step"]): one["value"] for one in trial["measurements"]}
            self._trials[trial_id] = {**trial, "points": points}
        return self._trials[trial_id]

    def _is_kept(self, note: Note, trial: dict[str, Any]) -> bool:
        attempt = note["attempt"]
        if note["kind"] == "measure":
            if trial["points"].get((attempt, note["step"])) == note["value"]:
                return True
            # Fenced: SIGTERM had the parent give the trial back, and its measurements went with its hand-out.
            if note["how"] == "fork" and (trial["attempt"] > attempt or trial["state"] == "queued"):
                self._counts["fenced"] += 1
                return True
            return False
        if trial["state"] == "completed" and trial["values"].get("loss", {}).get("value") == note["value"]:
            return True
        if self._late.get((note["trial"], attempt)) == {"loss": note["value"]}:
            self._counts["late"] += 1
            return True
        return False


def held_by_nobody(
    server: Server, study_id: str, notes: Iterable[Note], killed: set[tuple[str, int]]
) -> Iterator[Fault]:
    """Trials of processes that ended in order, not by a kill -9: they would have to wait for the end of their lease."""
    excused = {note["process"] for note in notes if note["kind"] == "begins" and (note["book"], note["start"]) in killed}
    for trial in server.get(f"/studies/{study_id}/trials?state=running&limit=1000")["data"]:
        if int(trial["worker_id"].rsplit("-", 1)[1]) not in excused:
            yield Fault("held", f"trial {trial['number']} by {trial['worker_id']}, which ended in order")
