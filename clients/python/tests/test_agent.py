"""`tellus agent` against the server: values in, metrics out, and what is told."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any, Iterator

import pytest

import tellus
from agents import TRAIN, Agents
from conftest import OpenStudy, trial_of, wait_until
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
    assert "trial 0 is done after" in said and "loss=0.2" in said
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


def test_a_failure_is_told_whatever_characters_the_command_ended_with(
    server: Server, study: tellus.Study, agents: Agents
) -> None:
    program = agents.program("import sys; sys.stderr.write('torn \\0 line ' + '🤗' * 3000); sys.exit(3)")
    agents.run(study, "--trials", "1", *ALL, *program)
    assert reason_of(server, study).endswith("🤗🤗")


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
        class Step:  # such as an integer of an array library
            def __init__(self, number): self.number = number
            def __index__(self): return self.number
        for bad in (0, 1.5):
            try:
                trial.report(bad, loss=1)
                raise AssertionError(bad)
            except tellus.UsageError:
                pass
        for step in range(done + 1, 41):
            trial.report(Step(step), loss=float("nan") if step == 1 else 1 / step)
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
