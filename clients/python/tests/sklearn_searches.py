"""Searches that tests make, what became of them, and what they are compared with."""

from __future__ import annotations

from typing import Any

import numpy
from sklearn.datasets import load_iris
from sklearn.model_selection import KFold

import tellus
from server import Server
from tellus.sklearn import TellusSearchCV

X, y = load_iris(return_X_y=True)
#: For estimators that know their score: of each fold another value is the smallest.
ROWS, LABELS = numpy.arange(40.0).reshape(-1, 1), numpy.tile([0, 1], 20)
FOLDS = KFold(4)


def search(estimator: Any, grid: Any, **options: Any) -> TellusSearchCV:
    return TellusSearchCV(estimator, grid, project="sklearn", **options)


def trials_of(server: Server, searched: TellusSearchCV) -> list[dict[str, Any]]:
    assert tellus.study(searched.study_name_, project="sklearn").flush()
    study_id = tellus.study(searched.study_name_, project="sklearn").id
    found = server.get(f"/studies/{study_id}/trials?limit=1000")["data"]
    return [server.get(f"/trials/{trial['id']}") for trial in found]


def assert_same_results(ours: Any, theirs: Any) -> None:
    """All but the times are equal, in the same order."""
    assert list(ours.cv_results_) == list(theirs.cv_results_)
    for key, expected in theirs.cv_results_.items():
        found = ours.cv_results_[key]
        if key == "params":
            assert found == expected
        elif "_time" in key:
            assert (found.shape, found.dtype) == (expected.shape, expected.dtype) and (found >= 0).all()
        else:
            assert found.dtype == expected.dtype
            numpy.testing.assert_array_equal(found, expected)
    assert ours.best_params_ == theirs.best_params_
    assert (ours.best_index_, ours.best_score_) == (theirs.best_index_, theirs.best_score_)
    assert (ours.n_splits_, ours.multimetric_) == (theirs.n_splits_, theirs.multimetric_)
