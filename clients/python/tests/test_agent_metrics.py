"""How what a command says is read: printed lines, patterns, files."""

from __future__ import annotations

import json
import os
import tarfile
from pathlib import Path
from typing import Any, Optional

import pytest

import tellus
from tellus.agent.bounded_log import BoundedLog
from tellus.agent.conclusion import Cause, conclude
from tellus.agent.folder_archive import pack, unpack
from tellus.agent.last_lines import LastLines
from tellus.agent.metric_file import MetricFile
from tellus.agent.metric_lines import MetricLines, compile_patterns
from tellus.agent.output_folder import folder_name, make_attempt_folder
from tellus.agent.reading import Names, Reading


def read(*lines: str, patterns: tuple[str, ...] = (), names: Names = Names()) -> tuple[list[Reading], list[str]]:
    problems: list[str] = []
    reader = MetricLines(compile_patterns(patterns), names, problems.append)
    return [reading for line in lines for reading in reader.read(line)], problems


@pytest.mark.parametrize(
    ("line", "reading"),
    [
        ("tellus: step=3 accuracy=0.91", Reading({"accuracy": 0.91}, 3)),
        ("INFO:root:tellus: step=3, val/loss=1e-3, f1=1", Reading({"val/loss": 0.001, "f1": 1}, 3)),
        ("tellus: accuracy=0.91", Reading({"accuracy": 0.91})),
        ("tellus: step=2 loss=nan", Reading({"loss": "NaN"}, 2)),
        ("tellus: step=2 loss=-inf", Reading({"loss": "-Infinity"}, 2)),
        ("tellus: step=4 checkpoint=model.pt", Reading({}, 4, "model.pt")),
        ('tellus: step=4 loss=1, checkpoint="a model.pt"', Reading({"loss": 1}, 4, "a model.pt")),
        ('{"tellus": {"step": 3, "val loss": 0.5}}', Reading({"val loss": 0.5}, 3)),
        ('{"tellus": {"step": 3.0, "loss": "NaN"}, "time": "now"}', Reading({"loss": "NaN"}, 3)),
    ],
)
def test_lines_of_ours_are_read(line: str, reading: Reading) -> None:
    assert read(line) == ([reading], [])


@pytest.mark.parametrize(
    "line",
    ["", "accuracy=0.91", "tellus: Waiting for a trial", "{", '{"tellus": 3}', "[1]", "nottellus: a=1", '{"a": {"tellus": {"b": 1}}}'],
)
def test_other_lines_are_not(line: str) -> None:
    assert read(line) == ([], [])


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("tellus: step=3 accuracy = 0.91", "is not of the form"),
        ("tellus: step=3 accuracy=high", "accuracy='high' is no metric with a number"),
        ("tellus: step=0 accuracy=0.9", "steps are whole numbers from 1"),
        ("tellus: step=2.5 accuracy=0.9", "'2.5' is no step"),
        ('{"tellus": {"step": 1, "ok": true}}', "ok=True is no metric"),
    ],
)
def test_what_was_meant_for_us_and_cannot_be_read_is_said(line: str, problem: str) -> None:
    readings, problems = read(line)
    assert readings == [] and len(problems) == 1 and problem in problems[0]


@pytest.mark.parametrize("pair", ["x=b", 'x="b"', "url=https://a.b/?k=v&k=v"])
def test_a_long_line_is_read_as_far_as_it_goes_in_no_time_whether_it_is_right_or_not(pair: str) -> None:
    pairs = " ".join([pair] * 5000)
    (reading,), _ = read(f"tellus: step=3 a=1 {pairs}")
    assert (reading.step, reading.values) == (3, {"a": 1})
    readings, problems = read(f"tellus: step=3 a=1 {pairs} done")
    assert readings == [] and "is not of the form" in problems[0]


def test_numbers_that_no_computer_holds_are_no_steps_and_no_metrics(tmp_path: Path) -> None:
    readings, problems = read('{"tellus": {"step": 1' + "0" * 400 + ', "loss": 1}}', '{"tellus": {"loss": 1' + "0" * 400 + "}}")
    assert readings == [] and len(problems) == 2
    path = tmp_path / "metrics.jsonl"
    taken: list[Reading] = []
    said: list[str] = []
    file = MetricFile(path, Names(), taken.append, said.append)
    path.write_text('{"step": 1' + "0" * 400 + ', "loss": 1}\n{"step": 1, "loss": 1}\n')
    file.poll()
    assert taken == [Reading({"loss": 1}, 1)] and len(said) == 1


