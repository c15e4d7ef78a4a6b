"""Many agents on one study, and the examples for clusters, run as far as a machine without one allows."""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Iterator

import pytest

import tellus
from agents import PACKAGE, Agents, with_commands
from conftest import OpenStudy, trial_of, wait_until
from server import ROOT, Server
from tellus.agent.output_folder import folder_name

pytestmark = pytest.mark.skipif(os.name != "posix", reason="agents need process groups")

EXAMPLES = ROOT / "examples"
TRAIN = (sys.executable, str(EXAMPLES / "agent/train.py"))


@pytest.fixture
def agents(tmp_path: Path) -> Iterator[Agents]:
    made = Agents(tmp_path)
    yield made
    made.close()


@pytest.fixture
def commands(tmp_path: Path) -> dict[str, str]:
    return with_commands(tmp_path / "bin")


@pytest.fixture
def digits(open_study: OpenStudy) -> tellus.Study:
    return digits_study(open_study, trials=6)


def digits_study(open_study: OpenStudy, trials: int, **options: Any) -> tellus.Study:
    return open_study(
        minimize=None,
        maximize="accuracy",
        space={
            "lr": tellus.log_float(1e-4, 1.0),
            "optimizer": ["plain", "heavy-ball"],
            "momentum": tellus.float_(0.0, 0.95, when={"optimizer": "heavy-ball"}),
            "decay": tellus.log_float(1e-6, 1e-2),
        },
        scheduler={"name": "asha", "resource": {"name": "epoch", "min": 1, "max": 9}},
        limits={"max_trials": trials},
        **options,
    )


@pytest.mark.long
def test_sixteen_workers_of_four_agents_tune_a_real_program(
    server: Server, open_study: OpenStudy, agents: Agents, capsys: pytest.CaptureFixture[str]
) -> None:
    study = digits_study(open_study, trials=60)
    begun = time.monotonic()
    command = ("--workers", "4", "--", *TRAIN, "{params}", "--seed", "{seed}", "--checkpoint", "{checkpoint}")
    started = [agents.start(study, *command) for _ in range(4)]
    for agent in started:
        agent.done(120)
    seconds = time.monotonic() - begun
    stored = [trial_of(server, one["id"]) for one in server.get(f"/studies/{study.id}/trials?limit=1000")["data"]]
    states = [one["state"] for one in stored]
    assert sorted(one["number"] for one in stored) == list(range(60))
    assert set(states) <= {"completed", "pruned"} and "completed" in states and "pruned" in states
    assert server.get(f"/studies/{study.id}")["state"] == "finished"
    best = study.best
    assert best is not None
    last = [max((one for one in trial["measurements"]), key=lambda one: (one["step"], one["attempt"])) for trial in stored]
    median = statistics.median(one["value"] for one in last)
    assert best.values["accuracy"] > median
    resumed = [trial for trial in stored if trial["attempt"] > 1]
    for trial in resumed:
        # From its checkpoint: no epoch is trained again.
        steps = [one["step"] for one in trial["measurements"]]
        assert len(steps) == len(set(steps)), trial["number"]
    epochs = sum(len(trial["measurements"]) for trial in stored)
    with capsys.disabled():
        print(
            f"\n16 workers: {len(stored)} trials ({states.count('completed')} completed, {states.count('pruned')} pruned), "
            f"{len(resumed)} of them resumed, {epochs} epochs of {9 * len(stored)}, best accuracy "
            f"{best.values['accuracy']:.4f}, median {median:.4f}, {seconds:.1f} s"
        )


def test_the_slurm_script_is_a_task_of_an_array(
    server: Server, digits: tellus.Study, commands: dict[str, str], tmp_path: Path
) -> None:
    script = EXAMPLES / "slurm/array.sbatch"
    lines = script.read_text().splitlines()
    options = [line.split()[1] for line in lines if line.startswith("#SBATCH ")]
    assert {option.split("=")[0] for option in options} >= {"--array", "--cpus-per-task", "--signal", "--requeue"}
    subprocess.run(["bash", "-n", str(script)], check=True)
    without = subprocess.run(["bash", str(script)], env={**commands, "TELLUS_STUDY": ""}, capture_output=True, text=True)
    assert without.returncode != 0 and "TELLUS_STUDY" in without.stderr
    env = {
        **commands,
        "TELLUS_STUDY": digits.id,
        "SLURM_SUBMIT_DIR": str(script.parent),
        "SLURM_ARRAY_JOB_ID": "17",
        "SLURM_CPUS_PER_TASK": "2",
        "RUNS": str(tmp_path / "runs"),
    }
    tasks = [
        subprocess.Popen(["bash", str(script)], env={**env, "SLURM_ARRAY_TASK_ID": str(index)}, stderr=subprocess.PIPE)
        for index in range(2)
    ]
    for task in tasks:
        _, said = task.communicate(timeout=60)
        assert task.returncode == 0, said.decode()
    stored = server.get(f"/studies/{digits.id}/trials")["data"]
    assert {one["state"] for one in stored} <= {"completed", "pruned"}
    assert len(stored) == 6
    assert (tmp_path / "runs" / folder_name(digits.name) / "0" / "attempt-1" / "stdout").exists()


