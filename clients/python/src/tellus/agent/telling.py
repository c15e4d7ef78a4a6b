"""What came of an attempt: told to the service, said to whoever watches, and written down beside the output."""

from __future__ import annotations

import contextlib
from typing import Mapping, Sequence

from ..trial import Trial
from .conclusion import Conclusion
from .formatting import text_of
from .output_folder import AttemptFolder
from .recorder import Recorder

_PAST = {
    "completed": "is done",
    "failed": "has failed",
    "infeasible": "is infeasible",
    "stopped": "was stopped",
    "paused": "was paused",
    "released": "was given back",
    "lost": "was lost",
}
_SHOWN = 300


def tell(trial: Trial, conclusion: Conclusion, recorder: Recorder) -> None:
    """Returns at once; the package delivers it."""
    if conclusion.state == "failed":
        trial.fail(conclusion.reason)
    elif conclusion.state == "infeasible":
        trial.infeasible(conclusion.reason)
    elif conclusion.state == "completed" or (conclusion.state == "stopped" and _is_whole(trial, recorder)):
        # One that was stopped is not completed by this: the service knows, and keeps its values.
        recorder.tell()
    else:
        trial.release()


def sentence_about(trial: Trial, conclusion: Conclusion, recorder: Recorder, seconds: float) -> str:
    said = shown(recorder.values)
    reason = conclusion.reason.split("\n")[0]
    values = f", {said}" if said else ""
    why = f": {reason}" if reason else ""
    return f"trial {trial.number} {_PAST[conclusion.state]} after {seconds:.1f} s{values}{why}"


def write_down(
    folder: AttemptFolder, conclusion: Conclusion, recorder: Recorder, command: Sequence[str], exit_code: int, seconds: float
) -> None:
    outcome = {
        "state": conclusion.state,
        "reason": conclusion.reason or None,
        "exit_code": exit_code if exit_code >= 0 else None,
        "signal": -exit_code if exit_code < 0 else None,
        "seconds": round(seconds, 3),
        "values": recorder.values,
        "command": list(command),
    }
    with contextlib.suppress(OSError):  # a disk that is full was said already, by the output
        folder.write_exit(outcome)


def shown(values: Mapping[str, object]) -> str:
    """For one line of a log."""
    text = " ".join(f"{name}={text_of(value)}" for name, value in values.items())
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _is_whole(trial: Trial, recorder: Recorder) -> bool:
    said = recorder.values
    return bool(said) and all(metric in said for metric in trial.metrics)
