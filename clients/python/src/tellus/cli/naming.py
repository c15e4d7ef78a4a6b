"""Which trial a command is about, and under which attempt it was handed out."""

from __future__ import annotations

import argparse
import os
from dataclasses import dataclass
from typing import Any, Optional

from ..agent.environment import ATTEMPT
from ..config import Settings
from ..errors import UsageError
from ..operation import Holding
from .handed_out import HandedOut, checked_trial

#: The agent's TELLUS_TRIAL is the number, which says of which study's trial only where the study is known.
TRIAL_ID = "TELLUS_TRIAL_ID"


@dataclass(frozen=True)
class Named:
    """A hand-out, and what is known of it here: what makes sense of it to a person, and to a late import."""

    holding: Holding
    about: dict[str, Any]

    def __str__(self) -> str:
        number = self.about.get("number")
        return f"trial {number}" if number is not None else self.holding.trial_id


def add_trial(parser: argparse.ArgumentParser, metavar: str, help: str) -> None:
    """Words after the command: first the trial, unless the environment names it, then what `metavar` says."""
    parser.add_argument("words", nargs="*", metavar=metavar, help=help)
    parser.add_argument(
        "--attempt",
        type=int,
        metavar="N",
        help="which hand-out of the trial, as `tellus ask` printed it; needed only where neither this machine asked for "
        "the trial nor $TELLUS_ATTEMPT says it",
    )


def split_trial(words: list[str]) -> tuple[Optional[str], list[str]]:
    """The trial's id, where the first word is one, and the other words."""
    if words and "=" not in words[0]:
        return checked_trial(words[0]), words[1:]
    return None, words


def named_trial(settings: Settings, given: Optional[str], attempt: Optional[int]) -> Named:
    """By argument, then by $TELLUS_TRIAL_ID; the attempt likewise, then from what the ask noted on this machine."""
    trial_id = given or os.environ.get(TRIAL_ID)
    if not trial_id:
        raise UsageError("Which trial? Give its id (trl_…), or set TELLUS_TRIAL_ID to it, as `tellus ask` prints them.")
    checked_trial(trial_id)
    note = HandedOut(settings).find(trial_id) or {}
    number = attempt if attempt is not None else _from_environment(trial_id) or note.get("attempt")
    if number is None:
        raise UsageError(
            f"Which hand-out of {trial_id}? This machine did not ask for it, or has told its result already: give "
            "--attempt N, or set TELLUS_ATTEMPT, as `tellus ask` printed it."
        )
    if int(number) < 1:
        raise UsageError(f"--attempt must be a whole number from 1, not {number}.")
    about = {"number": note["number"], "study": note["study_id"], "assignments": note["assignments"]} if note else {}
    return Named(Holding(trial_id, int(number)), about)


def _from_environment(trial_id: str) -> Optional[int]:
    text = os.environ.get(ATTEMPT)
    if not text or os.environ.get(TRIAL_ID) != trial_id:
        return None
    if not text.isdecimal():
        raise UsageError(f"TELLUS_ATTEMPT must be a whole number, not {text!r}.")
    return int(text)
