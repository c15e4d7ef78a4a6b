"""Errors say what to do. Nothing here is ever raised by `report`, `tell` or a heartbeat because of the service."""

from __future__ import annotations

from typing import Any, NamedTuple


class TellusError(Exception):
    """Base of every error of this package."""


class ConfigError(TellusError):
    """The server's address or the key is missing or cannot be read."""


class UsageError(TellusError, ValueError):
    """A call that cannot be meant: a wrong name, a missing metric, a step of 0. Raised where it is made, before anything is sent."""


class Unavailable(TellusError):
    """The service did not answer for as long as the caller was willing to wait."""


class NoTrialYet(Unavailable):
    """The service answered, but had no trial to hand out for as long as the caller was willing to wait."""


class StudyDiffers(TellusError):
    """The study exists with another search space or other objectives than the script has."""


class CheckpointError(TellusError):
    """A checkpoint cannot be read back whole."""


class MissingPackage(TellusError, ImportError):
    """A part of this package needs another one, which is not installed."""


class Field(NamedTuple):
    """One field that the service refused."""

    pointer: str
    code: str
    detail: str


class ServiceError(TellusError):
    """The service refused a request. `code` is from a closed list (docs/errors); `detail` says what to do."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        self.status = status
        #: Everything that the service said (RFC 9457).
        self.problem = problem
        self.code = str(problem.get("code", "unknown"))
        self.detail = str(problem.get("detail") or problem.get("title") or "The service gave no explanation.")
        self.request_id = str(problem.get("request_id", ""))
        self.reason = problem.get("reason")
        self.fields = tuple(
            Field(str(field.get("pointer", "")), str(field.get("code", "")), str(field.get("detail", "")))
            for field in problem.get("errors") or ()
            if isinstance(field, dict)
        )
        super().__init__(self._sentence())

    def __reduce__(self) -> tuple[Any, ...]:
        # By default an exception is made anew from its message, which is not what this one takes.
        return (type(self), (self.status, self.problem))

    def _sentence(self) -> str:
        fields = "".join(f"\n  {field.pointer}: {field.detail}" for field in self.fields if field.detail not in self.detail)
        request = f", request {self.request_id}" if self.request_id else ""
        return f"{self.detail}{fields}\n  (HTTP {self.status}, {self.code}{request})"


class Unauthenticated(ServiceError):
    """The key is unknown, expired or revoked."""


class Forbidden(ServiceError):
    """The key may not do this."""


class NotFound(ServiceError):
    """It does not exist, or is not yours."""


class InvalidInput(ServiceError):
    """A field is not as it must be; `fields` names it."""


class Conflict(ServiceError):
    """The present state does not allow this."""


class LeaseLost(Conflict):
    """Somebody else was given the trial."""


class StudyFinished(Conflict):
    """The study hands nothing out any more; `reason` says why."""


_BY_CODE: dict[str, type[ServiceError]] = {"lease_lost": LeaseLost, "study_finished": StudyFinished}
_BY_STATUS: dict[int, type[ServiceError]] = {
    400: InvalidInput,
    401: Unauthenticated,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    422: InvalidInput,
}


def service_error(status: int, problem: dict[str, Any]) -> ServiceError:
    """The most telling class for a problem document."""
    kind = _BY_CODE.get(str(problem.get("code"))) or _BY_STATUS.get(status, ServiceError)
    return kind(status, problem)
