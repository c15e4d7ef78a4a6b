"""Copies of studies that another storage of Optuna has: whole, once, and going on where they broke off."""

from __future__ import annotations

import datetime
import itertools
import json
import logging
import math
import os
import threading
from pathlib import Path
from typing import Any

import pytest

optuna = pytest.importorskip("optuna", minversion="5", reason="Optuna 5 is not installed here")
pytest.importorskip("sqlalchemy", reason="SQLAlchemy, which Optuna's databases need, is not installed here")

from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution  # noqa: E402
from optuna.trial import FrozenTrial, TrialState, create_trial  # noqa: E402

import tellus  # noqa: E402
from optuna_studies import described  # noqa: E402
from proxy import Proxy  # noqa: E402
from server import Server  # noqa: E402
from tellus.cli import main  # noqa: E402
from tellus.optuna import TellusStorage, import_study, importing  # noqa: E402

_names = itertools.count()
optuna.logging.set_verbosity(optuna.logging.ERROR)
pytestmark = pytest.mark.filterwarnings("ignore::optuna.exceptions.ExperimentalWarning")


@pytest.fixture
def project() -> str:
    return f"optuna import {os.getpid()} {next(_names)}"


@pytest.fixture
def source(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'source.db'}"


def fill(source: str) -> Any:
    """A study with everything that Optuna has; one of its trials runs, its last one waits."""
    study = optuna.create_study(storage=source, study_name="digits", direction="maximize")
    study.set_user_attr("data", {"name": "MNIST", "size": 60_000})
    study.set_user_attr("whole", 1.0)
    study.set_metric_names(["accuracy"])

    def objective(trial: Any) -> float:
        lr = trial.suggest_float("learning rate", 1e-5, 1, log=True)
        layers = trial.suggest_int("layers", 1, 9, step=2)
        kind = trial.suggest_categorical("kind", ["adam", None, True, 1.0])
        trial.set_user_attr("fold", layers)
        trial.set_constraint("memory", layers - 5.0)
        for step, value in enumerate([lr, math.nan, math.inf, -math.inf]):
            trial.report(value, step)
        if trial.number % 4 == 1:
            raise optuna.TrialPruned
        if trial.number % 4 == 2:
            raise MemoryError
        return float(lr + (kind is None))

    study.optimize(objective, n_trials=12, catch=(MemoryError,))
    added = create_trial(
        value=0.5,
        params={"learning rate": 0.5},
        distributions={"learning rate": FloatDistribution(0.25, 0.75, log=True)},
        intermediate_values={10: 0.5, -3: 0.25},
    )
    added.datetime_start = datetime.datetime(2022, 9, 1, 10, 30, 0, 123456)
    added.datetime_complete = datetime.datetime(2022, 9, 2)
    study.add_trial(added)
    study.ask().suggest_int("layers", 1, 9, step=2)
    study.enqueue_trial({"layers": 3, "learning rate": 0.5}, user_attrs={"by": "hand"})
    return study


def ended_or_waiting(study: Any) -> list[FrozenTrial]:
    return [trial for trial in study.trials if trial.state != TrialState.RUNNING]


def test_a_study_comes_whole_and_twice_is_as_once(server: Server, source: str, project: str) -> None:
    study = fill(source)
    (done,) = import_study(source, "digits", project)
    assert (done.copied, done.known, done.running, done.left_out) == (14, 0, 1, [])
    copy = optuna.load_study(study_name="digits", storage=TellusStorage(project))
    assert [described(trial) for trial in copy.trials] == [described(trial) for trial in ended_or_waiting(study)]
    assert copy.directions == study.directions
    assert copy.user_attrs == study.user_attrs
    assert type(copy.user_attrs["whole"]) is float
    assert copy.metric_names == ["accuracy"]
    assert copy.best_trial.params == study.best_trial.params
    assert server.get(f"/studies/{done.id}")["trial_counts"]["completed"] == 7
    (again,) = import_study(source, "digits", project)
    assert (again.copied, again.known, again.running) == (0, 14, 1)
    assert len(copy.trials) == 14


def test_what_is_new_comes_with_the_next_import(source: str, project: str) -> None:
    study = fill(source)
    import_study(source, "digits", project)
    study.tell(13, 0.25)
    study.optimize(lambda trial: 0.125, n_trials=2)
    (again,) = import_study(source, "digits", project)
    # The first of the two went on with what waited, which had been copied as waiting.
    assert (again.copied, again.known, again.running) == (2, 14, 0)
    copy = optuna.load_study(study_name="digits", storage=TellusStorage(project))
    assert {trial.value for trial in copy.trials} >= {0.25, 0.125}


def test_an_import_that_broke_off_goes_on(source: str, project: str, monkeypatch: pytest.MonkeyPatch) -> None:
    study = fill(source)
    monkeypatch.setattr(importing, "BATCH", 4)

    def break_off(_study: Any) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_study(source, "digits", project, progress=break_off)
    copy = optuna.load_study(study_name="digits", storage=TellusStorage(project))
    assert len(copy.trials) == 4
    seen: list[int] = []
    (done,) = import_study(source, "digits", project, progress=lambda one: seen.append(one.copied))
    assert (done.copied, done.known) == (10, 4)
    assert seen == [4, 8, 10]
    assert [described(trial) for trial in copy.trials] == [described(trial) for trial in ended_or_waiting(study)]


