"""Copies studies of another Optuna storage, with all that their trials have.

Each copied trial notes the number that it had, and the study from where it came. So an import that was broken off goes
on, one that is repeated adds nothing but what is new there, and two at once do not double anything: a batch has the same
idempotency key whoever sends it.

One that is more than a request takes comes in parts; see `long_trials`.

A trial that is running over there is not copied: nobody here could keep its lease, and as a failed one it would say what
is not true. It is counted, and comes with the next import once it has ended. One that waits is copied as waiting.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import Any, Callable, Iterator, Mapping, Optional, Union

from optuna.exceptions import DuplicatedStudyError
from optuna.storages import BaseStorage
from optuna.study._frozen import FrozenStudy
from optuna.trial import FrozenTrial, TrialState

from ..errors import Conflict, InvalidInput, ServiceError, UsageError
from .identifiers import to_study
from .long_trials import BYTES_MAX, head_of, is_long, parts_of, refusal, size_of
from .records import write_attribute, write_trial
from .source import open_source
from .storage import TellusStorage
from .values import to_time

BATCH = 1000
#: Attributes of ours: of a study where it came from, of a trial its number there.
_SOURCE = "import:source"
_NUMBER = "import:number"
_ABOUT_THE_ITEMS = (409, 413, 422)
_AT_TRIAL = re.compile(r"/trials/(\d+)(/|$)")


@dataclass(frozen=True)
class LeftOut:
    """Something that could not be copied."""

    #: `trial 12`, or `attribute user:weights`.
    what: str
    why: str


@dataclass
class ImportedStudy:
    """What became of one study."""

    name: str
    #: Its id here, `std_…`.
    id: str
    #: Its page.
    url: Optional[str]
    copied: int = 0
    #: Trials that an earlier import had copied.
    known: int = 0
    #: Trials that run over there: not copied until they have ended.
    running: int = 0
    left_out: list[LeftOut] = field(default_factory=list)


def import_study(
    source: Union[str, BaseStorage],
    study_name: Optional[str] = None,
    project: Optional[str] = None,
    *,
    name: Optional[str] = None,
    url: Optional[str] = None,
    api_key: Optional[str] = None,
    progress: Optional[Callable[[ImportedStudy], None]] = None,
) -> list[ImportedStudy]:
    """Copies the study `study_name` of an Optuna storage into `project`, or all studies where no name is given.

    `source` is a storage, its address (`sqlite:///study.db`, `mysql://…`) or its file. `name` is what the study is called
    here, unless as there. `progress` is called after each batch of up to 1,000 trials. Repeating it adds only what is new.
    """
    opened = open_source(source)
    wanted = [study for study in opened.get_all_studies() if study_name in (None, study.study_name)]
    if study_name is not None and not wanted:
        raise UsageError(f"There is no study {study_name!r} in the storage. {_names_of(opened)}")
    if name is not None and len(wanted) != 1:
        raise UsageError(f"name is for one study, and the storage has {len(wanted)}. Give study_name as well.")
    target = TellusStorage(project, url=url, api_key=api_key)
    return [_Import(opened, study, target, name or study.study_name, progress).run() for study in wanted]


class _Import:
    def __init__(
        self,
        source: BaseStorage,
        study: FrozenStudy,
        target: TellusStorage,
        name: str,
        progress: Optional[Callable[[ImportedStudy], None]],
    ) -> None:
        self._study = study
        self._target = target
        self._trials = source.get_all_trials(study._study_id, deepcopy=False)
        self._origin = _origin_of(study, self._trials)
        self._progress = progress
        self._study_id = self._open(name)
        self._path = f"/studies/{to_study(self._study_id)}"
        record = target.request("GET", self._path)
        self._metrics = [str(objective["metric"]) for objective in record["objectives"]]
        self._done = ImportedStudy(name, to_study(self._study_id), record["url"])
        #: By number there, those of which only the head is in a batch.
        self._long: dict[int, dict[str, Any]] = {}

    def run(self) -> ImportedStudy:
        self._copy_attributes()
        there = self._copied_before()
        waiting: list[tuple[int, dict[str, Any]]] = []
        size = 0
        for trial in self._trials:
            half = there.get(trial.number)
            if trial.number in there and half is None:
                self._done.known += 1
            elif trial.state == TrialState.RUNNING:
                self._done.running += 1
            elif (item := self._written(trial)) is None:
                continue
            elif half is not None:
                self._complete(trial.number, half["id"], item, half)
            else:
                # Of a long one too, whose parts are kept until its batch is sent.
                item_size = size_of(item)
                if is_long(item):
                    self._long[trial.number] = item
                    item = head_of(item, {_NUMBER: trial.number})
                if len(waiting) == BATCH or (waiting and size + item_size > BYTES_MAX):
                    self._send(waiting)
                    waiting, size = [], 0
                waiting.append((trial.number, item))
                size += item_size
        self._send(waiting)
        return self._done

    def _open(self, name: str) -> int:
        try:
            study_id = self._target.create_new_study(self._study.directions, name)
        except DuplicatedStudyError:
            study_id = self._target.get_study_id_from_name(name)
            self._refuse_another(study_id, name)
        self._note(study_id, {_SOURCE: self._origin})
        return study_id

    def _refuse_another(self, study_id: int, name: str) -> None:
        noted = self._target.request("GET", f"/studies/{to_study(study_id)}/attributes")["attributes"].get(_SOURCE)
        same_directions = self._target.get_study_directions(study_id) == list(self._study.directions)
        # One that was created a moment ago, by an import that broke off there, has neither.
        is_copy = _is_same(noted, self._origin) if noted is not None else self._target.get_n_trials(study_id) == 0
        if not (same_directions and is_copy):
            raise UsageError(
                f"There is a study {name!r} in the project that is not a copy of this one. "
                "Give the copy another name, by name= or --name."
            )

    def _copy_attributes(self) -> None:
        for kind, attributes in (("user", self._study.user_attrs), ("system", self._study.system_attrs)):
            for key, value in attributes.items():
                try:
                    self._note(self._study_id, write_attribute(kind, key, value)["attributes"])
                except (ValueError, TypeError, InvalidInput, Conflict) as error:
                    self._done.left_out.append(LeftOut(f"attribute {kind}:{key}", str(error)))

    def _note(self, study_id: int, attributes: dict[str, Any]) -> None:
        self._target.request("PATCH", f"/studies/{to_study(study_id)}/attributes", {"attributes": attributes})

    def _copied_before(self) -> dict[int, Optional[dict[str, Any]]]:
        """By number there; with what is here of it where that is not all."""
        return {
            record["attributes"][_NUMBER]: record if record["state"] == "paused" else None
            for record in self._target.records(self._study_id)
            if _NUMBER in record["attributes"]
        }

    def _written(self, trial: FrozenTrial) -> Optional[dict[str, Any]]:
        try:
            item = write_trial(trial, self._metrics)
        except (ValueError, TypeError) as error:
            self._leave_out(trial.number, str(error))
            return None
        item["attributes"] = {**item.get("attributes", {}), _NUMBER: trial.number}
        why = refusal(item) if is_long(item) else None
        if why is not None:
            self._leave_out(trial.number, why)
        return item if why is None else None

    def _send(self, batch: list[tuple[int, dict[str, Any]]]) -> None:
        """All of a batch or none of it: what is refused is left out, and the rest sent again."""
        while batch:
            try:
                made = self._target.send_records(self._study_id, [item for _, item in batch], key=self._key(batch))
            except ServiceError as error:
                if error.status not in _ABOUT_THE_ITEMS:
                    raise
                refused = {place: detail for place, detail in _refused(error) if place < len(batch)}
                if not refused and len(batch) > 1:
                    half = len(batch) // 2
                    self._send(batch[:half])
                    batch = batch[half:]
                    continue
                refused = refused or {0: str(error)}
                for place, why in refused.items():
                    self._leave_out(batch[place][0], why)
                batch = [one for place, one in enumerate(batch) if place not in refused]
            else:
                self._made(batch, made)
                return

    def _made(self, batch: list[tuple[int, dict[str, Any]]], ids: list[str]) -> None:
        long = [(number, head, trial_id) for (number, head), trial_id in zip(batch, ids) if number in self._long]
        self._done.copied += len(batch) - len(long)
        self._report()
        for number, head, trial_id in long:
            self._complete(number, trial_id, self._long.pop(number), head)

    def _complete(self, number: int, trial_id: str, item: dict[str, Any], there: Mapping[str, Any]) -> None:
        try:
            for part in parts_of(item, there):
                self._target.request("PATCH", f"/trials/{trial_id}/record", {"attempt": 0, **part})
        except ServiceError as error:
            if error.status not in _ABOUT_THE_ITEMS:
                raise
            # Another import of the same study may have been quicker.
            if error.problem.get("state") != item["state"]:
                self._leave_out(number, f"Some of it is here, and the rest was refused: {error}")
                return
        self._done.copied += 1
        self._report()

    def _report(self) -> None:
        if self._progress is not None:
            self._progress(self._done)

    def _key(self, batch: list[tuple[int, dict[str, Any]]]) -> str:
        said = json.dumps([self._path, batch], sort_keys=True)
        return f"import-{hashlib.sha256(said.encode()).hexdigest()[:40]}"

    def _leave_out(self, number: int, why: str) -> None:
        self._done.left_out.append(LeftOut(f"trial {number}", why))


def _refused(error: ServiceError) -> Iterator[tuple[int, str]]:
    for one in error.fields:
        found = _AT_TRIAL.match(one.pointer)
        if found is not None:
            yield int(found.group(1)), one.detail


def _origin_of(study: FrozenStudy, trials: list[FrozenTrial]) -> dict[str, Any]:
    """What tells the study from others of its name: its first trial, if it has any."""
    first = trials[0].datetime_start if trials else None
    return {"study": json.dumps(study.study_name), "first_trial": None if first is None else first.isoformat()}


def _is_same(noted: Any, origin: dict[str, Any]) -> bool:
    """A first trial that waited, or was yet to come, has begun since."""
    if not isinstance(noted, dict) or noted.get("study") != origin["study"]:
        return False
    return noted.get("first_trial") in (None, origin["first_trial"])


def _names_of(source: BaseStorage) -> str:
    names = [study.study_name for study in source.get_all_studies()]
    shown = ", ".join(repr(name) for name in names[:10])
    return f"It has {shown}{' and more' if len(names) > 10 else ''}." if names else "It has none."
