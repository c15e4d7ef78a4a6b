"""Studies: made, found, noted beside, deleted."""

from __future__ import annotations

import uuid
from typing import Any, Mapping, Optional, Sequence

from optuna.exceptions import DuplicatedStudyError
from optuna.study import StudyDirection
from optuna.study._frozen import FrozenStudy

from ..errors import Conflict, InvalidInput, UsageError
from .connected import ConnectedStorage
from .identifiers import to_study
from .names import from_study, study_metadata, to_study_names
from .records import write_attribute, write_objectives
from .service import is_external
from .values import attributes_of

_NAMELESS = "no-name-"


class StudyMethods(ConnectedStorage):
    """What Optuna asks of a storage about studies."""

    def create_new_study(self, directions: Sequence[StudyDirection], study_name: Optional[str] = None) -> int:
        name = f"{_NAMELESS}{uuid.uuid4()}" if study_name is None else study_name
        project = self._service.project_id(makes=True)
        for written in to_study_names(name):
            body = {
                "name": written,
                "search_space": {},
                "sampler": {"name": "external"},
                "objectives": write_objectives(directions),
                "metadata": study_metadata(name, written),
            }
            try:
                made = self._service.post(f"/projects/{project}/studies", body)
            except Conflict as error:
                if error.code != "name_taken":
                    raise
                if next(self._service.studies(written), None) is not None:
                    break
                continue  # taken by a name that differs in its case
            return self._called(name, made)
        raise DuplicatedStudyError(
            f"There is a study {name!r} in the project already. Give another name, or load_if_exists=True."
        )

    def delete_study(self, study_id: int) -> None:
        path = f"/studies/{to_study(study_id)}"
        self._service.get(path)
        self._own.forget_study(study_id)
        with self._lock:
            self._studies.pop(study_id, None)
            self._places = {trial: place for trial, place in self._places.items() if place[0] != study_id}
        try:
            self._service.delete(path)
        except KeyError:
            pass  # by an earlier try, whose answer was lost

    def set_study_user_attr(self, study_id: int, key: str, value: Any) -> None:
        self._note(study_id, "user", key, value)

    def set_study_system_attr(self, study_id: int, key: str, value: Any) -> None:
        self._note(study_id, "system", key, value)

    def get_study_id_from_name(self, study_name: str) -> int:
        known = self._ids.get(study_name)
        if known is not None and self._own.any_of(known):
            return known  # Hyperband asks in the middle of a training, which waits for no network
        for written in to_study_names(study_name):
            for found in self._service.studies(written):
                if not is_external(found):
                    raise UsageError(
                        f"The study {study_name!r} has the sampler {found['sampler']['name']}, which makes its trials "
                        "itself: it is no study of Optuna's. Give another name."
                    )
                return self._called(study_name, found)
        raise KeyError(f"There is no study {study_name!r} in the project.")

    def get_study_name_from_id(self, study_id: int) -> str:
        return from_study(self._service.get(f"/studies/{to_study(study_id)}"))

    def get_study_directions(self, study_id: int) -> list[StudyDirection]:
        return list(self._study(study_id).directions)

    def get_study_user_attrs(self, study_id: int) -> dict[str, Any]:
        return attributes_of("user", self._noted(study_id))

    def get_study_system_attrs(self, study_id: int) -> dict[str, Any]:
        return attributes_of("system", self._noted(study_id))

    def get_all_studies(self) -> list[FrozenStudy]:
        found = []
        for record in self._service.studies():
            study_id = self._know(record)
            noted = self._noted(study_id)
            found.append(
                FrozenStudy(
                    study_name=from_study(record),
                    direction=None,
                    directions=self._study(study_id).directions,
                    user_attrs=attributes_of("user", noted),
                    system_attrs=attributes_of("system", noted),
                    study_id=study_id,
                )
            )
        return sorted(found, key=lambda study: study._study_id)

    def _called(self, name: str, record: Mapping[str, Any]) -> int:
        self._ids[name] = self._know(record)
        return self._ids[name]

    def _note(self, study_id: int, kind: str, key: str, value: Any) -> None:
        try:
            self._service.patch(f"/studies/{to_study(study_id)}/attributes", write_attribute(kind, key, value))
        except InvalidInput as error:
            raise ValueError(str(error)) from error

    def _noted(self, study_id: int) -> dict[str, Any]:
        noted: dict[str, Any] = self._service.get(f"/studies/{to_study(study_id)}/attributes")["attributes"]
        return noted
