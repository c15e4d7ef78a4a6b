"""What every method of the storage has: the service, what is known of its studies, and trials of this process."""

from __future__ import annotations

import os
import threading
import weakref
from typing import Any, Mapping, Optional

from optuna.storages import BaseStorage

from ..config import load_settings
from ..errors import UsageError
from .identifiers import to_number, to_study, to_trial
from .known_study import KnownStudy
from .own_trials import OwnTrials
from .service import Service

#: A dead process's trial fails after it; a service that was away for less finds every trial still held.
LEASE_SECONDS = 300


class ConnectedStorage(BaseStorage):
    """Safe to share between threads, to pickle, and to go on with in a forked child."""

    def __init__(
        self,
        project: Optional[str] = None,
        *,
        url: Optional[str] = None,
        api_key: Optional[str] = None,
        lease_seconds: int = LEASE_SECONDS,
    ) -> None:
        if not 30 <= lease_seconds <= 86_400:
            raise UsageError(f"lease_seconds must be between 30 and 86,400, not {lease_seconds!r}.")
        self._arguments: dict[str, Any] = {
            "project": project,
            "url": url,
            "api_key": api_key,
            "lease_seconds": lease_seconds,
        }
        self._lease_seconds = lease_seconds
        self._service = Service(load_settings(url, api_key), project)
        self._begin()

    def __getstate__(self) -> dict[str, Any]:
        return self._arguments

    def __setstate__(self, arguments: dict[str, Any]) -> None:
        self.__init__(**arguments)  # type: ignore[misc]

    def _begin(self) -> None:
        """Nothing is known yet. In a forked child too: what the parent runs is the parent's."""
        self._lock = threading.Lock()
        self._studies: dict[int, KnownStudy] = {}
        #: By Optuna's name.
        self._ids: dict[str, int] = {}
        #: Study and number of a trial.
        self._places: dict[int, tuple[int, int]] = {}
        self._own = OwnTrials(self._service)
        _storages.add(self)

    def _know(self, record: Mapping[str, Any]) -> int:
        study_id = to_number(record["id"])
        with self._lock:
            if study_id not in self._studies:
                self._studies[study_id] = KnownStudy(record["objectives"])
        return study_id

    def _study(self, study_id: int) -> KnownStudy:
        known = self._studies.get(study_id)
        if known is None:
            self._know(self._service.get(f"/studies/{to_study(study_id)}"))
            known = self._studies[study_id]
        return known

    def _place(self, trial_id: int) -> tuple[int, int]:
        known = self._places.get(trial_id)
        if known is None:
            detail = self._detail(trial_id)
            known = (to_number(detail["study_id"]), int(detail["number"]))
            with self._lock:
                self._places[trial_id] = known
        return known

    def _detail(self, trial_id: int) -> dict[str, Any]:
        return self._service.get(f"/trials/{to_trial(trial_id)}")


_storages: weakref.WeakSet[ConnectedStorage] = weakref.WeakSet()


def _start_anew_in_child() -> None:
    for storage in list(_storages):
        storage._begin()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_start_anew_in_child)
