"""What a command said of its training, from whatever it said it in."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, Callable, Mapping, Optional

from ..errors import UsageError
from ..wire import measured

STEP, CHECKPOINT = "step", "checkpoint"

#: Called with each reading, by the thread that read it.
OnReading = Callable[["Reading"], None]
#: Called with a sentence about what could not be read.
OnProblem = Callable[[str], None]


@dataclass(frozen=True)
class Reading:
    """Values after a step; without a step they are final ones. `checkpoint` is where the command wrote one."""

    values: Mapping[str, Any]
    step: Optional[int] = None
    checkpoint: Optional[str] = None


@dataclass(frozen=True)
class Names:
    """How the command's names become the study's."""

    #: The study's name by what the command calls it, `step` included.
    by_found: Mapping[str, str] = field(default_factory=dict)
    #: What the command calls its first step; ours is 1.
    steps_from: int = 1

    def read(self, found: Mapping[str, Any], on_problem: OnProblem, *, strict: bool) -> Optional[Reading]:
        """None where it says nothing. `strict`: it was meant for us, so what is no number is a problem."""
        named = {self.by_found.get(name, name): value for name, value in found.items()}
        step, checkpoint = named.pop(STEP, None), named.pop(CHECKPOINT, None)
        values: dict[str, Any] = {}
        for name, value in named.items():
            try:
                values.update(measured({name: to_number(value)}, {}))
            except (UsageError, TypeError, ValueError, OverflowError):
                if strict:
                    on_problem(f"{name}={value!r} is no metric with a number")
        if not values and checkpoint in (None, ""):
            return None
        if step in (None, ""):
            return Reading(values, None, _text(checkpoint))
        number = self.step_of(step)
        if number is None:
            on_problem(
                f"{step!r} is no step: steps are whole numbers from 1, or from 0 with --steps-from 0"
            )
            return None
        return Reading(values, number, _text(checkpoint))

    def step_of(self, step: Any) -> Optional[int]:
        """Our number of the command's step."""
        try:
            number = to_number(step)
            if not math.isfinite(number) or number != int(number):
                return None
        except (TypeError, ValueError, OverflowError):
            return None
        ours = int(number) + 1 - self.steps_from
        return ours if ours >= 1 else None


def to_number(value: Any) -> float:
    """A number, or a text of one, `nan` and `inf` among them."""
    if isinstance(value, bool) or value is None:
        raise TypeError(f"{value!r} is no number")
    return value if isinstance(value, int) else float(value)


def _text(checkpoint: Any) -> Optional[str]:
    return None if checkpoint in (None, "") else str(checkpoint)
