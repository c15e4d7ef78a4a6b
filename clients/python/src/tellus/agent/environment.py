"""What a command finds in its environment; all of it is in the guide's table."""

from __future__ import annotations

import os
import re
from typing import Any, Iterable, Mapping, Optional

from .formatting import text_of

PARAMETER = "TELLUS_PARAM_"
TRIAL = "TELLUS_TRIAL"
ATTEMPT = "TELLUS_ATTEMPT"
STUDY = "TELLUS_STUDY"
SEED = "TELLUS_SEED"
#: The step after which the checkpoint was written; 0 where there is none.
STEP = "TELLUS_STEP"
TARGET = "TELLUS_TARGET"
PARAMS_FILE = "TELLUS_PARAMS_FILE"
METRICS = "TELLUS_METRICS"
CHECKPOINT = "TELLUS_CHECKPOINT"
RESUME_FROM = "TELLUS_RESUME_FROM"
OUTPUT = "TELLUS_OUTPUT"
WORKER = "TELLUS_WORKER"
STOP_SIGNAL = "TELLUS_STOP_SIGNAL"
#: Set for each attempt, so that none of a trial around this agent is taken for ours.
_OURS = (TRIAL, ATTEMPT, SEED, STEP, TARGET, PARAMS_FILE, METRICS, CHECKPOINT, RESUME_FROM, OUTPUT, WORKER, STOP_SIGNAL)


def variable_of(parameter: str) -> str:
    """`lr` is TELLUS_PARAM_LR, `net/width` TELLUS_PARAM_NET_WIDTH."""
    return PARAMETER + re.sub(r"[^A-Za-z0-9]", "_", parameter).upper()


def ambiguous_variables(parameters: Iterable[str]) -> dict[str, list[str]]:
    """Variables that several parameters would have."""
    by_variable: dict[str, list[str]] = {}
    for name in parameters:
        by_variable.setdefault(variable_of(name), []).append(name)
    return {variable: names for variable, names in by_variable.items() if len(names) > 1}


def environment_of(assignments: Mapping[str, Any], own: Mapping[str, Optional[str]]) -> dict[str, str]:
    """This process's environment with the trial's; what is absent in the trial is not set."""
    inherited = {
        name: value for name, value in os.environ.items() if name not in _OURS and not name.startswith(PARAMETER)
    }
    ambiguous = ambiguous_variables(assignments)
    parameters = {variable_of(name): text_of(value) for name, value in assignments.items()}
    return {
        **inherited,
        **{name: value for name, value in parameters.items() if name not in ambiguous},
        **{name: value for name, value in own.items() if value is not None},
    }
