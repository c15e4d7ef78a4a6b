"""The spool: what is written when, who takes it over, and a disk that does not take it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Iterator

import pytest

import tellus
from conftest import OpenStudy, Run, trial_of, wait_until
from proxy import Proxy
from server import Server
from tellus import runtime
from tellus.config import Settings
from tellus.journal import Journal, journals_in
from tellus.notice import Notices
from tellus.operation import Holding, Operation
from tellus.spool import Spool

HOLDING = Holding("trl_" + "0" * 32, 1)


def operation(step: int) -> Operation:
    return Operation("measure", HOLDING, {"step": step, "values": {"loss": 1.0}})


def made(folder: Path) -> Spool:
    return Spool(Settings("http://127.0.0.1:1", "tellus_test_x", spool=folder), Notices())


def read_back(folder: Path) -> list[Operation]:
    (left,) = [path for path in folder.iterdir() if path.name != "late"]
    journal = Journal.take_over(left)
    assert journal is not None
    try:
        return journal.read()
    finally:
        journal.close(remove=False)


def test_an_operation_is_on_the_disk_when_add_returns(tmp_path: Path) -> None:
    spool = made(tmp_path)
    for step in (1, 2, 3):
        spool.add(operation(step), urgent=False)
    spool.settle(spool.heads(1, lambda _: False)[0][:1])
    spool.forget()  # as a crash does
    assert [one.body["step"] for one in read_back(tmp_path)] == [2, 3]


def test_a_line_that_a_crash_cut_off_spoils_no_other(tmp_path: Path) -> None:
    spool = made(tmp_path)
    spool.add(operation(1), urgent=False)
    segment = next(tmp_path.rglob("*.jsonl"))
    with segment.open("ab") as file:
        file.write(b'{"n":2,"kind":"mea')
    spool.forget()
    assert [one.body["step"] for one in read_back(tmp_path)] == [1]


def test_a_spool_whose_owner_lives_is_not_taken_over(tmp_path: Path) -> None:
    owner, other = made(tmp_path), made(tmp_path)
    owner.add(operation(1), urgent=False)
    assert other.adopt_abandoned(lambda _: True) == 0
    owner.forget()
    assert other.adopt_abandoned(lambda _: True) == 1


def test_segments_go_when_all_of_them_is_delivered(tmp_path: Path) -> None:
    spool = made(tmp_path)
    for step in range(1, 20_000):
        spool.add(operation(step), urgent=False)
    assert len(list(tmp_path.rglob("*.jsonl"))) > 2
    while len(spool):
        spool.settle(spool.heads(1, lambda _: False)[0])
    assert sum(path.stat().st_size for path in tmp_path.rglob("*.jsonl")) == 0
    spool.close()
    assert list(tmp_path.iterdir()) == []


def test_only_its_owner_can_read_a_spool(tmp_path: Path) -> None:
    folder = tmp_path / "spool"
    spool = made(folder)
    spool.add(operation(1), urgent=False)
    assert folder.stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in folder.rglob("*"))
    assert not any(b"tellus_test" in path.read_bytes() for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """64 KiB, of which all is used up."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip("mounting a small disk takes root on Linux; the test with a limit of the file size runs anywhere")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_r31_a_full_disk_costs_nothing_but_a_warning_and_results_arrive(
    server: Server, open_study: OpenStudy, tiny_disk: Path, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture, proxy: Proxy,
) -> None:
    monkeypatch.setenv("TELLUS_SPOOL", str(tiny_disk / "spool"))
    study = open_study()
    trial = study.ask()
    proxy.set("refuse")
    for step in range(1, 1001):
        trial.report(step, loss=1 / step)
    trial.tell(loss=0.5)
    proxy.set("pass")
    wait_until(lambda: trial_of(server, trial.id)["state"] == "completed")
    assert len(trial_of(server, trial.id)["measurements"]) == 1000
    assert sum("cannot be written" in one.getMessage() for one in caplog.records) == 1


