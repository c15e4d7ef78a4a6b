"""Our search spaces in pymoo's own terms: what an expert user of pymoo would write.

Real parameters alone are a vector for NSGA-II; mixed ones a dictionary for pymoo's mixed-variable genetic algorithm with the
survival of NSGA-II. A log scale is searched in decades, an ordinal as an integer position. pymoo knows no conditions: a
parameter that does not exist for a point is drawn and left unused.
"""

import math

import numpy as np
import optuna_space
from pymoo.algorithms.moo.nsga2 import NSGA2, RankAndCrowding
from pymoo.core.mixed import MixedVariableGA
from pymoo.core.problem import Problem
from pymoo.core.variable import Binary, Choice, Integer, Real


def algorithm_for(problem: dict, population: int, seed: int, budget: int):
    parameters, objectives = problem["parameters"], len(problem["directions"])
    if all(is_plain(parameter) for parameter in parameters):
        low = np.array([parameter["low"] for parameter in parameters], dtype=float)
        high = np.array([parameter["high"] for parameter in parameters], dtype=float)
        space = Problem(n_var=len(parameters), n_obj=objectives, xl=low, xu=high)
        algorithm = NSGA2(pop_size=population)
    else:
        space = Problem(vars={parameter["name"]: variable(parameter) for parameter in parameters}, n_obj=objectives)
        algorithm = MixedVariableGA(pop_size=population, survival=RankAndCrowding())
    algorithm.setup(space, termination=("n_eval", budget + population), seed=seed, verbose=False)
    return algorithm, space


def is_plain(parameter: dict) -> bool:
    return parameter["type"] == "float" and not {"scale", "step", "when"} & set(parameter)


def is_log(parameter: dict) -> bool:
    return parameter.get("scale") == "log"


def variable(parameter: dict):
    kind = parameter["type"]
    if kind == "categorical":
        return Choice(options=parameter["choices"])
    if kind == "bool":
        return Binary()
    if kind == "ordinal":
        return Integer(bounds=(0, len(parameter["values"]) - 1))
    low, high = parameter["low"], parameter["high"]
    if is_log(parameter):
        # An integer's cells reach half a step beyond its bounds, or the last ones would be half as wide.
        beyond = 0.5 if kind == "int" else 0
        return Real(bounds=(math.log10(low - beyond), math.log10(high + beyond)))
    if kind == "int":
        return Integer(bounds=(low, high))
    if "step" in parameter:
        return Integer(bounds=(0, round((high - low) / parameter["step"])))
    return Real(bounds=(low, high))


def read(x, parameters: list[dict]) -> dict:
    """A point of pymoo as assignments: those that exist, in types that JSON has."""
    raw = x if isinstance(x, dict) else {parameter["name"]: x[index] for index, parameter in enumerate(parameters)}
    assignments: dict = {}
    for parameter in parameters:
        if "when" not in parameter or optuna_space.holds(parameter["when"], assignments):
            assignments[parameter["name"]] = value(raw[parameter["name"]], parameter)
    return assignments


def value(raw, parameter: dict):
    kind = parameter["type"]
    if kind == "categorical":
        return str(raw)
    if kind == "bool":
        return bool(raw)
    if kind == "ordinal":
        return parameter["values"][int(raw)]
    low, high = parameter["low"], parameter["high"]
    if is_log(parameter):
        spread = 10 ** float(raw)
        return optuna_space.clip(round(spread) if kind == "int" else spread, low, high)
    if kind == "int":
        return int(raw)
    if "step" in parameter:
        return round(low + int(raw) * parameter["step"], 12)
    return optuna_space.clip(float(raw), low, high)
