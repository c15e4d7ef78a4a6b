"""`tellus spool`: what is still to be told, and results that came too late."""

from __future__ import annotations

import json
from typing import Any

import tellus
from command_line import tellus_command
from conftest import OpenStudy, trial_of
from proxy import Proxy
from server import Server


def left_behind(proxy: Proxy, study: tellus.Study) -> dict[str, Any]:
    """A trial whose report and result wait for a service that is away."""
    given: dict[str, Any] = json.loads(tellus_command("ask", "--study", study.id).stdout)
    proxy.set("refuse")
    for command in (["report", given["id"], "--step", "1", "loss=0.5"], ["tell", given["id"], "loss=0.25"]):
        assert tellus_command(*command, TELLUS_EXIT_WAIT="0.2").returncode == 0
    return given


def test_the_spool_says_what_waits_since_when_and_why_and_flush_what_became_of_it(
    server: Server, proxy: Proxy, open_study: OpenStudy
) -> None:
    study = open_study()
    empty = tellus_command("spool")
    assert (empty.returncode, empty.stdout) == (0, "")
    given = left_behind(proxy, study)
    entries = json.loads(tellus_command("spool", "list", "--json", TELLUS_API_KEY=None).stdout)
    assert [(one["kind"], one["number"], one["trial_id"]) for one in entries] == [
        ("measure", 0, given["id"]), ("tell", 0, given["id"]),
    ]
    assert all(one["since"] for one in entries)
    shown = tellus_command("spool").stdout
    assert "report of step 1, loss 0.5" in shown
    assert "result completed loss 0.25" in shown
    assert "did not take it in time" in shown
    away = tellus_command("spool", "flush", "--timeout", "1")
    assert away.returncode == 7
    assert "2 of 2 still wait" in away.stderr
    proxy.set("pass")
    flushed = tellus_command("spool", "flush")
    assert flushed.returncode == 0
    assert flushed.stdout.splitlines()[-1].endswith("result completed loss 0.25 of trial 0: told, the trial is completed")
    assert trial_of(server, given["id"])["state"] == "completed"
    assert json.loads(tellus_command("spool", "list", "--json").stdout) == []


def test_what_another_server_is_to_be_told_stays_and_says_where_it_belongs(
    server: Server, proxy: Proxy, open_study: OpenStudy
) -> None:
    left_behind(proxy, open_study())
    other = tellus_command("spool", TELLUS_URL=server.url)
    assert f"flush --url {proxy.url}" in other.stdout
    assert tellus_command("spool", "flush", TELLUS_URL=server.url).returncode == 7


def test_nothing_is_dropped_without_a_yes(proxy: Proxy, open_study: OpenStudy) -> None:
    left_behind(proxy, open_study())
    first, second = json.loads(tellus_command("spool", "list", "--json").stdout)
    unasked = tellus_command("spool", "drop", first["id"])
    assert (unasked.returncode, "--yes" in unasked.stderr) == (2, True)
    assert tellus_command("spool", "drop", "12345678", "--yes").returncode == 2
    assert tellus_command("spool", "drop", first["id"], "--yes").returncode == 0
    left = json.loads(tellus_command("spool", "list", "--json").stdout)
    assert [one["id"] for one in left] == [second["id"]]


def test_a_late_result_is_listed_and_imported_with_its_learning_curve(server: Server, study: tellus.Study) -> None:
    given = json.loads(tellus_command("ask", "--study", study.id, "--worker", "twin").stdout)
    assert tellus_command("report", given["id"], "--step", "1", "loss=3").returncode == 0
    # Another process of this name: the service gives it the trial, and fences ours.
    server.post(f"/studies/{study.id}/ask", {"worker_id": "twin"})
    assert tellus_command("report", given["id"], "--step", "2", "loss=2").returncode == 6
    late = tellus_command("tell", given["id"], "loss=1")
    assert late.returncode == 6
    assert "tellus spool" in late.stderr
    (entry,) = json.loads(tellus_command("spool", "list", "--json").stdout)
    assert (entry["kind"], entry["what"], entry["number"]) == ("late", "late result loss 1", 0)
    assert tellus_command("spool", "flush").returncode == 0
    imported = tellus_command("spool", "import", entry["id"])
    assert imported.returncode == 0, imported.stderr
    (trial,) = [one for one in study.list_trials() if one.id != given["id"]]
    assert (trial.values, trial.assignments) == ({"loss": 1}, given["assignments"])
    curve = trial_of(server, trial.id)["measurements"]
    assert [(one["step"], one["value"]) for one in curve] == [(1, 3), (2, 2)]
    assert tellus_command("spool").stdout == ""