def test_patterns_name_what_they_find() -> None:
    pattern = r"epoch (?P<step>\d+).*acc (?P<accuracy>[\d.]+)(?: loss (?P<loss>\S+))?"
    readings, problems = read("epoch 3/9: acc 0.91", "epoch 4/9: acc 0.92 loss 0.1", "done", patterns=(pattern,))
    assert readings == [Reading({"accuracy": 0.91}, 3), Reading({"accuracy": 0.92, "loss": 0.1}, 4)]
    assert problems == []


def test_a_pattern_of_a_step_alone_says_the_step_of_what_comes_next() -> None:
    lines = ["Epoch 1/2", "val_accuracy: 0.8", "Epoch 2/2", "val_accuracy: 0.9"]
    readings, _ = read(*lines, patterns=(r"Epoch (?P<step>\d+)/", r"val_accuracy: (?P<accuracy>\S+)"))
    assert readings == [Reading({"accuracy": 0.8}, 1), Reading({"accuracy": 0.9}, 2)]
    assert read("score: 0.9", patterns=(r"score: (?P<accuracy>\S+)",))[0] == [Reading({"accuracy": 0.9})]


def test_names_and_first_steps_of_the_commands_own() -> None:
    names = Names({"acc": "val/accuracy", "epoch": "step"}, steps_from=0)
    assert read("tellus: epoch=0 acc=0.5 loss=1", names=names)[0] == [Reading({"val/accuracy": 0.5, "loss": 1}, 1)]
    assert read("e 4 a 0.5", patterns=(r"e (?P<epoch>\d) a (?P<acc>\S+)",), names=names)[0] == [Reading({"val/accuracy": 0.5}, 5)]
    assert read("e 4", "a 0.5", patterns=(r"e (?P<epoch>\d)", r"a (?P<acc>\S+)"), names=names)[0] == [Reading({"val/accuracy": 0.5}, 5)]


def test_a_pattern_that_says_nothing_is_refused() -> None:
    for text, said in [("acc (", "no regular expression"), (r"acc (\d)", "no named group")]:
        with pytest.raises(tellus.UsageError, match=said):
            compile_patterns([text])


class Tail:
    def __init__(self, path: Path, names: Names = Names()) -> None:
        self.readings: list[Reading] = []
        self.problems: list[str] = []
        self.file = MetricFile(path, names, self.readings.append, self.problems.append)

    def poll(self, at_end: bool = False) -> list[tuple[Optional[int], dict[str, Any]]]:
        """What is new."""
        before = len(self.readings)
        self.file.poll(at_end=at_end)
        return [(reading.step, dict(reading.values)) for reading in self.readings[before:]]


def test_a_file_of_json_lines_is_followed_as_it_grows(tmp_path: Path) -> None:
    path = tmp_path / "metrics.jsonl"
    tail = Tail(path)
    assert tail.poll() == []
    path.write_text('{"step": 1, "loss": 3, "note": "text", "ok": true}\n{"step": 2, "lo')
    assert tail.poll() == [(1, {"loss": 3})]
    assert tail.poll() == []
    with path.open("a") as file:
        file.write('ss": 2}\n\nno json\n{"loss": "NaN"}')
    assert tail.poll() == [(2, {"loss": 2})]
    assert tail.poll(at_end=True) == [(None, {"loss": "NaN"})]
    assert tail.problems == ["metrics.jsonl has a line that is no JSON object"]


def test_a_csv_file_is_followed_even_when_it_is_written_anew_with_another_header(tmp_path: Path) -> None:
    path = tmp_path / "metrics.csv"
    tail = Tail(path, Names({"epoch": "step"}, steps_from=0))
    path.write_text("epoch,loss,name\n0,3.5,a\n")
    assert tail.poll() == [(1, {"loss": 3.5})]
    path.write_text('epoch,loss,"val,acc",val_acc\n0,3.5,,\n1,,,0.5\n')
    assert tail.poll() == [(1, {"loss": 3.5}), (2, {"val_acc": 0.5})]
    with path.open("a") as file:
        file.write("2,1.5,,0.6\n")
    assert tail.poll() == [(3, {"loss": 1.5, "val_acc": 0.6})]
    os.replace(_written(tmp_path / "aside", "epoch,loss\n0,9\n"), path)
    assert tail.poll() == [(1, {"loss": 9.0})]


