"""Fork, spawn, threads: several trials at once, in whatever holds them."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from pathlib import Path

import pytest

import tellus
from conftest import OpenStudy, trial_of, wait_until
from server import Server

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")


def in_child(work: object, how: str, *arguments: object) -> None:
    process = multiprocessing.get_context(how).Process(target=work, args=arguments)  # type: ignore[attr-defined]
    process.start()
    process.join(30)
    assert process.exitcode == 0


def work_alone(name: str) -> None:
    study = tellus.study(name, project="python")
    for trial in study.trials(2):
        trial.report(1, loss=1)
        trial.tell(loss=trial["x"] ** 2)


@pytest.mark.parametrize("how", ["spawn", pytest.param("fork", marks=needs_fork)])
def test_r31_children_deliver_what_they_told_before_they_end(study: tellus.Study, how: str) -> None:
    first = study.ask()
    in_child(work_alone, how, study.name)
    first.tell(loss=1)
    assert study.flush()
    assert [one.state for one in study.list_trials()] == ["completed"] * 3


@needs_fork
def test_r31_a_forked_child_may_report_and_tell_for_its_parent(server: Server, study: tellus.Study) -> None:
    trial = study.ask()
    trial.report(1, loss=3)
    assert trial.flush()  # else it could arrive after the child's result

    def train() -> None:
        trial.report(2, loss=2)
        trial.tell(loss=1)

    in_child(train, "fork")
    wait_until(lambda: trial_of(server, trial.id)["state"] == "completed")
    assert [one["step"] for one in trial_of(server, trial.id)["measurements"]] == [1, 2]


@needs_fork
def test_r31_a_child_whose_parent_gave_the_trial_back_is_told_to_stop_and_keeps_its_result_as_a_late_one(
    study: tellus.Study,
) -> None:
    trial = study.ask()
    given_back = multiprocessing.get_context("fork").Event()

    def train() -> None:
        assert given_back.wait(30)
        trial.report(1, loss=2)
        assert trial.should_stop
        trial.tell(loss=0.25)

    def give_back() -> None:
        trial.release()  # as the end of the parent does
        given_back.set()

    threading.Timer(0.5, give_back).start()
    in_child(train, "fork")
    (late,) = study.late_results()
    assert (late.trial_id, late.result["values"]) == (trial.id, {"loss": 0.25})


@needs_fork
def test_r4_what_a_child_has_told_its_parent_may_tell_again(server: Server, study: tellus.Study) -> None:
    trial = study.ask()
    in_child(lambda: trial.tell(loss=0.25), "fork")
    trial.tell(loss=0.25)
    assert study.flush()
    assert trial_of(server, trial.id)["values"]["loss"]["value"] == 0.25
    assert study.late_results() == []


@needs_fork
def test_a_parent_that_tells_another_result_than_its_child_keeps_it_as_a_late_one(
    server: Server, study: tellus.Study
) -> None:
    trial = study.ask()
    in_child(lambda: trial.tell(loss=0.25), "fork")
    wait_until(lambda: trial_of(server, trial.id)["state"] == "completed")
    trial.tell(loss=0.5)
    assert study.flush()
    assert trial_of(server, trial.id)["values"]["loss"]["value"] == 0.25
    assert [late.result["values"] for late in study.late_results()] == [{"loss": 0.5}]


@needs_fork
def test_r31_a_data_loaders_workers_neither_send_nor_give_back_anything(server: Server, study: tellus.Study) -> None:
    """Forked in the midst of reports, they end without a word, by os._exit or by SIGTERM."""
    trial = study.ask()
    for step in range(1, 21):
        trial.report(step, loss=1 / step)
        child = os.fork()
        if child == 0:
            if step % 2:
                os._exit(0)
            time.sleep(60)
        if step % 2 == 0:
            time.sleep(0.05)  # Python forgets a signal that comes while it is forking
            os.kill(child, 15)
        os.waitpid(child, 0)
    assert trial_of(server, trial.id)["state"] == "running"
    trial.tell(loss=0)
    assert trial.flush()
    assert len(trial_of(server, trial.id)["measurements"]) == 20


@needs_fork
def test_r31_what_a_child_left_without_a_word_is_delivered_by_its_parent(
    server: Server, open_study: OpenStudy
) -> None:
    from tellus import runtime

    study = open_study()
    trial = study.ask()
    child = os.fork()
    if child == 0:
        trial.tell(loss=1)
        os._exit(0)
    os.waitpid(child, 0)
    runtime.shut_down()
    open_study(study.name)
    wait_until(lambda: trial_of(server, trial.id)["state"] == "completed")


def test_several_trials_at_once_in_threads_keep_apart(server: Server, study: tellus.Study) -> None:
    trials = [study.ask() for _ in range(8)]

    def train(trial: tellus.Trial) -> None:
        for step in range(1, 21):
            trial.report(step, loss=trial.number + step / 100)
        trial.tell(loss=trial.number)

    threads = [threading.Thread(target=train, args=(trial,)) for trial in trials]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert study.flush()
    for trial in trials:
        stored = trial_of(server, trial.id)
        assert stored["values"]["loss"]["value"] == trial.number
        assert [one["value"] for one in stored["measurements"]] == [trial.number + step / 100 for step in range(1, 21)]


def test_a_checkpoint_is_handed_to_whoever_goes_on(server: Server, study: tellus.Study, tmp_path: Path) -> None:
    model = tmp_path / "model.bin"
    trial = study.ask()
    for step in (1, 2):
        trial.report(step, loss=1 / step)
        model.write_bytes(f"weights after {step}".encode())
        trial.checkpoint(model)
    model.write_bytes(b"overwritten by the next epoch")
    trial.release()
    assert trial.flush()
    again = study.ask()
    assert (again.id, again.attempt) == (trial.id, 2)
    assert again.resume_from is not None
    assert again.resume_from.step == 2
    assert again.resume_from.path.read_bytes() == b"weights after 2"
    again.tell(loss=0)


def test_a_trial_that_a_scheduler_pauses_and_promotes_goes_on_from_its_checkpoint(
    server: Server, open_study: OpenStudy, tmp_path: Path
) -> None:
    study = open_study(
        scheduler={"name": "asha", "resource": {"name": "epoch", "min": 1, "max": 4}, "eta": 2},
        limits={"max_trials": 6},
    )
    resumed = []
    for trial in study.trials(20):
        first = 1
        if trial.resume_from is not None:
            first = trial.resume_from.step + 1
            assert trial.resume_from.path.read_text() == f"{trial.number} {first - 1}"
            resumed.append(trial.number)
        for step in range(first, 5):
            (tmp_path / "model").write_text(f"{trial.number} {step}")
            # The first is the best: it pauses, as nobody is there to compare it with, and is promoted later.
            trial.report(step, loss=trial.number + 1 / step)
            trial.checkpoint(tmp_path / "model")
            assert trial.flush()
            if trial.should_stop:
                break
        trial.tell(loss=trial.number)
    assert study.flush()
    assert resumed
    assert {one.state for one in study.list_trials()} <= {"completed", "pruned"}


def test_a_trial_that_was_trained_to_its_end_before_has_its_result_from_then(server: Server, study: tellus.Study) -> None:
    trial = study.ask()
    trial.report(9, loss=0.25)
    trial.checkpoint("s3://models/9")
    trial.release()
    assert trial.flush()
    for again in study.trials(1):
        assert (again.id, again.resume_from is not None) == (trial.id, True)  # and nothing is left to train
        with pytest.raises(tellus.UsageError, match="needs loss"):
            again.tell(lost=1)
    assert study.flush()
    assert trial_of(server, trial.id)["values"]["loss"]["value"] == 0.25


def test_an_address_is_named_as_checkpoint_and_not_read(study: tellus.Study) -> None:
    trial = study.ask()
    trial.report(3, loss=1)
    trial.checkpoint("s3://models/7")
    trial.release()
    assert trial.flush()
    again = study.ask()
    assert again.resume_from is not None
    assert (again.resume_from.uri, again.resume_from.step) == ("s3://models/7", 3)
    with pytest.raises(tellus.CheckpointError, match="open it yourself"):
        _ = again.resume_from.path
    again.tell(loss=1)


def test_a_loop_with_a_name_is_given_its_unfinished_trial_again(study: tellus.Study) -> None:
    first = study.ask(worker="gpu-7")
    for trial in study.trials(1, worker="gpu-7"):
        assert (trial.id, trial.attempt) == (first.id, 2)
        trial.tell(loss=1)


