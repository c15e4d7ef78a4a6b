"""Requests of commands that only look or change something at once: they leave the spool alone."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import Any, Iterator, Mapping, Optional

from ..config import Settings
from ..http import Connection
from ..notice import Notices
from ..opening import call

#: Of lists; the API gives no more at once.
PAGE = "1000"


@dataclass(frozen=True)
class Requests:
    """As much of a runtime as `call` and `open_study` need."""

    settings: Settings
    connection: Connection
    notices: Notices

    def get(self, path: str, query: Optional[Mapping[str, str]] = None) -> dict[str, Any]:
        return call(self, "GET", path, query=query)

    def post(self, path: str, body: Mapping[str, Any], *, key: Optional[str] = None) -> dict[str, Any]:
        return call(self, "POST", path, body, key=key)

    def pages(self, path: str, query: Mapping[str, str], limit: str = PAGE) -> Iterator[dict[str, Any]]:
        """Every item of a list, a page at a time."""
        asked = {**query, "limit": limit}
        while True:
            page = self.get(path, asked)
            yield from page["data"]
            if page.get("next_cursor") is None:
                return
            asked = {**query, "limit": limit, "cursor": page["next_cursor"]}


@contextlib.contextmanager
def requests_with(settings: Settings) -> Iterator[Requests]:
    connection = Connection(settings)
    try:
        yield Requests(settings, connection, Notices())
    finally:
        connection.close()
