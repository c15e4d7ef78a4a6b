from __future__ import annotations

import os
from pathlib import Path

import pytest

from client_faults import run
from server import Server


@pytest.mark.skipif(not hasattr(os, "fork"), reason="its workers fork")
def test_r31_nothing_raises_and_nothing_is_lost_through_everything_at_once(server: Server, tmp_path: Path) -> None:
    """The sample of F28; in full: npm run test:faults -- F28."""
    outcome = run(server, tmp_path, operations=300, seed=28, restarts=False)
    assert outcome.faults == []
    assert outcome.operations >= 300
