"""Makes the virtual environment the rivals run in, with the pinned versions: `python3 benchmarks/quality/rivals/prepare.py`.

`--without-torch` leaves out what GPSampler alone needs (5 GB on Linux: PyPI's wheel carries CUDA libraries, unused here).
"""

import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENVIRONMENT = HERE.parents[2] / ".build" / "quality" / "venv"


def main() -> None:
    if not (ENVIRONMENT / "bin" / "python").exists():
        venv.create(ENVIRONMENT, with_pip=True)
    wanted = ["requirements.txt"]
    if "--without-torch" not in sys.argv[1:]:
        wanted.append("requirements-torch.txt")
    for file in wanted:
        install = [ENVIRONMENT / "bin" / "python", "-m", "pip", "install", "--quiet", "-r", HERE / file]
        subprocess.run(install, check=True)
    print(f"Ready: {(ENVIRONMENT / 'bin' / 'python').relative_to(HERE.parents[2])} benchmarks/quality/rivals/run.py")


if __name__ == "__main__":
    main()
