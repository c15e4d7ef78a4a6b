"""How long to wait before the next try."""

from __future__ import annotations

import random
from email.utils import parsedate_to_datetime
from datetime import datetime, timezone
from typing import Optional

FIRST = 0.2
LONGEST = 15.0
DOUBLINGS = 7
#: A proxy's idea of "later" may be a day; results should not wait so long.
RETRY_AFTER_MAX = 600.0


class Backoff:
    """Doubles from 0.2 s to 15 s. Half of it is random, so that many workers do not come back in the same moment."""

    def __init__(self) -> None:
        self.tries = 0

    def next(self, retry_after: Optional[float] = None) -> float:
        """Seconds to wait now; never less than the service asked for, and a tenth more at most where it did."""
        delay: float = min(FIRST * 2 ** min(self.tries, DOUBLINGS), LONGEST) * (0.5 + random.random() / 2)
        self.tries += 1
        if retry_after is None:
            return delay
        return max(delay, retry_after * (1 + random.random() / 10))

    def reset(self) -> None:
        self.tries = 0


def parse_retry_after(text: Optional[str]) -> Optional[float]:
    """Seconds, from either form of the header (RFC 9110); None where it says nothing usable."""
    if text is None:
        return None
    try:
        seconds = float(text)
    except ValueError:
        try:
            at = parsedate_to_datetime(text)
        except (TypeError, ValueError):
            return None
        at = at if at.tzinfo else at.replace(tzinfo=timezone.utc)
        seconds = (at - datetime.now(timezone.utc)).total_seconds()
    return min(max(seconds, 0.0), RETRY_AFTER_MAX) if seconds == seconds else None
