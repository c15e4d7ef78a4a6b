"""The command with places for a trial's values: `python train.py --lr {lr} {params}`.

Rules:

- `{name}` is the value of the parameter of that name, or else one of our own words (OWN). `{{name}}` is the text
  `{name}`. Other braces, and `${name}`, are left as they are.
- Values become part of one argument each. No shell reads them; the script of a `sh -c` may hold none.
- An argument whose value is absent in a trial is left out, together with the flag that stands before it.
- `{params}` is replaced by arguments for every parameter that has no place of its own.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Iterable, Mapping, Optional

from ..errors import UsageError
from .environment import ambiguous_variables
from .formatting import text_of

PARAMS, PARAMS_FILE = "params", "params_file"
#: Words of ours which may be absent.
_SOMETIMES = ("target", "resume_from")
OWN = (PARAMS, PARAMS_FILE, "trial", "attempt", "seed", "step", "checkpoint", "output", "worker", *_SOMETIMES)
PARAMS_AS = "--{name} {value}"

_NAME = r"[A-Za-z_][A-Za-z0-9_.:/\-]*"
_PLACE = re.compile(rf"\{{\{{({_NAME})\}}\}}|(?<!\$)\{{({_NAME})\}}")
_SHELLS = frozenset({"sh", "bash", "dash", "zsh", "ksh", "ash", "fish"})
_SCRIPT_FOLLOWS = re.compile(r"-[A-Za-z]*c\Z")

Space = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Template:
    """The words of a command."""

    words: tuple[str, ...]
    params_as: str = PARAMS_AS

    def check(self, space: Optional[Space], *, reads_environment: bool) -> None:
        """Raises UsageError for what cannot be meant. Without the space, names are looked at as trials come."""
        self._check_program()
        self._check_shape()
        if space is None:
            return
        for name in self.names():
            if name not in space and name not in OWN:
                raise UsageError(
                    f"{{{name}}} is no parameter of the study. Its parameters: {', '.join(space)}. "
                    f"Also: {', '.join(OWN)}. For the text itself write {{{{{name}}}}}."
                )
        self._check_positions(name for name in {*space, *_SOMETIMES} if space.get(name, {"when": True}).get("when"))
        self._check_use({name for name, parameter in space.items() if parameter.get("type") != "fixed"}, reads_environment)
        if reads_environment:
            for variable, names in ambiguous_variables(space).items():
                raise UsageError(
                    f"{' and '.join(names)} would both be {variable}: leave --env out, and place them by {{{names[0]}}}."
                )

    def check_use(self, assignments: Iterable[str], *, reads_environment: bool) -> None:
        """For a trial, where the space could not be read before: raises UsageError for what it would not hear of."""
        self._check_use(set(assignments), reads_environment)

    def names(self) -> list[str]:
        """What has a place in it, in order."""
        found = (match.group(2) for word in self.words for match in _PLACE.finditer(word))
        return list(dict.fromkeys(name for name in found if name is not None))

    def render(self, assignments: Mapping[str, Any], own: Mapping[str, Optional[str]]) -> list[str]:
        """The arguments for a trial. `own` has what our words stand for, None where that is absent."""
        values = {**own, **{name: text_of(value) for name, value in assignments.items()}}
        rendered: list[str] = []
        before = ""
        for word in self.words:
            if _is_params(word) and PARAMS not in assignments:
                rendered += self._rest(assignments)
            elif all(values.get(name) is not None for name in _names_in(word)):
                rendered.append(_fill(word, values))
            elif _takes_value(before) and not word.startswith("-"):
                rendered.pop()
            before = word
        return rendered

    def _rest(self, assignments: Mapping[str, Any]) -> list[str]:
        placed = set(self.names())
        return [
            _fill(part, {"name": name, "value": text_of(value)})
            for name, value in assignments.items()
            if name not in placed
            for part in self.params_as.split()
        ]

    def _check_program(self) -> None:
        program = self.words[0]
        if not _names_in(program) and shutil.which(program) is None:
            raise UsageError(f"There is no program {program!r} to run. Give its path, such as ./{program}.")

    def _check_shape(self) -> None:
        if set(_names_in(self.params_as)) != {"name", "value"}:
            raise UsageError(f"--params-as must hold {{name}} and {{value}}, such as '--{{name}}={{value}}', not {self.params_as!r}.")
        for word in self.words:
            if PARAMS in _names_in(word) and not _is_params(word):
                raise UsageError(f"{{params}} becomes several arguments, so it must be one by itself, not a part of {word!r}.")
        for script in _scripts(self.words):
            names = _names_in(script)
            if names:
                raise UsageError(
                    f"A shell would read the value of {{{names[0]}}} as code. Give it behind the script: "
                    f"sh -c 'train --x \"$1\"' sh {{{names[0]}}}; or use its environment variable; or run the program without a shell."
                )

    def _check_positions(self, sometimes: Iterable[str]) -> None:
        """What is left out where it is absent must not shift what comes after it."""
        absent = set(sometimes)
        for before, word in zip(("", *self.words), self.words):
            for name in _names_in(word):
                if name in absent and not (word.startswith("-") or "=" in word or _takes_value(before)):
                    raise UsageError(
                        f"{{{name}}} is not in every trial, and leaving {word!r} out would shift the other arguments. "
                        f"Give it a flag: --{name} {{{name}}}, or --{name}={{{name}}}."
                    )

    def _check_use(self, parameters: set[str], reads_environment: bool) -> None:
        names = set(self.names())
        if reads_environment or names & {PARAMS, PARAMS_FILE} - parameters:
            return
        unused = sorted(parameters - names)
        if unused:
            raise UsageError(
                f"Nothing would tell the command of {', '.join(unused)}. Place {{{unused[0]}}} in it, or {{params}} for all, "
                "or {params_file}; or say --env if it reads TELLUS_PARAM_… or TELLUS_PARAMS_FILE."
            )


def _names_in(word: str) -> list[str]:
    return [match.group(2) for match in _PLACE.finditer(word) if match.group(2) is not None]


def _fill(word: str, values: Mapping[str, Optional[str]]) -> str:
    def one(match: re.Match[str]) -> str:
        escaped, name = match.groups()
        return f"{{{escaped}}}" if name is None else str(values[name])

    return _PLACE.sub(one, word)


def _is_params(word: str) -> bool:
    return word == f"{{{PARAMS}}}"


def _takes_value(word: str) -> bool:
    """A flag whose value is the next argument."""
    return len(word) > 1 and word.startswith("-") and word != "--" and "=" not in word and not _names_in(word)


def _scripts(words: tuple[str, ...]) -> list[str]:
    """Arguments that a shell reads as code."""
    found = []
    for at, word in enumerate(words):
        if PurePath(word).name not in _SHELLS:
            continue
        for option, following in zip(words[at + 1 :], words[at + 2 :]):
            if _SCRIPT_FOLLOWS.match(option):
                found.append(following)
                break
            if not option.startswith(("-", "+")) and option != "pipefail":
                break
    return found
