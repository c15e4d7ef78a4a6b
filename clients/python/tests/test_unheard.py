"""Asks whose answer nobody hears, or that are refused."""

from __future__ import annotations

import contextlib
import json
import signal
import threading
import time

import pytest

import tellus
from conftest import OpenStudy, Run, wait_until
from proxy import Proxy, http_answer
from server import Server
from tellus import runtime


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


def test_what_refuses_to_hand_trials_out_is_not_caught_as_an_objectives_error(
    study: tellus.Study, proxy: Proxy, open_study: OpenStudy
) -> None:
    looped = open_study(study.name)
    refusal = json.dumps({"code": "unauthenticated", "detail": "This key is not known."})
    proxy.set("answer", lambda _request: http_answer("401 Unauthorized", refusal))
    with pytest.raises(tellus.Unauthenticated):
        looped.optimize(lambda _trial: 1.0, catch=(Exception,))
