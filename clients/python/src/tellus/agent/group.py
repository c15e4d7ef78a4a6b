"""A process group: the command, and whatever it starts."""

from __future__ import annotations

import contextlib
import os
import signal
import time

LOOK_EVERY = 0.05


def signal_process(pid: int, number: int) -> None:
    """To one process; one that has gone is no matter."""
    try:
        os.kill(pid, number)
    except (ProcessLookupError, PermissionError):
        pass


def signal_group(group: int, number: int) -> None:
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        pass


def is_alive(group: int) -> bool:
    """Whether anything of it is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # it has become another user's
    return True


def wait_for_end(group: int, deadline: float) -> bool:
    """Whether it is gone by then, by the monotonic clock. To be called once the command itself has ended."""
    while _is_left(group):
        if time.monotonic() >= deadline:
            return False
        time.sleep(LOOK_EVERY)
    return True


def end_group(group: int, number: int, seconds: float) -> None:
    """Asks what is left of it to end, and ends it after so many seconds."""
    if not _is_left(group):
        return
    signal_group(group, number)
    if not wait_for_end(group, time.monotonic() + seconds):
        signal_group(group, signal.SIGKILL)


def _is_left(group: int) -> bool:
    # As process 1 of a container the agent inherits what commands leave behind, and has to collect it.
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-group, os.WNOHANG)[0] != 0:
            pass
    return is_alive(group)
