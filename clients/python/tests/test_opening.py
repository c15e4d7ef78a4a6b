"""Which study, by which key, from which settings."""

from __future__ import annotations

import math
import pickle
from pathlib import Path
from typing import Any

import pytest

import tellus
from conftest import SPACE, OpenStudy
from server import Server
from tellus import config
from tellus.errors import service_error


def test_the_same_script_opens_the_same_study_again(study: tellus.Study, open_study: OpenStudy) -> None:
    again = open_study(study.name)
    assert again.id == study.id
    assert again.url is not None and again.url.startswith("http")


def test_a_script_whose_space_or_objectives_differ_is_told_in_what(study: tellus.Study, open_study: OpenStudy) -> None:
    with pytest.raises(tellus.StudyDiffers, match="search space differs in x, y"):
        open_study(study.name, space={**SPACE, "x": tellus.float_(-5, 6), "y": 1})
    with pytest.raises(tellus.StudyDiffers, match="objectives are: minimize loss"):
        open_study(study.name, minimize=None, maximize="loss")


def test_what_is_left_out_of_a_space_stands_for_its_default(study: tellus.Study, open_study: OpenStudy) -> None:
    assert open_study(study.name, space={**SPACE, "x": tellus.float_(-5.0, 5.0, scale="linear")}).id == study.id


def test_a_study_that_is_there_needs_only_its_name(study: tellus.Study) -> None:
    assert tellus.study(study.name, project="python").id == study.id
    with pytest.raises(tellus.NotFound, match="To create the study, give space="):
        tellus.study("nobody made it", project="python")


def test_a_worker_key_opens_a_study_of_its_project_by_name_and_is_told_what_differs(
    server: Server, study: tellus.Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = server.get(f"/studies/{study.id}")["project_id"]
    monkeypatch.setenv("TELLUS_API_KEY", server.worker_key(project))
    worker = tellus.study(study.name, project="python")
    assert (worker.id, worker.metrics, worker.url) == (study.id, ("loss",), study.url)
    assert tellus.study(study.name).id == study.id
    with pytest.raises(tellus.StudyDiffers, match="search space differs in x"):
        tellus.study(study.name, project="python", minimize="loss", space={**SPACE, "x": tellus.float_(-5, 6)})
    for name, elsewhere in (("nobody made it", None), (study.name, "of somebody else")):
        with pytest.raises(tellus.NotFound, match="This key is a worker's"):
            tellus.study(name, project=elsewhere)


def test_a_worker_key_opens_the_study_that_its_id_or_tellus_study_names(
    server: Server, study: tellus.Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = server.get(f"/studies/{study.id}")["project_id"]
    monkeypatch.setenv("TELLUS_API_KEY", server.worker_key(project))
    monkeypatch.setenv("TELLUS_STUDY", study.id)
    worker = tellus.study(study.name, project="python", minimize="loss", space=SPACE)
    for trial in worker.trials(2):
        trial.report(1, loss=2)
        trial.tell(loss=1)
    assert worker.flush()
    assert [one.state for one in study.list_trials()] == ["completed"] * 2
    with pytest.raises(tellus.Forbidden):
        _ = worker.best


def test_settings_come_from_arguments_then_the_environment_then_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = config.write_config_file("https://file.example/", "tellus_svc_file", "std_file")
    assert path == tmp_path / "config.json"
    assert path.stat().st_mode & 0o777 == 0o600
    monkeypatch.delenv("TELLUS_URL")
    monkeypatch.delenv("TELLUS_API_KEY")
    from_file = config.load_settings()
    assert (from_file.url, from_file.api_key, from_file.study) == ("https://file.example", "tellus_svc_file", "std_file")
    monkeypatch.setenv("TELLUS_URL", "https://environment.example")
    monkeypatch.setenv("TELLUS_STUDY", "std_environment")
    assert config.load_settings().url == "https://environment.example"
    assert config.load_settings().study == "std_environment"
    assert config.load_settings("https://argument.example", "tellus_svc_argument").url == "https://argument.example"
    assert from_file.api_key not in repr(from_file)


def test_a_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    path = config.write_config_file("https://file.example", "tellus_svc_file")
    path.chmod(0o644)
    with pytest.raises(tellus.ConfigError, match="chmod 600"):
        config.load_settings()


@pytest.mark.parametrize(
    ("url", "key", "says"),
    [
        ("ftp://x", "tellus_svc_x", "TELLUS_URL"),
        ("http://user:secret@x", "tellus_svc_x", "password"),
        ("http://x", "sk-123", "begins with tellus_"),
    ],
)
def test_settings_that_cannot_be_right_say_what_to_do(url: str, key: str, says: str) -> None:
    with pytest.raises(tellus.ConfigError, match=says):
        config.load_settings(url, key)


def test_without_a_key_it_says_where_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TELLUS_API_KEY")
    with pytest.raises(tellus.ConfigError, match="Set TELLUS_API_KEY"):
        tellus.study("any")


def test_a_wrong_key_is_a_typed_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELLUS_API_KEY", "tellus_svc_" + "0" * 38)
    with pytest.raises(tellus.Unauthenticated) as refused:
        tellus.study("any")
    assert (refused.value.status, refused.value.code) == (401, "unauthenticated")


def test_shorthands_of_a_space_say_what_they_mean() -> None:
    from tellus.space import to_search_space

    assert to_search_space({"opt": ["sgd", None], "layers": range(1, 9), "width": range(8, 65, 8), "seed": 7}) == {
        "opt": {"type": "categorical", "choices": ["sgd", None]},
        "layers": {"type": "int", "low": 1, "high": 8},
        "width": {"type": "int", "low": 8, "high": 64, "step": 8},
        "seed": {"type": "fixed", "value": 7},
    }
    with pytest.raises(tellus.UsageError, match="parameter lr"):
        to_search_space({"lr": object()})  # type: ignore[dict-item]


def test_what_the_service_refused_can_be_sent_between_processes() -> None:
    error = service_error(422, {"code": "invalid_input", "detail": "No.", "errors": [{"pointer": "/a", "code": "b", "detail": "c"}]})
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), str(copy), copy.fields) == (type(error), str(error), error.fields)


