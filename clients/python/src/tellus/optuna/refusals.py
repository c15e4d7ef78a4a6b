"""What the service refused of a trial, as Optuna names it."""

from __future__ import annotations

from optuna.exceptions import UpdateFinishedTrialError

from ..errors import InvalidInput, NotFound, ServiceError

_GOES_ON = (None, "paused", "queued", "running")


def as_optuna_has_it(error: Exception) -> Exception:
    """What Optuna has no name for stays ours."""
    if not isinstance(error, ServiceError):
        return error
    if isinstance(error, NotFound):
        return KeyError(error.detail)
    if error.code in ("already_told", "lease_lost") or error.problem.get("state") not in _GOES_ON:
        return UpdateFinishedTrialError(str(error))
    if isinstance(error, InvalidInput) or error.code == "state_conflict":
        return ValueError(str(error))
    return error
