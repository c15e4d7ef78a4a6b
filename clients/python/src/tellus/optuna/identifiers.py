"""Ids: Optuna's are integers, ours have 128 bits. So an Optuna id is ours as a number, and nothing has to look it up."""

from __future__ import annotations

_ABSENT = "0" * 32


def to_number(identifier: str) -> int:
    """`trl_0192…` as Optuna has it. Ordered by time of creation."""
    return int(identifier[4:], 16)


def to_study(number: int) -> str:
    return f"std_{_digits(number)}"


def to_trial(number: int) -> str:
    return f"trl_{_digits(number)}"


def _digits(number: int) -> str:
    """What is no id of ours names nothing."""
    return f"{number:032x}" if 0 <= number < 1 << 128 else _ABSENT
