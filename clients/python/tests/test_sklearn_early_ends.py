"""Searches of which something ends early: candidates that are stopped, fits that fail, a service that goes away."""

from __future__ import annotations

import warnings
from typing import Any

import pytest

pytest.importorskip("sklearn", reason="scikit-learn is not installed: tellus.sklearn is not tested")

import numpy
from sklearn.exceptions import FitFailedWarning
from sklearn.model_selection import GridSearchCV
from sklearn.svm import SVC

import tellus
from proxy import Proxy
from server import Server
from sklearn_estimators import Known, fits
from sklearn_searches import FOLDS, LABELS, ROWS, X, search, trials_of, y
from tellus.sklearn import studies


@pytest.fixture(autouse=True)
def no_fits() -> None:
    fits.clear()


@pytest.mark.parametrize(
    "scheduler", [{"name": "threshold", "lower": 0.45}, {"name": "median", "min_trials": 1}, {"name": "wilcoxon", "alpha": 0.3}]
)
def test_a_candidate_that_is_stopped_early_shows_what_was_run_and_never_wins(server: Server, scheduler: Any) -> None:
    grid = {"quality": [0.9, 0.5, 0.3, 0.1]}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ours = search(Known(), grid, cv=FOLDS, scheduler=scheduler, return_train_score=True).fit(ROWS, LABELS)
    results = ours.cv_results_
    stopped = ours.trial_folds_ < 4
    assert stopped.tolist()[0] is False and stopped.tolist()[-1] is True
    assert ours.best_params_ == {"quality": 0.9} and ours.best_index_ == 0
    assert numpy.isnan(results["mean_test_score"]).tolist() == stopped.tolist()
    assert (results["rank_test_score"][stopped] == (~stopped).sum() + 1).all()
    assert results["split0_test_score"].tolist() == [0.9, 0.5, 0.3, 0.1]
    assert numpy.isnan(results["split3_train_score"]).tolist() == stopped.tolist()
    assert numpy.isfinite(results["mean_fit_time"]).all()
    assert len(fits) == ours.trial_folds_.sum() + 1
    states = [one["state"] for one in trials_of(server, ours)]
    assert states == ["pruned" if one else "completed" for one in stopped]
    assert list(results) == list(GridSearchCV(Known(), grid, cv=FOLDS, return_train_score=True).fit(ROWS, LABELS).cv_results_)


@pytest.mark.parametrize("scheduler", ["asha", "successive-halving", "hyperband"])
def test_a_candidate_that_waits_goes_on_with_the_folds_it_has(server: Server, scheduler: str) -> None:
    grid = {"quality": [0.1, 0.3, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9]}
    ours = search(Known(), grid, cv=FOLDS, scheduler={"name": scheduler, "eta": 2}).fit(ROWS, LABELS)
    assert len(ours.trial_numbers_) == 8
    assert ours.best_params_ == {"quality": 0.9}
    assert ours.trial_folds_[-1] == 4 and ours.trial_folds_.sum() < 8 * 4
    assert len(fits) == ours.trial_folds_.sum() + 1  # none was run twice; one for the refit
    assert {one["state"] for one in trials_of(server, ours)} == {"completed", "pruned"}


def test_a_fit_that_fails_is_scored_as_scikit_learn_scores_it_and_told_with_its_reason(server: Server) -> None:
    grid = {"fails": [True, False]}
    with pytest.warns(FitFailedWarning, match="4 fits failed out of a total of 8"):
        ours = search(Known(), grid, cv=FOLDS).fit(ROWS, LABELS)
    assert numpy.isnan(ours.cv_results_["mean_test_score"]).tolist() == [True, False]
    assert ours.cv_results_["rank_test_score"].tolist() == [2, 1]
    failed, completed = trials_of(server, ours)
    assert (failed["state"], completed["state"]) == ("failed", "completed")
    assert "ArithmeticError: diverged" in failed["state_reason"]
    with pytest.warns(FitFailedWarning):
        ours = search(Known(), grid, cv=FOLDS, error_score=0).fit(ROWS, LABELS)
    assert ours.cv_results_["mean_test_score"][0] == 0
    assert trials_of(server, ours)[0]["values"]["score"]["value"] == 0
    with pytest.raises(ValueError, match="All the 4 fits failed"):
        search(Known(fails=True), {"quality": [1]}, cv=FOLDS).fit(ROWS, LABELS)


def test_a_fit_that_fails_ends_the_search_where_errors_are_to_be_raised(server: Server) -> None:
    ours = search(Known(), {"fails": [False, True]}, cv=FOLDS, error_score="raise")
    with pytest.raises(ArithmeticError, match="diverged"):
        ours.fit(ROWS, LABELS)
    completed, failed = trials_of(server, ours)
    assert (completed["state"], failed["state"]) == ("completed", "failed")
    assert "ArithmeticError: diverged" in failed["state_reason"]


def test_a_service_that_goes_away_costs_no_result(
    server: Server, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELLUS_PATIENCE", "1")

    def scoring(estimator: Any, data: Any, labels: Any) -> float:
        if len(fits) == 6:
            proxy.set("refuse")
        return float(estimator.quality)

    ours = search(Known(), {"quality": [0.1, 0.9, 0.91, 0.92]}, cv=FOLDS, scoring=scoring, scheduler="median")
    with pytest.warns(UserWarning, match="The search ends early, with 2 of 4 candidates: .*cannot be reached"):
        ours.fit(ROWS, LABELS)
    assert ours.best_params_ == {"quality": 0.9}
    assert ours.predict(ROWS).shape == (40,)
    proxy.set("pass")
    assert [one["state"] for one in trials_of(server, ours)] == ["completed"] * 2


def test_where_no_server_is_the_search_says_so_before_it_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TELLUS_URL")
    monkeypatch.setattr("tellus.config.DEFAULT_URL", "http://127.0.0.1:9")
    monkeypatch.setattr(studies, "DEFAULT_URL", "http://127.0.0.1:9")
    with pytest.raises(tellus.ConfigError, match="nothing answers at http://127.0.0.1:9. Set TELLUS_URL"):
        search(SVC(), {"C": [1]}).fit(X, y)
    monkeypatch.delenv("TELLUS_API_KEY")
    with pytest.raises(tellus.ConfigError, match="Set TELLUS_API_KEY"):
        search(SVC(), {"C": [1]}).fit(X, y)
