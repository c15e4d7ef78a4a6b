"""R31 for Optuna: training comes first, whatever becomes of the service."""

from __future__ import annotations

import itertools
import threading
import time
from typing import Any

import pytest

optuna = pytest.importorskip("optuna", minversion="5", reason="Optuna 5 is not installed here")

from optuna.trial import TrialState  # noqa: E402

import tellus  # noqa: E402
from conftest import wait_until  # noqa: E402
from optuna_studies import create, fresh_name  # noqa: E402
from proxy import Proxy, http_answer  # noqa: E402
from tellus import runtime  # noqa: E402
from tellus.optuna import TellusStorage  # noqa: E402


def test_a_trial_costs_few_requests_however_much_is_reported(proxy: Proxy) -> None:
    storage = TellusStorage(fresh_name())
    study = create(storage)

    def objective(trial: Any) -> float:
        for place in range(10):
            trial.suggest_float(f"x{place}", 0, 1)
            trial.set_user_attr(f"a{place}", place)
        for step in range(200):
            trial.report(step, step)
        return 0.0

    study.optimize(objective, n_trials=2)
    proxy.requests.clear()
    study.optimize(objective, n_trials=10)
    heads = [request.split(b" HTTP/1.1")[0] for request in proxy.requests if b" HTTP/1.1\r\n" in request]
    # Waiting ones, a new one, what the sampler learns from, what was said (in two or three), the result.
    assert len(heads) <= 10 * 8, heads[-16:]
    assert len(study.trials[-1].intermediate_values) == 200


def test_what_a_trial_says_does_not_wait_for_the_network(proxy: Proxy) -> None:
    study = create(TellusStorage(fresh_name()), sampler=optuna.samplers.RandomSampler())
    study.optimize(lambda trial: trial.suggest_float("x", 0, 1), n_trials=1)
    trial = study.ask()
    proxy.set("hang")
    begun = time.monotonic()
    trial.suggest_float("x", 0, 1)
    for step in range(100):
        trial.report(step, step)
        trial.set_user_attr("step", step)
    assert time.monotonic() - begun < 1
    assert trial.params.keys() == {"x"}
    proxy.set("pass")
    study.tell(trial, 1)
    (told,) = [one for one in study.trials if one.number == trial.number]
    assert len(told.intermediate_values) == 100
    assert told.user_attrs == {"step": 99}


@pytest.mark.parametrize(
    "mode", [pytest.param("refuse", marks=pytest.mark.long), "swallow", pytest.param("answer", marks=pytest.mark.long)]
)
def test_an_outage_raises_nothing_into_optimize_loses_nothing_and_doubles_nothing(proxy: Proxy, mode: str) -> None:
    study = create(TellusStorage(fresh_name()))
    busy = itertools.count()
    proxy.reply = lambda _request: (
        http_answer("429 Too Many Requests", Retry_After="1") if next(busy) < 3 else http_answer("503 Service Unavailable")
    )
    ends = threading.Timer(4, proxy.set, ["pass"])

    def objective(trial: Any) -> float:
        x: float = trial.suggest_float("x", 0, 1)
        if trial.number == 2:
            proxy.set(mode)
            ends.start()
        trial.report(x, 0)
        return x

    study.optimize(objective, n_trials=6, n_jobs=2)
    ends.join()
    trials = study.trials
    assert [trial.number for trial in trials] == list(range(6))
    assert all(trial.state == TrialState.COMPLETE and trial.value == trial.params["x"] for trial in trials)
    assert all(trial.intermediate_values == {0: trial.value} for trial in trials)


def test_a_result_outlives_patience_and_the_process(proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELLUS_PATIENCE", "1")
    monkeypatch.setenv("TELLUS_EXIT_WAIT", "0")
    storage = TellusStorage(fresh_name())
    study = create(storage)
    trial = study.ask()
    proxy.set("refuse")
    with pytest.raises(tellus.Unavailable, match="in the spool"):
        storage.set_trial_state_values(trial._trial_id, TrialState.COMPLETE, [0.5])
    runtime.shut_down()
    proxy.set("pass")
    again = optuna.load_study(study_name=study.study_name, storage=TellusStorage(storage._arguments["project"]))
    assert wait_until(lambda: again.trials[0].state == TrialState.COMPLETE)
    assert again.trials[0].value == 0.5


def test_patience_that_is_over_says_so_to_who_called_optimize(proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELLUS_PATIENCE", "1")
    monkeypatch.setenv("TELLUS_EXIT_WAIT", "0")
    study = create(TellusStorage(fresh_name()), sampler=optuna.samplers.RandomSampler())

    def objective(trial: Any) -> Any:
        value = trial.suggest_float("x", 0, 1)
        proxy.set("refuse")
        return value

    with pytest.raises(tellus.Unavailable, match="in the spool"):
        study.optimize(objective, n_trials=1)


def test_hyperband_waits_for_no_network_in_the_middle_of_a_training(proxy: Proxy) -> None:
    pruner = optuna.pruners.HyperbandPruner(max_resource=9)
    study = create(TellusStorage(fresh_name()), pruner=pruner, sampler=optuna.samplers.RandomSampler())
    took: list[float] = []

    def objective(trial: Any) -> Any:
        trial.suggest_float("x0", 0, 1)
        proxy.requests.clear()
        begun = time.monotonic()
        for number in range(10):
            trial.suggest_float("x0", 0, 1)
            trial.set_user_attr("place", number)
        took.append(time.monotonic() - begun)
        assert not [one for one in proxy.requests if b"name=" in one.split(b"\r\n")[0]]
        return 1.0

    study.optimize(objective, n_trials=3)
    assert len(took) == 3


def test_an_attribute_is_stored_as_it_was_when_it_was_said(proxy: Proxy) -> None:
    study = create(TellusStorage(fresh_name()))
    trial = study.ask()
    proxy.set("refuse")
    losses: list[float] = []
    for epoch in range(3):
        losses.append(epoch + 0.5)
        trial.set_user_attr(f"epoch{epoch}", losses)
    proxy.set("pass")
    study.tell(trial, 1.0)
    assert [len(study.trials[0].user_attrs[f"epoch{epoch}"]) for epoch in range(3)] == [1, 2, 3]
