"""A hyperparameter search of scikit-learn whose candidates come from Tellus."""

from __future__ import annotations

import time
import warnings
from dataclasses import replace
from numbers import Integral
from typing import Any, Mapping, Optional, Sequence

import numpy
from joblib import effective_n_jobs
from sklearn.base import _fit_context, clone, is_classifier
from sklearn.model_selection import check_cv
from sklearn.model_selection._search import BaseSearchCV
from sklearn.model_selection._validation import _warn_or_raise_about_fit_failures
from sklearn.utils import check_random_state, indexable
from sklearn.utils._param_validation import Interval
from sklearn.utils.parallel import Parallel, delayed
from sklearn.utils.validation import _check_method_params

from ..errors import TellusError, UsageError
from ..studies import Setting, Study
from .evaluation import Evaluation, work
from .grid import Grid
from .results import Row, rows_of, tabulate, trials_elsewhere
from .scores import SINGLE, Scores
from .studies import compares_folds, facts_of, is_judged, study_of

#: As RandomizedSearchCV has it.
DEFAULT_ITERATIONS = 10

Grids = Any


# A subclass of scikit-learn's own base, which is private but made to be derived from: predict, score and the other
# delegations, tags, metadata routing, the choice of scorers and the layout of cv_results_ are then those of the installed
# version, and what asks `isinstance(search, BaseSearchCV)` takes it for the search that it is. Only `fit` is our own: the
# base evaluates candidates on all folds at once, and cannot end one between two folds or ask for the next meanwhile.
class TellusSearchCV(BaseSearchCV):
    """Cross-validated search, with candidates from Tellus: in place of GridSearchCV, RandomizedSearchCV and HalvingGridSearchCV.

    Parameters
    ----------
    estimator : estimator
        As in GridSearchCV.
    param_grid : dict or list of dicts
        By parameter a list, a distribution of SciPy, or a parameter of Tellus such as `tellus.log_float(1e-3, 1e3)`.
        A list of dicts is searched branch by branch. `param_distributions` is another name for it.
    n_iter : int, optional
        How many candidates are tried. By default all, where there are only lists, and else 10.
    scoring, n_jobs, refit, cv, verbose, pre_dispatch, error_score, return_train_score
        As in GridSearchCV; `n_jobs` counts candidates that are evaluated side by side.
    random_state : int, RandomState instance, optional
        The study's seed. With one worker the same candidates come again.
    study : str, optional
        Name of the study. Fits of the same search under one name share it, on any number of machines, and go on with it
        after a crash; a search that differs is refused. Without a name each fit makes a study of its own.
    project, sampler, scheduler, url
        As in `tellus.study`. A scheduler ends bad candidates between folds.
    study_options : dict, optional
        Further arguments of `tellus.study`, such as `limits` or `warm_start`.

    Notes
    -----
    There is no `api_key`, since parameters of an estimator are printed, pickled and logged: set `TELLUS_API_KEY`, or run
    `tellus login`.

    Besides what GridSearchCV has, a fitted search has `study_name_` and `study_url_`, and for each row of `cv_results_` its
    number in the study, `trial_numbers_`, and how many folds were run, `trial_folds_`. Where these are not all, the
    candidate was stopped early: its mean is NaN, and it ranks last.
    """

    _parameter_constraints: dict[str, Any] = {
        **BaseSearchCV._parameter_constraints,
        "param_grid": [dict, list, None],
        "param_distributions": [dict, list, None],
        "n_iter": [Interval(Integral, 1, None, closed="left"), None],
        "random_state": ["random_state"],
        "study": [str, None],
        "project": [str, None],
        "sampler": [str, dict, None],
        "scheduler": [str, dict, None],
        "study_options": [dict, None],
        "url": [str, None],
    }

    def __init__(
        self,
        estimator: Any,
        param_grid: Grids = None,
        *,
        param_distributions: Grids = None,
        n_iter: Optional[int] = None,
        scoring: Any = None,
        n_jobs: Optional[int] = None,
        refit: Any = True,
        cv: Any = None,
        verbose: int = 0,
        random_state: Any = None,
        pre_dispatch: Any = "2*n_jobs",
        error_score: Any = numpy.nan,
        return_train_score: bool = False,
        study: Optional[str] = None,
        project: Optional[str] = None,
        sampler: Setting = None,
        scheduler: Setting = None,
        study_options: Optional[Mapping[str, Any]] = None,
        url: Optional[str] = None,
    ) -> None:
        super().__init__(
            estimator=estimator,
            scoring=scoring,
            n_jobs=n_jobs,
            refit=refit,
            cv=cv,
            verbose=verbose,
            pre_dispatch=pre_dispatch,
            error_score=error_score,
            return_train_score=return_train_score,
        )
        self.param_grid = param_grid
        self.param_distributions = param_distributions
        self.n_iter = n_iter
        self.random_state = random_state
        self.study = study
        self.project = project
        self.sampler = sampler
        self.scheduler = scheduler
        self.study_options = study_options
        self.url = url

    @_fit_context(prefer_skip_nested_validation=False)  # the estimator's parameters are its own to check
    def fit(self, X: Any, y: Any = None, **params: Any) -> TellusSearchCV:
        """Searches, and fits the best candidate to all data. `params` are as in GridSearchCV."""
        if getattr(self, "_skl_callbacks", None):
            warnings.warn("TellusSearchCV does not call callbacks; the search can be watched at study_url_.", stacklevel=2)
        scorers, refit_metric = self._get_scorers()
        X, y = indexable(X, y)
        routed = self._get_routed_params_for_fit(_check_method_params(X, params=params))
        splits = self._split(X, y, routed.splitter.split)
        grid = Grid(self._given_grid(), check_random_state(self.random_state or 0))
        budget = self._budget(grid)
        scores = self._scores(scorers)
        study = study_of(self, grid, scores, budget, facts_of(self, X, y, splits, params))
        self.study_name_, self.study_url_ = study.name, study.url
        if study.record is not None:
            budget = study.record["limits"]["max_trials"]
        evaluation = Evaluation(
            estimator=clone(self.estimator),
            X=X,
            y=y,
            splits=splits,
            grid=grid,
            scores=replace(scores, by_fold=compares_folds(study)),
            budget=budget,
            is_shared=self.study is not None or study.record is None,
            is_judged=is_judged(study),
            options={
                "scorer": scorers,
                "fit_params": routed.estimator.fit,
                "score_params": routed.scorer.score,
                "return_train_score": self.return_train_score,
                "error_score": self.error_score,
                "verbose": self.verbose,
            },
        )
        rows = self._search(study, evaluation)
        self._take(rows, refit_metric)
        if self.refit:
            self._refit(X, y, evaluation)
        # As the base has them: by name, where a list or dict of scorers was given.
        self.scorer_ = getattr(scorers, "_scorers", scorers) if scores.names else scorers
        return self

    def _split(self, X: Any, y: Any, params: Mapping[str, Any]) -> list[tuple[Any, Any]]:
        """Once for all candidates: they are compared on the same folds even where `cv` draws them at random."""
        cv = check_cv(self.cv, y, classifier=is_classifier(self.estimator))
        self.n_splits_ = cv.get_n_splits(X, y, **params)
        splits = list(cv.split(X, y, **params))
        if len(splits) != self.n_splits_ or not splits:
            raise ValueError(
                f"cv.split and cv.get_n_splits return inconsistent results. Expected {self.n_splits_} splits, "
                f"got {len(splits)}"
            )
        return splits

    def _given_grid(self) -> Grids:
        given = [one for one in (self.param_grid, self.param_distributions) if one is not None]
        if len(given) != 1:
            raise UsageError("Give what is to be searched, as param_grid or as param_distributions, not both.")
        return given[0]

    def _budget(self, grid: Grid) -> int:
        if grid.size is None:
            return self.n_iter or DEFAULT_ITERATIONS
        if self.n_iter is not None and self.n_iter > grid.size:
            warnings.warn(
                f"There are only {grid.size} candidates, fewer than n_iter={self.n_iter}: each is tried once.", stacklevel=3
            )
        return min(self.n_iter or grid.size, grid.size)

    def _scores(self, scorers: Any) -> Scores:
        if self.scoring is None or isinstance(self.scoring, str):
            return Scores((SINGLE,), single=self.scoring or SINGLE)
        names = () if callable(self.scoring) else tuple(scorers._scorers)
        objectives = (self.refit,) if isinstance(self.refit, str) else names or (SINGLE,)
        return Scores(objectives, names)

    def _search(self, study: Study, evaluation: Evaluation) -> list[Row]:
        workers = min(effective_n_jobs(self.n_jobs), evaluation.budget)
        if self.verbose > 0:
            place = study.url or study.name
            print(f"Fitting {self.n_splits_} folds for each of {evaluation.budget} candidates; watch {place}")
        if workers == 1:
            contributions = [work(study, evaluation)]
        else:
            side_by_side = Parallel(n_jobs=workers, batch_size=1, pre_dispatch=self.pre_dispatch)
            contributions = side_by_side(delayed(work)(study, evaluation) for _ in range(workers))
        problem = next((one.problem for one in contributions if one.problem is not None), None)
        elsewhere = {}
        if evaluation.is_shared and study.record is not None and problem is None:
            elsewhere = trials_elsewhere(study, contributions, evaluation.scores, self.n_splits_)
        rows = rows_of(contributions, evaluation.grid, elsewhere)
        if evaluation.budget == evaluation.grid.size:
            rows.sort(key=lambda row: row.place)
        _warn_or_raise_about_fit_failures([fold for row in rows for fold in row.folds.values()], self.error_score)
        _check_whole(rows, self.n_splits_, evaluation.budget, problem)
        return rows

    def _take(self, rows: Sequence[Row], refit_metric: Any) -> None:
        self.cv_results_, self.multimetric_ = tabulate(self, rows)
        self.trial_numbers_ = numpy.array([row.number for row in rows])
        self.trial_folds_ = numpy.array([len(row.folds) for row in rows])
        if callable(self.scoring) and self.multimetric_:
            names = [key[len("mean_test_") :] for key in self.cv_results_ if key.startswith("mean_test_")]
            self._check_refit_for_multimetric(names)
            refit_metric = self.refit
        if self.refit or not self.multimetric_:
            self.best_index_ = self._select_best_index(self.refit, refit_metric, self.cv_results_)
            if not callable(self.refit):
                self.best_score_ = self.cv_results_[f"mean_test_{refit_metric}"][self.best_index_]
            self.best_params_ = self.cv_results_["params"][self.best_index_]

    def _refit(self, X: Any, y: Any, evaluation: Evaluation) -> None:
        # The parameters are cloned as well: estimators among them must not be fitted where the user holds them.
        self.best_estimator_ = clone(evaluation.estimator).set_params(**clone(self.best_params_, safe=False))
        begun = time.time()
        if y is None:
            self.best_estimator_.fit(X, **evaluation.options["fit_params"])
        else:
            self.best_estimator_.fit(X, y, **evaluation.options["fit_params"])
        self.refit_time_ = time.time() - begun
        if hasattr(self.best_estimator_, "feature_names_in_"):
            self.feature_names_in_ = self.best_estimator_.feature_names_in_


def _check_whole(rows: Sequence[Row], splits: int, budget: int, problem: Optional[TellusError]) -> None:
    """A search that ended early is worth what it has, if it has anything that can be compared."""
    whole = sum(len(row.folds) == splits for row in rows)
    if whole == 0:
        raise problem or TellusError(
            f"Of {len(rows)} trials none came to its last fold: there is no best one. Look at the study, and let its scheduler "
            "stop fewer of them."
        )
    if problem is not None and len(rows) < budget:
        warnings.warn(
            f"The search ends early, with {whole} of {budget} candidates: {problem} What is still to be told waits in the "
            "spool, and the next process here that uses Tellus delivers it.",
            stacklevel=4,
        )
