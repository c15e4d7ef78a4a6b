"""Rows of a file of trials: CSV with a line of titles, JSON lines, or one JSON list."""

from __future__ import annotations

import contextlib
import csv
import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import IO, Any, Iterator, NamedTuple, Optional

from ..errors import TellusError, UsageError

FORMATS = ("csv", "json", "jsonl")
#: One cell; a row of a thousand such would not pass the API anyway.
csv.field_size_limit(1 << 20)


class Row(NamedTuple):
    """`place` is where a person finds it: the number of its line, or of its item in a list."""

    place: int
    fields: dict[str, Any]


class Fault(NamedTuple):
    """What is wrong, in which line and field."""

    place: int
    field: str
    detail: str


class Source:
    """A file that is read twice, once to check it and once to send it; standard input is kept aside for that."""

    def __init__(self, file: IO[str], name: str, kind: str) -> None:
        self._file = file
        self.name = name
        self.kind = kind

    @property
    def place_word(self) -> str:
        return "item" if self.kind == "json" else "line"

    def rows(self) -> Iterator[Row]:
        """Raises TellusError where the file as such cannot be read on."""
        self._file.seek(0)
        if self.kind == "csv":
            return self._csv_rows()
        return self._json_list() if self.kind == "json" else self._json_lines()

    def _csv_rows(self) -> Iterator[Row]:
        reader = csv.DictReader(self._file, strict=True)
        try:
            titles = reader.fieldnames or []
            twice = {title for title in titles if titles.count(title) > 1}
            if twice:
                raise UsageError(f"{self.name}: the column {sorted(twice)[0]!r} is there twice. Rename one of them.")
            for fields in reader:
                if any(fields.pop(None, ())):
                    raise TellusError(f"{self.name}, line {reader.line_num}: there are more cells than columns.")
                # A short line has None, an empty cell an empty text: neither is a value. A column without a title is
                # the index that some libraries write.
                yield Row(reader.line_num, {name: text for name, text in fields.items() if name and text})
        except csv.Error as error:
            raise TellusError(f"{self.name}, line {reader.line_num}: this is not CSV: {error}.") from error

    def _json_lines(self) -> Iterator[Row]:
        for place, line in enumerate(self._file, start=1):
            if line.strip():
                try:
                    yield Row(place, self._object(json.loads(line), place))
                except ValueError as error:
                    raise TellusError(f"{self.name}, line {place}: this is not JSON: {error}.") from error

    def _json_list(self) -> Iterator[Row]:
        try:
            content = json.load(self._file)
        except ValueError as error:
            raise TellusError(f"{self.name} is not JSON: {error}. Of JSON lines say --format jsonl.") from error
        if not isinstance(content, list):
            raise TellusError(f"{self.name} must hold a list of trials.")
        for place, item in enumerate(content, start=1):
            yield Row(place, self._object(item, place))

    def _object(self, item: Any, place: int) -> dict[str, Any]:
        if not isinstance(item, dict):
            raise TellusError(f"{self.name}, {self.place_word} {place}: a trial must be a JSON object.")
        return {name: value for name, value in item.items() if value is not None}


@contextlib.contextmanager
def opened(path: str, kind: Optional[str]) -> Iterator[Source]:
    """`-` is standard input. The format is that of the name, unless given."""
    suffix = Path(path).suffix.lstrip(".").lower()
    chosen = kind or (suffix if suffix in FORMATS else None)
    if chosen is None:
        raise UsageError(f"Which format is {path}? Say --format {', '.join(FORMATS)}.")
    name = "standard input" if path == "-" else path
    try:
        with tempfile.TemporaryFile() if path == "-" else open(path, "rb") as raw:
            if path == "-":
                shutil.copyfileobj(sys.stdin.buffer, raw)
                raw.flush()
            with open(raw.fileno(), encoding="utf-8-sig", newline="", closefd=False) as file:
                yield Source(file, name, chosen)
    except OSError as error:
        raise TellusError(f"{name} cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise TellusError(f"{name} is not UTF-8: {error.reason} at byte {error.start}. Save it as UTF-8.") from error
