"""A command at work: a process with a group of its own, whose output is read as it comes.

Its standard output and error are pipes of the agent: what is printed is kept on disk, and read for metrics.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import threading
import time
from typing import Callable, Mapping, Optional, Protocol, Sequence

from .bounded_log import BoundedLog
from .group import end_group, signal_group, signal_process, wait_for_end
from .watchdog import Watchdog

READ = 1 << 16
#: A line that is longer is read in pieces.
LINE_MAX = 1 << 16
#: For what the command left running, once it has ended by itself.
LEFT_SECONDS = 2.0
#: For the last of its output, after its end.
DRAIN_SECONDS = 2.0
_LINE_END = re.compile(rb"[\r\n]")


class Hurry(Protocol):
    """Whether to wait no longer."""

    def __call__(self) -> bool: ...


class Stream:
    """One of its two outputs: a thread reads it to its end."""

    def __init__(self, name: str, handle: int, log: BoundedLog, on_line: Callable[[str], None], on_end: Callable[[], None]) -> None:
        self._handle = handle
        self._log = log
        self._on_line = on_line
        self._on_end = on_end
        self._rest = b""
        self._thread = threading.Thread(target=self._run, name=f"tellus-{name}", daemon=True)
        self._thread.start()

    def finish(self, deadline: float) -> None:
        """Reads on until its end, or until then: somebody who left the group may hold it open."""
        self._thread.join(max(deadline - time.monotonic(), 0))
        self._log.close()

    def _run(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                data = os.read(self._handle, READ)
                if not data:
                    break
                self._log.write(data)
                self._split(data)
        if self._rest:
            self._on_line(self._rest.decode("utf-8", "replace"))
        os.close(self._handle)
        self._on_end()

    def _split(self, data: bytes) -> None:
        *lines, self._rest = _LINE_END.split(self._rest + data)
        if len(self._rest) > LINE_MAX:
            lines.append(self._rest)
            self._rest = b""
        for line in lines:
            if line:
                self._on_line(line.decode("utf-8", "replace"))


class Child:
    """Started when made. Raises OSError or ValueError where the system does not take the command."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str], watchdog: Watchdog) -> None:
        self.ended = threading.Event()
        self._watchdog = watchdog
        self._process = subprocess.Popen(
            list(command),
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            bufsize=0,
        )
        self._watchdog.begun(self._process.pid)
        self._streams: list[Stream] = []
        self._streams_ended: list[bool] = []

    def read(self, name: str, log: BoundedLog, on_line: Callable[[str], None]) -> None:
        """Begins to read `stdout` or `stderr`; both must be, or the command would wait for it."""
        pipe = self._process.stdout if name == "stdout" else self._process.stderr
        assert pipe is not None
        # The thread owns a handle of its own, and closes it at the end of the stream.
        handle = os.dup(pipe.fileno())
        pipe.close()
        self._streams.append(Stream(name, handle, log, on_line, self._stream_ended))

    @property
    def exit_code(self) -> Optional[int]:
        """None while it runs; negative where a signal ended it."""
        return self._process.poll()

    def wait(self, seconds: float) -> bool:
        """Whether it has ended; waits at most so long."""
        if self._process.poll() is None:
            self.ended.wait(seconds)
            if self.ended.is_set() and self._process.poll() is None:
                # It closed its outputs and goes on, or will have ended in a moment.
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._process.wait(timeout=seconds)
        return self._process.poll() is not None

    def stop(self, number: int, grace: float, hurry: Hurry) -> bool:
        """Asks it to end, and ends it after `grace` seconds, or in a hurry. Whether it ended by itself.

        The signal goes to the command alone, so that what it started is there while it saves its state; what is left
        of its group afterwards gets it too.
        """
        deadline = time.monotonic() + grace
        signal_process(self._process.pid, number)
        while not self.wait(0.05):
            if time.monotonic() >= deadline or hurry():
                self.kill()
                return False
        signal_group(self._process.pid, number)
        while not wait_for_end(self._process.pid, min(deadline, time.monotonic() + 0.2)):
            if time.monotonic() >= deadline or hurry():
                self.kill()
                return False
        return True

    def finish(self, number: int) -> int:
        """After its end: ends what it left running, reads the rest of its output, and gives its exit code."""
        self._process.wait()
        end_group(self._process.pid, number, LEFT_SECONDS)
        self._watchdog.ended(self._process.pid)
        deadline = time.monotonic() + DRAIN_SECONDS
        for stream in self._streams:
            stream.finish(deadline)
        return self._process.returncode

    def kill(self) -> None:
        """All of its group, at once."""
        signal_group(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def _stream_ended(self) -> None:
        self._streams_ended.append(True)
        if len(self._streams_ended) == 2:
            self.ended.set()
