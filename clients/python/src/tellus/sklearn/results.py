"""`cv_results_` of the trials of a study, whoever ran them."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any, Iterable, Mapping, Optional, Sequence

import numpy

from ..errors import TellusError
from ..studies import Study
from .evaluation import Contribution, Evaluated
from .grid import Grid
from .scores import Fold, Folds, Scores, uniform

_ENDED = ("completed", "pruned", "failed", "infeasible", "cancelled")
_NOT_FINITE = "One or more of the .* scores are non-finite"


@dataclass(frozen=True)
class Row:
    """A trial as a candidate of scikit-learn."""

    number: int
    parameters: dict[str, Any]
    folds: Folds
    #: In a grid of lists, as GridSearchCV goes through it.
    place: tuple[int, ...]


def rows_of(contributions: Iterable[Contribution], grid: Grid, elsewhere: Mapping[str, Evaluated]) -> list[Row]:
    """By number of the trial. Of one that several workers had, what got furthest."""
    trials: dict[str, Evaluated] = {}
    for found in (*(one.trials for one in contributions), elsewhere):
        for trial_id, trial in found.items():
            known = trials.get(trial_id)
            if known is None or len(trial.folds) > len(known.folds):
                trials[trial_id] = trial
    rows = []
    for trial in sorted(trials.values(), key=lambda one: one.number):
        try:
            place = grid.place(trial.assignments)
            rows.append(Row(trial.number, grid.decode(trial.assignments), trial.folds, place))
        except (KeyError, IndexError, TypeError, ValueError):
            continue  # imported by somebody, with values that the grid does not have
    return [row for row in rows if row.folds]


def trials_elsewhere(study: Study, contributions: Sequence[Contribution], scores: Scores, splits: int) -> dict[str, Evaluated]:
    """Those of other processes, and of earlier ones, by what they measured."""
    here: dict[str, int] = {}
    for one in contributions:
        for trial_id, trial in one.trials.items():
            here[trial_id] = max(here.get(trial_id, 0), len(trial.folds))
    found = {}
    try:
        for stored in study.list_trials():
            if stored.state in _ENDED and here.get(stored.id, 0) < splits:
                folds = scores.read(study.measurements(stored.id))
                if stored.state == "failed":
                    _name_errors(folds, stored.record["state_reason"])
                found[stored.id] = Evaluated(stored.number, stored.assignments, folds)
    except TellusError as problem:
        warnings.warn(f"cv_results_ holds only what was run here: {problem}", stacklevel=2)
    return found


def tabulate(search: Any, rows: Sequence[Row]) -> tuple[dict[str, Any], bool]:
    """scikit-learn's own table, with what it does not know: trials that were stopped before their last fold.

    Their mean is NaN, and they rank behind every other: a mean over some of the folds is not comparable. Gives also
    whether there are several scores.
    """
    splits = search.n_splits_
    flat: list[Optional[Fold]] = [row.folds.get(index) for row in rows for index in range(splits)]
    filled, is_many = uniform(flat, search.return_train_score)
    whole = numpy.array([len(row.folds) == splits for row in rows])
    with warnings.catch_warnings():
        if not whole.all() and _all_finite(entry for entry, fold in zip(filled, flat) if fold is not None):
            warnings.filterwarnings("ignore", _NOT_FINITE, UserWarning)  # NaN stands for folds that were not run
        results: dict[str, Any] = search._format_results([row.parameters for row in rows], splits, filled)
    for index in numpy.flatnonzero(~whole):
        for time in ("fit_time", "score_time"):
            spent = [fold[time] for fold in rows[index].folds.values()]
            results[f"mean_{time}"][index], results[f"std_{time}"][index] = numpy.mean(spent), numpy.std(spent)
    for key in results:
        if key.startswith("rank_"):
            results[key][~whole] = whole.sum() + 1
    return results, is_many


def _name_errors(folds: Folds, reason: Optional[str]) -> None:
    for fold in folds.values():
        if not _all_finite([fold]):
            fold["fit_error"] = reason


def _all_finite(folds: Iterable[Fold]) -> bool:
    scores = [fold[key] for fold in folds for key in ("test_scores", "train_scores") if key in fold]
    return all(numpy.isfinite(list(one.values()) if isinstance(one, Mapping) else one).all() for one in scores)
