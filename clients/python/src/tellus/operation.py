"""What is to be told to the service, as it waits in memory and in the spool."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Optional

if TYPE_CHECKING:
    from .http import Answer
    from .journal import Journal

#: measure: steps of one report · record: what is added to a trial of an external sampler · tell, release: as in the API ·
#: checkpoint: one kept elsewhere · upload: a file in the spool, to be uploaded and named · unask: an ask whose trial is to be
#: given back.
Kind = Literal["measure", "record", "tell", "release", "checkpoint", "upload", "unask"]
#: Those of one hand-out that follow each other are sent as one request. None of them is a result.
JOINED: frozenset[str] = frozenset({"measure", "record"})


class Holding(NamedTuple):
    """A trial and the attempt under which it was handed out: the pair that allows writing about it."""

    trial_id: str
    attempt: int


@dataclass(eq=False)
class Operation:
    """One write. `body` is that of the API but for the attempt; of a measure it is one step."""

    kind: Kind
    holding: Holding
    body: dict[str, Any]
    #: What a person needs to make sense of it, and an import needs to take it: number, study, assignments.
    about: dict[str, Any] = field(default_factory=dict)
    key: str = field(default_factory=lambda: uuid.uuid4().hex)
    #: When it was said, in seconds since 1970; None where an older release wrote it.
    at: Optional[float] = field(default_factory=time.time)
    #: Its place in the journal of its process.
    number: int = -1
    #: Sent by itself from now on, because together with others it was refused.
    alone: bool = False
    #: Whether somebody waits for the answer, and does what follows from a refusal.
    awaited: bool = False
    #: The answer that is final, once it is there.
    answer: Optional[Answer] = field(default=None, repr=False)
    #: Where it is written; None while the disk does not take it.
    journal: Optional[Journal] = field(default=None, repr=False)

    def to_record(self) -> dict[str, Any]:
        record: dict[str, Any] = {
            "n": self.number,
            "kind": self.kind,
            "trial": self.holding.trial_id,
            "attempt": self.holding.attempt,
            "key": self.key,
            "at": self.at,
            "body": self.body,
        }
        if self.about:
            record["about"] = self.about
        return record

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> Operation:
        return cls(
            kind=record["kind"],
            holding=Holding(str(record["trial"]), int(record["attempt"])),
            body=dict(record["body"]),
            about=dict(record.get("about", {})),
            key=str(record["key"]),
            at=record.get("at"),
            number=int(record["n"]),
        )
