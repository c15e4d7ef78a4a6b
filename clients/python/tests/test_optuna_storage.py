"""Optuna's own test class for storages, and what its studies find here beyond it."""

from __future__ import annotations

import logging
import os
import pickle
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

optuna = pytest.importorskip("optuna", minversion="5", reason="Optuna 5 is not installed here")

from optuna.testing.pytest_storages import StorageTestCase  # noqa: E402
from optuna.trial import TrialState  # noqa: E402

import tellus  # noqa: E402
from optuna_studies import create, fresh_name  # noqa: E402
from server import Server  # noqa: E402
from tellus.optuna import TellusStorage  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore::optuna.exceptions.ExperimentalWarning")


@pytest.fixture
def storage() -> TellusStorage:
    """Of a project that nobody else has."""
    return TellusStorage(fresh_name())


class TestTellusStorage(StorageTestCase):
    """The class that Optuna publishes for whoever writes a storage."""


def test_a_study_runs_unchanged_and_is_one_of_ours(server: Server, storage: TellusStorage) -> None:
    study = create(storage, direction="maximize")

    def objective(trial: Any) -> float:
        x = trial.suggest_float("learning rate", 1e-5, 1, log=True)
        kind = trial.suggest_categorical("kind", ["adam", None, True])
        for step in range(4):
            trial.report(x + step, step)
        trial.set_user_attr("kind", kind)
        return float(x)

    study.optimize(objective, n_trials=8)
    found = server.get(f"/studies/{storage.tellus_study_id(study._study_id)}")
    assert found["sampler"] == {"name": "external"}
    assert found["objectives"] == [{"metric": "value", "direction": "maximize"}]
    assert found["trial_counts"]["completed"] == 8
    assert found["search_space"] == {
        "learning:20rate": {"type": "float", "low": 1e-5, "high": 1, "scale": "log"},
        "kind": {"type": "categorical", "choices": ["adam", None, True]},
    }
    best = server.get(f"/studies/{found['id']}/best")["trial"]
    assert best["number"] == study.best_trial.number
    assert best["values"]["value"]["value"] == study.best_value
    assert storage.page(study) == found["url"]
    first = server.get(f"/trials/{storage.tellus_trial_id(study.trials[0]._trial_id)}")
    assert len(first["measurements"]) == 4
    assert first["attributes"] == {"user:kind": study.trials[0].user_attrs["kind"]}


@pytest.mark.parametrize(
    "sampler",
    [
        lambda: optuna.samplers.TPESampler(seed=1, n_startup_trials=3),
        lambda: optuna.samplers.NSGAIISampler(seed=1, population_size=4),
        lambda: optuna.samplers.GridSampler({"x": [0.0, 0.5, 1.0], "n": [1, 2]}),
        lambda: optuna.samplers.QMCSampler(seed=1),
    ],
)
def test_optunas_samplers_see_what_they_need(storage: TellusStorage, sampler: Any) -> None:
    """With the same seed they draw what they draw with Optuna's own storage."""

    def objective(trial: Any) -> float:
        return float(trial.suggest_float("x", 0, 1) * trial.suggest_int("n", 1, 2))

    ours = create(storage, sampler=sampler())
    theirs = optuna.create_study(sampler=sampler())
    for study in (ours, theirs):
        study.optimize(objective, n_trials=6)
    assert [trial.params for trial in ours.trials] == [trial.params for trial in theirs.trials]


def test_pruners_and_constraints_and_several_objectives(storage: TellusStorage) -> None:
    study = create(storage, pruner=optuna.pruners.MedianPruner(n_startup_trials=1, n_warmup_steps=0))

    def pruned(trial: Any) -> float:
        x = trial.suggest_float("x", trial.number, trial.number + 1)
        for step in range(3):
            trial.report(x, step)
            if trial.should_prune():
                raise optuna.TrialPruned
        return float(x)

    study.optimize(pruned, n_trials=4)
    assert [trial.state.name for trial in study.trials] == ["COMPLETE", "PRUNED", "PRUNED", "PRUNED"]
    assert study.trials[1].value == study.trials[1].params["x"]

    both = create(storage, directions=["minimize", "maximize"])
    for x in (0.25, 0.75):
        trial = both.ask({"x": optuna.distributions.FloatDistribution(0, 1)})
        trial.set_constraint("small", x - 0.5)
        both.tell(trial, (x, x))
    again = optuna.load_study(study_name=both.study_name, storage=storage)
    assert again.metric_names is None
    again.set_metric_names(["loss", "accuracy"])
    assert both.metric_names == ["loss", "accuracy"]
    assert [trial.values for trial in again.best_trials] == [[0.25, 0.25]]


