"""Copies of trials that are more than one request takes: in parts, whole, and nobody's until they are."""

from __future__ import annotations

import datetime
import itertools
import math
import threading
from typing import Any

import pytest

optuna = pytest.importorskip("optuna", minversion="5", reason="Optuna 5 is not installed here")
pytest.importorskip("sqlalchemy", reason="SQLAlchemy, which Optuna's databases need, is not installed here")

from optuna.distributions import BaseDistribution, FloatDistribution  # noqa: E402
from optuna.trial import TrialState, create_trial  # noqa: E402

from optuna_studies import described, fresh_name  # noqa: E402
from server import Server  # noqa: E402
from tellus.optuna import TellusStorage, import_study  # noqa: E402


@pytest.fixture
def project() -> str:
    return fresh_name()


def with_long_trials() -> Any:
    """Short trials, and between them one that reported 20,000 times, one with 5 MB of attributes, one with 1,500."""
    study = optuna.create_study(study_name="long", direction="maximize")
    distributions: dict[str, BaseDistribution] = {"learning rate": FloatDistribution(0, 1)}
    curve = {step - 5: step / 7 for step in range(20_000)}
    curve[3] = math.nan
    notes = {f"note {place}": ["é", place, 1.0] for place in range(1_500)}
    large = {f"weights {place}": "w" * 15_000 for place in range(330)}
    kinds: list[dict[str, Any]] = [
        {"value": 0.25},
        {"value": 0.5, "intermediate_values": curve},
        {"value": 1.0, "user_attrs": large, "system_attrs": {"by": "hand"}},
        {"state": TrialState.PRUNED, "intermediate_values": dict(itertools.islice(curve.items(), 1_001))},
        {"state": TrialState.FAIL, "user_attrs": notes},
        {"value": 0.75},
    ]
    for place, kind in enumerate(kinds):
        added = create_trial(params={"learning rate": place / 8}, distributions=distributions, **kind)
        added.datetime_start = datetime.datetime(2022, 9, 1, 10, 30, place, 123456)
        added.datetime_complete = datetime.datetime(2022, 9, 2, 10, 30, place, 654321)
        study.add_trial(added)
    return study


def test_trials_that_are_more_than_a_request_takes_come_whole(server: Server, project: str) -> None:
    study = with_long_trials()
    (done,) = import_study(study._storage, project=project)
    assert (done.copied, done.known, done.left_out) == (6, 0, [])
    copy = optuna.load_study(study_name="long", storage=TellusStorage(project))
    assert [described(trial) for trial in copy.trials] == [described(trial) for trial in study.trials]
    assert server.get(f"/studies/{done.id}")["imported_counts"]["completed"] == 4
    (again,) = import_study(study._storage, project=project)
    assert (again.copied, again.known) == (0, 6)
    assert len(copy.trials) == 6


@pytest.mark.parametrize("parts", [0, 1, 19])
def test_a_trial_in_whose_middle_an_import_broke_off_is_nobodys_until_the_next_one_has_completed_it(
    project: str, monkeypatch: pytest.MonkeyPatch, parts: int
) -> None:
    study = with_long_trials()
    request = TellusStorage.request
    sent: list[str] = []

    def break_off(storage: TellusStorage, method: str, path: str, body: Any = None) -> dict[str, Any]:
        if path.endswith("/record"):
            if len(sent) == parts:
                raise KeyboardInterrupt
            sent.append(path)
        return request(storage, method, path, body)

    with monkeypatch.context() as broken:
        broken.setattr(TellusStorage, "request", break_off)
        with pytest.raises(KeyboardInterrupt):
            import_study(study._storage, project=project)
    copy = optuna.load_study(study_name="long", storage=TellusStorage(project))
    half = copy.trials[1]
    assert (half.number, half.state, half.value, half.datetime_complete) == (1, TrialState.RUNNING, None, None)
    assert len(half.intermediate_values) == parts * 1_000
    copy.optimize(lambda trial: trial.suggest_float("learning rate", 0, 1), n_trials=1)
    assert copy.trials[1].state == TrialState.RUNNING

    (done,) = import_study(study._storage, project=project)
    assert (done.known + done.copied, done.left_out) == (6, [])
    copied = [described(trial) for trial in copy.trials if trial.datetime_start and trial.datetime_start.year == 2022]
    assert sorted(copied, key=lambda one: one["start"]) == [described(trial) for trial in study.trials]
    assert len(copy.trials) == 7


def test_two_imports_at_once_complete_a_long_trial_once(project: str) -> None:
    study = with_long_trials()
    done: list[Any] = []
    both = [threading.Thread(target=lambda: done.extend(import_study(study._storage, project=project))) for _ in "ab"]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert [(one.copied + one.known, one.left_out) for one in done] == [(6, []), (6, [])]
    copy = optuna.load_study(study_name="long", storage=TellusStorage(project))
    assert [described(trial) for trial in copy.trials] == [described(trial) for trial in study.trials]
