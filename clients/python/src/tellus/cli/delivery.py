"""What one command says to the service goes through the spool, as everything the package says: nothing is lost."""

from __future__ import annotations

import contextlib
from typing import Iterator

from ..config import Settings
from ..operation import Operation
from ..runtime import Runtime


class Delivery:
    """A runtime of its own that remembers what it has delivered."""

    def __init__(self, settings: Settings) -> None:
        #: What left the spool, in that order; each has its answer.
        self.concluded: list[Operation] = []
        self.runtime = Runtime(settings, self.concluded.extend)

    def send(self, operation: Operation) -> None:
        """On the disk when this returns; on its way from then on. It has an answer once it has left the spool."""
        self.runtime.spool.add(operation, urgent=True)
        self.runtime.sender.start()

    @property
    def key_refused(self) -> bool:
        return self.runtime.sender.key_refused


@contextlib.contextmanager
def delivering(settings: Settings) -> Iterator[Delivery]:
    """At its end everything has arrived, or was refused, or stays in the spool: the service is away."""
    delivery = Delivery(settings)
    try:
        yield delivery
    finally:
        delivery.runtime.shut_down()
