"""How a `for` loop over trials was left: by `break`, or by which exception.

An iterator is not told. It only dies, at the moment in which the loop's frame lets go of it, with the exception still on
its way. By then a traceback of that frame exists whose instruction is the one the frame stands at; a `break` has none.
From Python 3.12 on the exception itself hangs on it. Before, it is found there a little later, once somebody handles it,
or `sys.excepthook` is called with it; so what is not known yet is decided after a moment.
"""

from __future__ import annotations

import asyncio
import dis
import gc
import inspect
import traceback
from dataclasses import dataclass
from types import FrameType, TracebackType
from typing import Any, Optional

from .errors import ServiceError, Unavailable

FRAMES_LOOKED_AT = 8
#: Leaving by one of these says nothing of the trial: it is given back, for another worker or a later start.
_GIVING_BACK = (KeyboardInterrupt, SystemExit, GeneratorExit, asyncio.CancelledError, Unavailable, ServiceError)


@dataclass
class Passing:
    """An exception that passes through a frame, as far as it is known."""

    traceback: TracebackType
    exception: Optional[BaseException] = None

    def find(self) -> Optional[BaseException]:
        """The exception, where it can be found by now."""
        if self.exception is None:
            self.exception = _bearer_of(self.traceback)
        return self.exception

    def text(self) -> str:
        """As Python would print it."""
        error = self.find()
        if error is not None:
            return format_exception(error)
        frames = "".join(traceback.format_tb(self.traceback))
        return f"Traceback (most recent call last):\n{frames}An exception, which the program handled itself"


def passing_through(frame: Optional[FrameType]) -> Optional[Passing]:
    """The exception that is leaving this frame or one that called it; None where none is."""
    for _ in range(FRAMES_LOOKED_AT):
        if frame is None:
            return None
        if not _is_closing(frame):
            for found in gc.get_referrers(frame):
                if isinstance(found, TracebackType) and found.tb_frame is frame and found.tb_lasti == frame.f_lasti:
                    return Passing(found, _bearer_of(found))
        frame = frame.f_back
    return None


def _is_closing(frame: FrameType) -> bool:
    """A generator around our loop, such as tqdm's, that ends because its own loop was left: it stands at its yield."""
    if not frame.f_code.co_flags & inspect.CO_GENERATOR:
        return False
    return dis.opname[frame.f_code.co_code[frame.f_lasti]] in ("YIELD_VALUE", "RESUME")


def gives_back(error: BaseException) -> bool:
    """Whether a trial that is left by this exception is given back; else it has failed."""
    return isinstance(error, _GIVING_BACK)


def format_exception(error: BaseException) -> str:
    return "".join(traceback.format_exception(type(error), error, error.__traceback__)).rstrip()


def _bearer_of(found: TracebackType) -> Optional[BaseException]:
    """The exception at whose end, or at the end of whose callers' tracebacks, this one hangs."""
    level: list[Any] = [found]
    for _ in range(FRAMES_LOOKED_AT * 4):
        referrers = gc.get_referrers(*level)
        for one in referrers:
            if isinstance(one, BaseException) and any(one.__traceback__ is item for item in level):
                return one
        level = [one for one in referrers if isinstance(one, TracebackType) and one.tb_next in level]
        if not level:
            return None
    return None
