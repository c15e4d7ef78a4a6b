"""What is to be told of a trial, from how its command ended."""

from __future__ import annotations

import signal
from dataclasses import dataclass
from enum import Enum
from typing import Collection, Literal, Optional

#: stopped, paused: by the service · released: given back · lost: somebody else has it.
State = Literal["completed", "failed", "infeasible", "stopped", "paused", "released", "lost"]

#: A batch system ends agent and command in the same moment: what the command died of may be on its way to us.
ENDED_FROM_OUTSIDE = tuple(int(one) for one in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP))


class Cause(Enum):
    """Why the agent ended a command."""

    LOST = "its lease was lost"
    ENDING = "the agent ends"
    STOP = "the study stops it"
    PAUSE = "the study pauses it"
    TIMEOUT = "its time is over"


@dataclass(frozen=True)
class Conclusion:
    state: State
    reason: str = ""


def conclude(
    cause: Optional[Cause],
    exit_code: int,
    *,
    metrics: Collection[str],
    said: Collection[str],
    trained_before: bool,
    last_lines: str,
    infeasible_exit: Optional[int],
    timeout: Optional[float],
) -> Conclusion:
    """`metrics` are the study's objectives, empty where they are not known; `said` those that the command said.

    One that was trained before, and had nothing left to do, has its values from then.
    """
    if cause is Cause.LOST:
        return Conclusion("lost", "its lease was lost: somebody else was given the trial")
    if cause is Cause.ENDING:
        return Conclusion("released")
    if cause is Cause.STOP:
        return Conclusion("stopped")
    if cause is Cause.PAUSE:
        return Conclusion("paused")
    if cause is Cause.TIMEOUT:
        return Conclusion("failed", _with(f"It took longer than {timeout:g} s.", last_lines))
    if infeasible_exit is not None and exit_code == infeasible_exit:
        return Conclusion("infeasible", _with(f"The command ended with exit code {exit_code}.", last_lines))
    if exit_code != 0:
        return Conclusion("failed", _with(f"The command {describe_exit(exit_code)}.", last_lines))
    missing = [metric for metric in metrics if metric not in said]
    if (missing or not said) and not (trained_before and not said):
        return Conclusion("failed", _with(_nothing_of(missing, said), last_lines))
    return Conclusion("completed")


def is_from_outside(exit_code: int) -> bool:
    """Whether it died of a signal that is meant to end programs; a shell says 128 and the signal."""
    return exit_code in [-number for number in ENDED_FROM_OUTSIDE] + [128 + number for number in ENDED_FROM_OUTSIDE]


def describe_exit(exit_code: int) -> str:
    if exit_code >= 0:
        return f"ended with exit code {exit_code}"
    try:
        name = signal.Signals(-exit_code).name
    except ValueError:
        name = f"signal {-exit_code}"
    hint = " (is there enough memory?)" if -exit_code == signal.SIGKILL else ""
    return f"was killed by {name}{hint}"


def _nothing_of(missing: list[str], said: Collection[str]) -> str:
    heard = f"it said {', '.join(sorted(said))}" if said else "it said no metric at all"
    what = f"but never said {', '.join(missing)}" if missing else "but said no result"
    example = (missing or ["loss"])[0]
    return (
        f"The command ended well (exit code 0), {what}; {heard}. "
        f"Have it print a line such as `tellus: step=1 {example}=0.5`, or say how to find the value: --read, --metric."
    )


def _with(sentence: str, last_lines: str) -> str:
    return f"{sentence}\n{last_lines}" if last_lines else sentence
