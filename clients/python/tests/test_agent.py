"""`tellus agent` against the server: values in, metrics out, and how trials end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Iterator

import pytest

import tellus
from agents import TRAIN, Agents, is_running
from conftest import OpenStudy, trial_of, wait_until
from proxy import Proxy
from server import Server

pytestmark = pytest.mark.skipif(os.name != "posix", reason="agents need process groups")

ALL = ("--env", "--")


@pytest.fixture
def agents(tmp_path: Path) -> Iterator[Agents]:
    made = Agents(tmp_path)
    yield made
    made.close()


def trials_of(server: Server, study: tellus.Study) -> list[dict[str, Any]]:
    found = [trial_of(server, one["id"]) for one in server.get(f"/studies/{study.id}/trials")["data"]]
    return sorted(found, key=lambda one: int(one["number"]))


def reason_of(server: Server, study: tellus.Study) -> str:
    (stored,) = trials_of(server, study)
    assert stored["state"] == "failed"
    return str(stored["state_reason"])


def test_values_reach_the_command_exactly_by_flag_environment_and_file(
    server: Server, open_study: OpenStudy, agents: Agents
) -> None:
    texts = ["a b", "$(touch x)", "'\"\\", "ü\n", "--lr"]
    study = open_study(space={"x": tellus.float_(-1e-4, 1e-4), "n": tellus.int_(1, 9), "text": texts, "on": tellus.bool_()})
    program = agents.program(
        """
        import json, os, sys
        seen = {"argv": sys.argv[1:], "file": json.load(open(os.environ["TELLUS_PARAMS_FILE"])),
                "x": float(os.environ["TELLUS_PARAM_X"]), "trial": os.environ["TELLUS_TRIAL"]}
        print(json.dumps(seen))
        print("tellus: loss=1")
        """
    )
    agents.run(study, "--trials", "6", "--", *program, "--x", "{x}", "--text={text}", "{params}", "{params_file}")
    for stored in trials_of(server, study):
        values = stored["assignments"]
        seen = json.loads((agents.attempt(study, stored["number"]) / "stdout").read_text().splitlines()[0])
        flag, x, text, *rest, file = seen["argv"]
        assert stored["state"] == "completed"
        assert (flag, float(x), text) == ("--x", values["x"], f"--text={values['text']}")
        assert rest == ["--n", str(values["n"]), "--on", "true" if values["on"] else "false"]
        assert seen["file"] == json.loads(Path(file).read_text()) == values
        assert (seen["x"], seen["trial"]) == (values["x"], str(stored["number"]))


def test_what_cannot_be_meant_is_said_before_anything_is_asked(server: Server, study: tellus.Study, agents: Agents) -> None:
    for command, said in [
        (["{learning_rate}", "{params}"], "{learning_rate} is no parameter of the study. Its parameters: x, kind"),
        (["--x", "{x}"], "Nothing would tell the command of kind"),
    ]:
        agent = agents.start(study, "--", sys.executable, *command)
        assert (agent.wait(), said in agent.said) == (2, True), agent.said
    assert trials_of(server, study) == []


def test_printed_steps_become_measurements_and_the_last_of_them_the_result(
    server: Server, study: tellus.Study, agents: Agents
) -> None:
    said = agents.run(study, "--trials", "1", *ALL, *agents.program(TRAIN), "0", "5", "0")
    (stored,) = trials_of(server, study)
    assert stored["state"] == "completed"
    assert stored["values"]["loss"]["value"] == 0.2
    assert [one["step"] for one in stored["measurements"]] == [1, 2, 3, 4, 5]
    assert "trial 0 is completed after" in said and "loss=0.2" in said
    outcome = agents.outcome(study)
    assert (outcome["state"], outcome["exit_code"], outcome["values"]) == ("completed", 0, {"loss": 0.2})
    assert (agents.attempt(study) / "stdout").read_text().startswith("tellus: step=1 loss=1.0\n")


def test_patterns_files_and_names_of_the_commands_own(server: Server, open_study: OpenStudy, agents: Agents) -> None:
    study = open_study(minimize=["val/loss", "size"])
    program = agents.program(
        """
        import sys
        with open(sys.argv[1], "w") as file:
            file.write("epoch,val_loss\\n0,0.5\\n1,0.25\\n")
        print("model of 120 kB", file=sys.stderr)
        """
    )
    agents.run(
        study, "--trials", "1", "--read", r"model of (?P<size>\d+) kB", "--metrics-file", "{output}/log.csv",
        "--metric", "val/loss=val_loss", "--metric", "step=epoch", "--steps-from", "0", *ALL, "sh", "-c",
        '"$1" "$2" "$TELLUS_OUTPUT/log.csv"', "sh", *program,
    )  # fmt: skip
    (stored,) = trials_of(server, study)
    assert {name: one["value"] for name, one in stored["values"].items()} == {"val/loss": 0.25, "size": 120}
    assert [(one["step"], one["value"]) for one in stored["measurements"]] == [(1, 0.5), (2, 0.25)]


def test_a_command_that_fails_is_told_with_its_last_words(server: Server, study: tellus.Study, agents: Agents) -> None:
    program = agents.program("print('tellus: loss=1', flush=True); raise MemoryError('no room')")
    agents.run(study, "--trials", "1", *ALL, *program)
    reason = reason_of(server, study)
    assert reason.startswith("The command ended with exit code 1.\nTraceback")
    assert reason.endswith("MemoryError: no room")


def test_a_command_that_crashes_fails_its_trial_and_the_next_one_is_run(
    server: Server, study: tellus.Study, agents: Agents
) -> None:
    program = agents.program(
        """
        import os, signal
        if os.environ["TELLUS_TRIAL"] == "0":
            os.kill(os.getpid(), signal.SIGSEGV)
        print("tellus: loss=1")
        """
    )
    agents.run(study, "--trials", "2", *ALL, *program)
    crashed, following = trials_of(server, study)
    assert (crashed["state"], following["state"]) == ("failed", "completed")
    assert "SIGSEGV" in crashed["state_reason"]


def test_a_result_without_the_objective_has_failed_and_says_what_is_missing(
    server: Server, study: tellus.Study, agents: Agents
) -> None:
    agents.run(study, "--trials", "1", *ALL, *agents.program("print('tellus: accuracy=1')"))
    assert "never said loss; it said accuracy" in reason_of(server, study)


def test_an_exit_code_of_ones_own_says_infeasible(server: Server, study: tellus.Study, agents: Agents) -> None:
    agents.run(study, "--trials", "1", "--infeasible-exit", "64", *ALL, *agents.program("raise SystemExit(64)"))
    assert [one["state"] for one in trials_of(server, study)] == ["infeasible"]


def test_a_command_that_only_fails_does_not_use_the_budget_up(server: Server, study: tellus.Study, agents: Agents) -> None:
    agent = agents.start(study, "--give-up-after", "3", *ALL, *agents.program("raise SystemExit('no such module')"))
    assert agent.wait() == 1
    assert "The first 3 trials have all failed" in agent.said and "no such module" in agent.said
    assert len(trials_of(server, study)) == 3


def test_a_trial_that_takes_too_long_fails(server: Server, study: tellus.Study, agents: Agents) -> None:
    program = agents.program("import time; print('started', flush=True); time.sleep(60)")
    agents.run(study, "--trials", "1", "--timeout", "0.5", *ALL, *program)
    assert "It took longer than 0.5 s" in reason_of(server, study)


def test_each_worker_sees_its_own_gpus(study: tellus.Study, agents: Agents) -> None:
    program = agents.program(
        """
        import os, time
        open(os.environ["CUDA_VISIBLE_DEVICES"], "w")
        time.sleep(0.5)
        print("tellus: loss=1")
        """
    )
    agents.run(study, "--trials", "2", "--gpus", "5,7", *ALL, *program)
    assert (agents.folder / "5").exists() and (agents.folder / "7").exists()


# A command that writes down when it is asked to end, and whether what it started lives.
STUBBORN = """
    import os, signal, subprocess, sys, time
    helper = subprocess.Popen([sys.executable, "-S", "-c", "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(60)"])
    signal.signal(signal.SIGTERM, lambda *_: print("asked to end", flush=True))
    open(os.environ["TELLUS_OUTPUT"] + "/pids", "w").write(f"{os.getpid()} {helper.pid}")
    for step in range(1, 600):
        print(f"tellus: step={step} loss=1", flush=True)
        time.sleep(0.05)