def test_a_failed_objective_fails_its_trial_and_raises_as_ever(storage: TellusStorage) -> None:
    study = create(storage)
    with pytest.raises(ZeroDivisionError):
        study.optimize(lambda trial: 1 / 0, n_trials=1)
    study.optimize(lambda trial: 1 / 0, n_trials=1, catch=(ZeroDivisionError,))
    assert [trial.state for trial in study.trials] == [TrialState.FAIL] * 2


def test_enqueued_trials_are_taken_once_by_whoever_comes_first(storage: TellusStorage) -> None:
    study = create(storage)
    for x in (0.0, 1.0, 0.5):
        study.enqueue_trial({"x": x})
    others = [optuna.load_study(study_name=study.study_name, storage=pickle.loads(pickle.dumps(storage))) for _ in range(3)]
    threads = [
        threading.Thread(target=one.optimize, args=(lambda trial: trial.suggest_float("x", 0, 1),), kwargs={"n_trials": 1})
        for one in others
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(trial.value for trial in study.trials) == [0.0, 0.5, 1.0]
    assert all(type(trial.params["x"]) is float for trial in study.trials)


def test_what_is_told_of_an_asked_trial_by_another_process_counts(storage: TellusStorage) -> None:
    study = create(storage)
    trial = study.ask({"x": optuna.distributions.FloatDistribution(0, 1)})
    trial.report(0.5, 1)
    elsewhere = pickle.loads(pickle.dumps(storage))
    storage.deliver(trial._trial_id)
    other = optuna.load_study(study_name=study.study_name, storage=elsewhere)
    other.tell(trial.number, 0.25)
    assert study.trials[0].value == 0.25
    assert study.trials[0].intermediate_values == {1: 0.5}
    with pytest.raises(optuna.exceptions.UpdateFinishedTrialError):
        storage.set_trial_state_values(trial._trial_id, TrialState.COMPLETE, [0.5])


def test_errors_are_optunas_own(storage: TellusStorage) -> None:
    study = create(storage)
    with pytest.raises(optuna.exceptions.DuplicatedStudyError):
        optuna.create_study(storage=storage, study_name=study.study_name)
    assert optuna.create_study(storage=storage, study_name=study.study_name, load_if_exists=True)._study_id == study._study_id
    with pytest.raises(KeyError):
        optuna.load_study(storage=storage, study_name="nobody made it")
    trial = study.ask()
    trial.suggest_float("x", 0, 1)
    other = study.ask()
    with pytest.raises(ValueError, match="different distribution kind"):
        other.suggest_int("x", 0, 1)
    elsewhere = optuna.load_study(storage=pickle.loads(pickle.dumps(storage)), study_name=study.study_name).ask()
    with pytest.raises(ValueError, match="/distribution|another type|distribution kind"):
        elsewhere.suggest_categorical("x", ["a"])
    with pytest.raises(tellus.UsageError, match="lease_seconds"):
        TellusStorage(lease_seconds=3)


def test_names_of_studies_are_optunas_whatever_they_are(storage: TellusStorage) -> None:
    names = ["", " spaces ", "a\nb", "Name", "name", "x" * 500, "optuna:x", "\u202eab", "日本", "e\u0301"]
    made = {name: optuna.create_study(storage=storage, study_name=name)._study_id for name in names}
    assert len(set(made.values())) == len(names)
    elsewhere = pickle.loads(pickle.dumps(storage))
    for name, study_id in made.items():
        assert elsewhere.get_study_id_from_name(name) == study_id
        assert elsewhere.get_study_name_from_id(study_id) == name
        with pytest.raises(optuna.exceptions.DuplicatedStudyError):
            optuna.create_study(storage=elsewhere, study_name=name)
    assert {study.study_name for study in elsewhere.get_all_studies()} == set(names)


def test_a_study_of_ours_is_not_taken_for_one_of_optuna(storage: TellusStorage) -> None:
    name = fresh_name()
    project = storage._service.project_id(makes=True)
    assert project is not None
    storage.request(
        "POST",
        f"/projects/{project}/studies",
        {
            "name": name,
            "search_space": {"x": {"type": "float", "low": 0, "high": 1}},
            "objectives": [{"metric": "loss", "direction": "minimize"}],
        },
    )
    assert storage.get_all_studies() == []
    with pytest.raises(tellus.UsageError, match="no study of Optuna's"):
        optuna.load_study(storage=storage, study_name=name)


def test_a_pickle_has_no_key(server: Server, storage: TellusStorage) -> None:
    study = create(storage)
    pickled = pickle.dumps(study)
    assert server.key.encode() not in pickled
    assert pickle.loads(pickled).study_name == study.study_name


def test_a_trial_that_is_stopped_on_its_page_is_pruned_at_its_next_report(server: Server, storage: TellusStorage) -> None:
    study = create(storage)

    def objective(trial: Any) -> float:
        server.post(f"/trials/{storage.tellus_trial_id(trial._trial_id)}/stop")
        for step in range(500):
            trial.report(1.0, step)
            time.sleep(0.02)
        return 1.0

    study.optimize(objective, n_trials=1)
    assert study.trials[0].state == TrialState.PRUNED
    assert len(study.trials[0].intermediate_values) < 500


def test_a_paused_study_waits_and_a_stopped_one_ends(
    server: Server, storage: TellusStorage, caplog: pytest.LogCaptureFixture
) -> None:
    study = create(storage)
    path = f"/studies/{storage.tellus_study_id(study._study_id)}"
    server.post(f"{path}/pause")
    threading.Timer(1, server.post, [f"{path}/resume"]).start()
    with caplog.at_level(logging.WARNING, "tellus"):
        study.optimize(lambda trial: 1.0, n_trials=1)
    assert "the study is paused" in caplog.text
    server.post(f"{path}/stop")
    with pytest.raises(tellus.StudyFinished):
        study.optimize(lambda trial: 1.0, n_trials=1)
    assert len(study.trials) == 1


def test_a_table_of_the_trials_is_made(storage: TellusStorage) -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed here")
    study = create(storage)
    study.optimize(lambda trial: trial.suggest_float("x", 0, 1), n_trials=3)
    frame = study.trials_dataframe()
    assert isinstance(frame, pandas.DataFrame)
    assert list(frame["value"]) == list(frame["params_x"])
    assert set(frame["state"]) == {"COMPLETE"}


def test_optunas_plots_are_drawn(storage: TellusStorage) -> None:
    pytest.importorskip("plotly", reason="plotly is not installed here")
    study = create(storage)
    study.optimize(lambda trial: trial.suggest_float("x", 0, 1) + trial.suggest_float("y", 0, 1), n_trials=8)
    visualization = optuna.visualization
    for plot in (visualization.plot_optimization_history, visualization.plot_slice, visualization.plot_timeline):
        assert plot(study).data


def test_without_optuna_it_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "optuna.py").write_text("raise ImportError('No module named optuna')")
    code = "import tellus\ntry:\n import tellus.optuna\nexcept tellus.MissingPackage as error:\n print(error)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    assert "pip install 'tellus[optuna]'" in done.stdout


def test_a_trial_that_was_told_elsewhere_is_over_here(storage: TellusStorage) -> None:
    study = create(storage)
    trial = study.ask()
    optuna.load_study(study_name=study.study_name, storage=pickle.loads(pickle.dumps(storage))).tell(0, 0.25)
    assert study.trials[0].value == 0.25
    assert study.tell(trial, 0.5, skip_if_finished=True).value == 0.25
    assert not storage._own.any_of(study._study_id)


def test_a_trial_that_never_heard_of_its_stop_is_complete_there(server: Server, storage: TellusStorage) -> None:
    study = create(storage)

    def objective(trial: Any) -> float:
        server.post(f"/trials/{storage.tellus_trial_id(trial._trial_id)}/stop")
        return 0.5

    study.optimize(objective, n_trials=1)
    assert (study.trials[0].state, study.best_value) == (TrialState.COMPLETE, 0.5)
