"""The scores of folds: scikit-learn's names and the study's, and what is measured after each fold.

After fold `k` (step `k`, from 1) a trial reports, under each metric, the mean over the folds so far, and what belongs to
the fold alone as `fold/test_<metric>`, `fold/train_<metric>`, `fold/fit_time` and `fold/score_time`. So the page of a study
shows how means settle, schedulers compare them, and any process can put `cv_results_` together.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Mapping, Optional, Sequence

import numpy

from ..errors import UsageError

#: What scikit-learn calls the only metric.
SINGLE = "score"
_FOLD = "fold/"
_TIMES = ("fit_time", "score_time")
_NAME_LENGTH = 100

#: What scikit-learn's `_fit_and_score` gives for a fold.
Fold = dict[str, Any]
#: By index of the split, from 0.
Folds = dict[int, Fold]


@dataclass(frozen=True)
class Scores:
    #: scikit-learn's names of what counts; more than one where no single one decides.
    objectives: tuple[str, ...]
    #: All that a list or dict of scorers has; empty where a function says them, or there is only one.
    names: tuple[str, ...] = ()
    #: What the study calls the only metric, where there is only one.
    single: str = SINGLE
    #: Whether schedulers are to see each fold's own score, as those that compare fold by fold do.
    by_fold: bool = False

    def metrics(self) -> list[str]:
        """What counts, as the study has it."""
        return [self._wire(name) for name in self.objectives]

    def means(self, folds: Folds) -> dict[str, float]:
        """By the study's names, over the folds that were run."""
        return {self._wire(name): float(numpy.mean(values)) for name, values in self._by_name(folds).items()}

    def measured(self, folds: Folds, index: int) -> dict[str, float]:
        """What is reported once a fold was run, the last of those given."""
        fold = {index: folds[index]}
        seen = self.means(fold if self.by_fold else folds)
        for kind in ("test", "train"):
            for name, values in self._by_name(fold, kind).items():
                seen[f"{_FOLD}{kind}_{self._wire(name)}"] = values[0]
        return {**seen, **{_FOLD + time: fold[index][time] for time in _TIMES}}

    def read(self, measurements: Mapping[int, Mapping[str, float]]) -> Folds:
        """The other way: the folds of a trial that ran elsewhere or before."""
        folds: Folds = {}
        for step, values in measurements.items():
            fold: Fold = {time: values.get(_FOLD + time, numpy.nan) for time in _TIMES}
            for kind in ("test", "train"):
                start = f"{_FOLD}{kind}_"
                found = {self._own(key[len(start) :]): value for key, value in values.items() if key.startswith(start)}
                if found:
                    fold[f"{kind}_scores"] = found if self._is_many(found) else found[SINGLE]
            if "test_scores" in fold:
                folds[step - 1] = {**fold, "fit_error": None}
        return folds

    def check(self, fold: Fold) -> None:
        """A function that gives several scores has to give the one that counts."""
        scores = fold["test_scores"]
        missing = [name for name in self.objectives if isinstance(scores, Mapping) and name not in scores]
        if missing:
            given, first = ", ".join(map(str, scores)) or "nothing", next(iter(scores), "name")
            raise UsageError(f"scoring gives {given}: say which of them counts, such as refit={first!r}.")

    def _by_name(self, folds: Folds, kind: str = "test") -> dict[str, list[float]]:
        given = [fold[f"{kind}_scores"] for _, fold in sorted(folds.items()) if f"{kind}_scores" in fold]
        # A fit that failed has one score for all names, where only a function would know these.
        known = [name for one in given if isinstance(one, Mapping) for name in one]
        names = dict.fromkeys(known) if known else dict.fromkeys(self.objectives)
        return {name: [_number(one, name) for one in given] for name in names} if given else {}

    def _wire(self, name: str) -> str:
        return _metric_name(self.single if name == SINGLE else name)

    def _own(self, wire: str) -> str:
        return next((name for name in (*self.names, *self.objectives) if self._wire(name) == wire), wire)

    def _is_many(self, found: Mapping[str, float]) -> bool:
        return bool(self.names) or set(found) != {SINGLE}


def uniform(folds: Sequence[Optional[Fold]], has_train: bool) -> tuple[list[Fold], bool]:
    """All with the same names, NaN where a fold was not run; and whether there are several scores."""
    kinds = ("test", "train") if has_train else ("test",)
    names = list(
        dict.fromkeys(name for fold in folds if fold and isinstance(fold["test_scores"], Mapping) for name in fold["test_scores"])
    )
    filled = []
    for fold in folds:
        entry: Fold = {time: numpy.nan if fold is None else fold[time] for time in _TIMES}
        for kind in kinds:
            scores = numpy.nan if fold is None else fold.get(f"{kind}_scores", numpy.nan)
            entry[f"{kind}_scores"] = {name: _number(scores, name) for name in names} if names else scores
        filled.append(entry)
    return filled, bool(names)


def _number(scores: Any, name: str) -> float:
    return float(scores.get(name, numpy.nan) if isinstance(scores, Mapping) else scores)


def _metric_name(name: str) -> str:
    """As a metric of Tellus may be called."""
    text = re.sub(r"[^A-Za-z0-9_.\-/ ]", "_", str(name))[:_NAME_LENGTH]
    return text if re.match(r"[A-Za-z_]", text) else f"_{text}"
