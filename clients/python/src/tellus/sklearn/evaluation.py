"""One worker of a search: asks, cross-validates fold by fold, tells, until nothing comes any more."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, Mapping, Optional

from sklearn.base import clone

# Private, but it is what makes a fold here the same as in scikit-learn's searches: how data, weights and metadata are
# split, what is timed, what an error scores, what `verbose` prints. Its arguments used here are those of 1.6 to 1.9.
from sklearn.model_selection._validation import _fit_and_score

from ..errors import ServiceError, StudyFinished, TellusError, Unavailable
from ..studies import Study
from ..trial import Trial
from .grid import Grid
from .scores import Folds, Scores

#: A verdict is waited for no longer than the fold took that it may save, within these bounds.
VERDICT_SECONDS = (0.5, 10.0)


@dataclass
class Evaluated:
    """A trial with the folds that were run."""

    number: int
    assignments: Mapping[str, Any]
    folds: Folds = field(default_factory=dict)


@dataclass
class Contribution:
    """What one worker has done, by the trials' ids, and why it ended before the study did, if so."""

    trials: dict[str, Evaluated] = field(default_factory=dict)
    problem: Optional[TellusError] = None


@dataclass(frozen=True)
class Evaluation:
    """All that a worker needs, sent to it once."""

    estimator: Any
    X: Any
    y: Any
    splits: list[tuple[Any, Any]]
    grid: Grid
    scores: Scores
    #: How many trials the study is to have, and whether others may take some of them.
    budget: int
    is_shared: bool
    #: Whether a scheduler may end trials early.
    is_judged: bool
    #: Of `_fit_and_score`: scorer, parameters of fit and of scorers, and the like.
    options: Mapping[str, Any]


def work(study: Study, evaluation: Evaluation) -> Contribution:
    """Raises what an estimator raises under `error_score="raise"`; ends without a raise where the service goes away."""
    done = Contribution()
    try:
        while not _has_all(evaluation, done):
            with study.ask() as trial:
                _evaluate(study, trial, evaluation, done)
    except StudyFinished:
        pass
    except (Unavailable, ServiceError) as problem:
        done.problem = problem
    study.flush()
    return done


def _has_all(evaluation: Evaluation, done: Contribution) -> bool:
    """Saves the last ask of a study that nobody else works on; where trials pause there may be more to do."""
    return not evaluation.is_shared and not evaluation.is_judged and len(done.trials) >= evaluation.budget


def _evaluate(study: Study, trial: Trial, evaluation: Evaluation, done: Contribution) -> None:
    if trial.id not in done.trials:
        known = _known_folds(study, trial, evaluation.scores)
        done.trials[trial.id] = Evaluated(trial.number, trial.assignments, known)
    folds = done.trials[trial.id].folds
    parameters = evaluation.grid.decode(trial.assignments)
    for index in range(len(evaluation.splits)):
        if index in folds:
            continue
        folds[index] = _run_fold(evaluation, parameters, index, trial.number)
        evaluation.scores.check(folds[index])
        trial.report(index + 1, evaluation.scores.measured(folds, index))
        if evaluation.is_judged and index + 1 < len(evaluation.splits):
            took = folds[index]["fit_time"] + folds[index]["score_time"]
            trial.flush(timeout=min(max(took, VERDICT_SECONDS[0]), VERDICT_SECONDS[1]))
        if trial.should_stop:
            break
    _end(trial, evaluation.scores, folds)


def _known_folds(study: Study, trial: Trial, scores: Scores) -> Folds:
    """Of a trial that was handed out before, to another worker or before a crash: those need not be run again."""
    if trial.attempt == 1:
        return {}
    try:
        return scores.read(study.measurements(trial.id))
    except (Unavailable, ServiceError):
        return {}  # a worker key may not read; the trial begins anew


def _run_fold(evaluation: Evaluation, parameters: Mapping[str, Any], index: int, number: int) -> dict[str, Any]:
    train, test = evaluation.splits[index]
    fold: dict[str, Any] = _fit_and_score(
        clone(evaluation.estimator),
        evaluation.X,
        evaluation.y,
        train=train,
        test=test,
        parameters=parameters,
        split_progress=(index, len(evaluation.splits)),
        candidate_progress=(number, max(evaluation.budget, number + 1)),
        return_times=True,
        **evaluation.options,
    )
    return fold


def _end(trial: Trial, scores: Scores, folds: Folds) -> None:
    if trial.lease_lost:
        trial.release()  # a mean over some of the folds is no late result that anybody should bring in
        return
    means = scores.means(folds)
    errors = [fold["fit_error"] for fold in folds.values() if fold["fit_error"] is not None]
    if errors and not all(math.isfinite(means[metric]) for metric in trial.metrics or means):
        trial.fail(errors[-1])
    else:
        trial.tell(means)
