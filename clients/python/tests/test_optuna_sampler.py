"""`TellusSampler` against the real server: Optuna's own cases for samplers, and what they do not ask."""

from __future__ import annotations

import copy
import itertools
import math
import pickle
from typing import Any, Callable, Optional

import pytest

from proxy import Proxy, http_answer
from server import Server

optuna = pytest.importorskip("optuna", minversion="5", reason="Optuna 5 is not installed here")

import tellus  # noqa: E402
from optuna.samplers import BaseSampler, RandomSampler, TPESampler  # noqa: E402
from optuna.testing.pytest_samplers import (  # noqa: E402
    BasicSamplerTestCase,
    MultiObjectiveSamplerTestCase,
    RelativeSamplerTestCase,
)
from optuna.study import Study  # noqa: E402
from optuna.trial import Trial, TrialState  # noqa: E402
from tellus.optuna import TellusSampler, TellusStorage  # noqa: E402
from tellus.optuna import elsewhere, service  # noqa: E402

optuna.logging.set_verbosity(optuna.logging.WARNING)
_names = itertools.count()


@pytest.mark.long
class TestCasesOfOptuna(BasicSamplerTestCase, RelativeSamplerTestCase, MultiObjectiveSamplerTestCase):
    """As Optuna publishes them. They keep their studies in memory: each question brings its trials along."""

    @pytest.fixture
    def sampler(self) -> Callable[[], BaseSampler]:
        return lambda: TellusSampler(seed=1)


def new_study(sampler: BaseSampler, *, here: bool = True, **options: Any) -> Study:
    """A study whose trials Tellus has, or that is kept in memory."""
    name = f"sampler {next(_names)}"
    storage = TellusStorage(project="samplers") if here else None
    study: Study = optuna.create_study(study_name=name, storage=storage, sampler=sampler, **options)
    return study


def bowl(trial: Trial) -> float:
    x, y = trial.suggest_float("x", -5, 5), trial.suggest_float("y", -5, 5)
    return float((x - 1) ** 2 + (y + 2) ** 2)


def everything(trial: Trial) -> float:
    """Parameters of every kind, with names and choices that only Optuna knows."""
    rate = trial.suggest_float("learning rate", 1e-5, 1e-1, log=True)
    width = trial.suggest_int("1 width", 4, 64, step=4)
    momentum = trial.suggest_float("momentum", 0.0, 0.9, step=0.1)
    kind = trial.suggest_categorical("kind", [None, True, 1.0, 2, "a", float("inf")])
    return float(math.log10(rate) ** 2 + abs(width - 24) / 8 + momentum + len(str(kind)))


def constrained(trial: Trial) -> float:
    value = bowl(trial)
    # Whole numbers among them.
    trial.set_constraint("left", math.floor(trial.params["x"]))
    trial.set_constraint("low", trial.params["y"] + 1)
    return value


def drawn(study: Study) -> list[dict[str, Any]]:
    return [trial.params for trial in study.trials]


@pytest.mark.long
@pytest.mark.parametrize(
    ("sampler", "here", "seeds"), [("gp", True, [1]), ("gp", False, [1, 2, 3]), ("auto", False, [1, 2, 3])]
)
def test_finds_better_values_than_random_search(sampler: str, here: bool, seeds: list[int]) -> None:
    for seed in seeds:
        ours, random = new_study(TellusSampler(sampler, seed=seed), here=here), optuna.create_study(
            sampler=RandomSampler(seed=seed)
        )
        for study in (ours, random):
            study.optimize(bowl, n_trials=25)
        assert ours.best_value < random.best_value / 5


@pytest.mark.parametrize("objective", [bowl, everything, constrained])
@pytest.mark.parametrize("sampler", ["tpe", "gp"])
def test_suggests_the_same_wherever_the_trials_are_kept(sampler: str, objective: Callable[[Trial], float]) -> None:
    here, elsewhere_ = (new_study(TellusSampler(sampler, seed=3), here=here) for here in (True, False))
    for study in (here, elsewhere_):
        study.optimize(objective, n_trials=8)
    assert drawn(here) == drawn(elsewhere_)


@pytest.mark.long
def test_constraints_are_obeyed(server: Server) -> None:
    study = new_study(TellusSampler("gp", seed=5))
    study.optimize(constrained, n_trials=25)
    late = [trial for trial in study.trials if trial.number >= 15]
    assert sum(all(value <= 0 for value in trial.constraints.values()) for trial in late) >= len(late) / 2
    assert study.best_value < 4


