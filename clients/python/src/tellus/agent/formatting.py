"""A parameter's value as text that reads back as exactly that value."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any


def text_of(value: Any) -> str:
    """Texts as they are, everything else as JSON has it: 0.001, 3, true, null.

    Numbers are written out, never with an exponent: argparse takes -1e-05 for an option, and a shell cannot compare it.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        digits = format(Decimal(repr(value)), "f")
        return digits if "." in digits else f"{digits}.0"
    return json.dumps(value)
