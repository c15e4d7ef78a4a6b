"""How a trial ends that was not told."""

from __future__ import annotations

import os
import signal
import threading
import time

import pytest

import tellus
from conftest import Run, trial_of, wait_until
from server import Server
from tellus import runtime
from tellus.spool import Spool


def test_an_exception_in_the_loop_tells_failed_with_its_traceback(server: Server, study: tellus.Study) -> None:
    with pytest.raises(ZeroDivisionError) as raised:
        for trial in study.trials(3):
            trial.report(1, loss=1)
            1 / 0
    wait_until(lambda: study.flush() and trial_of(server, trial.id)["state"] == "failed")
    reason = trial_of(server, trial.id)["state_reason"]
    assert "1 / 0" in reason
    assert str(raised.value) in reason


def test_an_exception_that_was_handled_outside_and_forgotten_leaves_its_traceback(
    server: Server, study: tellus.Study
) -> None:
    try:
        for trial in study.trials(3):
            int("boom")
    except ValueError:
        pass
    wait_until(lambda: study.flush() and trial_of(server, trial.id)["state"] == "failed")
    assert 'int("boom")' in trial_of(server, trial.id)["state_reason"]


def test_an_exception_in_a_with_block_tells_failed_with_its_traceback(server: Server, study: tellus.Study) -> None:
    with pytest.raises(ValueError, match="too hot"):
        with study.ask() as trial:
            raise ValueError("too hot")
    assert trial.flush()
    stored = trial_of(server, trial.id)
    assert stored["state"] == "failed"
    assert "ValueError: too hot" in stored["state_reason"]


def test_an_exception_that_was_handled_within_the_body_ends_nothing(server: Server, study: tellus.Study) -> None:
    kept = []
    for trial in study.trials(1):
        try:
            raise ValueError("handled")
        except ValueError as error:
            kept.append(error)
        break
    wait_until(lambda: study.flush() and trial_of(server, trial.id)["state"] == "queued")


def test_break_gives_the_trial_back(server: Server, study: tellus.Study) -> None:
    for trial in study.trials(3):
        break
    del trial
    wait_until(lambda: study.flush() and [t["state"] for t in server.get(f"/studies/{study.id}/trials")["data"]] == ["queued"])


def test_a_body_that_says_nothing_fails_the_trial_rather_than_repeat_it_for_ever(
    server: Server, study: tellus.Study
) -> None:
    for trial in study.trials(1):
        pass
    assert trial.flush()
    assert "trial.tell" in trial_of(server, trial.id)["state_reason"]


def test_a_trial_that_a_notebook_overwrites_is_given_back(server: Server, study: tellus.Study) -> None:
    trial = study.ask()
    first = trial.id
    trial = study.ask()
    wait_until(lambda: trial_of(server, first)["state"] == "queued" or trial.id == first)
    trial.tell(loss=1)


