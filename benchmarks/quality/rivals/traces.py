"""Stored traces: a folder for each rival and batch size, a file for each problem, a line for each seed."""

import importlib.metadata
import json
import platform
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "traces"
PACKAGES = ["optuna", "pymoo", "numpy", "scipy", "torch"]


def file_of(folder: Path, sampler: str, batch: int, problem: str) -> Path:
    return folder / f"{sampler}-batch-{batch}" / f"{problem}.jsonl"


def seeds_done(file: Path, fingerprint: str, budget: int) -> set[int]:
    """Seeds with a complete trace of this version of the problem. Other lines and repeats are dropped from the file."""
    if not file.exists():
        return set()
    current = [line for line in file.read_text().splitlines() if is_current(line, fingerprint, budget)]
    by_seed = {json.loads(line)["seed"]: line for line in current}
    file.write_text("".join(by_seed[seed] + "\n" for seed in sorted(by_seed)))
    return set(by_seed)


def is_current(line: str, fingerprint: str, budget: int) -> bool:
    try:
        trace = json.loads(line)
    except json.JSONDecodeError:
        return False  # cut short when the run was ended
    return trace["print"] == fingerprint and len(trace["told"]) == budget


def append(file: Path, trace: dict) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    write_versions(file.parent / "about.json")
    with file.open("a") as lines:
        lines.write(json.dumps(trace, separators=(",", ":")) + "\n")


def write_versions(file: Path) -> None:
    if not file.exists():
        installed = {name: version_of(name) for name in PACKAGES}
        about = {"python": platform.python_version(), **{name: it for name, it in installed.items() if it}}
        file.write_text(json.dumps(about, indent=2) + "\n")


def version_of(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def rounded(value: float | None) -> float | None:
    """Six digits: a regret is told apart down to a millionth of the largest value."""
    return None if value is None else float(f"{value:.6g}")
