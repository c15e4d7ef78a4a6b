"""`tellus ask`, `report`, `heartbeat`, `tell`, `release`: a training loop of many processes."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import tellus
from command_line import Done, environment, on_the_path, tellus_command
from conftest import OpenStudy, trial_of, wait_until
from proxy import Proxy
from server import ROOT, Server

BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
needs_shell = pytest.mark.skipif(shutil.which("bash") is None, reason="the guide's loop needs bash, which is not here")


def asked(study: tellus.Study, *options: str) -> dict[str, Any]:
    done = tellus_command("ask", "--study", study.id, *options)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@needs_shell
def test_the_guides_commands_run_as_they_stand_there(server: Server, tmp_path: Path) -> None:
    text = (ROOT / "docs/guide/command-line.md").read_text(encoding="utf-8")
    blocks = BLOCK.findall(text)
    assert len(blocks) == 7
    (tmp_path / "key.txt").write_text(server.key + "\n")
    path = on_the_path(tmp_path / "bin")
    # bash -e: a command that fails fails the test; the loop ends by the code that says the study is finished.
    done = subprocess.run(
        ["bash", "-e", "-u", "-c", "\n".join(blocks)],
        cwd=tmp_path,
        env=environment(PATH=path, TELLUS_API_KEY=None),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    looped = list(tellus.study("shell", project="vision-shell").list_trials())
    assert [one.state for one in looped] == ["completed"] * 3
    assert all(len(trial_of(server, one.id)["measurements"]) == 3 for one in looped)
    assert len({one.record["worker_id"] for one in looped}) == 1
    digits = list(tellus.study("digits", project="vision-shell").list_trials())
    assert sum(one.record["origin"]["sampler"] == "import" for one in digits) == 2
    assert len(digits) == 42
    assert max(one.values["accuracy"] for one in digits) > 0.9


def test_a_trial_is_asked_for_reported_and_told_by_its_id_alone(server: Server, study: tellus.Study) -> None:
    given = asked(study)
    assert set(given["assignments"]) == {"x", "kind"}
    reported = tellus_command("report", given["id"], "--step", "1", "loss=0.5", "extra=nan")
    assert (reported.returncode, reported.stdout) == (0, "continue\n")
    told = tellus_command("tell", given["id"], "loss=0.25:0.01:5", "--cost", "2.5", "--json")
    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout)["values"]["loss"] == {"value": 0.25, "std_error": 0.01, "n": 5}
    stored = trial_of(server, given["id"])
    assert (stored["state"], stored["cost"]) == ("completed", 2.5)
    assert {one["metric"]: one["value"] for one in stored["measurements"]} == {"loss": 0.5, "extra": "NaN"}


def test_a_tell_without_values_takes_the_last_report_and_a_failure_has_its_reason(
    server: Server, study: tellus.Study
) -> None:
    first, second = asked(study), asked(study)
    tellus_command("report", first["id"], "--step", "1", "loss=0.5")
    assert tellus_command("tell", first["id"]).returncode == 0
    assert trial_of(server, first["id"])["values"]["loss"]["value"] == 0.5
    assert tellus_command("tell", second["id"], "--state", "failed", "--reason", "out of memory").returncode == 0
    assert trial_of(server, second["id"])["state_reason"] == "out of memory"


@needs_shell
def test_variables_for_eval_are_those_of_this_trial_alone(open_study: OpenStudy) -> None:
    space = {"opt": tellus.choice(["it's $HOME", "b"], default="it's $HOME"), "net/width": 8, "a.b": 1, "a-b": 2,
             "small": 1e-7, "flag": True}
    study = open_study(space=space)
    done = tellus_command("ask", "--study", study.id, "--format", "env", TELLUS_PARAM_OLD="1", TELLUS_TARGET="9")
    script = f'{done.stdout}\nprintf "%s|" "$TELLUS_PARAM_OPT" "$TELLUS_PARAM_NET_WIDTH" "$TELLUS_PARAM_SMALL" '
    script += '"$TELLUS_PARAM_FLAG" "${TELLUS_PARAM_OLD-unset}" "${TELLUS_PARAM_A_B-unset}" "${TELLUS_TARGET-unset}" "$TELLUS_STEP"'
    shown = subprocess.run(
        ["sh", "-c", script], capture_output=True, text=True, env=environment(TELLUS_PARAM_OLD="1", TELLUS_TARGET="9")
    )
    opt, *others = shown.stdout.split("|")
    assert opt in ("it's $HOME", "b")
    assert others[:7] == ["8", "0.0000001", "true", "unset", "unset", "unset", "0"]


def test_exit_codes_of_ask_tell_finished_from_none_for_now(server: Server, open_study: OpenStudy) -> None:
    study = open_study(limits={"max_trials": 1, "max_parallel": 1})
    given = asked(study)
    begun = time.monotonic()
    none = tellus_command("ask", "--study", study.id, "--wait", "1")
    assert (none.returncode, none.stdout) == (5, "")
    assert time.monotonic() - begun < 15
    tellus_command("tell", given["id"], "loss=1")
    finished = tellus_command("ask", "--study", study.id, "--wait")
    assert (finished.returncode, finished.stdout) == (4, "")
    assert finished.stderr.count("\n") == 1
    away = tellus_command("ask", "--study", study.id, "--url", "http://127.0.0.1:9", TELLUS_PATIENCE="0.1")
    assert away.returncode == 7


def test_a_report_says_stop_by_its_exit_code(server: Server, study: tellus.Study) -> None:
    given = asked(study)
    server.post(f"/trials/{given['id']}/stop")
    stopped = tellus_command("report", given["id"], "--step", "1", "loss=1")
    assert (stopped.returncode, stopped.stdout) == (3, "stop\n")
    assert tellus_command("heartbeat", given["id"], "--every", "1").returncode == 3
    assert tellus_command("tell", given["id"], "loss=1").returncode == 0


def test_a_trial_that_is_released_is_handed_out_again(server: Server, study: tellus.Study) -> None:
    given = asked(study)
    assert tellus_command("release", given["id"]).returncode == 0
    again = asked(study, "--worker", "gpu-7")
    assert (again["id"], again["attempt"]) == (given["id"], 2)
    sticky = asked(study, "--worker", "gpu-7")
    assert (sticky["id"], sticky["attempt"]) == (given["id"], 3)


def test_the_attempt_comes_from_the_option_then_the_environment_then_the_ask(study: tellus.Study, tmp_path: Path) -> None:
    given = asked(study)
    elsewhere = str(tmp_path / "another machine")
    unknown = tellus_command("tell", given["id"], "loss=1", TELLUS_SPOOL=elsewhere)
    assert unknown.returncode == 2
    assert "--attempt" in unknown.stderr
    named = {"TELLUS_TRIAL_ID": given["id"], "TELLUS_ATTEMPT": "1"}
    assert tellus_command("report", "--step", "1", "loss=1", TELLUS_SPOOL=elsewhere, **named).returncode == 0
    fenced = tellus_command("report", "--step", "2", "loss=1", "--attempt", "2", **named)
    assert fenced.returncode == 6
    assert tellus_command("tell", given["id"], "loss=1", "--attempt", "1", TELLUS_SPOOL=elsewhere).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["report", "trl_1", "--step", "1", "loss=1"], "trl_1"),
        (["report", "--step", "1", "loss=1"], "TELLUS_TRIAL_ID"),
        (["report", "trl_" + "0" * 32, "--step", "0", "loss=1"], "--step must be a whole number from 1"),
        (["report", "trl_" + "0" * 32, "--step", "1", "loss=high"], "loss must be a number"),
        (["report", "trl_" + "0" * 32, "--step", "1", "--attempt", "1"], "What was measured"),
        (["tell", "trl_" + "0" * 32, "loss=1", "loss=2"], "loss is given twice"),
        (["tell", "trl_" + "0" * 32, "loss=1", "--attempt", "0"], "--attempt must be"),
        (["ask"], "--study"),
        (["ask", "--study", "x", "--wait", "soon"], "--wait"),
    ],
)
def test_a_command_line_that_cannot_be_meant_is_refused_before_anything_is_sent(
    arguments: list[str], says: str
) -> None:
    done = tellus_command(*arguments, TELLUS_URL="http://127.0.0.1:9", TELLUS_TRIAL_ID=None)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_r31_where_the_service_is_away_results_are_kept_and_the_next_command_sends_them(
    server: Server, proxy: Proxy, study: tellus.Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = asked(study)
    proxy.set("refuse")
    monkeypatch.setenv("TELLUS_EXIT_WAIT", "0.3")
    reported = tellus_command("report", given["id"], "--step", "1", "loss=0.5")
    assert (reported.returncode, reported.stdout) == (0, "continue\n")
    told = tellus_command("tell", given["id"], "loss=0.25")
    assert told.returncode == 0
    assert "still in the spool" in told.stderr
    proxy.set("pass")
    monkeypatch.setenv("TELLUS_EXIT_WAIT", "5")
    assert asked(study)["id"] != given["id"]
    stored = trial_of(server, given["id"])
    assert (stored["state"], stored["values"]["loss"]["value"]) == ("completed", 0.25)
    assert len(stored["measurements"]) == 1


def test_a_key_that_is_refused_fails_the_command_and_keeps_the_result(server: Server, study: tellus.Study) -> None:
    given = asked(study)
    wrong = tellus_command("tell", given["id"], "loss=1", TELLUS_API_KEY="tellus_svc_" + "0" * 38, TELLUS_EXIT_WAIT="1")
    assert wrong.returncode == 1
    assert "still in the spool" in wrong.stderr
    # The right key sends what the wrong one left.
    assert tellus_command("spool", "flush").returncode == 0
    assert trial_of(server, given["id"])["state"] == "completed"


@needs_shell
def test_a_heartbeat_ends_with_the_program_that_started_it(study: tellus.Study, tmp_path: Path) -> None:
    given = asked(study)
    script = f'"{sys.executable}" -m tellus heartbeat {given["id"]} --every 1 & echo $!; sleep 60'
    loop = subprocess.Popen(["sh", "-c", script], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                            env=environment(), start_new_session=True)
    assert loop.stdout is not None
    beating = int(loop.stdout.readline())
    try:
        time.sleep(1)
        loop.send_signal(signal.SIGKILL)
        loop.wait()
        wait_until(lambda: not _runs(beating), 10)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(loop.pid, signal.SIGKILL)
        loop.stdout.close()


def test_a_worker_key_asks_by_the_studys_name(server: Server, study: tellus.Study) -> None:
    key = server.worker_key(server.get(f"/studies/{study.id}")["project_id"])
    done: Done = tellus_command("ask", "--study", study.name, TELLUS_API_KEY=key)
    assert done.returncode == 0, done.stderr
    trial = json.loads(done.stdout)["id"]
    assert tellus_command("tell", trial, "loss=1", TELLUS_API_KEY=key).returncode == 0
    assert trial_of(server, trial)["state"] == "completed"


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{process}/stat")
    # One that has ended and that nobody has waited for is none.
    return not (status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z")


def test_sigterm_while_an_ask_waits_leaves_no_trial_to_nobody(server: Server, proxy: Proxy, open_study: OpenStudy) -> None:
    study = open_study()

    def swallow_ask(request: bytes) -> None:
        if b"/ask " in request.split(b"\r\n")[0]:
            proxy.mode = "swallow"

    proxy.set("answer", swallow_ask)
    command = [sys.executable, "-m", "tellus", "ask", "--wait", "--study", study.id]
    asking = subprocess.Popen(command, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_until(lambda: server.get(f"/studies/{study.id}/trials?state=running")["data"])
    proxy.set("pass")
    asking.terminate()
    asking.wait(20)
    assert not server.get(f"/studies/{study.id}/trials?state=running")["data"]