LOOP = """
    import sys, time, tellus
    study = tellus.study(sys.argv[1], project="python")
    try:
        for trial in study.trials():
            print(trial.id, flush=True)
            step = 0
            while True:
                step += 1
                trial.report(step, loss=1 / step)
                time.sleep(0.01)
                if len(sys.argv) > 2 and step == 5:
                    exec(sys.argv[2])
    finally:
        print("tidied up", flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_and_sigterm_release_the_lease(
    server: Server, study: tellus.Study, run: Run, number: signal.Signals
) -> None:
    program = run(LOOP, study.name)
    assert program.stdout is not None
    trial_id = program.stdout.readline().strip()
    time.sleep(0.2)
    program.send_signal(number)
    rest, _ = program.communicate(timeout=20)
    assert "tidied up" in rest
    assert program.returncode in (-signal.SIGINT, 128 + signal.SIGTERM)
    stored = trial_of(server, trial_id)
    assert stored["state"] == "queued"
    assert stored["attempts"][-1]["end_reason"] == "released"


def test_sigterm_gives_back_what_the_threads_of_optimize_hold(server: Server, study: tellus.Study, run: Run) -> None:
    program = run(
        """
        import sys, time, tellus
        def train(trial):
            print(trial.id, flush=True)
            time.sleep(60)
        tellus.study(sys.argv[1], project="python").optimize(train, workers=2)
        """,
        study.name,
    )
    assert program.stdout is not None
    held = [program.stdout.readline().strip() for _ in range(2)]
    program.send_signal(signal.SIGTERM)
    program.communicate(timeout=20)
    assert program.returncode == 128 + signal.SIGTERM
    assert [trial_of(server, one)["state"] for one in held] == ["queued"] * 2


def test_a_thread_that_tells_what_the_end_of_its_process_gave_back_hears_no_error(
    study: tellus.Study,
) -> None:
    trial = study.ask()
    runtime.shut_down()
    trial.tell(loss=0.5)
    (late,) = study.late_results()
    assert (late.trial_id, late.result["values"]) == (trial.id, {"loss": 0.5})


def test_ctrl_c_that_the_program_handles_releases_the_lease(server: Server, study: tellus.Study, run: Run) -> None:
    code = LOOP.replace("finally:", "except KeyboardInterrupt:").replace("tidied up", "bye") + "\n    time.sleep(2)\n"
    program = run(code, study.name)
    assert program.stdout is not None
    trial_id = program.stdout.readline().strip()
    time.sleep(0.2)
    program.send_signal(signal.SIGINT)
    program.communicate(timeout=20)
    assert trial_of(server, trial_id)["state"] == "queued"


def test_sys_exit_in_the_loop_releases_the_lease(server: Server, study: tellus.Study, run: Run) -> None:
    program = run(LOOP, study.name, "sys.exit(3)")
    out, _ = program.communicate(timeout=20)
    assert program.returncode == 3
    assert trial_of(server, out.split()[0])["state"] == "queued"


def test_an_exception_that_ends_the_program_is_told_with_its_traceback(
    server: Server, study: tellus.Study, run: Run
) -> None:
    program = run(LOOP, study.name, "raise MemoryError('no room')")
    out, err = program.communicate(timeout=20)
    assert "MemoryError: no room" in err
    stored = trial_of(server, out.split()[0])
    assert stored["state"] == "failed"
    assert "MemoryError: no room" in stored["state_reason"]


def test_a_sigterm_handler_of_the_program_stays(study: tellus.Study, run: Run) -> None:
    program = run(
        """
        import os, signal, sys, tellus
        signal.signal(signal.SIGTERM, lambda *_: print("mine", flush=True))
        study = tellus.study(sys.argv[1], project="python")
        with study.ask() as trial:
            os.kill(os.getpid(), signal.SIGTERM)
            trial.tell(loss=1)
        """,
        study.name,
    )
    out, err = program.communicate(timeout=20)
    assert (program.returncode, out) == (0, "mine\n"), err


def test_sigterm_before_the_first_report_gives_the_trial_back(server: Server, study: tellus.Study, run: Run) -> None:
    """From Python 3.12 no thread can be started any more by then."""
    program = run(
        """
        import sys, threading, time, tellus
        for trial in tellus.study(sys.argv[1], project="python").trials():
            print(trial.id, "tellus-sender" in {one.name for one in threading.enumerate()}, flush=True)
            time.sleep(60)
        """,
        study.name,
    )
    assert program.stdout is not None
    trial_id, sends = program.stdout.readline().split()
    program.send_signal(signal.SIGTERM)
    program.communicate(timeout=20)
    assert sends == "True"
    assert trial_of(server, trial_id)["state"] == "queued"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="it forks")
def test_sigterm_gives_back_what_a_forked_child_has_asked_for_itself(
    server: Server, study: tellus.Study, run: Run
) -> None:
    program = run(
        """
        import multiprocessing, os, signal, sys, time, tellus
        study = tellus.study(sys.argv[1], project="python")
        def train():
            trial = study.ask()
            print(trial.id, flush=True)
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(60)
        study.ask().tell(loss=1)
        child = multiprocessing.get_context("fork").Process(target=train)
        child.start()
        child.join()
        """,
        study.name,
    )
    out, err = program.communicate(timeout=30)
    assert trial_of(server, out.strip())["state"] == "queued", err


def test_an_interruption_before_a_result_is_written_leaves_the_trial_to_somebody_else(
    server: Server, study: tellus.Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    trial = study.ask()

    def interrupted(*_: object, **__: object) -> None:
        monkeypatch.undo()
        raise KeyboardInterrupt

    monkeypatch.setattr(Spool, "add", interrupted)
    with pytest.raises(KeyboardInterrupt):
        trial.tell(loss=1)
    trial.release()
    assert study.flush()
    wait_until(lambda: trial_of(server, trial.id)["state"] == "queued")


@pytest.mark.parametrize("reason", ["torn \0 line", "half \ud83e of a pair", "x" * 5000 + "🤗", "🤗" * 5000])
def test_a_failure_is_told_whatever_characters_its_reason_has(
    server: Server, study: tellus.Study, reason: str
) -> None:
    trial = study.ask()
    trial.fail(reason)
    assert study.flush()
    stored = trial_of(server, trial.id)
    assert stored["state"] == "failed"
    assert stored["state_reason"].endswith(reason.replace("\0", "�").replace("\ud83e", "�")[-4:])
