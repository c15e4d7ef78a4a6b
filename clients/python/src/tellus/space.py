"""The search space as Python says it. Everything here gives the plain JSON of the API; the service checks the rest.

```python
space = {"lr": tellus.log_float(1e-5, 1e-1), "layers": tellus.int_(1, 8), "opt": ["sgd", "adam"],
         "momentum": tellus.float_(0, 0.99, when={"opt": "sgd"})}
```
"""

from __future__ import annotations

import math
from typing import Any, Mapping, Optional, Sequence, Union

from .errors import UsageError

Scalar = Union[str, int, float, bool, None]
Parameter = dict[str, Any]
#: A parameter, or for short a list of choices, a `range`, or a single value that stays as it is.
ParameterLike = Union[Mapping[str, Any], Sequence[Any], Scalar]
Space = Mapping[str, ParameterLike]
When = Mapping[str, Any]


def float_(
    low: float,
    high: float,
    *,
    scale: Optional[str] = None,
    step: Optional[float] = None,
    default: Optional[float] = None,
    prior: Optional[Mapping[str, Any]] = None,
    when: Optional[When] = None,
) -> Parameter:
    """A real number from `low` to `high`, both included. `scale`: linear, log, reverse_log, logit."""
    return _parameter("float", low=low, high=high, scale=scale, step=step, default=default, prior=prior, when=when)


def log_float(
    low: float,
    high: float,
    *,
    default: Optional[float] = None,
    prior: Optional[Mapping[str, Any]] = None,
    when: Optional[When] = None,
) -> Parameter:
    """A real number above 0 whose order of magnitude counts, such as a learning rate."""
    return float_(low, high, scale="log", default=default, prior=prior, when=when)


def int_(
    low: int,
    high: int,
    *,
    scale: Optional[str] = None,
    step: Optional[int] = None,
    default: Optional[int] = None,
    prior: Optional[Mapping[str, Any]] = None,
    when: Optional[When] = None,
) -> Parameter:
    """A whole number from `low` to `high`, both included."""
    return _parameter("int", low=low, high=high, scale=scale, step=step, default=default, prior=prior, when=when)


def log_int(low: int, high: int, *, default: Optional[int] = None, when: Optional[When] = None) -> Parameter:
    """A whole number above 0 whose order of magnitude counts, such as a layer's width."""
    return int_(low, high, scale="log", default=default, when=when)


def choice(
    choices: Sequence[Scalar],
    *,
    weights: Optional[Sequence[float]] = None,
    default: Scalar = None,
    when: Optional[When] = None,
) -> Parameter:
    """One of values without order. A plain list in a space means the same."""
    given = list(weights) if weights is not None else None
    return _parameter("categorical", choices=list(choices), weights=given, default=default, when=when)


def ordinal(values: Sequence[Scalar], *, default: Scalar = None, when: Optional[When] = None) -> Parameter:
    """One of values whose order matters, such as batch sizes."""
    return _parameter("ordinal", values=list(values), default=default, when=when)


def bool_(*, default: Optional[bool] = None, when: Optional[When] = None) -> Parameter:
    """True or False."""
    return _parameter("bool", default=default, when=when)


def fixed(value: Scalar, *, when: Optional[When] = None) -> Parameter:
    """Always this value."""
    return {"type": "fixed", "value": value, **({"when": dict(when)} if when is not None else {})}


def to_search_space(space: Space) -> dict[str, Parameter]:
    """What the API takes: shorthands written out."""
    if not isinstance(space, Mapping) or not space:
        raise UsageError('space must name at least one parameter, such as {"lr": tellus.log_float(1e-5, 1e-1)}.')
    return {str(name): _to_parameter(name, _plain(parameter)) for name, parameter in space.items()}


def same_space(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two spaces mean the same, what is left out standing for its default."""
    return {n: _normal(p) for n, p in one.items()} == {n: _normal(p) for n, p in other.items()}


def _to_parameter(name: object, parameter: ParameterLike) -> Parameter:
    if not isinstance(name, str):
        raise UsageError(f"The parameter {name!r} must have a text as its name.")
    if isinstance(parameter, Mapping):
        if "type" not in parameter:
            raise UsageError(f"The parameter {name} has no type. Use tellus.float_, int_, choice and the like.")
        for field, value in parameter.items():
            if isinstance(value, float) and not math.isfinite(value):
                raise UsageError(f"{field} of the parameter {name} must be finite, not {value}.")
        return dict(parameter)
    if isinstance(parameter, range):
        if parameter.step < 1 or len(parameter) == 0:
            raise UsageError(f"The range of {name} must go upwards and hold at least one number.")
        return int_(parameter[0], parameter[-1], step=parameter.step if parameter.step != 1 else None)
    if isinstance(parameter, (list, tuple)):
        return choice(parameter)
    if parameter is None or isinstance(parameter, (str, int, float, bool)):
        return fixed(parameter)
    raise UsageError(f"The parameter {name} cannot be a {type(parameter).__name__}: give a list of choices or tellus.float_ and the like.")


def _plain(value: Any) -> Any:
    """Numbers and arrays of any library as Python's own."""
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value.tolist() if callable(getattr(value, "tolist", None)) else value


def _parameter(kind: str, **fields: Any) -> Parameter:
    given = {name: dict(v) if isinstance(v, Mapping) else v for name, v in fields.items() if v is not None}
    return {"type": kind, **given}


def _normal(parameter: Any) -> Any:
    if not isinstance(parameter, Mapping):
        return parameter
    defaults = {"scale": "linear", **({"step": 1} if parameter.get("type") == "int" else {})}
    return {k: v for k, v in parameter.items() if defaults.get(k) != v}
