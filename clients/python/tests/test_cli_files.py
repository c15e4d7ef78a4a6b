"""`tellus export`, `tellus import file`: trials as files, both ways."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import tellus
from command_line import environment, tellus_command
from conftest import OpenStudy
from proxy import Proxy, http_answer
from server import Server


@pytest.fixture
def told(study: tellus.Study) -> tellus.Study:
    for trial in study.trials(3):
        trial.report(1, loss=2)
        trial.tell(loss=tellus.Value(0.5, std_error=0.1, n=3))
    with study.ask() as trial:
        trial.fail("out of memory")
    study.ask().release()
    assert study.flush()
    return study


def test_an_export_has_every_trial_with_assignments_values_state_and_times(told: tellus.Study) -> None:
    done = tellus_command("export", told.id)
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    trials = list(told.list_trials())
    assert [int(row["number"]) for row in rows] == [trial.number for trial in trials]
    assert [row["state"] for row in rows] == [trial.state for trial in trials]
    for row, trial in zip(rows, trials):
        assert float(row["params.x"]) == trial.assignments["x"]
        assert row["params.kind"] == trial.assignments["kind"]
    assert (rows[0]["values.loss"], rows[0]["values.loss.std_error"], rows[0]["values.loss.n"]) == ("0.5", "0.1", "3")
    assert rows[3]["state_reason"] == "out of memory"
    assert rows[0]["finished_at"] > rows[0]["started_at"] > ""


def test_the_three_formats_hold_the_same_trials_and_a_filter_some_of_them(told: tellus.Study, tmp_path: Path) -> None:
    lines = tellus_command("export", told.id, "--format", "jsonl").stdout.splitlines()
    path = tmp_path / "all.json"
    done = tellus_command("export", told.id, "--output", str(path))
    assert (done.stdout, done.returncode) == ("", 0)
    assert json.loads(path.read_text()) == [json.loads(line) for line in lines]
    completed = tellus_command("export", told.id, "--filter", "state = completed", "--format", "jsonl")
    assert len(completed.stdout.splitlines()) == 3
    wrong = tellus_command("export", told.id, "--filter", "state = ")
    assert (wrong.returncode, wrong.stderr.count("\n")) == (1, 1)
    assert list(tmp_path.glob("*.json.*")) == []


def test_an_export_of_nothing_is_an_empty_list_and_a_line_of_titles(study: tellus.Study) -> None:
    assert json.loads(tellus_command("export", study.id, "--format", "json").stdout) == []
    assert len(tellus_command("export", study.id).stdout.splitlines()) == 1


def test_a_reader_that_has_seen_enough_ends_an_export_in_silence(told: tellus.Study) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "tellus", "export", told.id, "--format", "jsonl"],
        env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == ""
    assert process.wait(15) == 141
    process.stderr.close()


@pytest.mark.parametrize("kind", ["csv", "jsonl", "json"])
def test_what_was_exported_is_imported_into_another_study_once(
    told: tellus.Study, open_study: OpenStudy, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / f"trials.{kind}"
    tellus_command("export", told.id, "--output", str(path))
    other = open_study()
    first = tellus_command("import", "file", str(path), "--study", other.id, "--json")
    assert first.returncode == 0, first.stderr
    assert json.loads(first.stdout) == {
        "study_id": other.id, "imported": 4, "there_already": 0, "not_ended": 1,
    }
    again = json.loads(tellus_command("import", "file", str(path), "--study", other.id, "--json").stdout)
    assert (again["imported"], again["there_already"]) == (0, 4)
    expected = [(trial.state, trial.assignments, trial.values) for trial in told.list_trials()][:4]
    imported = list(other.list_trials())
    assert [(trial.state, trial.assignments, trial.values) for trial in imported] == expected
    assert imported[0].record["values"]["loss"] == {"value": 0.5, "std_error": 0.1, "n": 3}
    assert "out_of_space" not in imported[0].record["origin"]


def test_a_file_that_has_grown_adds_only_what_is_new_and_equal_rows_are_repeats(study: tellus.Study) -> None:
    row = "0.5,a,1.5\n"
    titles = "x,kind,loss\n"

    def imported(text: str) -> int:
        done = tellus_command("import", "file", "-", "--format", "csv", "--study", study.id, "--json", stdin=text)
        assert done.returncode == 0, done.stderr
        return int(json.loads(done.stdout)["imported"])

    assert imported(titles + row) == 1
    assert imported(titles + row + row + "1,b,2\n") == 2
    assert imported(titles + row + row + "1,b,2\n") == 0


def test_columns_of_other_names_are_mapped_or_left_out_and_never_guessed(study: tellus.Study, tmp_path: Path) -> None:
    path = tmp_path / "runs.csv"
    path.write_text("position,kind,test loss,comment,started\n1.5,b,0.25,fine,2026-11-30T12:00:00+01:00\n")
    arguments = ["import", "file", str(path), "--study", study.id, "--map", "position=params.x"]
    unknown = tellus_command(*arguments)
    assert unknown.returncode == 2
    assert "'test loss'" in unknown.stderr and "--map" in unknown.stderr
    mapped = [*arguments, "--map", "test loss=values.loss", "--map", "started=started_at", "--ignore", "comment"]
    assert tellus_command(*mapped, "--check").returncode == 0
    assert list(study.list_trials()) == []
    assert tellus_command(*mapped).returncode == 0
    (trial,) = study.list_trials()
    assert (trial.assignments, trial.values) == ({"x": 1.5, "kind": "b"}, {"loss": 0.25})
    assert trial.record["started_at"] == "2026-11-30T11:00:00.000Z"


def test_every_fault_is_said_by_line_and_field_before_anything_is_sent(study: tellus.Study, tmp_path: Path) -> None:
    path = tmp_path / "runs.csv"
    path.write_text("x,kind,loss,state,finished_at\n0.5,a,1,,\nhigh,a,1,,\n0.5,a,,,\n0.5,a,1,done,\n0.5,a,1,,yesterday\n")
    done = tellus_command("import", "file", str(path), "--study", study.id)
    assert done.returncode == 1
    for line, field in ((3, "x"), (4, "values.loss"), (5, "state"), (6, "finished_at")):
        assert f"line {line}, {field}: " in done.stderr
    assert list(study.list_trials()) == []


def test_what_only_the_service_finds_wrong_is_said_by_line_too(study: tellus.Study, tmp_path: Path) -> None:
    path = tmp_path / "runs.jsonl"
    fine = {"assignments": {"x": 1, "kind": "a"}, "values": {"loss": 1}}
    path.write_text("\n".join(json.dumps(one) for one in (fine, {**fine, "cost": -1})))
    done = tellus_command("import", "file", str(path), "--study", study.id)
    assert done.returncode == 1
    assert "line 2, cost: " in done.stderr
    assert list(study.list_trials()) == []


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.csv", 'x,loss\n"1,2\n', "not CSV"),
        ("a.csv", "x,x,loss\n1,2,3\n", "twice"),
        ("a.csv", "x,loss\n1,2,3\n", "more cells than columns"),
        ("a.jsonl", "{}\nnot json\n", "line 2"),
        ("a.jsonl", "[1]\n", "object"),
        ("a.json", '{"a": 1}', "a list of trials"),
        ("a.txt", "", "--format"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(
    study: tellus.Study, tmp_path: Path, name: str, text: str, says: str
) -> None:
    (tmp_path / name).write_text(text)
    done = tellus_command("import", "file", str(tmp_path / name), "--study", study.id)
    assert done.returncode in (1, 2)
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_an_import_whose_answer_was_lost_adds_nothing_twice(
    proxy: Proxy, open_study: OpenStudy, tmp_path: Path
) -> None:
    study = open_study()
    path = tmp_path / "runs.csv"
    path.write_text("x,kind,loss\n0.5,a,1\n0.25,b,2\n")

    def lose(request: bytes) -> None:
        if b"/trials " in request.split(b"\r\n")[0] and request.startswith(b"POST"):
            proxy.mode = "swallow"
            threading.Timer(0.5, setattr, [proxy, "mode", "pass"]).start()

    proxy.set("answer", lose)
    done = tellus_command("import", "file", str(path), "--study", study.id)
    assert done.returncode == 0, done.stderr
    assert len(list(study.list_trials())) == 2


@pytest.mark.long
def test_forty_pages_need_no_more_memory_than_twenty(proxy: Proxy, open_study: OpenStudy, server: Server) -> None:
    """Pages of a study of 40,000 trials, made by the proxy of one real trial."""
    study = open_study()
    study.ask().tell(loss=1)
    assert study.flush()
    (trial,) = server.get(f"/studies/{study.id}/trials")["data"]
    # The most that Python's own objects took; what a process resides in begins with what its parent had.
    program = (
        "import sys, tracemalloc; from tellus.cli import main; tracemalloc.start(); code = main(sys.argv[1:]); "
        "print(tracemalloc.get_traced_memory()[1], file=sys.stderr); sys.exit(code)"
    )

    def peak(pages: int) -> int:
        def page(request: bytes) -> bytes | None:
            line = request.split(b"\r\n")[0]
            if b"/trials?" not in line:
                return None
            found = re.search(rb"cursor=(\d+)", line)
            number = int(found.group(1)) if found else 0
            data = [{**trial, "number": number * 1000 + index} for index in range(1000)]
            more = str(number + 1) if number < pages - 1 else None
            return http_answer("200 OK", json.dumps({"data": data, "next_cursor": more}))

        proxy.set("answer", page)
        done = subprocess.run(
            [sys.executable, "-c", program, "export", study.id], env=environment(), capture_output=True, timeout=120
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.count(b"\n") == pages * 1000 + 1
        return int(done.stderr.split()[-1])

    assert peak(40) < 1.25 * peak(20)
