"""scikit-learn's own checks of estimators, on the search around the estimators that it checks its own searches around."""

from __future__ import annotations

from typing import Any, Callable

import pytest

pytest.importorskip("sklearn", reason="scikit-learn is not installed: tellus.sklearn is not tested")

from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import Pipeline
from sklearn.utils.estimator_checks import parametrize_with_checks

from tellus.sklearn import TellusSearchCV

#: Those that scikit-learn expects of GridSearchCV to fail, and why.
EXPECTED = {
    "check_supervised_y_2d": "DataConversionWarning not caught",
    "check_requires_y_none": "Doesn't fail gracefully",
}


def search(estimator: Any, name: str) -> TellusSearchCV:
    return TellusSearchCV(estimator, {name: [0.1, 1.0]}, cv=2, error_score="raise", project="sklearn checks")


REGRESSION = [search(Ridge(), "alpha")]
OTHERS = [
    search(LogisticRegression(), "C"),
    search(Pipeline([("pca", PCA()), ("ridge", Ridge())]), "ridge__alpha"),
]


@parametrize_with_checks(REGRESSION, expected_failed_checks=lambda _search: EXPECTED)
def test_scikit_learns_checks(estimator: Any, check: Callable[[Any], None]) -> None:
    check(estimator)


@pytest.mark.long
@parametrize_with_checks(OTHERS, expected_failed_checks=lambda _search: EXPECTED)
def test_scikit_learns_checks_around_a_classifier_and_a_pipeline(
    estimator: Any, check: Callable[[Any], None]
) -> None:
    check(estimator)
