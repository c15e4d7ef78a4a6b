"""Runs beside the agent as a process of its own, with nothing but the standard library: `watchdog_program.py SIGNAL SECONDS`.

It is told each process group that begins and ends (`+123`, `-123`). When the other end of its input is gone, the agent
has died, by `kill -9` for instance: what still runs is asked to end by the signal, and ended after the seconds.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from typing import Callable


def main() -> None:
    number, seconds = int(sys.argv[1]), float(sys.argv[2])
    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(one, signal.SIG_IGN)  # it goes when the agent goes, not before
    running: set[int] = set()
    for line in sys.stdin:
        if line.startswith("+"):
            running.add(int(line))
        elif line.startswith("-"):
            running.discard(-int(line))
    deadline = time.monotonic() + seconds
    # As the agent does: the command alone first, so that what it started is there while it saves its state.
    saving = set(running)
    for command in running:
        is_sent(os.kill, command, number)
    left = running
    while left and time.monotonic() < deadline:
        for command in [one for one in saving if not is_sent(os.kill, one, 0)]:
            saving.discard(command)
            is_sent(os.killpg, command, number)
        time.sleep(0.1)
        left = {group for group in left if is_sent(os.killpg, group, 0)}
    for group in left:
        is_sent(os.killpg, group, signal.SIGKILL)


def is_sent(send: Callable[[int, int], None], to: int, number: int) -> bool:
    """Whether there was still somebody to send it to."""
    try:
        send(to, number)
        return True
    except (ProcessLookupError, PermissionError):
        return False


if __name__ == "__main__":
    main()
