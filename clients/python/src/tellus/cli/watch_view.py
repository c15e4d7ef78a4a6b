"""A snapshot of a study as lines: for a window of any size, and for a log."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any, Mapping, Optional

from .screen import Style
from .snapshot import Snapshot
from .studies import state_of
from .table import Column, clean, cut, number, render, width_of

OBJECTIVES_SHOWN = 3
#: Below it a worker's name would leave no room for what the trial is.
ROOM_FOR_WORKERS = 90
_BAR_MAX = 60


def to_screen(snapshot: Snapshot, size: tuple[int, int], style: Style, problem: str = "") -> list[str]:
    """No longer and no wider than the window; `problem` says why this is not the latest."""
    width, height = size
    head = [
        style.bold(_left_and_right(_title(snapshot), time.strftime("%H:%M:%S"), width)),
        cut(_counts(snapshot), width),
        _bar(snapshot, width, style),
        *[style.good(cut(line, width)) for line in _best(snapshot)],
        *([style.bad(cut(problem, width))] if problem else []),
        "",
    ]
    return [*head, *_table(snapshot, width, height - len(head), style)][:height]


def to_line(snapshot: Snapshot) -> str:
    """For a log: when, how far, and the best."""
    rate = f", {snapshot.rate:.1f} a minute" if snapshot.rate is not None else ""
    best = "".join(f", {line}" for line in _best(snapshot)[:1])
    return f"{time.strftime('%H:%M:%S')} {state_of(snapshot.study)}, {_progress(snapshot)}{rate}{best}"


def to_record(snapshot: Snapshot) -> dict[str, Any]:
    """For programs."""
    study, best = snapshot.study, snapshot.best
    return {
        "study_id": study["id"],
        "state": study["state"],
        "state_reason": study["state_reason"],
        "ended": snapshot.ended,
        "max_trials": study["limits"]["max_trials"],
        "trial_counts": study["trial_counts"],
        "workers": snapshot.workers,
        "trials_per_minute": snapshot.rate,
        "best": None if best is None else {key: best[key] for key in ("id", "number", "values", "assignments")},
    }


def _title(snapshot: Snapshot) -> str:
    return f"{clean(snapshot.study['name'])} · {state_of(snapshot.study)}"


def _progress(snapshot: Snapshot) -> str:
    counts = snapshot.study["trial_counts"]
    workers = "1 worker" if snapshot.workers == 1 else f"{snapshot.workers} workers"
    running = f"{counts['running']} running by {workers}" if counts["running"] else "none running"
    return f"{snapshot.ended} of {snapshot.study['limits']['max_trials']} trials, {running}"


def _counts(snapshot: Snapshot) -> str:
    counts = snapshot.study["trial_counts"]
    others = [f"{counts[state]} {state}" for state in ("queued", "paused", "pruned", "failed", "infeasible") if counts[state]]
    rate = [f"{snapshot.rate:.1f} a minute"] if snapshot.rate is not None else []
    return " · ".join([_progress(snapshot), *others, *rate])


def _bar(snapshot: Snapshot, width: int, style: Style) -> str:
    share = min(snapshot.ended / max(snapshot.study["limits"]["max_trials"], 1), 1.0)
    room = min(width - 6, _BAR_MAX)
    if room < 5:
        return f"{share:.0%}"
    full = round(share * room)
    return f"{style.good('━' * full)}{style.dim('─' * (room - full))} {share:4.0%}"


def _best(snapshot: Snapshot) -> list[str]:
    best = snapshot.best
    if best is None:
        return []
    values = ", ".join(f"{metric} {number(value)}" for metric, value in _values(snapshot.study, best).items())
    return [f"best {values} (trial {best['number']})", f"     {assignments_of(best)}"]


def _table(snapshot: Snapshot, width: int, height: int, style: Style) -> list[str]:
    metrics = [one["metric"] for one in snapshot.study["objectives"][:OBJECTIVES_SHOWN]]
    with_worker = width >= ROOM_FOR_WORKERS
    columns = [
        Column("#", right=True),
        Column("STATE"),
        *[Column(metric, right=True, yields=True) for metric in metrics],
        Column("TIME", right=True),
        *([Column("WORKER", yields=True)] if with_worker else []),
        Column("ASSIGNMENTS", yields=True),
    ]
    shown = snapshot.latest[: max(height - 1, 0)]
    if not shown:
        return [style.dim("No trial yet: start a worker.")]
    rows = render(columns, [_row(snapshot.study, trial, metrics, with_worker) for trial in shown], width)
    title, *lines = [cut(line, width) for line in rows]
    return [style.dim(title), *[_styled(line, trial, snapshot.best, style) for line, trial in zip(lines, shown)]]


def _row(study: Mapping[str, Any], trial: Mapping[str, Any], metrics: list[str], with_worker: bool) -> list[str]:
    values = _values(study, trial)
    return [
        str(trial["number"]),
        trial["state"],
        *[number(values.get(metric)) for metric in metrics],
        _duration(trial["started_at"], trial["finished_at"]),
        *([trial["worker_id"] or ""] if with_worker else []),
        assignments_of(trial),
    ]


def _styled(line: str, trial: Mapping[str, Any], best: Optional[Mapping[str, Any]], style: Style) -> str:
    if best is not None and trial["id"] == best["id"]:
        return style.good(line)
    if trial["state"] in ("failed", "infeasible"):
        return style.bad(line)
    return style.bold(line) if trial["state"] == "running" else line


def _values(study: Mapping[str, Any], trial: Mapping[str, Any]) -> dict[str, Any]:
    """Of the objectives, in their order."""
    metrics = [one["metric"] for one in study["objectives"][:OBJECTIVES_SHOWN]]
    return {metric: trial["values"][metric]["value"] for metric in metrics if metric in trial["values"]}


def assignments_of(trial: Mapping[str, Any]) -> str:
    parts = []
    for name, value in trial["assignments"].items():
        text = str(value).lower() if isinstance(value, bool) else "null" if value is None else number(value)
        parts.append(f"{name}={text}")
    return clean(" ".join(parts))


def _duration(begun: Optional[str], ended: Optional[str]) -> str:
    """Both by the service's clock, which alone counts."""
    if begun is None or ended is None:
        return ""
    seconds = round((_time(ended) - _time(begun)).total_seconds())
    if seconds < 60:
        return f"{seconds}s"
    if seconds < 3600:
        return f"{seconds // 60}m {seconds % 60:02}s"
    return f"{seconds // 3600}h {seconds % 3600 // 60:02}m"


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def _left_and_right(left: str, right: str, width: int) -> str:
    shown = cut(left, max(width - width_of(right) - 2, 0))
    return f"{shown}{' ' * max(width - width_of(shown) - width_of(right), 1)}{right}" if width > width_of(right) + 8 else cut(left, width)
