"""Studies of Optuna for tests, with names that nobody else has."""

from __future__ import annotations

import itertools
import os
from typing import Any

import optuna
from optuna.trial import FrozenTrial

from tellus.optuna import TellusStorage

_names = itertools.count()

optuna.logging.set_verbosity(optuna.logging.ERROR)


def fresh_name() -> str:
    return f"optuna {os.getpid()} {next(_names)}"


def create(storage: TellusStorage, **options: Any) -> Any:
    return optuna.create_study(storage=storage, study_name=fresh_name(), **options)


def described(trial: FrozenTrial) -> dict[str, Any]:
    """All of a trial but its id and number; NaN as text, since it equals nothing."""
    return {
        "state": trial.state.name,
        "values": trial.values,
        "params": {name: (type(value).__name__, value) for name, value in trial.params.items()},
        "distributions": trial.distributions,
        "user": trial.user_attrs,
        "system": trial.system_attrs,
        "steps": {step: repr(value) for step, value in trial.intermediate_values.items()},
        "start": trial.datetime_start,
        "end": trial.datetime_complete,
    }
