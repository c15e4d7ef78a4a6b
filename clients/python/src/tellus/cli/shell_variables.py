"""A trial as assignments of a shell's variables, in the names that `tellus agent` gives its commands."""

from __future__ import annotations

import shlex
from typing import Any, Mapping

from ..agent import environment as names
from ..agent.formatting import text_of
from .naming import TRIAL_ID

#: What a trial may have, and the next may not.
_OF_A_TRIAL = (names.TARGET, names.RESUME_FROM)


def to_shell(given: Mapping[str, Any], environment: Mapping[str, str]) -> str:
    """Lines for `eval`. What the trial before had and this one has not is unset."""
    variables = variables_of(given)
    stale = [
        name
        for name in sorted(environment)
        if (name.startswith(names.PARAMETER) or name in _OF_A_TRIAL) and name not in variables
    ]
    lines = [f"export {name}={shlex.quote(value)}" for name, value in variables.items()]
    return "\n".join([*([f"unset {' '.join(stale)}"] if stale else []), *lines])


def variables_of(given: Mapping[str, Any]) -> dict[str, str]:
    """TELLUS_TRIAL_ID, TELLUS_ATTEMPT and the like, and TELLUS_PARAM_<NAME> for each parameter."""
    checkpoint, fidelity = given.get("checkpoint") or {}, given.get("fidelity") or {}
    known = {
        TRIAL_ID: given["id"],
        names.TRIAL: given["number"],
        names.ATTEMPT: given["attempt"],
        names.SEED: given["seed"],
        names.STEP: checkpoint.get("step", 0),
        names.RESUME_FROM: checkpoint.get("uri"),
        names.TARGET: fidelity.get("target"),
    }
    # Of names that differ in what no variable can hold, only the JSON form tells which is which.
    ambiguous = names.ambiguous_variables(given["assignments"])
    parameters = {names.variable_of(name): text_of(value) for name, value in given["assignments"].items()}
    return {
        **{name: str(value) for name, value in known.items() if value is not None},
        **{name: text for name, text in parameters.items() if name not in ambiguous},
    }
