"""Distributions and values of parameters, as Optuna has them and as the API takes them.

Choices that are no JSON scalars of their own, or that JSON cannot tell apart, are written as texts (`0: nan`). Whatever
does not come back exactly as it was (those, `1.0`, bounds beyond 2^53) has the whole distribution in an attribute beside.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Optional, Sequence

from optuna.distributions import (
    BaseDistribution,
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
    distribution_to_json,
    json_to_distribution,
)

from .values import INTEGER_MAX, is_text

_LABEL_LENGTH = 100


@dataclass(frozen=True)
class Written:
    """A distribution as the API takes it. `whole` is what an attribute has to say besides, if anything."""

    document: dict[str, Any]
    whole: Optional[str] = None


def write_distribution(distribution: BaseDistribution) -> Written:
    """Raises ValueError where its bounds are no numbers, TypeError where choices are nothing that can be stored."""
    if isinstance(distribution, CategoricalDistribution):
        choices = _written_choices(distribution.choices)
        exact = all(map(_is_same, choices, distribution.choices))
        document: dict[str, Any] = {"type": "categorical", "choices": choices}
        return Written(document, None if exact else distribution_to_json(distribution))
    if isinstance(distribution, IntDistribution):
        numbers = (distribution.low, distribution.high, distribution.step)
        if all(abs(number) <= INTEGER_MAX for number in numbers):
            return Written(_range("int", distribution, distribution.step if distribution.step != 1 else None))
        return Written(_range("float", distribution, None), distribution_to_json(distribution))
    if isinstance(distribution, FloatDistribution):
        if not (math.isfinite(distribution.low) and math.isfinite(distribution.high)):
            raise ValueError(f"The bounds of a parameter must be finite, not {distribution.low} and {distribution.high}.")
        return Written(_range("float", distribution, distribution.step))
    raise ValueError(f"{type(distribution).__name__} is not a distribution of Optuna's own.")


def read_distribution(document: dict[str, Any], whole: Optional[str]) -> BaseDistribution:
    if whole is not None:
        return json_to_distribution(whole)
    if document["type"] == "categorical":
        return CategoricalDistribution(document["choices"])
    log = document.get("scale") == "log"
    if document["type"] == "int":
        return IntDistribution(document["low"], document["high"], log=log, step=document.get("step", 1))
    return FloatDistribution(document["low"], document["high"], log=log, step=document.get("step"))


def write_value(distribution: BaseDistribution, written: Written, internal: float) -> Any:
    """A parameter's value, from Optuna's internal number."""
    if isinstance(distribution, CategoricalDistribution):
        return written.document["choices"][int(internal)]
    value = distribution.to_external_repr(internal)
    if not math.isfinite(value):
        raise ValueError(f"The value of a parameter must be finite, not {value}.")
    return float(value) if written.document["type"] == "float" else int(value)


def read_value(distribution: BaseDistribution, document: dict[str, Any], value: Any) -> Any:
    if isinstance(distribution, CategoricalDistribution):
        return distribution.choices[_position(document["choices"], value)]
    return int(value) if isinstance(distribution, IntDistribution) else float(value)


def _range(kind: str, distribution: Any, step: Optional[float]) -> dict[str, Any]:
    number = int if kind == "int" else float
    document: dict[str, Any] = {"type": kind, "low": number(distribution.low), "high": number(distribution.high)}
    if distribution.log:
        document["scale"] = "log"
    elif step is not None:
        document["step"] = number(step)
    return document


def _written_choices(choices: Sequence[Any]) -> list[Any]:
    if all(map(_is_scalar, choices)) and len(set(map(_identity, choices))) == len(choices):
        return list(choices)
    return [f"{place}: {choice!r}"[:_LABEL_LENGTH] for place, choice in enumerate(choices)]


def _is_scalar(choice: Any) -> bool:
    if choice is None or isinstance(choice, bool):
        return True
    if isinstance(choice, str):
        return is_text(choice)
    if isinstance(choice, int) or (isinstance(choice, float) and choice.is_integer()):
        return abs(choice) <= INTEGER_MAX
    return isinstance(choice, float) and math.isfinite(choice)


def _identity(choice: Any) -> tuple[str, Any]:
    """What JSON makes of it: 1 and 1.0 are the same, 1 and true are not."""
    kind = "number" if isinstance(choice, (int, float)) and not isinstance(choice, bool) else type(choice).__name__
    return kind, choice


def _is_same(written: Any, choice: Any) -> bool:
    """Whether JSON brings it back, type and all."""
    if type(written) is not type(choice) or written != choice:
        return False
    return not (isinstance(choice, float) and choice.is_integer())


def _position(choices: Sequence[Any], value: Any) -> int:
    wanted = _identity(value)
    return next(place for place, choice in enumerate(choices) if _identity(choice) == wanted)
