"""The problems, evaluated by the Node process that owns them."""

import json
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


class ProblemServer:
    def __init__(self) -> None:
        command = ["node", "tools/bench-quality.mjs", "serve"]
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, **request):
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        reply = self._process.stdout.readline()
        if not reply:
            raise RuntimeError("The process that evaluates problems has ended; its error is above.")
        return json.loads(reply)

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait()
