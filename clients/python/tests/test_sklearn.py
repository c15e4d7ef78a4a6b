"""`TellusSearchCV` in place of scikit-learn's searches, against a real server."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

pytest.importorskip("sklearn", reason="scikit-learn is not installed: tellus.sklearn is not tested")

import numpy
import scipy.stats
from joblib import parallel_config
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, GroupKFold, StratifiedKFold, cross_val_score
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from sklearn.svm import SVC

import tellus
from server import ROOT, Server
from sklearn_estimators import Known
from sklearn_searches import FOLDS, LABELS, ROWS, X, assert_same_results, search, trials_of, y
from tellus.sklearn import TellusSearchCV
from test_guide import run_programs


@pytest.mark.parametrize(
    ("grid", "options", "metric"),
    [
        ({"kernel": ("linear", "rbf"), "C": [1, 10]}, {}, "score"),
        (
            [
                {"kernel": ["rbf"], "gamma": [1e-3, 1e-4], "C": [1, 10, 100]},
                {"kernel": ["linear"], "C": [1, 10, 100]},
            ],
            {"scoring": "f1_macro", "cv": 3, "return_train_score": True},
            "f1_macro",
        ),
        (
            {"C": numpy.logspace(-1, 1, 3)},
            {"scoring": {"accuracy": "accuracy", "balanced (mean)": "balanced_accuracy"}, "refit": "accuracy", "cv": 2},
            "accuracy",
        ),
        ({}, {"cv": 2}, "score"),
    ],
)
def test_a_grid_gives_what_grid_search_gives(server: Server, grid: Any, options: Any, metric: str) -> None:
    theirs = GridSearchCV(SVC(), grid, **options).fit(X, y)
    ours = search(SVC(), grid, **options).fit(X, y)
    assert_same_results(ours, theirs)
    assert (ours.predict(X) == theirs.predict(X)).all()
    assert ours.score(X, y) == theirs.score(X, y)
    assert (ours.classes_ == theirs.classes_).all() and ours.n_features_in_ == 4 and ours.refit_time_ > 0
    assert ours.trial_folds_.tolist() == [ours.n_splits_] * len(ours.cv_results_["params"])
    stored = trials_of(server, ours)
    means = ours.cv_results_["mean_test_accuracy" if metric == "accuracy" else "mean_test_score"]
    assert [one["state"] for one in stored] == ["completed"] * len(means)
    assert [one["values"][metric]["value"] for one in stored] == pytest.approx(means)


def test_the_folds_are_measurements_under_the_mean_so_far(server: Server) -> None:
    ours = search(Known(), {"quality": [0.25, 0.5]}, cv=FOLDS, return_train_score=True).fit(ROWS, LABELS)
    measured = {(one["step"], one["metric"]): one["value"] for one in trials_of(server, ours)[1]["measurements"]}
    means = [measured[step, "score"] for step in range(1, 5)]
    assert means == pytest.approx([0.5, 0.495, 0.49, 0.485])
    assert measured[4, "fold/test_score"] == ours.cv_results_["split3_test_score"][1] == 0.47
    assert measured[4, "fold/train_score"] == ours.cv_results_["split3_train_score"][1] == 0.5
    assert measured[4, "fold/fit_time"] >= 0


def test_choices_may_be_any_objects_and_are_not_fitted_themselves() -> None:
    standard, minmax = StandardScaler(), MinMaxScaler()
    pipeline = Pipeline([("scale", None), ("svc", SVC())])
    ours = search(pipeline, {"scale": [standard, minmax, "passthrough"], "svc": [SVC(), LogisticRegression()]}, cv=2).fit(X, y)
    assert [one["scale"] for one in ours.cv_results_["params"][::2]] == [standard, minmax, "passthrough"]
    assert ours.cv_results_["params"][0]["scale"] is standard
    assert not hasattr(standard, "mean_") and not hasattr(minmax, "min_")
    assert ours.score(X, y) > 0.9


def test_distributions_and_spaces_of_tellus_are_searched_with_n_iter() -> None:
    grid = {
        "C": scipy.stats.loguniform(1e-2, 1e2),
        "gamma": scipy.stats.expon(scale=0.1),
        "kernel": ["rbf", "poly"],
        "degree": tellus.int_(2, 4, when={"kernel": "poly"}),
        "class_weight": ["balanced", None],
    }
    ours = search(SVC(), grid, n_iter=8, cv=2, random_state=0).fit(X, y)
    candidates = ours.cv_results_["params"]
    assert len(candidates) == 8
    assert all(1e-2 <= one["C"] <= 1e2 and one["gamma"] > 0 and one["class_weight"] in ("balanced", None) for one in candidates)
    assert all(("degree" in one) == (one["kernel"] == "poly") for one in candidates)
    masked = ours.cv_results_["param_degree"].mask
    assert masked.tolist() == [one["kernel"] != "poly" for one in candidates]
    assert {type(one.get("degree", 2)) for one in candidates} == {int}
    again = clone(ours).fit(X, y)
    assert again.study_name_ != ours.study_name_
    assert again.cv_results_["params"] == candidates


def test_randomized_searches_names_and_numbers_hold() -> None:
    ours = TellusSearchCV(SVC(), param_distributions={"C": scipy.stats.uniform(1, 2)}, cv=2, project="sklearn").fit(X, y)
    assert len(ours.cv_results_["params"]) == 10
    with pytest.warns(UserWarning, match="only 2 candidates, fewer than n_iter=5"):
        assert len(search(SVC(), {"C": [1, 2]}, n_iter=5, cv=2).fit(X, y).cv_results_["params"]) == 2
    with pytest.raises(tellus.UsageError, match="param_grid or as param_distributions, not both"):
        TellusSearchCV(SVC(), {"C": [1]}, param_distributions={"C": [1]}).fit(X, y)


def test_a_function_may_give_several_scores_if_refit_says_which_counts(server: Server) -> None:
    def scoring(estimator: Any, data: Any, labels: Any) -> dict[str, float]:
        return {"own": estimator.score(data, labels), "size": float(estimator.C)}

    theirs = GridSearchCV(SVC(), {"C": [1, 10]}, scoring=scoring, refit="size", cv=2).fit(X, y)
    ours = search(SVC(), {"C": [1, 10]}, scoring=scoring, refit="size", cv=2).fit(X, y)
    assert_same_results(ours, theirs)
    assert ours.best_params_ == {"C": 10}
    assert {metric: stored["value"] for metric, stored in trials_of(server, ours)[1]["values"].items()}["size"] == 10
    with pytest.raises(tellus.UsageError, match="scoring gives own, size: say which of them counts"):
        search(SVC(), {"C": [1, 10]}, scoring=scoring, refit=False, cv=2).fit(X, y)


def test_without_one_score_that_counts_all_of_them_are_objectives(server: Server) -> None:
    scoring = ["accuracy", "f1_macro"]
    ours = search(SVC(), {"C": [1, 10]}, scoring=scoring, refit=False, cv=2).fit(X, y)
    assert ours.multimetric_ and not hasattr(ours, "best_index_") and not hasattr(ours, "predict")
    study = tellus.study(ours.study_name_, project="sklearn")
    assert study.metrics == ("accuracy", "f1_macro")
    chosen = search(SVC(), {"C": [1, 10]}, scoring=scoring, refit=lambda results: 1, cv=2).fit(X, y)
    assert (chosen.best_index_, chosen.best_params_) == (1, {"C": 10})
    assert not hasattr(chosen, "best_score_")


@pytest.mark.parametrize("backend", ["loky", "threading"])
def test_several_workers_share_the_candidates(backend: str) -> None:
    theirs = GridSearchCV(SVC(), {"C": [1, 2, 3, 4]}, cv=2).fit(X, y)
    with parallel_config(backend=backend):
        ours = search(SVC(), {"C": [1, 2, 3, 4]}, cv=2, n_jobs=2).fit(X, y)
    assert_same_results(ours, theirs)


def test_groups_and_sample_weights_reach_whom_they_are_for() -> None:
    groups, weights = numpy.arange(150) % 5, numpy.linspace(0.1, 1, 150)
    theirs = GridSearchCV(LogisticRegression(max_iter=500), {"C": [0.1, 1]}, cv=GroupKFold(3))
    ours = search(LogisticRegression(max_iter=500), {"C": [0.1, 1]}, cv=GroupKFold(3))
    assert_same_results(
        ours.fit(X, y, groups=groups, sample_weight=weights), theirs.fit(X, y, groups=groups, sample_weight=weights)
    )


def test_a_fitted_search_is_pickled_without_a_key_and_cloned_without_results(server: Server) -> None:
    ours = search(SVC(), {"C": [1, 10]}, cv=2).fit(X, y)
    stored = pickle.dumps(ours)
    assert server.key.encode() not in stored
    assert (pickle.loads(stored).predict(X) == ours.predict(X)).all()
    assert not hasattr(clone(ours), "cv_results_")
    assert clone(ours).get_params()["param_grid"] == {"C": [1, 10]}
    assert server.key not in repr(ours)


def test_within_other_estimators_each_fit_has_a_study_of_its_own() -> None:
    inner = search(SVC(), {"C": [1, 10]}, cv=2)
    pipeline = Pipeline([("scale", StandardScaler()), ("search", inner)])
    assert cross_val_score(pipeline, X, y, cv=StratifiedKFold(3, shuffle=True, random_state=0)).min() > 0.8
    assert GridSearchCV(inner, {"estimator__kernel": ["linear", "rbf"]}, cv=2).fit(X, y).best_score_ > 0.8


def test_what_is_wrong_with_an_argument_is_said_before_a_study_is_made() -> None:
    for changed, error in (
        ({"n_iter": 0}, "n_iter"),
        ({"study": 3}, "study"),
        ({"scoring": ["accuracy", "f1_macro"]}, "refit"),
        ({"cv": 1000}, "n_splits=1000"),
    ):
        with pytest.raises(ValueError, match=error):
            search(SVC(), {"C": [1, 2]}, **changed).fit(X, y)


def test_the_guides_programs_run(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run_programs(ROOT / "docs/guide/scikit-learn.md") >= 5
