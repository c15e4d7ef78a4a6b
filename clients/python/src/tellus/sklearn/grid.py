"""What a search is to look through: scikit-learn's grids and distributions as one search space, and back.

A list of grids becomes a space with branches: a parameter `grid:branch` says which of them, and the others exist only in
theirs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Iterable, Mapping, Optional

from ..errors import UsageError
from ..space import Parameter, choice, fixed
from .parameters import CodedParameter, code_parameter

#: No parameter of an estimator can be called so.
BRANCH = "grid:branch"

Branch = Mapping[str, Any]


@dataclass(frozen=True)
class _Place:
    """Where a parameter of a branch is in the space."""

    name: str
    coded: CodedParameter


class Grid:
    """`space` for Tellus; `size` is how many candidates there are, None where that is not a matter of lists."""

    def __init__(self, given: Any, random: Any) -> None:
        coded = [_code_branch(branch, random) for branch in _branches_of(given)]
        self._branches = _place(coded)
        self.space = _to_space(self._branches)
        self.size = _count(coded)

    def place(self, assignments: Mapping[str, Any]) -> tuple[int, ...]:
        """Of two candidates of a grid of lists ParameterGrid has the one with the smaller place first."""
        number = int(assignments.get(BRANCH, 1))
        places = sorted(self._branches[number - 1].items())
        return number, *(place.coded.place(assignments.get(place.name)) for _, place in places)

    def decode(self, assignments: Mapping[str, Any]) -> dict[str, Any]:
        """The parameters to set, in the order of their names as scikit-learn has them."""
        branch = self._branches[int(assignments.get(BRANCH, 1)) - 1]
        return {
            name: place.coded.decode(assignments[place.name])
            for name, place in sorted(branch.items())
            if place.name in assignments
        }


def _branches_of(given: Any) -> list[Branch]:
    branches = [given] if isinstance(given, Mapping) else list(given) if isinstance(given, Iterable) else []
    if not branches:
        raise UsageError(f"param_grid must be a dict of parameters, or a list of such dicts, not {given!r}.")
    for branch in branches:
        if not isinstance(branch, Mapping) or not all(isinstance(name, str) for name in branch):
            raise UsageError(f"Each grid must be a dict whose keys are names of parameters, not {branch!r}.")
    return branches


def _code_branch(branch: Branch, random: Any) -> dict[str, CodedParameter]:
    coded = {name: code_parameter(name, values, random) for name, values in branch.items()}
    if any("when" in one.parameter for one in coded.values()):
        return coded  # a condition names earlier parameters
    return dict(sorted(coded.items()))  # as ParameterGrid goes through them


def _place(coded: list[dict[str, CodedParameter]]) -> list[dict[str, _Place]]:
    """Equal parameters of several branches are one; others of the same name are told apart by a number."""
    known: dict[str, list[Parameter]] = {}
    branches = []
    for branch in coded:
        places = {}
        for name, one in branch.items():
            versions = known.setdefault(name + one.suffix, [])
            if one.parameter not in versions or "when" in one.parameter:
                versions.append(one.parameter)
            number = len(versions) if "when" in one.parameter else versions.index(one.parameter) + 1
            places[name] = _Place(name + one.suffix + (f":{number}" if number > 1 else ""), one)
        branches.append(places)
    return branches


def _to_space(branches: list[dict[str, _Place]]) -> dict[str, Parameter]:
    everywhere = list(range(1, len(branches) + 1))
    space: dict[str, Parameter] = {}
    if len(branches) > 1:
        space[BRANCH] = choice(everywhere)
    holders: dict[str, list[int]] = {}
    for number, branch in enumerate(branches, 1):
        for place in branch.values():
            holders.setdefault(place.name, []).append(number)
            space.setdefault(place.name, _renamed(place.coded.parameter, branch))
    for name, numbers in holders.items():
        if numbers != everywhere:
            space[name] = _only_in(space[name], numbers)
    if not space:
        space[BRANCH] = fixed(1)  # one candidate, the estimator as it is; a space has at least one parameter
    if any("when" in place.coded.parameter for branch in branches for place in branch.values()):
        return space
    return {name: space[name] for name in sorted(space, key=lambda name: (name != BRANCH, name))}


def _renamed(parameter: Parameter, branch: Mapping[str, _Place]) -> Parameter:
    """A condition names parameters as the grid does; the space may have them under another name."""

    def rename(condition: Any) -> Any:
        if not isinstance(condition, Mapping):
            return condition
        return {
            (branch[name].name if name in branch else name): (
                [rename(part) for part in wanted] if name in ("all", "any") else wanted
            )
            for name, wanted in condition.items()
        }

    return {**parameter, "when": rename(parameter["when"])} if "when" in parameter else parameter


def _only_in(parameter: Parameter, numbers: list[int]) -> Parameter:
    here = {BRANCH: numbers[0] if len(numbers) == 1 else numbers}
    own = parameter.get("when")
    return {**parameter, "when": {"all": [here, own]} if own is not None else here}


def _count(coded: list[dict[str, CodedParameter]]) -> Optional[int]:
    sizes = [one.size for branch in coded for one in branch.values()]
    if any(size is None for size in sizes):
        return None
    return sum(math.prod(one.size or 1 for one in branch.values()) for branch in coded)
