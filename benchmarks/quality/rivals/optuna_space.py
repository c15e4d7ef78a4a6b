"""Our search spaces in Optuna's own terms, by define-by-run: what an expert user of Optuna would write.

Integers, steps and log scales are native. An ordinal is an integer position, so that its order is kept. Optuna has neither
logit nor reverse-log scales: those parameters are suggested on the scale itself and transformed back, the same information.
"""

import math

COMPARE = {
    "gt": lambda value, bound: value > bound,
    "gte": lambda value, bound: value >= bound,
    "lt": lambda value, bound: value < bound,
    "lte": lambda value, bound: value <= bound,
    "in": lambda value, bound: value in bound,
    "not_in": lambda value, bound: value not in bound,
}


def suggest(trial, parameters: list[dict]) -> dict:
    assignments: dict = {}
    for parameter in parameters:
        if "when" not in parameter or holds(parameter["when"], assignments):
            assignments[parameter["name"]] = suggest_one(trial, parameter)
    return assignments


def holds(when: dict, assignments: dict) -> bool:
    if "all" in when:
        return all(holds(part, assignments) for part in when["all"])
    if "any" in when:
        return any(holds(part, assignments) for part in when["any"])
    return all(name in assignments and matches(assignments[name], wanted) for name, wanted in when.items())


def matches(value, wanted) -> bool:
    if isinstance(wanted, dict):
        return all(COMPARE[kind](value, bound) for kind, bound in wanted.items())
    if isinstance(wanted, list):
        return value in wanted
    return value == wanted


def suggest_one(trial, parameter: dict):
    name, kind = parameter["name"], parameter["type"]
    if kind == "categorical":
        return trial.suggest_categorical(name, parameter["choices"])
    if kind == "bool":
        return trial.suggest_categorical(name, [False, True])
    if kind == "ordinal":
        return parameter["values"][trial.suggest_int(name, 0, len(parameter["values"]) - 1)]
    if kind == "fixed":
        return parameter["value"]
    log = parameter.get("scale") == "log"
    if kind == "int":
        return trial.suggest_int(name, parameter["low"], parameter["high"], step=parameter.get("step", 1), log=log)
    return suggest_float(trial, parameter, log)


def suggest_float(trial, parameter: dict, log: bool) -> float:
    name, low, high, scale = parameter["name"], parameter["low"], parameter["high"], parameter.get("scale", "linear")
    if scale == "reverse_log":
        return clip(1 - trial.suggest_float(name, 1 - high, 1 - low, log=True), low, high)
    if scale == "logit":
        place = trial.suggest_float(name, math.log(low / (1 - low)), math.log(high / (1 - high)))
        return clip(1 / (1 + math.exp(-place)), low, high)
    if "step" in parameter:
        # 0.30000000000000004 is the level 0.3.
        return round(trial.suggest_float(name, low, high, step=parameter["step"]), 12)
    return trial.suggest_float(name, low, high, log=log)


def clip(value: float, low: float, high: float) -> float:
    return min(high, max(low, value))
