"""What the client says, through `logging.getLogger("tellus")`: each thing once, not at every try."""

from __future__ import annotations

import logging
import threading

logger = logging.getLogger("tellus")


class Notices:
    """Warnings by subject: one that stands is not said again until it was lifted."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._standing: set[str] = set()

    def warn(self, subject: str, message: str) -> None:
        with self._lock:
            if subject in self._standing:
                return
            self._standing.add(subject)
        logger.warning("%s", message)

    def lift(self, subject: str, message: str = "") -> None:
        """The matter is over; says so if it had been mentioned."""
        with self._lock:
            if subject not in self._standing:
                return
            self._standing.discard(subject)
        if message:
            logger.warning("%s", message)