def test_a_batch_whose_answer_was_lost_is_made_once(source: str, project: str, proxy: Proxy) -> None:
    fill(source)
    swallowed: list[bytes] = []

    def swallow_the_first(request: bytes) -> None:
        if b"/records HTTP" in request and request.startswith(b"POST") and not swallowed:
            swallowed.append(request)
            proxy.mode = "swallow"

    proxy.set("answer", swallow_the_first)
    threading.Timer(2, proxy.set, ["pass"]).start()
    (done,) = import_study(source, "digits", project)
    assert swallowed
    assert done.copied == 14
    copy = optuna.load_study(study_name="digits", storage=TellusStorage(project))
    assert len(copy.trials) == 14


def test_what_cannot_be_is_said_by_trial_and_the_rest_comes(source: str, project: str) -> None:
    study = optuna.create_study(storage=source, study_name="odd")
    for low in (0.0, 0.5):
        trial = study.ask({"x": FloatDistribution(low, 1)})
        study.tell(trial, low)
    steps = study.ask()
    storage = study._storage
    for step in (2**31 - 1, 0):
        storage.set_trial_intermediate_value(steps._trial_id, step, 0.0)
    study.tell(steps, 2)
    for count, parts in ((1, 60), (150, 1)):
        large = study.ask()
        for attribute in range(count):
            large.set_user_attr(f"part {attribute}", ["x" * 15_000] * 4 * parts)
        study.tell(large, 3)
    study.enqueue_trial({"x": 0.75}, user_attrs={f"part {part}": "x" * 15_000 for part in range(70)})
    (done,) = import_study(source, project=project)
    assert done.copied == 2
    assert [one.what for one in done.left_out] == ["trial 2", "trial 3", "trial 4", "trial 5"]
    reasons = ["A step must be", "Its attribute user:part 0 has 3.6 MB", "Its attributes are 9.0 MB", "It waits"]
    assert [one.why for one, reason in zip(done.left_out, reasons) if reason not in one.why] == []
    copy = optuna.load_study(study_name="odd", storage=TellusStorage(project))
    assert [trial.value for trial in copy.trials] == [0.0, 0.5]


def test_every_study_of_a_storage_comes_where_none_is_named(source: str, project: str) -> None:
    for name, directions in (("one", ["minimize"]), ("two objectives", ["minimize", "maximize"]), ("", ["maximize"])):
        study = optuna.create_study(storage=source, study_name=name, directions=directions)
        distributions = {"n": IntDistribution(1, 9), "kind": CategoricalDistribution(["a", "b"])}
        for _ in range(3):
            trial = study.ask(distributions)
            study.tell(trial, [float(trial.params["n"])] * len(directions))
    done = import_study(source, project=project)
    assert [(one.name, one.copied) for one in done] == [("one", 3), ("two objectives", 3), ("", 3)]
    storage = TellusStorage(project)
    for one in done:
        theirs = optuna.load_study(study_name=one.name, storage=source)
        ours = optuna.load_study(study_name=one.name, storage=storage)
        assert [described(trial) for trial in ours.trials] == [described(trial) for trial in theirs.trials]
        assert [trial.number for trial in ours.best_trials] == [trial.number for trial in theirs.best_trials]


def test_another_study_of_the_name_is_not_added_to(source: str, tmp_path: Path, project: str) -> None:
    fill(source)
    import_study(source, "digits", project)
    other = f"sqlite:///{tmp_path / 'other.db'}"
    fill(other)
    with pytest.raises(tellus.UsageError, match="not a copy of this one"):
        import_study(other, "digits", project)
    (done,) = import_study(other, "digits", project, name="digits too")
    assert done.copied == 14


@pytest.mark.parametrize("given", ["nothing.db", "sqlite:///nothing.db", "nonsense://x"])
def test_a_storage_that_is_not_there_is_said_and_not_made(
    given: str, project: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(tellus.UsageError, match="There is no file|cannot be opened"):
        import_study(given, project=project)
    assert list(tmp_path.glob("*.db")) == []


@pytest.fixture
def said_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line takes the package's messages to itself; other tests of this process want to read them."""
    logger = logging.getLogger("tellus")
    monkeypatch.setattr(logger, "handlers", list(logger.handlers))
    monkeypatch.setattr(logger, "propagate", logger.propagate)


@pytest.mark.usefixtures("said_as_before")
def test_the_command_says_what_it_did(
    source: str, project: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(source)
    # By its file, too: SQLite or a journal.
    assert main(["import", "optuna", str(tmp_path / "source.db"), "--study", "digits", "--project", project]) == 0
    printed = capsys.readouterr()
    assert "digits: 14 trials copied, 1 still run over there" in printed.out
    assert "14 trials copied so far" in printed.err
    assert main(["import", "optuna", source, "--project", project, "--json"]) == 0
    (done,) = json.loads(capsys.readouterr().out)
    assert (done["copied"], done["known"]) == (0, 14)
    assert main(["import", "optuna", source, "--study", "nobody made it", "--project", project]) == 2
    assert "It has 'digits'." in capsys.readouterr().err

    journal = tmp_path / "journal.log"
    backend = optuna.storages.journal.JournalFileBackend(str(journal))
    kept = optuna.create_study(storage=optuna.storages.JournalStorage(backend), study_name="in a journal")
    kept.optimize(lambda trial: trial.suggest_float("x", 0, 1), n_trials=2)
    assert main(["import", "optuna", str(journal), "--project", project]) == 0
    assert "in a journal: 2 trials copied" in capsys.readouterr().out
    assert {trial.state for trial in kept.trials} == {TrialState.COMPLETE}
