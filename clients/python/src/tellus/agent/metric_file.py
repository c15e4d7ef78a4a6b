"""Metrics from a file that a command writes while it trains: JSON lines, or CSV with a header.

The file may appear late, be appended to, or be written anew as a whole (as CSV loggers do): it is then read from its
beginning, and what was said before is said again, which changes nothing.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any, BinaryIO, Optional

from .reading import Names, OnProblem, OnReading

CHUNK = 1 << 20
#: So many bytes before the place read to are compared, to see that it is still the same file.
ANCHOR = 64
LINE_MAX = 1 << 20
_SEPARATORS = {".csv": ",", ".tsv": "\t"}


class MetricFile:
    """Polled by one thread. What stood in the file before the command began is not its word."""

    def __init__(self, path: Path, names: Names, on_reading: OnReading, on_problem: OnProblem) -> None:
        self._path = path
        self._separator = _SEPARATORS.get(path.suffix.lower())
        self._names = names
        self._on_reading = on_reading
        self._on_problem = on_problem
        self._header: Optional[list[str]] = None
        self._offset = 0
        self._anchor = b""
        #: Of the file as it was looked at last.
        self._seen: Any = None
        self._skip_what_is_there()

    def poll(self, *, at_end: bool = False) -> None:
        """Reads what was added. `at_end`: the last line is whole, though nothing ends it."""
        try:
            state = self._path.stat()
            seen = (state.st_ino, state.st_size, state.st_mtime_ns)
            if seen == self._seen and not at_end:
                return
            with self._path.open("rb") as file:
                if not self._is_continued(file, state.st_size):
                    self._offset, self._anchor, self._header = 0, b"", None
                self._read_on(file, at_end)
            self._seen = seen
        except FileNotFoundError:
            return
        except OSError as error:
            self._on_problem(f"{self._path} cannot be read: {error.strerror or error}")

    def _skip_what_is_there(self) -> None:
        try:
            with self._path.open("rb") as file:
                if self._separator is not None:
                    self._header = self._cells(file.readline(LINE_MAX))
                file.seek(0, 2)
                self._offset = file.tell()
                file.seek(max(self._offset - ANCHOR, 0))
                self._anchor = file.read(ANCHOR)
        except OSError:
            return  # it does not exist yet

    def _is_continued(self, file: BinaryIO, size: int) -> bool:
        if size < self._offset:
            return False
        file.seek(max(self._offset - ANCHOR, 0))
        return file.read(min(self._offset, ANCHOR)) == self._anchor

    def _read_on(self, file: BinaryIO, at_end: bool) -> None:
        file.seek(self._offset)
        while True:
            chunk = file.read(CHUNK)
            if not chunk:
                return
            end = len(chunk) if at_end and len(chunk) < CHUNK else chunk.rfind(b"\n") + 1
            if end == 0:
                if len(chunk) < CHUNK:
                    return  # the line is still being written
                end = len(chunk)  # no line is that long: it is skipped piece by piece
            for line in chunk[:end].splitlines():
                self._take(line)
            self._offset += end
            self._anchor = (self._anchor + chunk[:end])[-ANCHOR:]
            file.seek(self._offset)

    def _take(self, line: bytes) -> None:
        found = self._row(line) if self._separator is not None else self._json(line)
        if found:
            reading = self._names.read(found, self._on_problem, strict=False)
            if reading is not None:
                self._on_reading(reading)

    def _row(self, line: bytes) -> Optional[dict[str, Any]]:
        cells = self._cells(line)
        if not cells:
            return None
        if self._header is None:
            self._header = [cell.strip() for cell in cells]
            return None
        return {name: cell for name, cell in zip(self._header, cells) if cell.strip() != ""}

    def _cells(self, line: bytes) -> list[str]:
        text = line.decode("utf-8-sig", "replace")
        try:
            return next(csv.reader([text.rstrip("\r\n")], delimiter=self._separator or ","), [])
        except csv.Error as error:
            self._on_problem(f"{self._path.name} has a line that is no CSV: {error}")
            return []

    def _json(self, line: bytes) -> Optional[dict[str, Any]]:
        if not line.strip():
            return None
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            record = None
        if not isinstance(record, dict):
            self._on_problem(f"{self._path.name} has a line that is no JSON object")
            return None
        return {name: value for name, value in record.items() if isinstance(value, (int, float, str))}
