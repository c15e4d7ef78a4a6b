"""Grids and distributions of scikit-learn as a search space, and back."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("sklearn", reason="scikit-learn is not installed: tellus.sklearn is not tested")

import numpy
import scipy.stats
from sklearn.linear_model import LogisticRegression
from sklearn.svm import SVC

import tellus
from tellus.sklearn.grid import BRANCH, Grid


def grid_of(given: Any) -> Grid:
    return Grid(given, numpy.random.RandomState(0))


def test_lists_become_what_their_values_are() -> None:
    grid = grid_of(
        {
            "numbers": [1, 10, 100],
            "logspace": numpy.logspace(-2, 0, 3),
            "even": range(10, 51, 10),
            "descending": [3, 2, 1],
            "unordered": [5, 1, 30],
            "names": ("rbf", "poly"),
            "mixed": ["scale", "auto", 0.1, None],
            "switch": [True, False],
            "single": [0.5],
        }
    )
    assert grid.space == {
        "descending": {"type": "ordinal", "values": [3, 2, 1]},
        "even": {"type": "int", "low": 10, "high": 50, "step": 10},
        "logspace": {"type": "ordinal", "values": [0.01, 0.1, 1.0]},
        "mixed": {"type": "categorical", "choices": ["scale", "auto", 0.1, None]},
        "names": {"type": "categorical", "choices": ["rbf", "poly"]},
        "numbers": {"type": "ordinal", "values": [1, 10, 100]},
        "single": {"type": "fixed", "value": 0.5},
        "switch": {"type": "categorical", "choices": [True, False]},
        "unordered": {"type": "ordinal", "values": [1, 5, 30]},
    }
    assert grid.size == 3 * 3 * 5 * 3 * 3 * 2 * 4 * 2


def test_any_object_is_a_choice_under_a_text_and_comes_back_as_itself() -> None:
    objects = [SVC(C=2), LogisticRegression(), (1, 2), None, numpy.float32(0.5), len, float("nan"), "SVC(C=2)"]
    grid = grid_of({"step": objects})
    keys = grid.space["step"]["choices"]
    assert keys == ["SVC(C=2) (2)", "LogisticRegression()", "(1, 2)", None, 0.5, "builtins.len", "nan", "SVC(C=2)"]
    assert [grid.decode({"step": key})["step"] for key in keys] == objects
    assert all(grid.decode({"step": key})["step"] is given for key, given in zip(keys, objects))


def test_json_may_bring_a_float_as_an_integer_but_never_a_number_as_a_truth_value() -> None:
    grid = grid_of({"C": [1.0, 2.5], "flag": [True, 1, "1"], "own": tellus.float_(0, 1), "count": numpy.array([1, 2, 3])})
    decoded = grid.decode({"C": 1, "flag": 1, "own": 1, "count": 2})
    assert [type(decoded[name]) for name in ("C", "flag", "own", "count")] == [float, int, float, numpy.int64]
    assert grid.decode({"flag": True}) == {"flag": True}


def test_distributions_become_ranges_or_their_quantiles() -> None:
    grid = grid_of(
        {
            "uniform": scipy.stats.uniform(1, 2),
            "log": scipy.stats.loguniform(1e-4, 1e-1),
            "moved": scipy.stats.loguniform(1e-4, 1e-1, loc=1),
            "integers": scipy.stats.randint(2, 5),
            "exponential": scipy.stats.expon(scale=100),
            "poisson": scipy.stats.poisson(3),
        }
    )
    quantile = {"type": "float", "low": 0.001, "high": 0.999}
    assert grid.space == {
        "exponential:quantile": quantile,
        "integers": {"type": "int", "low": 2, "high": 4},
        "log": {"type": "float", "low": 1e-4, "high": 1e-1, "scale": "log"},
        "moved:quantile": quantile,
        "poisson:quantile": quantile,
        "uniform": {"type": "float", "low": 1.0, "high": 3.0},
    }
    decoded = grid.decode({"exponential:quantile": 0.5, "poisson:quantile": 0.5, "moved:quantile": 0.5})
    assert decoded["exponential"] == pytest.approx(100 * numpy.log(2))
    assert decoded["poisson"] == 3 and isinstance(decoded["poisson"], int)
    assert 1 < decoded["moved"] < 1.1
    assert grid.size is None


def test_of_a_distribution_without_quantiles_drawn_values_are_the_choices_the_same_in_every_process() -> None:
    class Squares:
        def rvs(self, random_state: Any) -> int:
            return int(random_state.randint(1, 10) ** 2)

    one, other = grid_of({"n": Squares()}), grid_of({"n": Squares()})
    assert one.space == other.space
    assert one.space["n"]["type"] == "ordinal"
    assert set(one.space["n"]["values"]) <= {n**2 for n in range(1, 10)}
    assert one.size is None


def test_a_list_of_grids_becomes_branches_that_share_what_is_equal() -> None:
    own = {"gamma": tellus.log_float(0.1, 1), "degree": tellus.int_(2, 4, when={"gamma": {"gte": 0.5}})}
    grid = grid_of(
        [
            {"kernel": ["linear"], "C": [1, 10, 100]},
            {"kernel": ["rbf"], "C": [1, 10, 100], "gamma": [0.1, 1]},
            {"kernel": ["poly"], "C": [5, 6], **own},
        ]
    )
    assert grid.space[BRANCH] == {"type": "categorical", "choices": [1, 2, 3]}
    assert {name: parameter["when"] for name, parameter in grid.space.items() if "when" in parameter} == {
        "kernel": {BRANCH: 1},
        "C": {BRANCH: [1, 2]},
        "kernel:2": {BRANCH: 2},
        "gamma": {BRANCH: 2},
        "kernel:3": {BRANCH: 3},
        "C:2": {BRANCH: 3},
        "gamma:2": {BRANCH: 3},
        "degree": {"all": [{BRANCH: 3}, {"gamma:2": {"gte": 0.5}}]},
    }
    assert grid.decode({BRANCH: 3, "kernel:3": "poly", "C:2": 6, "gamma:2": 1}) == {"C": 6, "gamma": 1.0, "kernel": "poly"}
    assert grid.decode({BRANCH: 1, "kernel": "linear", "C": 10}) == {"C": 10, "kernel": "linear"}


def test_an_empty_grid_is_one_candidate_the_estimator_as_it_is() -> None:
    grid = grid_of({})
    assert (grid.size, len(grid.space), grid.decode({BRANCH: 1})) == (1, 1, {})


@pytest.mark.parametrize(
    ("given", "error", "says"),
    [
        ({"C": 1.0}, TypeError, "needs to be a list or a numpy array"),
        ({"C": "rbf"}, TypeError, "needs to be a list or a numpy array"),
        ({"C": []}, ValueError, "non-empty"),
        ({"C": numpy.ones((2, 2))}, ValueError, "one-dimensional"),
        ({"C": {"low": 1}}, tellus.UsageError, "has no type"),
        ([], tellus.UsageError, "a dict of parameters, or a list of such dicts"),
        ([3], tellus.UsageError, "Each grid must be a dict"),
    ],
)
def test_what_is_no_grid_is_refused_in_scikit_learns_words(given: Any, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        grid_of(given)
