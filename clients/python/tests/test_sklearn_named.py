"""Searches whose study has a name: done once, by whoever takes part, and not mixed with others."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

pytest.importorskip("sklearn", reason="scikit-learn is not installed: tellus.sklearn is not tested")

import numpy
from sklearn.base import clone
from sklearn.model_selection import KFold

import tellus
from conftest import Run
from server import Server
from sklearn_estimators import Known, fits
from sklearn_searches import FOLDS, LABELS, ROWS, assert_same_results, search


@pytest.fixture(autouse=True)
def no_fits() -> None:
    fits.clear()


def test_the_same_search_under_a_name_is_done_once() -> None:
    name = f"iris {uuid.uuid4().hex}"
    first = search(Known(), {"quality": [0.1, 0.9]}, cv=FOLDS, study=name, return_train_score=True).fit(ROWS, LABELS)
    run = len(fits)
    again = search(Known(), {"quality": [0.1, 0.9]}, cv=FOLDS, study=name, return_train_score=True).fit(ROWS, LABELS)
    assert len(fits) == run + 1  # the refit
    assert_same_results(again, first)
    numpy.testing.assert_array_equal(again.cv_results_["mean_fit_time"], first.cv_results_["mean_fit_time"])


@pytest.mark.parametrize(
    ("changed", "data", "says"),
    [
        ({}, (ROWS + 1, LABELS), "other data"),
        ({"cv": KFold(4, shuffle=True)}, (ROWS, LABELS), "other splits.*random_state"),
        ({"estimator": Known(fails=True)}, (ROWS, LABELS), "other estimator, parameters"),
        ({"param_grid": {"quality": [0.1, 0.8]}}, (ROWS, LABELS), "search space differs in quality"),
        ({}, (ROWS, LABELS, {"sample_weight": numpy.ones(len(ROWS))}), "other fit parameters"),
    ],
)
def test_another_search_under_the_same_name_is_refused(changed: Any, data: Any, says: str) -> None:
    first = search(Known(), {"quality": [0.1, 0.9]}, cv=FOLDS, study=f"iris {uuid.uuid4().hex}").fit(ROWS, LABELS)
    run = len(fits)
    with pytest.raises(tellus.StudyDiffers, match=says):
        clone(first).set_params(**changed).fit(*data[:2], **(data[2] if len(data) > 2 else {}))
    assert len(fits) == run


def test_a_study_that_no_search_made_is_refused() -> None:
    made = tellus.study(uuid.uuid4().hex, project="sklearn", maximize="score", space={"quality": tellus.choice([1, 2])})
    with pytest.raises(tellus.StudyDiffers, match="was not made by a search"):
        search(Known(), {"quality": tellus.choice([1, 2])}, study=made.name).fit(ROWS, LABELS)


def test_a_search_that_was_interrupted_goes_on_where_it_was() -> None:
    name = f"interrupted {uuid.uuid4().hex}"
    broken = search(Known(interrupts_at=6), {"quality": [0.1, 0.5, 0.9]}, cv=FOLDS, study=name)
    with pytest.raises(KeyboardInterrupt):
        broken.fit(ROWS, LABELS)
    fits.append(-1)  # so that it is not interrupted there again
    ours = clone(broken).fit(ROWS, LABELS)
    assert ours.trial_folds_.tolist() == [4, 4, 4]
    assert ours.best_params_["quality"] == 0.9
    assert len(fits) == 1 + 12 + 1


PROGRAM = """
    import sys
    import time
    from sklearn.model_selection import KFold
    from sklearn.svm import SVC
    from sklearn.datasets import load_iris
    from tellus.sklearn import TellusSearchCV

    class Slow(SVC):
        def fit(self, X, y):
            time.sleep(0.03)
            return super().fit(X, y)

    print("ready", flush=True)
    sys.stdin.readline()
    folds = KFold(3, shuffle=True, random_state=0)
    search = TellusSearchCV(Slow(), {"C": list(range(1, 21))}, cv=folds, study=sys.argv[1], project="sklearn")
    search.fit(*load_iris(return_X_y=True))
    print(search.cv_results_["mean_test_score"].tolist(), search.best_params_)
"""


def test_processes_under_one_name_share_the_work_and_each_has_all_results(run: Run) -> None:
    name = f"shared {uuid.uuid4().hex}"
    programs = [run(PROGRAM, name) for _ in range(2)]
    for program in programs:
        assert program.stdout is not None and program.stdout.readline() == "ready\n"
    for program in programs:
        assert program.stdin is not None
        program.stdin.write("go\n")
        program.stdin.flush()
    ended = [program.communicate(timeout=120) for program in programs]
    assert [program.returncode for program in programs] == [0, 0], ended
    assert ended[0][0] == ended[1][0] != ""
    trials = list(tellus.study(name, project="sklearn").list_trials())
    assert len(trials) == 20 and {one.state for one in trials} == {"completed"}
    assert len({one.record["worker_id"] for one in trials}) == 2


def test_a_worker_key_takes_part_in_a_study_by_its_id(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    space = {"quality": tellus.ordinal([0.5, 0.9])}
    study = tellus.study(uuid.uuid4().hex, project="sklearn", maximize="score", space=space, limits={"max_trials": 2})
    assert study.record is not None
    monkeypatch.setenv("TELLUS_API_KEY", server.worker_key(study.record["project_id"]))
    ours = search(Known(), {"quality": [0.5, 0.9]}, cv=FOLDS, study=study.id).fit(ROWS, LABELS)
    assert sorted(ours.cv_results_["param_quality"]) == [0.5, 0.9]
    assert ours.study_url_ is None


def test_a_grid_that_is_not_in_order_is_gone_through_as_it_was_written() -> None:
    grid = {"quality": [0.1, 0.9, 0.5, 0.9001], "fails": [False]}
    found = search(Known(), grid, cv=FOLDS, n_jobs=2).fit(ROWS, LABELS)
    assert [one["quality"] for one in found.cv_results_["params"]] == grid["quality"]