"""


def pids_of(agents: Agents, study: tellus.Study) -> list[int]:
    path = agents.attempt(study) / "pids"
    text = wait_until(lambda: path.exists() and path.read_text())
    time.sleep(0.3)  # a few steps
    return [int(pid) for pid in text.split()]


def test_a_stop_reaches_the_command_as_a_signal_and_after_the_grace_all_of_its_group_is_killed(
    server: Server, study: tellus.Study, agents: Agents
) -> None:
    agent = agents.start(study, "--trials", "1", "--grace", "1", *ALL, *agents.program(STUBBORN))
    pids = pids_of(agents, study)
    (stored,) = trials_of(server, study)
    server.post(f"/trials/{stored['id']}/stop", {})
    assert "was killed, as it did not end" in agent.done()
    assert "asked to end" in (agents.attempt(study) / "stdout").read_text()
    assert not any(map(is_running, pids))
    assert trial_of(server, stored["id"])["state"] == "cancelled"


# Counts on from where it was, and keeps a checkpoint when it is asked to end.
RESUMING = """
    import os, signal, sys, time
    place = os.environ["TELLUS_CHECKPOINT"]
    step = int(open(place).read()) if os.path.exists(place) else 0
    assert (os.environ.get("TELLUS_RESUME_FROM"), os.environ["TELLUS_STEP"]) == ((place, str(step)) if step else (None, "0"))

    def save(*_):
        open(place, "w").write(str(step))
        sys.exit(0)

    signal.signal(signal.SIGTERM, save)
    while step < int(sys.argv[1]):
        step += 1
        print(f"tellus: step={step} loss={1 / step}", flush=True)
        time.sleep(float(sys.argv[2]))
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_first_signal_gives_trials_back_with_their_checkpoints_and_they_go_on_there(
    server: Server, study: tellus.Study, agents: Agents, number: signal.Signals
) -> None:
    command = (*ALL, *agents.program(RESUMING), "40", "0.05")
    agent = agents.start(study, "--trials", "1", *command)
    wait_until(lambda: [one for one in trials_of(server, study) if one["measurements"]])
    assert agent.end(number) == 128 + number, agent.said
    (stored,) = trials_of(server, study)
    assert (stored["state"], stored["attempts"][-1]["end_reason"]) == ("queued", "released")
    said = agents.run(study, "--trials", "1", *command)
    (stored,) = trials_of(server, study)
    assert (stored["state"], stored["attempt"]) == ("completed", 2)
    by_attempt = {n: [one["step"] for one in stored["measurements"] if one["attempt"] == n] for n in (1, 2)}
    assert by_attempt[1] + by_attempt[2] == list(range(1, 41))
    assert f"trial 0 begins after step {by_attempt[1][-1]}" in said


