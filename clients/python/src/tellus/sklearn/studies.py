"""The study of a search: its name, what it holds it to, and that it is the same search when it is there already."""

from __future__ import annotations

import os
import uuid
import warnings
from typing import Any, Mapping, Optional

import joblib
import numpy
from sklearn.base import BaseEstimator
from sklearn.utils import check_random_state

from ..config import DEFAULT_URL, load_settings, read_config_file
from ..errors import ConfigError, StudyDiffers
from ..runtime import runtime_of
from ..studies import Setting, Study
from ..studies import study as open_study
from .grid import Grid
from .scores import Scores
from .values import name_of

#: Under this key of a study's metadata is what makes a search the same search.
KEY = "scikit-learn"


def study_of(search: Any, grid: Grid, scores: Scores, budget: int, facts: Mapping[str, Any]) -> Study:
    """Made anew unless the search names one. `facts` say what a search is about: another one is refused."""
    _check_reachable(search.url)
    options = dict(search.study_options or {})
    limits = {"max_trials": budget, **options.pop("limits", {})}
    metadata = {**options.pop("metadata", {}), KEY: dict(facts)}
    seeded = search.random_state is not None
    study = open_study(
        search.study or f"{type(search.estimator).__name__} {uuid.uuid4().hex[:8]}",
        project=search.project,
        maximize=scores.metrics(),
        space=grid.space,
        sampler=search.sampler if search.sampler is not None else _default_sampler(grid, budget),
        scheduler=_with_folds(search.scheduler, search.n_splits_, budget),
        limits=limits,
        metadata=metadata,
        url=search.url,
        **{
            "seed": int(check_random_state(search.random_state).randint(2**31 - 1)) if seeded else None,
            "reproducible": True if seeded else None,
            **options,
        },
    )
    if study.record is not None:
        _check_same(study.name, study.record, facts, limits["max_trials"])
    return study


def facts_of(search: Any, X: Any, y: Any, splits: Any, params: Mapping[str, Any]) -> dict[str, Any]:
    """Of a study that is made for one fit a few words for its page; of one with a name enough to know it again."""
    facts: dict[str, Any] = {"estimator": name_of(search.estimator), "folds": len(splits)}
    if search.study is None:
        return facts
    return {
        **facts,
        "scoring": name_of(search.scoring),
        "parameters": _fingerprint(_parameters(search.estimator)),
        "data": _fingerprint((X, y)),
        "fit parameters": _fingerprint(sorted(params.items())),
        "splits": _fingerprint([(numpy.asarray(train), numpy.asarray(test)) for train, test in splits]),
    }


def is_judged(study: Study) -> bool:
    """Whether a scheduler may stop trials; taken for granted where the key may not know."""
    return study.record is None or study.record["scheduler"] is not None


def compares_folds(study: Study) -> bool:
    """Whether the scheduler compares trials fold by fold, and has to see the score of each fold in place of the mean."""
    scheduler = (study.record or {}).get("scheduler") or {}
    return bool(scheduler.get("name") == "wilcoxon")


def _check_reachable(url: Optional[str]) -> None:
    """The address that stands in where none was given is not worth waiting half an hour for."""
    if url or os.environ.get("TELLUS_URL") or read_config_file().get("url"):
        return
    answer = runtime_of(load_settings()).connection.send("GET", "/me")
    if answer.status == 0:
        raise ConfigError(
            f"No address of a server is set, and nothing answers at {DEFAULT_URL}. Set TELLUS_URL, or give url=…; "
            "`npm start` in the repository of Tellus starts a server."
        )


def _default_sampler(grid: Grid, budget: int) -> Setting:
    """A grid that is evaluated as a whole is visited as GridSearchCV does; else the service chooses."""
    return {"name": "grid", "order": "sequential"} if grid.size is not None and budget >= grid.size else None


def _with_folds(scheduler: Setting, splits: int, budget: int) -> Setting:
    """A step of a trial is a fold. What a scheduler does not say about that is filled in."""
    if scheduler is None:
        return None
    given: dict[str, Any] = {"name": scheduler} if isinstance(scheduler, str) else dict(scheduler)
    given.setdefault("resource", {"name": "fold", "min": 1, "max": splits})
    if given.get("name") == "successive-halving":
        given.setdefault("start", "exhaust")  # so that those that are left run all folds
        given.setdefault("candidates", max(budget, 2))
    return given


def _check_same(name: str, record: Mapping[str, Any], facts: Mapping[str, Any], budget: int) -> None:
    known = record["metadata"].get(KEY)
    if not isinstance(known, Mapping):
        raise StudyDiffers(f"The study {name!r} was not made by a search. Give another name, and the search makes its own.")
    differing = [what for what, value in facts.items() if known.get(what) != value]
    if differing:
        advice = " Give cv a random_state, so that its folds are the same in every process." if differing == ["splits"] else ""
        raise StudyDiffers(
            f"The study {name!r} holds a search with other {', '.join(differing)}; results of both together would mean "
            f"nothing.{advice} Give another name, or no study=: then each fit makes its own."
        )
    if record["limits"]["max_trials"] != budget:
        warnings.warn(
            f"The study {name!r} takes {record['limits']['max_trials']} trials, not {budget}: its own limit counts, and can be "
            f"changed on its page, {record['url']}.",
            stacklevel=2,
        )


def _parameters(estimator: Any) -> list[tuple[str, str]]:
    """Of the estimator and those within it; an estimator among them by its name, since its own parameters follow."""
    return [
        (name, name_of(type(value)) if isinstance(value, BaseEstimator) else _fingerprint(value))
        for name, value in sorted(estimator.get_params(deep=True).items())
    ]


def _fingerprint(value: Any) -> str:
    try:
        return str(joblib.hash(value))
    except Exception:  # what cannot be pickled, such as a lambda, is known by its name only
        return name_of(value)
