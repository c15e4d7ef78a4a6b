from __future__ import annotations

import math
from typing import Any, Optional

import pytest

import tellus
from conftest import OpenStudy, trial_of, wait_until
from server import Server


def test_a_loop_evaluates_as_many_trials_as_it_was_asked_for(server: Server, study: tellus.Study) -> None:
    numbers = []
    for trial in study.trials(3):
        numbers.append(trial.number)
        trial.tell(loss=trial["x"] ** 2)
    assert study.flush()
    assert numbers == [0, 1, 2]
    assert [one.state for one in study.list_trials()] == ["completed"] * 3


def test_a_loop_ends_when_the_study_is_finished(open_study: OpenStudy) -> None:
    study = open_study(limits={"max_trials": 2})
    for trial in study.trials():
        trial.tell(loss=1)
    with pytest.raises(tellus.StudyFinished) as refused:
        study.ask()
    assert refused.value.reason == "budget"


def test_an_ask_comes_after_the_results_told_before_it(server: Server, study: tellus.Study) -> None:
    last = ""
    for trial in study.trials(5):
        if last:
            assert trial_of(server, last)["state"] == "completed"
        last = trial.id
        trial.tell(loss=0.5)


def test_reports_become_measurements_and_the_last_of_them_the_result(server: Server, study: tellus.Study) -> None:
    with study.ask() as trial:
        for step in range(1, 6):
            trial.report(step, loss=1 / step, extra=step)
    assert trial.flush()
    stored = trial_of(server, trial.id)
    assert stored["state"] == "completed"
    assert stored["values"]["loss"]["value"] == 0.2
    assert [m["step"] for m in stored["measurements"] if m["metric"] == "loss"] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(("value", "text"), [(math.nan, "NaN"), (math.inf, "Infinity"), (-math.inf, "-Infinity")])
def test_values_that_are_not_finite_arrive_as_what_they_are(
    server: Server, study: tellus.Study, value: float, text: str
) -> None:
    with study.ask() as trial:
        trial.report(1, loss=value)
        trial.tell(loss=value)
    assert trial.flush()
    stored = trial_of(server, trial.id)
    assert stored["values"]["loss"]["value"] == text
    assert stored["measurements"][0]["value"] == text
    assert study.best is None


def test_uncertainty_and_cost_are_told(server: Server, study: tellus.Study) -> None:
    with study.ask() as trial:
        trial.cost = 2.5
        trial.tell(loss=tellus.Value(0.3, std_error=0.01, n=5))
    assert trial.flush()
    stored = trial_of(server, trial.id)
    assert stored["values"]["loss"] == {"value": 0.3, "std_error": 0.01, "n": 5}
    assert stored["cost"] == 2.5


def test_several_objectives_are_told_together(server: Server, open_study: OpenStudy) -> None:
    study = open_study(minimize=["loss", "size"], maximize="accuracy")
    with study.ask() as trial:
        with pytest.raises(tellus.UsageError, match="size"):
            trial.tell(loss=1, accuracy=0.5)
        trial.tell(loss=1, size=2, accuracy=0.5)
    assert trial.flush()
    assert trial_of(server, trial.id)["state"] == "completed"
    assert study.metrics == ("loss", "size", "accuracy")


def test_an_inactive_parameter_is_absent(open_study: OpenStudy) -> None:
    study = open_study(space={"opt": ["sgd"], "momentum": tellus.float_(0, 0.9, when={"opt": "sgd"}),
                              "beta": tellus.float_(0, 0.9, when={"opt": "adam"})} | {"opt": ["sgd", "adam"]})
    for trial in study.trials(4):
        assert ("momentum" in trial) == (trial["opt"] == "sgd")
        assert trial.get("beta", "none") == "none" or trial["opt"] == "adam"
        trial.tell(loss=0)


def test_optimize_runs_its_workers_side_by_side_within_one_budget(study: tellus.Study) -> None:
    study.optimize(lambda trial: trial["x"] ** 2, trials=20, workers=4)
    assert study.flush()
    assert [one.state for one in study.list_trials()] == ["completed"] * 20
    best = study.best
    assert best is not None
    assert best.values["loss"] == min(one.values["loss"] for one in study.list_trials())