def test_the_second_signal_ends_at_once(server: Server, study: tellus.Study, agents: Agents) -> None:
    agent = agents.start(study, *ALL, *agents.program(STUBBORN))
    pids = pids_of(agents, study)
    agent.process.send_signal(signal.SIGTERM)
    agent.wait_for("commands (1) are asked to end")
    begun = time.monotonic()
    assert agent.end() == 128 + signal.SIGTERM
    assert time.monotonic() - begun < 5
    assert not any(map(is_running, pids))
    assert [one["state"] for one in trials_of(server, study)] == ["queued"]


def test_a_batch_system_that_ends_agent_and_command_in_one_moment_fails_nothing(
    server: Server, study: tellus.Study, agents: Agents
) -> None:
    agent = agents.start(study, *ALL, *agents.program(TRAIN), "0", "600", "0.05")
    agent.wait_for("trial 0 begins")
    wait_until(lambda: [one for one in trials_of(server, study) if one["measurements"]])
    children = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(agent.process.pid)], capture_output=True, text=True)
    (child,) = [int(line.split()[0]) for line in children.stdout.splitlines() if "train.py" in line]
    os.kill(child, signal.SIGTERM)
    agent.end()
    assert [one["state"] for one in trials_of(server, study)] == ["queued"]


def test_an_agent_that_waits_for_a_trial_ends_at_once(study: tellus.Study, agents: Agents, server: Server) -> None:
    server.post(f"/studies/{study.id}/pause", {})
    agent = agents.start(study, *ALL, *agents.program(TRAIN), "0", "1", "0")
    agent.wait_for("the study is paused")
    begun = time.monotonic()
    assert agent.end() == 128 + signal.SIGTERM
    assert time.monotonic() - begun < 5


def test_a_lost_lease_ends_the_command_and_is_said(server: Server, study: tellus.Study, agents: Agents) -> None:
    agent = agents.start(study, "--name", "twin", "--trials", "1", *ALL, *agents.program(TRAIN), "0", "600", "0.05")
    wait_until(lambda: [one for one in trials_of(server, study) if one["measurements"]])
    # Another loop of this name: the service gives it the trial, and fences ours.
    again = server.post(f"/studies/{study.id}/ask", {"worker_id": "twin-0"})["trials"][0]
    agent.wait_for("trial 0 was lost")
    assert "trial 0 is asked to end: its lease was lost" in agent.said
    server.post(f"/trials/{again['id']}/tell", {"attempt": again["attempt"], "state": "completed", "values": {"loss": 7}})
    agent.wait_for("trial 1 begins")  # nothing came of the first
    agent.end()
    assert trial_of(server, again["id"])["values"]["loss"]["value"] == 7


