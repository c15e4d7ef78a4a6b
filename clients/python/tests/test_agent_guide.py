"""The agent's guide runs as it stands there: its programs are written to files, its commands given to a shell."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import tellus
from agents import with_commands
from server import ROOT, Server

pytestmark = pytest.mark.skipif(os.name != "posix", reason="agents need process groups")

#: A block, and the name of the file it is, where the line before says so: `train.py`:
BLOCK = re.compile(r"(?:^`([\w.]+)`:\n\n)?^```(python|sh)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def test_the_guides_programs_and_commands_run(server: Server, tmp_path: Path) -> None:
    env = with_commands(tmp_path / "bin")
    text = (ROOT / "docs/guide/agent.md").read_text(encoding="utf-8")
    blocks = list(BLOCK.finditer(text))
    assert len(blocks) >= 6
    for block in blocks:
        file, language, code = block.groups()
        if file is not None:
            (tmp_path / file).write_text(code, encoding="utf-8")
            continue
        words = [sys.executable, "-c", code] if language == "python" else ["sh", "-euc", code]
        done = subprocess.run(words, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, f"{code}\n{done.stdout}{done.stderr}"
    study = tellus.study("digits", project="vision-agent")
    states = [one.state for one in study.list_trials()]
    assert states and set(states) <= {"completed", "pruned"}
