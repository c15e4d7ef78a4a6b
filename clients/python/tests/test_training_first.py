"""R31: the client never kills, blocks or raises into training, and loses no result."""

from __future__ import annotations

import json
import logging
import threading
import time
from pathlib import Path

import pytest

import tellus
from conftest import OpenStudy, Run, trial_of, wait_until
from proxy import Proxy, http_answer
from server import Server
from tellus import runtime


def train(trial: tellus.Trial, steps: int = 5) -> float:
    """Seconds that the client took of it."""
    begun = time.monotonic()
    for step in range(1, steps + 1):
        trial.report(step, loss=1 / step)
        assert trial.should_stop in (True, False)
    trial.tell(loss=0.1)
    return time.monotonic() - begun


@pytest.mark.parametrize("mode", ["refuse", "hang", "swallow"])
def test_r31_an_outage_neither_blocks_nor_raises_and_loses_nothing(
    server: Server, proxy: Proxy, open_study: OpenStudy, mode: str
) -> None:
    study = open_study()
    trial = study.ask()
    proxy.set(mode)
    assert train(trial) < 1
    time.sleep(0.5)
    proxy.set("pass")
    wait_until(lambda: trial_of(server, trial.id)["state"] == "completed", 30)
    assert len(trial_of(server, trial.id)["measurements"]) == 5


def test_r31_a_server_that_is_killed_and_started_again_gets_every_result(
    server: Server, study: tellus.Study
) -> None:
    trial = study.ask()
    server.kill()
    assert train(trial) < 1
    restarted = threading.Thread(target=server.start)
    restarted.start()
    # It waits for the server, and for its own result before it.
    following = study.ask()
    restarted.join()
    assert trial_of(server, trial.id)["state"] == "completed"
    following.tell(loss=1)


def test_r31_retry_after_is_honoured_and_the_same_key_is_sent_again(
    server: Server, proxy: Proxy, open_study: OpenStudy
) -> None:
    study = open_study()
    trial = study.ask()
    arrived: list[float] = []

    def busy(request: bytes) -> bytes | None:
        if b"/tell " not in request.split(b"\r\n")[0]:
            return None
        arrived.append(time.monotonic())
        return http_answer("503 Service Unavailable", Retry_After="2") if len(arrived) < 3 else None

    proxy.requests.clear()
    proxy.set("answer", busy)
    trial.tell(loss=1)
    wait_until(lambda: trial_of(server, trial.id)["state"] == "completed")
    assert all(later - earlier >= 2 for earlier, later in zip(arrived, arrived[1:]))
    tells = [request for request in proxy.requests if b"/tell " in request.split(b"\r\n")[0]]
    keys = {line for request in tells for line in request.lower().split(b"\r\n") if line.startswith(b"idempotency-key")}
    assert len(arrived) == 3
    assert len(keys) == 1


def test_r31_an_ask_whose_answer_was_lost_takes_one_trial(server: Server, proxy: Proxy, open_study: OpenStudy) -> None:
    study = open_study()
    proxy.set("swallow")
    threading.Timer(0.5, proxy.set, ["pass"]).start()
    study.ask().tell(loss=1)
    assert study.flush()
    assert [one["state"] for one in server.get(f"/studies/{study.id}/trials")["data"]] == ["completed"]


def test_r31_a_killed_process_loses_no_result(server: Server, proxy: Proxy, open_study: OpenStudy, run: Run) -> None:
    study = open_study()
    program = run(
        """
        import os, signal, sys, tellus
        study = tellus.study(sys.argv[1], project="python")
        trial = study.ask()
        print(trial.id, flush=True)
        input()
        for step in range(1, 101):
            trial.report(step, loss=1 / step)
        trial.tell(loss=0.01)
        os.kill(os.getpid(), signal.SIGKILL)
        """,
        study.name,
    )
    assert program.stdout is not None
    trial_id = program.stdout.readline().strip()
    proxy.set("refuse")
    program.communicate("\n", timeout=20)
    assert trial_of(server, trial_id)["state"] == "running"
    proxy.set("pass")
    # The next process of this spool: what was left comes before its first ask.
    runtime.shut_down()
    following = open_study(study.name).ask()
    stored = trial_of(server, trial_id)
    assert stored["state"] == "completed"
    assert len(stored["measurements"]) == 100
    following.tell(loss=1)


def test_r31_what_is_left_at_the_end_of_a_process_is_said_and_delivered_by_the_next(
    server: Server, proxy: Proxy, open_study: OpenStudy, spool: Path, caplog: pytest.LogCaptureFixture
) -> None:
    study = open_study()
    trial = study.ask()
    proxy.set("refuse")
    trial.tell(loss=1)
    begun = time.monotonic()
    runtime.shut_down()
    assert time.monotonic() - begun < 4
    assert "still in the spool" in caplog.text
    proxy.set("pass")
    open_study(study.name)
    wait_until(lambda: trial_of(server, trial.id)["state"] == "completed")
    runtime.shut_down()
    assert list(spool.iterdir()) == []