def test_kill_9_of_the_agent_ends_its_commands_and_the_next_of_its_name_goes_on(
    server: Server, study: tellus.Study, agents: Agents
) -> None:
    agent = agents.start(study, "--name", "gpu", "--grace", "1", *ALL, *agents.program(STUBBORN))
    pids = pids_of(agents, study)
    agent.process.kill()
    wait_until(lambda: not any(map(is_running, pids)), 10)
    assert [one["state"] for one in trials_of(server, study)] == ["running"]
    agents.run(study, "--name", "gpu", "--trials", "1", *ALL, *agents.program(TRAIN), "0", "2", "0")
    (stored,) = trials_of(server, study)
    assert (stored["state"], stored["attempt"]) == ("completed", 2)


def test_an_outage_stops_no_command_and_loses_no_result(
    server: Server, proxy: Proxy, open_study: OpenStudy, agents: Agents
) -> None:
    study = open_study(limits={"max_trials": 4})
    agent = agents.start(study, "--workers", "2", *ALL, *agents.program(TRAIN), "0", "10", "0.05")
    agent.wait_for("trial 1 begins")
    proxy.set("refuse")
    agent.wait_for("trial 0 is completed")
    agent.wait_for("trial 1 is completed")
    time.sleep(0.5)
    proxy.set("pass")
    agent.done()
    stored = trials_of(server, study)
    assert [one["state"] for one in stored] == ["completed"] * 4
    assert [len(one["measurements"]) for one in stored] == [10] * 4


def test_a_checkpoint_may_be_a_folder_and_is_handed_over_when_it_is_announced(
    server: Server, study: tellus.Study, agents: Agents
) -> None:
    program = agents.program(
        """
        import os, pathlib, time
        place = pathlib.Path(os.environ["TELLUS_CHECKPOINT"])
        before = (place / "weights/layer").read_text() if (place / "weights/layer").exists() else "nothing"
        print(f"went on from {before}")
        (place / "weights").mkdir(exist_ok=True)
        (place / "weights/layer").write_text("step 3")
        print(f"tellus: step=3 loss=1 checkpoint={place}", flush=True)
        time.sleep(60 if before == "nothing" else 0)
        """
    )
    command = ("--checkpoint-folder", "--trials", "1", "--grace", "1", *ALL, *program)
    agent = agents.start(study, *command)
    wait_until(lambda: [one for one in trials_of(server, study) if one["checkpoints"]])
    agent.end()
    agents.run(study, *command)
    assert "went on from step 3" in (agents.attempt(study, attempt=2) / "stdout").read_text()
    assert [one["state"] for one in trials_of(server, study)] == ["completed"]


def test_a_python_program_may_speak_by_the_package(server: Server, study: tellus.Study, agents: Agents) -> None:
    program = agents.program(
        """
        import pathlib, time
        import tellus
        trial = tellus.current_trial()
        assert trial is not None and trial["x"] == trial.assignments["x"] and trial.attempt in (1, 2)
        done = 0 if trial.resume_from is None else int(trial.resume_from.read_text())
        assert done == trial.step
        for step in range(done + 1, 41):
            trial.report(step, loss=float("nan") if step == 1 else 1 / step)
            pathlib.Path("model").write_text(str(step))
            trial.checkpoint("model")
            time.sleep(0.05)
            if trial.should_stop:
                break
        else:
            trial.tell(loss=0.125)
        """
    )
    agent = agents.start(study, "--trials", "1", *ALL, *program)
    wait_until(lambda: [one for one in trials_of(server, study) if len(one["measurements"]) > 2])
    agent.end()
    assert "did not end" not in agent.said
    assert agents.outcome(study)["exit_code"] == 0
    agents.run(study, "--trials", "1", *ALL, *program)
    (stored,) = trials_of(server, study)
    assert (stored["state"], stored["values"]["loss"]["value"]) == ("completed", 0.125)
    assert [one["step"] for one in stored["measurements"]] == list(range(1, 41))
    assert stored["measurements"][0]["value"] == "NaN"
    assert not list(agents.attempt(study, attempt=2).glob("checkpoint-*"))


def test_a_workers_key_runs_an_agent_whose_names_are_looked_at_as_trials_come(
    server: Server, study: tellus.Study, agents: Agents
) -> None:
    key = server.worker_key(server.get(f"/studies/{study.id}")["project_id"])
    program = agents.program("print('tellus: loss=1')")
    agent = agents.start(study, "--", *program, "--x={y}", TELLUS_API_KEY=key)
    assert (agent.wait(), "Nothing would tell the command of kind, x" in agent.said) == (2, True), agent.said
    assert [one["state"] for one in trials_of(server, study)] == ["queued"]
    agents.run(study, "--trials", "1", "--", *program, "{params}", TELLUS_API_KEY=key)
    assert [one["state"] for one in trials_of(server, study)] == ["completed"]
