"""One request and its answer. Trying again is the caller's: the sender does it for ever, an ask for as long as it may."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Iterable, Mapping, Optional, Union
from urllib.parse import urlsplit
from urllib.request import getproxies

import httpx

from .backoff import parse_retry_after
from .config import Settings
from .errors import ServiceError, Unavailable, UsageError, service_error

VERSION = "0.1.0"
CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 15.0
#: Answers of a service that is away, restarting or busy; the same request may well be taken later.
_LATER = frozenset({408, 425, 429, 500, 502, 503, 504, 507})
#: Whoever says so, it will not get smaller.
_TOO_LARGE = 413


@dataclass(frozen=True)
class Answer:
    """What came back. Of a request that got no answer at all the status is 0 and `problem` says why."""

    status: int
    body: dict[str, Any] = field(default_factory=dict)
    problem: str = ""
    retry_after: Optional[float] = None
    #: There was no connection to send the request over.
    unsent: bool = False

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def later(self) -> bool:
        """Whether the same request should be sent again."""
        return self.status == 0 or self.status in _LATER

    @property
    def code(self) -> str:
        return str(self.body.get("code", ""))

    def error(self) -> Union[ServiceError, Unavailable]:
        if self.status == 0:
            return Unavailable(self.problem)
        return service_error(self.status, self.body)


class Connection:
    """The service's address and key over kept connections. Safe to use from many threads, and by one process only."""

    def __init__(self, settings: Settings) -> None:
        self._url = settings.url
        self._client = httpx.Client(
            base_url=f"{settings.url}/api/v1",
            headers={"Authorization": f"Bearer {settings.api_key}", "User-Agent": f"tellus-python/{VERSION}"},
            limits=httpx.Limits(max_connections=100, max_keepalive_connections=20, keepalive_expiry=60),
            follow_redirects=False,
            # Certificates take 20 ms to load, and plain HTTP has no use for them unless it goes through a proxy.
            verify=urlsplit(settings.url).scheme != "http" or bool(getproxies()),
        )

    def send(
        self,
        method: str,
        path: str,
        body: Optional[Mapping[str, Any]] = None,
        *,
        key: Optional[str] = None,
        query: Optional[Mapping[str, str]] = None,
        content: Union[bytes, Iterable[bytes], None] = None,
        wait: float = ANSWER_SECONDS,
    ) -> Answer:
        """Sends once. Never raises because of the network or of what the other side answers.

        Raises UsageError for a body that JSON does not have, such as metadata with objects of a program.
        """
        headers = {} if key is None else {"Idempotency-Key": key}
        if body is not None:
            content = _written(body)
            headers["Content-Type"] = "application/json"
        elif content is not None:
            headers["Content-Type"] = "application/octet-stream"
        timeout = httpx.Timeout(wait, connect=CONNECT_SECONDS)
        try:
            response = self._client.request(
                method, path, content=content, headers=headers, params=query, timeout=timeout
            )
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, RuntimeError) as error:
            unsent = isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout))
            return Answer(0, problem=f"Tellus cannot be reached at {self._url}: {_describe(error)}.", unsent=unsent)
        return self._read(response)

    def download(self, path: str, target: Any, *, wait: float = ANSWER_SECONDS) -> Answer:
        """Writes the bytes of an answer to a file that is open for writing."""
        try:
            with self._client.stream("GET", path, timeout=httpx.Timeout(wait, connect=CONNECT_SECONDS)) as response:
                if response.is_success:
                    for chunk in response.iter_bytes():
                        target.write(chunk)
                    return Answer(response.status_code)
                response.read()
                return self._read(response)
        except (httpx.HTTPError, httpx.StreamError, RuntimeError) as error:
            return Answer(0, problem=f"Tellus cannot be reached at {self._url}: {_describe(error)}.")

    def close(self) -> None:
        self._client.close()

    def _read(self, response: httpx.Response) -> Answer:
        status = response.status_code
        if response.has_redirect_location:
            place = urlsplit(response.headers.get("location", ""))
            where = f"{place.scheme}://{place.netloc}" if place.netloc else "elsewhere"
            return Answer(0, problem=f"{self._url} sends requests on to {where}. Set TELLUS_URL to the address itself.")
        answered = f"{self._url} answered {status} {response.reason_phrase}"
        try:
            body = response.json()
        except ValueError:
            body = None
        is_ours = isinstance(body, dict) and (response.is_success or "code" in body)
        if not is_ours and status not in _LATER and status != _TOO_LARGE:
            # A gateway without a route to the service, or a page to log in at: no word on what was sent.
            return Answer(0, problem=f"{answered}, and is not Tellus. Check TELLUS_URL, and what stands in between.")
        if not isinstance(body, dict):
            body = {"detail": f"{answered}."}
        detail = "" if response.is_success else str(body.get("detail") or body.get("title") or f"HTTP {status}")
        return Answer(status, body, detail, parse_retry_after(response.headers.get("retry-after")))


def _written(body: Mapping[str, Any]) -> bytes:
    try:
        return json.dumps(body, separators=(",", ":"), allow_nan=False).encode()
    except (TypeError, ValueError) as error:
        raise UsageError(f"What was given cannot be written as JSON: {error}. Give texts, finite numbers, lists and dicts.") from error


def _describe(error: BaseException) -> str:
    if isinstance(error, httpx.ConnectTimeout):
        return "no connection in time"
    if isinstance(error, httpx.TimeoutException):
        return "no answer in time"
    return str(error).rstrip(".") or type(error).__name__
