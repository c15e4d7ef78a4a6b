"""How a trial ends that was not told."""

from __future__ import annotations

import contextlib
import signal
import threading
import time

import pytest

import tellus
from conftest import OpenStudy, Run, trial_of, wait_until
from proxy import Proxy
from server import Server
from tellus import runtime


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


@pytest.mark.parametrize("how", ["study.ask()", "study.optimize(print, workers=2)"])
def test_sigterm_before_the_answer_to_an_ask_gives_back_what_was_handed_out(
    server: Server, proxy: Proxy, study: tellus.Study, run: Run, how: str
) -> None:
    program = run(
        f"""
        import sys, tellus
        study = tellus.study(sys.argv[1], project="python")
        print("open", flush=True)
        input()
        {how}
        """,
        study.name,
    )
    assert program.stdin is not None and program.stdout is not None
    program.stdout.readline()
    proxy.set("swallow")
    program.stdin.write("\n")
    program.stdin.flush()
    running = f"/studies/{study.id}/trials?state=running"
    count = 2 if "workers" in how else 1
    wait_until(lambda: len(server.get(running)["data"]) == count)
    program.send_signal(signal.SIGTERM)
    time.sleep(0.1)
    proxy.set("pass")
    program.communicate(timeout=20)
    assert program.returncode == 128 + signal.SIGTERM
    assert server.get(running)["data"] == []
    assert {one["state"] for one in server.get(f"/studies/{study.id}/trials")["data"]} == {"queued"}


def test_a_thread_that_asks_while_its_process_ends_is_handed_nothing(
    server: Server, proxy: Proxy, open_study: OpenStudy
) -> None:
    study = open_study()
    handed: list[tellus.Trial] = []

    def ask() -> None:
        with contextlib.suppress(SystemExit):
            handed.append(study.ask())

    proxy.set("swallow")
    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    wait_until(lambda: server.get(f"/studies/{study.id}/trials?state=running")["data"])
    threading.Timer(0.3, proxy.set, ["pass"]).start()
    runtime.shut_down()
    asking.join(20)
    assert not asking.is_alive()
    assert handed == []
    assert [one["state"] for one in server.get(f"/studies/{study.id}/trials")["data"]] == ["queued"]


def test_an_ask_that_lost_patience_gives_back_what_was_handed_out(
    server: Server, proxy: Proxy, open_study: OpenStudy
) -> None:
    study = open_study()
    proxy.set("swallow")
    with pytest.raises(tellus.Unavailable, match="No trial within 1 s"):
        study.ask(timeout=1)
    assert [one["state"] for one in server.get(f"/studies/{study.id}/trials")["data"]] == ["running"]
    proxy.set("pass")
    wait_until(lambda: [one["state"] for one in server.get(f"/studies/{study.id}/trials")["data"]] == ["queued"])


def test_an_ask_that_never_left_takes_no_trial_later(server: Server, proxy: Proxy, open_study: OpenStudy) -> None:
    study = open_study()
    proxy.set("refuse")
    with pytest.raises(tellus.Unavailable):
        study.ask(timeout=0.5)
    proxy.set("pass")
    runtime.shut_down()
    assert server.get(f"/studies/{study.id}/trials")["data"] == []


def test_an_ask_of_a_named_worker_is_not_given_back_since_the_next_of_its_name_goes_on(
    server: Server, proxy: Proxy, open_study: OpenStudy
) -> None:
    study = open_study()
    proxy.set("swallow")
    with pytest.raises(tellus.Unavailable):
        study.ask(worker="gpu-7", timeout=1)
    proxy.set("pass")
    again = study.ask(worker="gpu-7")
    again.tell(loss=1)
    assert study.flush()
    assert [one["state"] for one in server.get(f"/studies/{study.id}/trials")["data"]] == ["completed"]


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