def test_r31_a_limit_of_the_file_size_costs_nothing_but_a_warning(
    server: Server, study: tellus.Study, run: Run
) -> None:
    program = run(
        """
        import resource, sys, tellus
        study = tellus.study(sys.argv[1], project="python")
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
        for trial in study.trials(3):
            print(trial.id)
            for step in range(1, 101):
                trial.report(step, loss=1 / step)
            trial.tell(loss=1)
        """,
        study.name,
    )
    out, err = program.communicate(timeout=30)
    assert program.returncode == 0, err
    assert err.count("cannot be written") >= 1
    for trial_id in out.split():
        assert trial_of(server, trial_id)["state"] == "completed"
        assert len(trial_of(server, trial_id)["measurements"]) == 100


def test_r31_a_spool_that_cannot_be_made_costs_nothing_but_a_warning(
    server: Server, open_study: OpenStudy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("TELLUS_SPOOL", str(tmp_path / "file" / "spool"))
    study = open_study()
    with study.ask() as trial:
        trial.tell(loss=1)
    assert trial.flush()
    assert trial_of(server, trial.id)["state"] == "completed"


def test_what_another_key_left_and_this_one_may_not_write_stays_where_it_is(
    server: Server, spool: Path, open_study: OpenStudy
) -> None:
    foreign = Spool(Settings(server.url, "tellus_test_of_somebody_else", spool=spool), Notices())
    foreign.add(Operation("tell", HOLDING, {"state": "completed", "values": {"loss": 1.0}}), urgent=True)
    foreign.forget()
    (left,) = spool.iterdir()
    study = open_study()
    study.ask().tell(loss=1)
    assert study.flush()
    runtime.shut_down()
    assert list(spool.iterdir()) == [left]
    assert os.listdir(left)


def test_what_another_key_left_may_be_sent_by_who_has_that_key_while_this_process_lives(
    server: Server, spool: Path, open_study: OpenStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    foreign = Spool(Settings(server.url, "tellus_test_of_somebody_else", spool=spool), Notices())
    foreign.add(Operation("tell", HOLDING, {"state": "completed", "values": {"loss": 1.0}}), urgent=True)
    foreign.forget()
    (left,) = spool.iterdir()
    study = open_study()
    study.ask().tell(loss=1)
    assert study.flush()

    def taken() -> bool:
        journal = Journal.take_over(left)
        if journal is None:
            return False
        journal.close(remove=False)
        return True

    wait_until(taken)


def test_r31_a_disk_that_has_room_again_at_the_end_of_a_process_takes_its_results(
    server: Server, proxy: Proxy, open_study: OpenStudy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_the_way = tmp_path / "spool-to-be"
    in_the_way.write_text("")
    monkeypatch.setenv("TELLUS_SPOOL", str(in_the_way))
    monkeypatch.setenv("TELLUS_EXIT_WAIT", "0")
    study = open_study()
    trial = study.ask()
    proxy.set("refuse")
    trial.tell(loss=0.5)
    in_the_way.unlink()
    runtime.shut_down()
    proxy.set("pass")
    open_study(study.name)
    wait_until(lambda: trial_of(server, trial.id)["state"] == "completed")


def test_r31_what_neither_the_service_nor_the_disk_takes_is_said_with_its_values(
    proxy: Proxy, open_study: OpenStudy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "in-the-way").write_text("")
    monkeypatch.setenv("TELLUS_SPOOL", str(tmp_path / "in-the-way"))
    monkeypatch.setenv("TELLUS_EXIT_WAIT", "0")
    trial = open_study().ask()
    proxy.set("refuse")
    trial.tell(loss=0.5)
    runtime.shut_down()
    assert 'trial 0: tell {"state": "completed", "values": {"loss": 0.5}}' in caplog.text
    assert "delivers them" not in caplog.text


def test_a_spool_that_is_being_made_is_nobodys_to_take_over(tmp_path: Path) -> None:
    for name in (".made-just-now", "made"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "lock").touch()
    assert journals_in(tmp_path) == [tmp_path / "made"]


def test_a_checkpoints_copy_is_on_the_disk_itself_before_it_is_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda handle: flushed.append(os.fstat(handle).st_ino))
    (tmp_path / "model").write_text("weights")
    spool = made(tmp_path / "spool")
    copy = spool.journal().keep_file(tmp_path / "model", "key")
    spool.add(Operation("upload", HOLDING, {"step": 1}, key="key"), urgent=True)
    spool.flush()
    assert flushed[0] == copy.stat().st_ino
    assert len(flushed) == 2