def test_what_stood_in_a_file_before_the_command_began_is_not_its_word(tmp_path: Path) -> None:
    path = _written(tmp_path / "metrics.csv", "step,loss\n1,100\n")
    tail = Tail(path)
    assert tail.poll() == []
    with path.open("a") as file:
        file.write("2,50\n")
    assert tail.poll() == [(2, {"loss": 50.0})]


def test_a_log_keeps_what_was_written_last_within_its_limit(tmp_path: Path) -> None:
    problems: list[str] = []
    log = BoundedLog(tmp_path / "stdout", 1000, problems.append)
    for number in range(1000):
        log.write(f"{number:09}\n".encode())
    log.close()
    kept = (tmp_path / "stdout.old").read_text() + (tmp_path / "stdout").read_text()
    assert 500 <= len(kept) <= 1000
    assert kept.endswith("000000998\n000000999\n")
    assert problems == []


def test_a_disk_that_takes_nothing_is_said_and_the_command_goes_on(tmp_path: Path) -> None:
    problems: list[str] = []
    log = BoundedLog(Path("/dev/full") if Path("/dev/full").exists() else tmp_path / "no" / "folder", None, problems.append)
    log.write(b"hello")
    log.write(b"again")
    assert len(problems) == 1 and "written no further" in problems[0]


def test_an_attempt_has_a_folder_that_nobody_had_before(tmp_path: Path) -> None:
    first = make_attempt_folder(tmp_path, "a/b: ü", 12, 1)
    again = make_attempt_folder(tmp_path, "a/b: ü", 12, 1)
    assert first.path.relative_to(tmp_path) == Path("a-b--ü/12/attempt-1")
    assert again.path.name == "attempt-1-2"
    assert folder_name("..") == "study"


def test_the_last_lines_are_whole_and_bounded() -> None:
    last = LastLines()
    for number in range(200):
        last.add(f"line {number} {'x' * 200}\n")
    text = last.text()
    assert len(text) <= 3000 and text.splitlines()[-1].startswith("line 199 ") and text.startswith("line ")


def of(cause: Optional[Cause], code: int, said: tuple[str, ...] = ("loss",), before: bool = False, **rest: Any) -> tuple[str, str]:
    given = {"metrics": ("loss",), "last_lines": "last words", "infeasible_exit": 64, "timeout": 5, **rest}
    found = conclude(cause, code, said=said, trained_before=before, **given)
    return found.state, found.reason


def test_how_a_command_ended_says_what_is_told() -> None:
    assert of(None, 0) == ("completed", "")
    assert of(None, 64)[0] == "infeasible"
    assert of(None, 3) == ("failed", "The command ended with exit code 3.\nlast words")
    assert "was killed by SIGKILL (is there enough memory?)" in of(None, -9)[1]
    assert of(Cause.TIMEOUT, -15) == ("failed", "It took longer than 5 s.\nlast words")
    assert [of(cause, -15)[0] for cause in (Cause.STOP, Cause.PAUSE, Cause.ENDING, Cause.LOST)] == ["stopped", "paused", "released", "lost"]
    state, reason = of(None, 0, said=("accuracy",))
    assert state == "failed"
    assert "never said loss; it said accuracy. Have it print a line such as `tellus: step=1 loss=0.5`" in reason
    assert of(None, 0, said=(), metrics=())[0] == "failed"
    assert of(None, 0, said=(), before=True)[0] == "completed"
    assert of(None, 0, said=("accuracy",), before=True)[0] == "failed"


def test_a_folder_travels_as_one_file_and_writes_nowhere_else(tmp_path: Path) -> None:
    (tmp_path / "model/sub").mkdir(parents=True)
    (tmp_path / "model/sub/weights").write_text("w")
    pack(tmp_path / "model", tmp_path / "packed")
    (tmp_path / "back").mkdir()
    unpack(tmp_path / "packed", tmp_path / "back")
    assert (tmp_path / "back/sub/weights").read_text() == "w"
    with tarfile.open(tmp_path / "evil", "w") as archive:
        archive.add(tmp_path / "model/sub/weights", arcname="../escaped")
    (tmp_path / "inner").mkdir()
    try:
        unpack(tmp_path / "evil", tmp_path / "inner")
    except tellus.CheckpointError:
        pass
    assert not (tmp_path / "escaped").exists()
    with pytest.raises(tellus.CheckpointError, match="no folder"):
        unpack(_written(tmp_path / "text", json.dumps({})), tmp_path / "inner")


def _written(path: Path, text: str) -> Path:
    path.write_text(text)
    return path
