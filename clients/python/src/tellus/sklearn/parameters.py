"""One parameter of a grid as Tellus has it, and the way back to the value that scikit-learn is given."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Callable, Mapping, Optional

import numpy
from scipy.stats import rv_discrete
from sklearn.model_selection import ParameterGrid

from ..space import Parameter, Scalar, choice, fixed, float_, int_, log_float, ordinal, to_search_space
from .values import Values, to_plain

#: Between these quantiles a distribution is searched: its ends may be infinite, or values that no estimator takes.
QUANTILES = (0.001, 0.999)
#: Of a distribution without a quantile function so many values are drawn, and are the choices.
DRAWS = 100


@dataclass(frozen=True)
class CodedParameter:
    parameter: Parameter
    decode: Callable[[Any], Any]
    #: How many values there are; None where they are not listed.
    size: Optional[int] = None
    #: Added to the name where the values are not those of scikit-learn's parameter.
    suffix: str = ""

    def place(self, key: Any) -> int:
        """In its list, as it was given; 0 where there is none."""
        return self.decode.place_of(key) if isinstance(self.decode, Values) else 0


def code_parameter(name: str, given: Any, random: Any) -> CodedParameter:
    """A list, a distribution, or a parameter of Tellus such as `tellus.log_float(1e-3, 1e3)`."""
    if isinstance(given, Mapping):
        return _code_own(name, given)
    if hasattr(given, "rvs"):
        return _code_distribution(given, random)
    ParameterGrid({name: given})  # says what is wrong with a list in scikit-learn's own words
    return _code_list(list(given))


def _code_list(given: list[Any]) -> CodedParameter:
    values = Values(given)
    keys = values.keys
    if len(keys) == 1:
        parameter = fixed(keys[0])
    elif all(isinstance(key, (int, float)) and not isinstance(key, bool) for key in keys):
        parameter = _numbers(keys)
    else:
        parameter = choice(keys)
    return CodedParameter(parameter, values, len(keys))


def _numbers(keys: list[Any]) -> Parameter:
    """Numbers have an order, from which samplers learn; whole ones at equal distances have a distance too."""
    ascending = sorted(keys)
    step = keys[1] - keys[0]
    even = all(isinstance(key, int) for key in keys) and step > 0 and keys == list(range(keys[0], keys[-1] + 1, step))
    if even and (len(keys) > 2 or step == 1):
        return int_(keys[0], keys[-1], step=None if step == 1 else step)
    # A list that is in order already keeps its direction, so that a grid is visited as it is written.
    return ordinal(keys if keys == ascending[::-1] else ascending)


def _code_own(name: str, given: Mapping[str, Any]) -> CodedParameter:
    plain = {field: to_plain(value) for field, value in given.items()}
    parameter = to_search_space({name: plain})[name]
    for listed in ("choices", "values"):
        if isinstance(parameter.get(listed), (list, tuple)):
            values = Values(parameter[listed])
            parameter[listed] = values.keys
            if "default" in parameter:
                parameter["default"] = values.key_of(parameter["default"])
            return CodedParameter(parameter, values)
    if parameter["type"] == "fixed":
        values = Values([parameter["value"]])
        return CodedParameter({**parameter, "value": values.keys[0]}, values)
    # JSON may bring the float 1.0 as the integer 1.
    kinds: dict[str, Callable[[Any], Any]] = {"float": float, "int": int}
    return CodedParameter(parameter, kinds.get(parameter["type"], _as_it_is))


def _code_distribution(given: Any, random: Any) -> CodedParameter:
    if not callable(getattr(given, "ppf", None)):
        drawn = [given.rvs(random_state=random) for _ in range(DRAWS)]
        coded = _code_list(drawn)
        return CodedParameter(coded.parameter, coded.decode)
    kind = getattr(getattr(given, "dist", None), "name", "")
    if kind in ("uniform", "loguniform", "reciprocal", "randint"):
        low, high = (to_plain(bound) for bound in given.support())
        if kind == "randint":
            return CodedParameter(int_(int(low), int(high)), int)
        if kind == "uniform":
            return CodedParameter(float_(float(low), float(high)), float)
        if math.isclose(given.ppf(0.5), math.sqrt(low * high), rel_tol=1e-6):  # not if it was moved by loc
            return CodedParameter(log_float(float(low), float(high)), float)
    return CodedParameter(float_(*QUANTILES), Quantile(given), suffix=":quantile")


@dataclass(frozen=True)
class Quantile:
    """From a probability to the value of a distribution that is not exceeded with it."""

    distribution: Any

    def __call__(self, probability: float) -> Any:
        value = to_plain(numpy.asarray(self.distribution.ppf(probability))[()])
        return int(value) if isinstance(getattr(self.distribution, "dist", None), rv_discrete) else value


def _as_it_is(value: Scalar) -> Scalar:
    return value
