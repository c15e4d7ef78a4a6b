"""What the command of an attempt is given: the words of ours for its arguments, and its environment."""

from __future__ import annotations

from typing import Optional

from ..trial import Trial
from . import environment
from .checkpoints import Checkpoints
from .formatting import text_of
from .gpus import VARIABLE as GPUS
from .output_folder import AttemptFolder
from .plan import Plan


def words_of(trial: Trial, checkpoints: Checkpoints, folder: AttemptFolder, worker: int) -> dict[str, Optional[str]]:
    """What `{trial}` and its like stand for; None is absent."""
    return {
        "trial": str(trial.number),
        "attempt": str(trial.attempt),
        "seed": str(trial.seed),
        "step": str(checkpoints.step),
        "target": None if trial.target is None else _number(trial.target),
        "params_file": str(folder.params),
        "checkpoint": str(folder.checkpoint),
        "resume_from": checkpoints.resume_from,
        "output": str(folder.path),
        "worker": str(worker),
    }


def environment_for(
    trial: Trial, plan: Plan, words: dict[str, Optional[str]], folder: AttemptFolder, *, study_id: str, worker: int
) -> dict[str, str]:
    """The same words as variables, with the parameters and what arguments have no use for."""
    own = {
        environment.STUDY: study_id,
        environment.METRICS: str(folder.metrics),
        environment.STOP_SIGNAL: str(int(plan.stop_signal)),
        GPUS: plan.gpus[worker],
        **{f"TELLUS_{word.upper()}": value for word, value in words.items()},
    }
    return environment.environment_of(trial.assignments, own)


def _number(target: float) -> str:
    return text_of(int(target) if target == int(target) else target)
