from __future__ import annotations

import itertools
import os
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any, Callable, Iterator, Optional

import pytest

import tellus
from proxy import Proxy
from server import Server
from tellus import runtime

SPACE: dict[str, Any] = {"x": tellus.float_(-5, 5), "kind": ["a", "b"]}
_names = itertools.count()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    started = Server()
    try:
        started.start()
        yield started
    finally:
        started.close()


@pytest.fixture
def spool(tmp_path: Path) -> Path:
    return tmp_path / "spool"


@pytest.fixture(autouse=True)
def client(server: Server, spool: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Each test has a spool of its own, and a client that knows nothing of the test before."""
    for name in ("TELLUS_STUDY", "TELLUS_PATIENCE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TELLUS_URL", server.url)
    monkeypatch.setenv("TELLUS_API_KEY", server.key)
    monkeypatch.setenv("TELLUS_SPOOL", str(spool))
    monkeypatch.setenv("TELLUS_CONFIG", str(tmp_path / "config.json"))
    monkeypatch.setenv("TELLUS_EXIT_WAIT", "5")
    if not server.is_ready():
        server.start()
    yield
    runtime.shut_down()


@pytest.fixture
def proxy(server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    """Between client and server."""
    made = Proxy(server.port)
    monkeypatch.setenv("TELLUS_URL", made.url)
    try:
        yield made
        made.set("pass")
        runtime.shut_down()
    finally:
        made.close()


OpenStudy = Callable[..., tellus.Study]


@pytest.fixture
def open_study() -> OpenStudy:
    def open_one(name: Optional[str] = None, **options: Any) -> tellus.Study:
        given = {"project": "python", "minimize": "loss", "space": SPACE, "sampler": "random", **options}
        return tellus.study(name or f"study {os.getpid()} {next(_names)}", **given)

    return open_one


@pytest.fixture
def study(open_study: OpenStudy) -> tellus.Study:
    return open_study()


Run = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """Starts a Python program of its own; what still runs at the end of the test is killed."""
    started: list[subprocess.Popen[str]] = []

    def start(code: str, *arguments: str, **env: str) -> subprocess.Popen[str]:
        path = tmp_path / f"program{len(started)}.py"
        path.write_text(textwrap.dedent(code))
        process = subprocess.Popen(
            [sys.executable, str(path), *arguments],
            env={**os.environ, "PYTHONUNBUFFERED": "1", **env},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def wait_until(condition: Callable[[], Any], seconds: float = 15.0) -> Any:
    """What the condition gives once it is true."""
    deadline = time.monotonic() + seconds
    pause = 0.02
    while True:
        found = condition()
        if found:
            return found
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(pause)
        pause = min(1.2 * pause, 0.3)  # what is long in coming is asked for rarely: each question is work


def trial_of(server: Server, trial_id: str) -> dict[str, Any]:
    found: dict[str, Any] = server.get(f"/trials/{trial_id}")
    return found