def test_slurms_sigterm_reaches_the_agent_which_gives_its_trials_back(
    server: Server, digits: tellus.Study, commands: dict[str, str], tmp_path: Path
) -> None:
    script = EXAMPLES / "slurm/array.sbatch"
    env = {**commands, "TELLUS_STUDY": digits.id, "SLURM_SUBMIT_DIR": str(script.parent), "RUNS": str(tmp_path / "runs")}
    task = subprocess.Popen(["bash", str(script)], env=env, stderr=subprocess.DEVNULL)
    wait_until(lambda: [one for one in server.get(f"/studies/{digits.id}/trials")["data"] if one["state"] == "running"])
    task.send_signal(signal.SIGTERM)
    assert task.wait(30) == 128 + signal.SIGTERM
    assert "running" not in [one["state"] for one in server.get(f"/studies/{digits.id}/trials")["data"]]


def test_the_kubernetes_job_runs_an_agent_with_its_key_from_a_secret(
    server: Server, digits: tellus.Study, commands: dict[str, str], tmp_path: Path
) -> None:
    yaml = pytest.importorskip("yaml", reason="PyYAML is not installed")
    job = yaml.safe_load((EXAMPLES / "kubernetes/job.yaml").read_text())
    assert (job["apiVersion"], job["kind"], job["spec"]["completionMode"]) == ("batch/v1", "Job", "Indexed")
    assert job["spec"]["parallelism"] == job["spec"]["completions"] == 4
    pod = job["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    env = {one["name"]: one for one in container["env"]}
    assert env["TELLUS_API_KEY"]["valueFrom"]["secretKeyRef"] == {"name": "tellus", "key": "api-key"}
    assert "tellus_" not in str(job)
    assert {mount["name"] for mount in container["volumeMounts"]} == {volume["name"] for volume in pod["volumes"]}
    grace = next(int(word.split("=")[1]) for word in container["args"] if word.startswith("--grace="))
    assert pod["terminationGracePeriodSeconds"] > grace
    # Its command as it stands there, but for the image's paths.
    places = {"/work/agent/train.py": TRAIN[1], "/runs": str(tmp_path / "runs"), "$(JOB_COMPLETION_INDEX)": "0"}
    words = [*container["command"], *container["args"]]
    for place, here in places.items():
        words = [word.replace(place, here) for word in words]
    key = server.worker_key(server.get(f"/studies/{digits.id}")["project_id"])
    done = subprocess.run(
        words, env={**commands, "TELLUS_STUDY": digits.id, "TELLUS_API_KEY": key}, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert {one["state"] for one in server.get(f"/studies/{digits.id}/trials")["data"]} <= {"completed", "pruned"}


def test_the_image_of_the_kubernetes_example_has_what_its_job_runs() -> None:
    lines = (EXAMPLES / "kubernetes/Dockerfile").read_text().splitlines()
    copied = [line.split()[1:] for line in lines if line.startswith("COPY ")]
    assert all((ROOT / source).exists() for source, _ in copied)
    assert "/work/agent/train.py" in [target for _, target in copied]


def test_ray_tasks_work_on_one_study(server: Server, digits: tellus.Study) -> None:
    script = EXAMPLES / "ray/tune.py"
    compile(script.read_text(), str(script), "exec")
    pytest.importorskip("ray", reason="Ray is not installed")
    env = {**os.environ, "PYTHONPATH": PACKAGE, "TELLUS_STUDY": digits.id, "WORKERS": "2"}
    done = subprocess.run([sys.executable, str(script)], env=env, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert {one["state"] for one in server.get(f"/studies/{digits.id}/trials")["data"]} <= {"completed", "pruned"}


def test_the_examples_study_is_created_once(commands: dict[str, str]) -> None:
    script = [sys.executable, str(EXAMPLES / "agent/create_study.py")]
    first, again = (subprocess.run(script, env=commands, capture_output=True, text=True, check=True).stdout for _ in range(2))
    assert first == again and first.startswith("std_")
