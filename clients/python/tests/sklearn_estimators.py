"""Estimators whose scores are known and whose fits are counted."""

from __future__ import annotations

from typing import Any, Optional

import numpy
from sklearn.base import BaseEstimator, ClassifierMixin

#: The parameters of each fit in this process, in their order.
fits: list[float] = []


class Known(ClassifierMixin, BaseEstimator):
    """Scores what its parameter says, a little less where the test fold begins later."""

    def __init__(self, quality: float = 0.5, fails: bool = False, interrupts_at: Optional[int] = None) -> None:
        self.quality = quality
        self.fails = fails
        self.interrupts_at = interrupts_at

    def fit(self, X: Any, y: Any) -> Known:
        if self.interrupts_at is not None and len(fits) == self.interrupts_at:
            raise KeyboardInterrupt
        fits.append(self.quality)
        if self.fails:
            raise ArithmeticError("diverged")
        self.classes_ = numpy.unique(y)
        self.n_features_in_ = numpy.shape(X)[1]
        return self

    def predict(self, X: Any) -> Any:
        return numpy.full(len(X), self.classes_[0])

    def score(self, X: Any, y: Any, sample_weight: Any = None) -> float:
        return float(self.quality - numpy.min(X) / 1000)
