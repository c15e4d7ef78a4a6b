"""Messages for people, on standard error: one line each. Standard output is for data."""

from __future__ import annotations

import contextlib
import logging
import sys

from ..errors import ServiceError
from ..notice import logger


def say(message: str) -> None:
    """A terminal that has gone, or a full disk behind it, ends nothing."""
    with contextlib.suppress(OSError, ValueError):
        print(f"tellus: {message}", file=sys.stderr)


def sentence_of(error: BaseException) -> str:
    """In one line: what is wrong, in which field, and what to do."""
    if isinstance(error, ServiceError):
        fields = "; ".join(f"{field.pointer.lstrip('/') or 'the request'}: {field.detail}" for field in error.fields)
        request = f", request {error.request_id}" if error.request_id else ""
        detail = f"{error.detail} {fields}" if fields else error.detail
        return f"{_one_line(detail)} ({error.code}{request})"
    return _one_line(str(error)) or type(error).__name__


def hear_notices() -> None:
    """What the package logs is said like everything else."""
    if not any(isinstance(handler, _Notices) for handler in logger.handlers):
        logger.addHandler(_Notices())
        logger.propagate = False


class _Notices(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        say(_one_line(record.getMessage()))


def _one_line(text: str) -> str:
    return " ".join(text.split())
