"""An agent: W workers, each with a command at a time, until the study has no more for them."""

from __future__ import annotations

import threading
import time
from typing import Callable

from ..asking import WAIT_SECONDS
from ..studies import Study
from .ending import Ending
from .plan import Plan
from .surroundings import Surroundings
from .watchdog import Watchdog
from .worker import Turns, Worker

#: An ask that is under way when the agent ends is waited for: what it hands out is given back.
ASKED_SECONDS = WAIT_SECONDS + 2.0
#: For killed commands to be gone, at the second signal.
AT_ONCE_SECONDS = 5.0


def run_agent(study: Study, plan: Plan, say: Callable[[str], None]) -> int:
    """Gives the exit code: 0 where the study or the number of trials came to its end, 128 and the signal after one.

    Raises what ended it, once the trials that ran have come to their end.
    """
    say = _one_at_a_time(say)
    ending = Ending()
    ending.listen()
    watchdog = Watchdog(plan.stop_signal, plan.grace)
    turns = Turns(plan.trials, plan.give_up_after)
    surroundings = Surroundings(study, plan, ending, watchdog, say)
    # Daemons: whatever they do, the process can end.
    threads = [
        threading.Thread(target=Worker(surroundings, turns, index).run, name=f"tellus-worker-{index}", daemon=True)
        for index in range(len(plan.gpus))
    ]
    try:
        for thread in threads:
            thread.start()
        _wait(threads, turns, ending, say)
    finally:
        watchdog.close()
        ending.forget()
    if turns.error is not None:
        raise turns.error
    return 0 if ending.number is None else 128 + ending.number


def _wait(threads: list[threading.Thread], turns: Turns, ending: Ending, say: Callable[[str], None]) -> None:
    said = hurried = False
    deadline = float("inf")
    while any(thread.is_alive() for thread in threads) and time.monotonic() < deadline:
        for thread in threads:
            if thread.is_alive():
                thread.join(0.1)  # a join without end cannot be interrupted on every system
                break
        if ending.at_once.is_set() and not hurried:
            hurried = True
            deadline = time.monotonic() + AT_ONCE_SECONDS
            say("ending at once")
        elif ending.begun.is_set() and not said:
            said = True
            say(f"ending: commands ({turns.at_work}) are asked to end, their trials given back; a second signal ends at once")
        if said and not hurried:
            deadline = float("inf") if turns.at_work else min(deadline, time.monotonic() + ASKED_SECONDS)


def _one_at_a_time(say: Callable[[str], None]) -> Callable[[str], None]:
    lock = threading.Lock()

    def say_alone(sentence: str) -> None:
        with lock:
            say(sentence)

    return say_alone
