"""Makes the virtual environment the reference runs in, with the pinned versions: `python3 benchmarks/engine/reference/prepare.py`."""

import subprocess
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENVIRONMENT = HERE.parents[2] / ".build" / "engine-reference"


def main() -> None:
    if not (ENVIRONMENT / "bin" / "python").exists():
        venv.create(ENVIRONMENT, with_pip=True)
    subprocess.run(
        [ENVIRONMENT / "bin" / "python", "-m", "pip", "install", "--quiet", "-r", HERE / "requirements.txt"],
        check=True,
    )
    print("Ready: npm run bench:engine")


if __name__ == "__main__":
    main()
