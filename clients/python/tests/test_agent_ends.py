"""How trials end whose command did not: signals, lost leases, outages, `kill -9`."""

from __future__ import annotations

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
from command_line import environment
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


# A command that needs what it started, a rank or a data loader, to save its state.
SAVING = """
    import os, signal, subprocess, sys, time
    helper = subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(60)"])
    def save(*_):
        time.sleep(0.5)
        said = "the helper lives" if helper.poll() is None else "the helper is gone"
        open(os.environ["TELLUS_OUTPUT"] + "/saved", "w").write(said)
        sys.exit(0)
    signal.signal(signal.SIGTERM, save)
    open(os.environ["TELLUS_OUTPUT"] + "/pids", "w").write(f"{os.getpid()} {helper.pid}")
    while True:
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
    program = agents.program(
        """
        import os, time
        open(os.environ["TELLUS_OUTPUT"] + "/pids", "w").write(str(os.getpid()))
        time.sleep(60)
        """
    )
    agent = agents.start(study, *ALL, *program)
    (command,) = pids_of(agents, study)
    os.kill(command, signal.SIGTERM)
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


def test_kill_9_of_the_agent_lets_a_command_save_its_state_with_what_it_started_still_there(
    study: tellus.Study, agents: Agents
) -> None:
    agent = agents.start(study, "--grace", "10", *ALL, *agents.program(SAVING))
    pids = pids_of(agents, study)
    agent.process.kill()
    wait_until(lambda: not any(map(is_running, pids)), 10)
    assert (agents.attempt(study) / "saved").read_text() == "the helper lives"


def test_an_agent_that_nobody_reads_goes_on(
    server: Server, study: tellus.Study, agents: Agents, tmp_path: Path
) -> None:
    deaf, other_end = os.pipe()
    os.close(deaf)
    command = [sys.executable, "-m", "tellus", "agent", "--study", study.id, "--trials", "2", *ALL]
    program = [*agents.program(TRAIN), "0", "2", "0"]
    done = subprocess.run([*command, *program], cwd=tmp_path, env=environment(), stderr=other_end, timeout=60)
    os.close(other_end)
    assert done.returncode == 0
    assert [one["state"] for one in trials_of(server, study)] == ["completed"] * 2


def test_a_line_that_no_computer_understands_ends_no_command(server: Server, study: tellus.Study, agents: Agents) -> None:
    program = agents.program(
        """
        import os, time
        with open(os.environ["TELLUS_METRICS"], "a") as file:
            file.write('{"step": 1' + "0" * 400 + ', "loss": 1}\\n')
        time.sleep(0.5)
        print("tellus: loss=0.5", flush=True)
        """
    )
    agents.run(study, "--trials", "1", *ALL, *program)
    (stored,) = trials_of(server, study)
    assert (stored["state"], stored["values"]["loss"]["value"]) == ("completed", 0.5)


def test_an_outage_stops_no_command_and_loses_no_result(
    server: Server, proxy: Proxy, open_study: OpenStudy, agents: Agents
) -> None:
    study = open_study(limits={"max_trials": 4})
    agent = agents.start(study, "--workers", "2", *ALL, *agents.program(TRAIN), "0", "10", "0.05")
    agent.wait_for("trial 1 begins")
    proxy.set("refuse")
    agent.wait_for("trial 0 is done")
    agent.wait_for("trial 1 is done")
    time.sleep(0.5)
    proxy.set("pass")
    agent.done()
    stored = trials_of(server, study)
    assert [one["state"] for one in stored] == ["completed"] * 4
    assert [len(one["measurements"]) for one in stored] == [10] * 4
