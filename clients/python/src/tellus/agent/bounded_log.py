"""A stream on disk, of bounded size: what was written last is kept."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO, Callable, Optional


class BoundedLog:
    """When half of the limit is written the file is put aside as `NAME.old`, in place of the one before.

    A disk that does not take it is said once, and is no matter of the command's.
    """

    def __init__(self, path: Path, limit: Optional[int], on_problem: Callable[[str], None]) -> None:
        self._path = path
        self._limit = limit
        self._on_problem = on_problem
        self._file: Optional[BinaryIO] = None
        self._size = 0
        self._open()

    def write(self, data: bytes) -> None:
        if self._file is None:
            return  # given up, or closed while somebody else still holds the stream open
        try:
            if self._limit is not None and self._size > 0 and self._size + len(data) > self._limit // 2:
                self._file.close()
                os.replace(self._path, self._path.with_name(f"{self._path.name}.old"))
                self._open()
            if self._file is not None:
                self._file.write(data)
                self._size += len(data)
        except (OSError, ValueError) as error:
            self._give_up(error)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def _open(self) -> None:
        try:
            self._file = self._path.open("wb", buffering=0)
            self._size = 0
        except OSError as error:
            self._give_up(error)

    def _give_up(self, error: Exception) -> None:
        self.close()
        self._on_problem(f"{self._path} is written no further: {getattr(error, 'strerror', None) or error}")
