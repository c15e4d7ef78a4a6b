"""Optuna's studies in many processes, some of which die, sleep or only ask."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import Any, Iterator

import pytest

optuna = pytest.importorskip("optuna", minversion="5", reason="Optuna 5 is not installed here")

from optuna.trial import TrialState  # noqa: E402

from conftest import Run, wait_until  # noqa: E402
from optuna_programs import IN_PARALLEL, WORK  # noqa: E402
from optuna_studies import create, fresh_name  # noqa: E402
from server import Server  # noqa: E402
from tellus import runtime  # noqa: E402
from tellus.optuna import TellusStorage  # noqa: E402

PROJECT = "optuna processes"


@pytest.fixture(scope="module", autouse=True)
def silent(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """Two processes that are not heard of for the length of a lease: one was killed, the other's machine sleeps."""
    folder = tmp_path_factory.mktemp("silent")
    (folder / "work.py").write_text(WORK)
    env = {
        **os.environ,
        "TELLUS_URL": server.url,
        "TELLUS_API_KEY": server.key,
        "TELLUS_SPOOL": str(folder / "spool"),
        "TELLUS_CONFIG": str(folder / "config.json"),
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in env.items():
            patch.setenv(name, value)
        storage = TellusStorage(PROJECT)
        names = {what: create(storage).study_name for what in ("killed", "asleep")}
    runtime.shut_down()
    started = {
        what: subprocess.Popen(
            [sys.executable, str(folder / "work.py"), name, "1", "3"],
            env=env,
            stdout=subprocess.PIPE,
            text=True,
        )
        for what, name in names.items()
    }
    for process in started.values():
        assert process.stdout is not None
        assert process.stdout.readline() == "0\n"
    time.sleep(0.3)  # for its reports to arrive
    started["killed"].kill()
    started["asleep"].send_signal(signal.SIGSTOP)
    yield {"names": names, "asleep": started["asleep"], "since": time.monotonic()}
    for process in started.values():
        process.kill()
        process.communicate()


@pytest.mark.long
def test_a_trial_that_trains_without_a_word_keeps_its_lease(server: Server) -> None:
    storage = TellusStorage(fresh_name(), lease_seconds=30)
    trial = create(storage).ask()
    trial_id = storage.tellus_trial_id(trial._trial_id)
    before = server.get(f"/trials/{trial_id}")["lease_until"]
    wait_until(lambda: server.get(f"/trials/{trial_id}")["lease_until"] > before, 20)


def test_the_end_of_a_process_leaves_an_asked_trial_to_be_told() -> None:
    study = create(TellusStorage(PROJECT))
    trial = study.ask()
    runtime.shut_down()
    assert study.trials[0].state == TrialState.RUNNING
    study.tell(trial.number, 1.0)
    assert study.trials[0].value == 1.0


def test_four_processes_make_exactly_the_trials_they_want(run: Run) -> None:
    study = optuna.create_study(storage=TellusStorage(PROJECT), study_name=fresh_name())
    programs = [run(WORK, study.study_name, "6", "0") for _ in range(4)]
    said = [program.communicate(timeout=60) for program in programs]
    assert [program.returncode for program in programs] == [0] * 4, said
    numbers = [int(line) for out, _ in said for line in out.split() if line != "done"]
    assert sorted(numbers) == list(range(24))
    assert [trial.number for trial in study.trials] == list(range(24))
    assert all(trial.state == TrialState.COMPLETE for trial in study.trials)
    assert all(len(trial.intermediate_values) == 3 for trial in study.trials)


def test_threads_forks_spawns_and_joblib_share_a_storage(run: Run) -> None:
    study = optuna.create_study(storage=TellusStorage(PROJECT), study_name=fresh_name())
    program = run(IN_PARALLEL, study.study_name)
    out, err = program.communicate(timeout=60)
    assert out == "done\n", err
    assert [trial.number for trial in study.trials] == list(range(17))
    assert all(trial.state == TrialState.COMPLETE for trial in study.trials)


def test_a_killed_processs_trial_fails_and_others_go_on(silent: dict[str, Any]) -> None:
    study = optuna.load_study(study_name=silent["names"]["killed"], storage=TellusStorage(PROJECT))
    study.optimize(lambda trial: 1.0, n_trials=1)
    wait_until(lambda: study.trials[0].state == TrialState.FAIL, 60)
    assert study.trials[0].intermediate_values.keys() == {0, 1, 2}
    assert study.trials[1].state == TrialState.COMPLETE


def test_a_result_whose_trial_was_given_up_is_kept_as_a_trial_of_its_own(silent: dict[str, Any]) -> None:
    study = optuna.load_study(study_name=silent["names"]["asleep"], storage=TellusStorage(PROJECT))
    wait_until(lambda: study.trials[0].state == TrialState.FAIL, 60)
    silent["asleep"].send_signal(signal.SIGCONT)
    assert silent["asleep"].stdout.readline() == "done\n"
    failed, kept = study.trials
    assert kept.state == TrialState.COMPLETE
    assert kept.params == failed.params
    assert kept.user_attrs == failed.user_attrs
    assert kept.intermediate_values == failed.intermediate_values