def test_constraints_func_is_asked_as_of_other_samplers() -> None:
    sampler = TellusSampler("tpe", seed=1, constraints_func=lambda trial: (trial.params["x"], -1.0))
    study = new_study(sampler)
    study.optimize(bowl, n_trials=4)
    for trial in study.trials:
        assert trial.constraints == {"0": trial.params["x"], "1": -1.0}
    with pytest.raises(ValueError, match="NaN"):
        new_study(TellusSampler(constraints_func=lambda trial: (math.nan,))).optimize(bowl, n_trials=1)


def test_the_page_of_a_trial_says_which_sampler_was_asked(server: Server) -> None:
    storage = TellusStorage(project="samplers")
    study = optuna.create_study(study_name="origin", storage=storage, sampler=TellusSampler("tpe"))
    study.optimize(bowl, n_trials=2)
    first, second = (server.get(f"/trials/{storage.tellus_trial_id(trial._trial_id)}") for trial in study.trials)
    assert first["origin"] == {"sampler": "external"}
    assert second["origin"]["sampler"] == "tpe"
    assert second["origin"]["suggested"]["assignments"] == second["assignments"]


@pytest.mark.parametrize("here", [True, False])
def test_objectives_with_conditions_and_moving_ranges_go_on(here: bool) -> None:
    def objective(trial: Trial) -> float:
        kind = trial.suggest_categorical("kind", ["linear", "tree"])
        value = trial.suggest_float("shared", 0, 1)
        if kind == "tree":
            return value + trial.suggest_int("depth", 1, 2 + trial.number)
        return value

    study = new_study(TellusSampler("tpe", seed=1, independent_sampler=TPESampler(seed=1)), here=here)
    study.optimize(objective, n_trials=12)
    assert [trial.state for trial in study.trials] == [TrialState.COMPLETE] * 12


@pytest.mark.parametrize("here", [True, False])
def test_several_objectives(here: bool) -> None:
    sampler = TellusSampler({"name": "nsga2", "population_size": 4}, seed=1)
    study = new_study(sampler, here=here, directions=["minimize", "maximize"])
    study.optimize(lambda trial: (bowl(trial), trial.params["x"]), n_trials=10)
    assert len(study.best_trials) >= 1


@pytest.mark.parametrize("here", [True, False])
def test_a_finite_space_is_tried_without_repeats_and_the_study_goes_on(here: bool) -> None:
    study = new_study(TellusSampler("tpe", seed=1), here=here)
    study.optimize(lambda trial: float(trial.suggest_int("n", 1, 6)), n_trials=9)
    numbers = [trial.params["n"] for trial in study.trials]
    assert sorted(numbers[:6]) == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("here", [True, False])
def test_trials_that_run_at_once_are_not_sent_to_the_same_point(here: bool) -> None:
    study = new_study(TellusSampler("tpe", seed=1), here=here)
    study.optimize(lambda trial: float(trial.suggest_int("n", 1, 7)), n_trials=1)
    running = [study.ask() for _ in range(6)]
    for trial in running:
        assert trial.relative_params  # asked for all of them before any has a value
    assert sorted(trial.suggest_int("n", 1, 7) for trial in running) == sorted(
        set(range(1, 8)) - {study.trials[0].params["n"]}
    )


@pytest.mark.parametrize("here", [True, False])
def test_pruned_and_failed_trials_enqueued_ones_and_values_beside_their_range(here: bool) -> None:
    def objective(trial: Trial) -> float:
        value = bowl(trial)
        if trial.number == 3:
            trial.report(value, 1)
            raise optuna.TrialPruned
        if trial.number == 4:
            raise RuntimeError("on purpose")
        return value if trial.number != 5 else math.inf

    study = new_study(TellusSampler("gp", seed=1), here=here)
    study.enqueue_trial({"x": 0.5})
    with pytest.warns(UserWarning, match="out of range"):
        study.enqueue_trial({"x": 7.0, "y": 0.0})
        study.optimize(objective, n_trials=8, catch=(RuntimeError,))
    assert len(study.trials) == 8
    assert study.trials[0].params["x"] == 0.5


def test_works_with_pruners_that_split_the_study() -> None:
    def objective(trial: Trial) -> float:
        value = bowl(trial)
        for step in range(1, 5):
            trial.report(value / step, step)
            if trial.should_prune():
                raise optuna.TrialPruned
        return value

    pruner = optuna.pruners.HyperbandPruner(min_resource=1, max_resource=4, reduction_factor=2)
    study = new_study(TellusSampler("tpe", seed=1), pruner=pruner)
    study.optimize(objective, n_trials=6)
    assert len(study.trials) == 6


