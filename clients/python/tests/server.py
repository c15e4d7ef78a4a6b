"""The built server with its embedded database, as a process that tests may kill and start again on the same port."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any, Optional

import httpx

ROOT = Path(__file__).resolve().parents[3]
READY_WITHIN = 90.0


class Server:
    def __init__(self) -> None:
        self.data = Path(tempfile.mkdtemp(prefix="tellus-python-"))
        # The account that PostgreSQL runs as, where we are root, must get through: else its data goes elsewhere.
        self.data.chmod(0o711)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: Optional[subprocess.Popen[bytes]] = None
        self._log = self.data / "server.log"
        self._env = {
            **{name: value for name, value in os.environ.items() if not name.startswith("TELLUS_")},
            "NODE_ENV": "production",
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "TELLUS_DATA": str(self.data / "tellus"),
            "TELLUS_SECRET": "only for the tests of the Python client",
            "TELLUS_LOG_LEVEL": "warn",
        }
        made = json.loads(self.command("demo-setup", "--json"))
        self.key: str = made["api_key"]

    def command(self, *arguments: str) -> str:
        """A command of the server's own command line."""
        done = subprocess.run(
            ["node", str(ROOT / ".build/cli.mjs"), *arguments],
            cwd=ROOT,
            env=self._env,
            stdout=subprocess.PIPE,
            timeout=120,
            check=True,
        )
        return done.stdout.decode()

    def worker_key(self, project_id: str) -> str:
        made = self.command("keys", "create", "--name", "tests", "--kind", "wrk", "--project", project_id, "--json")
        return str(json.loads(made)["secret"])

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                ["node", "--import", str(Path(__file__).with_name("end-with-stdin.mjs")), ".build/server.mjs"],
                cwd=ROOT,
                env=self._env,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + READY_WITHIN
        while not self.is_ready():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"The server did not start. It said:\n{self._log.read_text()[-4000:]}")
            time.sleep(0.05)

    def is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/readyz", timeout=2, verify=False).is_success
        except httpx.HTTPError:
            return False

    def kill(self) -> None:
        """As a power cut ends it. The database stays, and the next start takes it over."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def close(self) -> None:
        """Stops it, and removes all that was its."""
        self.stop()
        shutil.rmtree(self.data, ignore_errors=True)

    def _end(self, number: int) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(number)
            self._process.wait(timeout=60)
        self._process = None

    def get(self, path: str) -> Any:
        return self._call("GET", path)

    def post(self, path: str, body: Any = None) -> Any:
        return self._call("POST", path, body)

    def _call(self, method: str, path: str, body: Any = None) -> Any:
        headers = {"Authorization": f"Bearer {self.key}"}
        # Without certificates, which plain HTTP has no use for: they take 20 ms to load.
        answer = httpx.request(
            method, f"{self.url}/api/v1{path}", json=body, headers=headers, timeout=30, verify=False
        )
        answer.raise_for_status()
        return answer.json()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