def test_what_a_trial_measured_is_read_back_by_step(study: tellus.Study) -> None:
    with study.ask() as trial:
        trial.report(1, loss=1, extra=2)
        trial.report(2, loss=float("nan"))
        trial.tell(loss=0.5)
    assert trial.flush()
    first, second = study.measurements(trial.id).items()
    assert first == (1, {"loss": 1.0, "extra": 2.0})
    assert second[0] == 2 and math.isnan(second[1]["loss"])


def test_numbers_and_arrays_of_any_library_make_a_space(open_study: OpenStudy) -> None:
    numpy = pytest.importorskip("numpy")
    space = {"n": tellus.int_(numpy.int64(1), numpy.int64(3)), "c": numpy.array([1, 2]), "lr": numpy.float64(0.5)}
    study = open_study(space=space)
    assert study.space is not None
    assert study.space["c"]["choices"] == [1, 2]
    assert study.ask().assignments["lr"] == 0.5


@pytest.mark.parametrize("bound", [float("nan"), float("inf")])
def test_a_bound_that_is_no_number_is_refused_by_its_name(open_study: OpenStudy, bound: float) -> None:
    with pytest.raises(tellus.UsageError, match="high of the parameter x must be finite"):
        open_study(space={"x": tellus.float_(0, bound)})


def test_what_json_does_not_have_is_refused_before_anything_is_sent(study: tellus.Study) -> None:
    with pytest.raises(tellus.UsageError, match="cannot be written as JSON"):
        study.ask(metadata={"a": object()})


@pytest.mark.parametrize("count", [-1, "a", 1.5])
def test_a_loop_over_a_number_of_trials_that_is_none_is_refused(study: tellus.Study, count: Any) -> None:
    with pytest.raises(tellus.UsageError, match="How many trials"):
        study.trials(count)
    with pytest.raises(tellus.UsageError, match="How many trials"):
        study.optimize(lambda _trial: 1.0, trials=count)
