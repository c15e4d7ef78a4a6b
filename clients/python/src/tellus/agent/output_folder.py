"""Where everything of an attempt is kept: `runs/STUDY/TRIAL/attempt-N`."""

from __future__ import annotations

import itertools
import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Mapping


@dataclass(frozen=True)
class AttemptFolder:
    """An absolute path, since the command may go elsewhere."""

    path: Path

    @property
    def stdout(self) -> Path:
        return self.path / "stdout"

    @property
    def stderr(self) -> Path:
        return self.path / "stderr"

    @property
    def params(self) -> Path:
        return self.path / "params.json"

    @property
    def metrics(self) -> Path:
        return self.path / "metrics.jsonl"

    @property
    def checkpoint(self) -> Path:
        return self.path / "checkpoint"

    def write_params(self, assignments: Mapping[str, Any]) -> None:
        _write_json(self.params, dict(assignments))

    def write_exit(self, outcome: Mapping[str, Any]) -> None:
        """How it ended; there once it has."""
        _write_json(self.path / "exit.json", dict(outcome))


def make_attempt_folder(root: Path, study: str, number: int, attempt: int) -> AttemptFolder:
    """A new folder. One that is there belongs to another study of this name, and is left alone."""
    parent = root.absolute() / folder_name(study) / str(number)
    parent.mkdir(parents=True, exist_ok=True)
    for tries in itertools.count(1):
        path = parent / (f"attempt-{attempt}" if tries == 1 else f"attempt-{attempt}-{tries}")
        try:
            path.mkdir()
            return AttemptFolder(path)
        except FileExistsError:
            continue
    raise AssertionError("unreachable")


def folder_name(study: str) -> str:
    """The study's name as a folder's: spaces, and what file systems treat in a way of their own, become `-`."""
    name = re.sub(r"[^\w.\-]", "-", study).strip(".")[:100]
    return name or "study"


def _write_json(path: Path, content: Any) -> None:
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    aside.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    os.replace(aside, path)
