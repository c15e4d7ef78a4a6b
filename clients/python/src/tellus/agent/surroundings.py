"""What all attempts of an agent share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable

from ..studies import Study
from .ending import Ending
from .plan import Plan
from .watchdog import Watchdog


@dataclass(frozen=True)
class Surroundings:
    study: Study
    plan: Plan
    ending: Ending
    watchdog: Watchdog
    #: To the person who started the agent.
    say: Callable[[str], None]
