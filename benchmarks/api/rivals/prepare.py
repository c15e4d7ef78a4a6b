"""Makes the virtual environment that Optuna runs in, with the pinned versions: `python3 benchmarks/api/rivals/prepare.py`."""

import subprocess
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENVIRONMENT = HERE.parents[2] / ".build" / "api-rivals" / "venv"


def main() -> None:
    python = ENVIRONMENT / "bin" / "python"
    if not python.exists():
        venv.create(ENVIRONMENT, with_pip=True)
    subprocess.run([python, "-m", "pip", "install", "--quiet", "-r", HERE / "requirements.txt"], check=True)
    print(f"Ready: {python.relative_to(HERE.parents[2])} benchmarks/api/rivals/optuna_rate.py")


if __name__ == "__main__":
    main()
