"""Metrics from what a command prints.

A line is read where it says `tellus: step=3 accuracy=0.91`, or is JSON of the form `{"tellus": {"step": 3, …}}`, or
where a pattern of the user's is found in it: a regular expression whose named groups are `step` and metrics. A pattern
with `step` alone says the step of what is printed next.
"""

from __future__ import annotations

import json
import re
from typing import Optional, Sequence

from ..errors import UsageError
from .reading import STEP, Names, OnProblem, Reading

_PAIR = r"([A-Za-z_][A-Za-z0-9_./\-]*)=(\"[^\"]*\"|[^\s,\"][^\s,]*)"
_TAGGED = re.compile(rf"(?:^|[^\w])tellus:\s+({_PAIR}.*)$")
#: In one way only: with several, a line that does not match would take time without end.
_PAIRS = re.compile(rf"{_PAIR}(?:[,\s]+{_PAIR})*[,\s]*")
_FIND_PAIR = re.compile(_PAIR)


def compile_patterns(texts: Sequence[str]) -> tuple[re.Pattern[str], ...]:
    """Raises UsageError for one that cannot say anything."""
    return tuple(_compile(text) for text in texts)


class MetricLines:
    """The lines of one stream of one attempt, in their order."""

    def __init__(self, patterns: Sequence[re.Pattern[str]], names: Names, on_problem: OnProblem) -> None:
        self._patterns = patterns
        self._names = names
        self._on_problem = on_problem
        #: As the command calls it, from a pattern that has nothing but a step.
        self._step: Optional[str] = None

    def read(self, line: str) -> list[Reading]:
        """What this line says; most say nothing."""
        readings = [self._tagged(line) if "tellus" in line else None]
        readings += [self._matched(pattern, line) for pattern in self._patterns]
        return [reading for reading in readings if reading is not None]

    def _tagged(self, line: str) -> Optional[Reading]:
        if line.lstrip().startswith("{"):
            return self._json(line)
        tagged = _TAGGED.search(line)
        if tagged is None:
            return None
        pairs = tagged.group(1).strip()
        if not _PAIRS.fullmatch(pairs):
            self._on_problem(f"{_shown(line)} is not of the form: tellus: step=3 accuracy=0.91")
            return None
        found = {name: value.strip('"') for name, value in _FIND_PAIR.findall(pairs)}
        return self._names.read(found, self._on_problem, strict=True)

    def _json(self, line: str) -> Optional[Reading]:
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            return None  # a line of something else
        said = record.get("tellus") if isinstance(record, dict) else None
        return self._names.read(said, self._on_problem, strict=True) if isinstance(said, dict) else None

    def _matched(self, pattern: re.Pattern[str], line: str) -> Optional[Reading]:
        match = pattern.search(line)
        if match is None:
            return None
        found = {name: value for name, value in match.groupdict().items() if value is not None}
        step = found.get(_step_group(pattern, self._names))
        if step is not None and len(found) == 1:
            self._step = step
            return None
        if step is None and self._step is not None:
            found[_step_group(pattern, self._names)] = self._step
        return self._names.read(found, self._on_problem, strict=True)


def _step_group(pattern: re.Pattern[str], names: Names) -> str:
    return next((group for group in pattern.groupindex if names.by_found.get(group) == STEP), STEP)


def _compile(text: str) -> re.Pattern[str]:
    try:
        pattern = re.compile(text)
    except re.error as error:
        raise UsageError(f"--read {text!r} is no regular expression: {error}.") from error
    if not pattern.groupindex:
        raise UsageError(
            f"--read {text!r} has no named group. Name what it finds: 'epoch (?P<step>\\d+).*acc (?P<accuracy>[\\d.]+)'."
        )
    return pattern


def _shown(line: str) -> str:
    text = line.strip()
    return repr(text if len(text) <= 120 else f"{text[:120]}…")
