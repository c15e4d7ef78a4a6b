"""Runs beside the agent as a process of its own, with nothing but the standard library: `watchdog_program.py SIGNAL SECONDS`.

It is told each process group that begins and ends (`+123`, `-123`). When the other end of its input is gone, the agent
has died, by `kill -9` for instance: what still runs is asked to end by the signal, and ended after the seconds.
"""

import os
import signal
import sys
import time


def main() -> None:
    number, seconds = int(sys.argv[1]), float(sys.argv[2])
    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(one, signal.SIG_IGN)  # it goes when the agent goes, not before
    groups: set[int] = set()
    for line in sys.stdin:
        if line.startswith("+"):
            groups.add(int(line))
        elif line.startswith("-"):
            groups.discard(-int(line))
    deadline = time.monotonic() + seconds
    left = send(groups, number)
    while left and time.monotonic() < deadline:
        time.sleep(0.1)
        left = send(left, 0)
    send(left, signal.SIGKILL)


def send(groups: set[int], number: int) -> set[int]:
    """Gives those that were still there."""
    found: set[int] = set()
    for group in groups:
        try:
            os.killpg(group, number)
            found.add(group)
        except (ProcessLookupError, PermissionError):
            pass
    return found


if __name__ == "__main__":
    main()
