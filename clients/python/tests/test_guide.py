"""The guide's programs run as they stand there, one after the other, as in a notebook."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import tellus
from server import ROOT, Server

BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


def run_programs(page: Path) -> int:
    """Gives how many there were."""
    text = page.read_text(encoding="utf-8")
    names: dict[str, object] = {"__name__": "guide"}
    blocks = list(BLOCK.finditer(text))
    for block in blocks:
        line = text[: block.start()].count("\n") + 1
        exec(compile("\n" * line + block.group(1), str(page), "exec"), names)
    return len(blocks)


def test_the_guides_programs_run(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run_programs(ROOT / "docs/guide/python.md") >= 6
    study = tellus.study("digits", project="vision")
    assert study.flush()
    assert {one.state for one in study.list_trials()} == {"completed"}


def test_the_programs_about_optuna_run(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("optuna", minversion="5", reason="Optuna 5 is not installed here")
    monkeypatch.chdir(tmp_path)
    assert run_programs(ROOT / "docs/guide/optuna.md") == 3
    assert "old 5 0 0 []" in capsys.readouterr().out