def test_optimize_tells_failures_goes_on_after_those_it_may_and_raises_the_others(study: tellus.Study) -> None:
    def objective(trial: tellus.Trial) -> float:
        if trial.number == 1:
            raise ArithmeticError("diverged")
        if trial.number == 3:
            raise KeyError("a bug")
        return 1.0

    with pytest.raises(KeyError):
        study.optimize(objective, trials=10, catch=(ArithmeticError,))
    assert study.flush()
    assert [one.state for one in study.list_trials()] == ["completed", "failed", "completed", "failed"]


def test_the_verdict_arrives_while_the_trainer_goes_on(server: Server, study: tellus.Study) -> None:
    with study.ask() as trial:
        trial.report(1, loss=1)
        server.post(f"/trials/{trial.id}/stop")
        step = 1

        def stopped() -> bool:
            nonlocal step
            step += 1
            trial.report(step, loss=1)
            return trial.should_stop

        wait_until(stopped)
        trial.tell(loss=1)
    assert trial.flush()
    assert trial_of(server, trial.id)["state"] == "cancelled"


def test_a_seed_is_that_of_the_repeat_and_the_same_for_each_hand_out(server: Server, open_study: OpenStudy) -> None:
    study = open_study(repeats={"max": 2, "rule": "all"})
    for trial in study.trials(2):
        assert trial.seed == trial_of(server, trial.id)["repeat"]["seed"]
        trial.tell(loss=0)
    plain = open_study()
    first = plain.ask(worker="same")
    again = plain.ask(worker="same")
    assert again.id == first.id
    assert again.seed == first.seed < 2**32


def test_numbers_of_other_libraries_are_taken_and_what_is_no_number_is_named(study: tellus.Study) -> None:
    class Scalar:
        def __float__(self) -> float:
            return 0.25

    with study.ask() as trial:
        trial.report(1, loss=Scalar())
        with pytest.raises(tellus.UsageError, match="loss must be a number, not str 'high'"):
            trial.report(2, loss="high")  # type: ignore[arg-type]
        with pytest.raises(tellus.UsageError, match="step must be a whole number from 1"):
            trial.report(0, loss=1)
        with pytest.raises(tellus.UsageError, match="cannot be a metric"):
            trial.report(1, {"": 1})
        trial.tell(loss=1)
        with pytest.raises(tellus.UsageError, match="has ended already"):
            trial.tell(loss=2)


def test_what_the_service_refuses_says_which_field_and_what_to_do(open_study: OpenStudy) -> None:
    with pytest.raises(tellus.InvalidInput) as refused:
        open_study(space={"lr": tellus.log_float(0, 1)})
    assert refused.value.code == "invalid_search_space"
    assert refused.value.fields[0].pointer.startswith("/search_space/lr")
    assert refused.value.fields[0].detail in str(refused.value)


def test_a_table_of_all_trials_needs_pandas_and_says_so_without(
    study: tellus.Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(tellus.UsageError, match="pip install pandas"):
        study.dataframe()


def test_a_value_and_its_uncertainty_may_be_of_any_library(server: Server, study: tellus.Study) -> None:
    numpy = pytest.importorskip("numpy")
    trial = study.ask()
    trial.cost = numpy.float32(2)
    trial.tell(loss=tellus.Value(numpy.float32(0.5), std_error=numpy.float32(0.25), n=numpy.int64(4)))
    assert study.flush()
    stored = trial_of(server, trial.id)
    assert (stored["state"], stored["cost"]) == ("completed", 2)
    assert {name: stored["values"]["loss"][name] for name in ("value", "std_error", "n")} == {
        "value": 0.5, "std_error": 0.25, "n": 4,
    }


@pytest.mark.parametrize(
    ("value", "cost", "named"),
    [
        (tellus.Value(0.5, std_error=math.nan), None, "std_error of loss"),
        (tellus.Value(0.5, std_error=-1), None, "std_error of loss"),
        (tellus.Value(0.5, n=0), None, "n of loss"),
        (tellus.Value(0.5, n=1.5), None, "n of loss"),  # type: ignore[arg-type]
        (0.5, math.nan, "trial.cost"),
        (0.5, -1.0, "trial.cost"),
    ],
)
def test_a_result_that_cannot_be_sent_is_refused_where_it_is_told_and_may_be_told_again(
    server: Server, study: tellus.Study, value: Any, cost: Optional[float], named: str
) -> None:
    trial = study.ask()
    trial.cost = cost
    with pytest.raises(tellus.UsageError, match=named):
        trial.tell(loss=value)
    trial.cost = None
    trial.tell(loss=0.5)
    assert study.flush()
    assert trial_of(server, trial.id)["state"] == "completed"
