"""The seed of a trial, the same for every hand-out of it."""

from __future__ import annotations

import hashlib
from typing import Any, Mapping


def seed_of(given: Mapping[str, Any]) -> int:
    """That of the repeat where the study has repeats, else one of the trial's own; below 2³², as NumPy wants it."""
    repeat = given.get("repeat")
    if isinstance(repeat, Mapping) and repeat.get("seed") is not None:
        return int(repeat["seed"])
    return int.from_bytes(hashlib.sha256(str(given["id"]).encode()).digest()[:4], "big")