def test_r31_an_outage_is_said_once_and_its_end_once(
    server: Server, proxy: Proxy, open_study: OpenStudy, caplog: pytest.LogCaptureFixture
) -> None:
    study = open_study()
    trial = study.ask()
    with caplog.at_level(logging.WARNING, "tellus"):
        proxy.set("refuse")
        for step in range(1, 20):
            trial.report(step, loss=1)
            time.sleep(0.1)
        proxy.set("pass")
        trial.tell(loss=1)
        wait_until(lambda: trial_of(server, trial.id)["state"] == "completed")
    said = [record.getMessage() for record in caplog.records if record.name == "tellus"]
    assert [("cannot be reached" in one, "takes results again" in one) for one in said] == [(True, False), (False, True)]


def test_r31_a_refused_key_keeps_results_until_it_is_right(
    server: Server, proxy: Proxy, open_study: OpenStudy, caplog: pytest.LogCaptureFixture
) -> None:
    study = open_study()
    trial = study.ask()
    refusal = json.dumps({"code": "unauthenticated", "detail": "This key is not known."})
    proxy.set("answer", lambda _request: http_answer("401 Unauthorized", refusal))
    trial.tell(loss=1)
    wait_until(lambda: "This key is not known" in caplog.text)
    runtime.shut_down()
    proxy.set("pass")
    open_study(study.name)
    wait_until(lambda: trial_of(server, trial.id)["state"] == "completed")


@pytest.mark.parametrize(
    ("status", "body"),
    [
        ("200 OK", "hello"),
        ("400 Bad Request", ""),
        ("403 Forbidden", "<h1>Blocked</h1>"),
        ("404 Not Found", "default backend - 404"),
        ("404 Not Found", '{"message": "no route matched"}'),
    ],
)
def test_r31_what_somebody_in_between_answers_is_no_answer(
    server: Server, proxy: Proxy, open_study: OpenStudy, caplog: pytest.LogCaptureFixture, status: str, body: str
) -> None:
    study = open_study()
    trial = study.ask()
    proxy.set("answer", lambda _request: http_answer(status, body))
    trial.report(1, loss=2)
    trial.tell(loss=1)
    wait_until(lambda: "not Tellus" in caplog.text)
    proxy.set("pass")
    wait_until(lambda: trial_of(server, trial.id)["state"] == "completed")
    assert len(trial_of(server, trial.id)["measurements"]) == 1


def test_r31_opening_a_study_waits_for_the_service_and_ends_with_a_typed_error(
    proxy: Proxy, open_study: OpenStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy.set("refuse")
    monkeypatch.setenv("TELLUS_PATIENCE", "1")
    with pytest.raises(tellus.Unavailable, match="cannot be reached"):
        open_study()
    monkeypatch.setenv("TELLUS_PATIENCE", "20")
    threading.Timer(1, proxy.set, ["pass"]).start()
    assert open_study().id.startswith("std_")


def test_r9_a_trial_that_trains_without_a_word_keeps_its_lease(server: Server, study: tellus.Study) -> None:
    trial = study.ask(lease_seconds=30)
    before = trial_of(server, trial.id)["lease_until"]
    wait_until(lambda: trial_of(server, trial.id)["lease_until"] > before, 20)
    assert not trial.lease_lost
    trial.tell(loss=1)


def test_a_lost_lease_is_said_once_and_its_late_result_is_offered_as_an_import(
    server: Server, study: tellus.Study, caplog: pytest.LogCaptureFixture
) -> None:
    trial = study.ask(worker="twin")
    # Another process of this name: the service gives it the trial, and fences ours.
    again = server.post(f"/studies/{study.id}/ask", {"worker_id": "twin"})["trials"][0]
    assert again["id"] == trial.id
    for step in range(1, 6):
        trial.report(step, loss=1)
        time.sleep(0.1)
    wait_until(lambda: trial.lease_lost)
    assert trial.should_stop
    trial.tell(loss=0.125)
    assert trial.flush()
    said = [one.getMessage() for one in caplog.records if "was handed to another worker" in one.getMessage()]
    assert len(said) == 1
    (late,) = study.late_results()
    assert late.result["values"] == {"loss": 0.125}
    assert study.import_late() == 1
    assert study.late_results() == []
    imported = next(one for one in study.list_trials() if one.id != trial.id)
    assert imported.values == {"loss": 0.125}
    assert imported.assignments == trial.assignments
    # Those that arrived before the lease was lost, and those after.
    assert [one["step"] for one in trial_of(server, imported.id)["measurements"]] == [1, 2, 3, 4, 5]


def test_a_result_that_the_study_cannot_take_is_kept_and_its_trial_does_not_go_round(
    server: Server, open_study: OpenStudy, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    named = open_study()
    project = server.get(f"/studies/{named.id}")["project_id"]
    monkeypatch.setenv("TELLUS_API_KEY", server.worker_key(project))
    study = tellus.study(named.id)  # a worker's key does not know the objectives
    trial = study.ask()
    trial.tell(lost=0.5)
    wait_until(lambda: trial_of(server, trial.id)["state"] == "failed")
    assert "needs loss" in caplog.text
    assert [late.result["values"] for late in study.late_results()] == [{"lost": 0.5}]
