"""Studies of Optuna for tests, with names that nobody else has."""

from __future__ import annotations

import itertools
import os
from typing import Any

import optuna

from tellus.optuna import TellusStorage

_names = itertools.count()

optuna.logging.set_verbosity(optuna.logging.ERROR)


def fresh_name() -> str:
    return f"optuna {os.getpid()} {next(_names)}"


def create(storage: TellusStorage, **options: Any) -> Any:
    return optuna.create_study(storage=storage, study_name=fresh_name(), **options)
