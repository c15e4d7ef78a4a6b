"""A search space of Optuna's in the names and distributions of the API, and trials as points of it."""

from __future__ import annotations

from typing import Any, Mapping, Optional

from optuna.distributions import BaseDistribution

from .distributions import read_value, write_distribution, write_value
from .names import to_parameter


class SuggestedSpace:
    """What the engine is to suggest values for."""

    def __init__(self, search_space: Mapping[str, BaseDistribution]) -> None:
        self._distributions = dict(search_space)
        self._written = {name: write_distribution(one) for name, one in search_space.items()}
        self._names = {name: to_parameter(name) for name in search_space}

    def document(self) -> dict[str, Any]:
        """In the order that the service has them in where it reads the trials itself."""
        return dict(sorted((self._names[name], written.document) for name, written in self._written.items()))

    def names(self) -> list[str]:
        return list(self._names.values())

    def write(self, params: Mapping[str, Any]) -> Optional[dict[str, Any]]:
        """The values of a trial; None where one is missing, or lies beside its range."""
        values = {}
        for name, distribution in self._distributions.items():
            try:
                internal = distribution.to_internal_repr(params[name])
            except (KeyError, ValueError):
                return None
            if not distribution._contains(internal):
                return None
            values[self._names[name]] = write_value(distribution, self._written[name], internal)
        return values

    def read(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Values that were suggested. What is not among them is left out."""
        return {
            name: read_value(distribution, self._written[name].document, values[self._names[name]])
            for name, distribution in self._distributions.items()
            if self._names[name] in values
        }