@pytest.mark.parametrize("here", [True, False])
def test_a_sampler_that_there_is_not_is_named_before_anything_trains_and_so_is_a_seed_that_is_none(here: bool) -> None:
    study = new_study(TellusSampler("oracle"), here=here)
    with pytest.raises(tellus.errors.InvalidInput, match="oracle"):
        study.optimize(lambda trial: pytest.fail(f"trains with {bowl(trial)}"), n_trials=1)
    with pytest.raises(tellus.errors.UsageError, match="sampler must be"):
        TellusSampler(5)  # type: ignore[arg-type]
    with pytest.raises(tellus.errors.UsageError, match="seed"):
        TellusSampler(seed=-1)


SAMPLERS = (
    "auto gp tpe random-forest random quasi-random grid cma-es de regularized-evolution genetic nsga2 nsga3".split()
)


@pytest.mark.long
@pytest.mark.parametrize("here", [True, False])
@pytest.mark.parametrize("name", SAMPLERS)
def test_every_sampler_suggests(name: str, here: bool) -> None:
    study = new_study(TellusSampler(name, seed=1), here=here)
    study.optimize(lambda trial: float(trial.suggest_int("n", 1, 50) + trial.suggest_int("m", 1, 50)), n_trials=4)
    assert [trial.state for trial in study.trials] == [TrialState.COMPLETE] * 4


@pytest.mark.parametrize("here", [True, False])
def test_r31_while_the_engine_is_away_trials_go_on_by_the_independent_sampler_and_it_is_said_once(
    proxy: Proxy, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, here: bool
) -> None:
    def no_suggestion(request: bytes) -> Optional[bytes]:
        asks = b"/suggest " in request.split(b"\r\n")[0]
        return http_answer("503 Service Unavailable", Retry_After="1") if asks else None

    monkeypatch.setattr(service, "SUGGESTION_PATIENCE", 1.0)
    study = new_study(TellusSampler("tpe", seed=1), here=here)
    study.optimize(bowl, n_trials=2)
    proxy.set("answer", no_suggestion)
    study.optimize(bowl, n_trials=3)
    proxy.set("pass")
    study.optimize(bowl, n_trials=1)
    assert [trial.state for trial in study.trials] == [TrialState.COMPLETE] * 6
    said = [record.getMessage() for record in caplog.records if "independent sampler" in record.getMessage()]
    assert len(said) == 1
    assert "Tellus suggests again." in caplog.messages


def test_can_be_copied_and_sent_to_another_process() -> None:
    sampler = TellusSampler("tpe", seed=1)
    study = new_study(sampler, here=False)
    study.optimize(bowl, n_trials=3)
    for twin in (copy.deepcopy(sampler), pickle.loads(pickle.dumps(sampler))):
        study.sampler = twin
        study.optimize(bowl, n_trials=1)
    assert len(study.trials) == 5


def test_of_more_trials_than_a_request_holds_the_newest_are_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[list[int]] = []
    suggest = service.Service.suggest

    def noting(self: Any, body: Any, trial: Optional[str] = None) -> Any:
        sent.append([trial["number"] for trial in body["trials"]])
        return suggest(self, body, trial)

    monkeypatch.setattr(elsewhere, "_TRIALS_MAX", 3)
    monkeypatch.setattr(service.Service, "suggest", noting)
    study = new_study(TellusSampler("tpe", seed=1), here=False)
    study.optimize(bowl, n_trials=6)
    assert sent[-1] == [2, 3, 4]


def test_constraints_that_a_sampler_of_optuna_noted_are_known_to_the_engine(server: Server) -> None:
    theirs = optuna.samplers.TPESampler(seed=1, constraints_func=lambda trial: (trial.params["x"], -math.inf))
    study = new_study(theirs)
    study.optimize(bowl, n_trials=3)
    trial = study.trials[0]
    assert trial.constraints == {"0": trial.params["x"], "1": -math.inf}
    assert "constraints:0" not in trial.system_attrs
    stored = server.get(f"/trials/{TellusStorage.tellus_trial_id(trial._trial_id)}")["attributes"]
    assert stored["system:constraints:0"] == trial.params["x"]
    assert stored["system:constraints:1"] == "-Infinity"
