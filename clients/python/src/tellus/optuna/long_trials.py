"""Trials that are more than one request takes: made as paused, without what they reported, which comes in parts after it.

Nobody is handed such a trial and it has no result until its last part is there, so that one of which the import was broken
off does not look whole, and the next import goes on with it.
"""

from __future__ import annotations

import json
from typing import Any, Iterator, Mapping, Optional

from .records import join

#: Of JSON; the API takes 1 MiB.
BYTES_MAX = 900_000
#: Intermediate values, or attributes, in one request.
_PIECES_MAX = 1000
#: Of all attributes of a trial.
_KEYS_MAX = 10_000
_ATTRIBUTE_BYTES_MAX = 8_388_608
_RESULT = ("state", "values", "finished_at")


def size_of(document: Any) -> int:
    """Bytes that it takes in a request, or a few more."""
    return len(json.dumps(document)) + 1


def is_long(item: Mapping[str, Any]) -> bool:
    return (
        len(item.get("measurements", ())) > _PIECES_MAX
        or len(item.get("attributes", ())) > _PIECES_MAX
        or size_of(item) > BYTES_MAX
    )


def refusal(item: Mapping[str, Any]) -> Optional[str]:
    """Why a long trial cannot be stored, also in parts."""
    if item["state"] == "queued":
        return "It waits, and has more than 1,000 intermediate values or attributes or 0.9 MB; only one that has ended may."
    attributes = item.get("attributes", {})
    for key, value in attributes.items():
        if size_of({key: value}) > BYTES_MAX:
            return f"Its attribute {key} has {_megabytes(size_of(value))} of JSON; one may have {_megabytes(BYTES_MAX)}."
    if len(attributes) > _KEYS_MAX:
        return f"It has {len(attributes):,} attributes; a trial may have {_KEYS_MAX:,}."
    stored = len(json.dumps(attributes, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    if stored > _ATTRIBUTE_BYTES_MAX:
        return f"Its attributes are {_megabytes(stored)} of JSON; a trial may have {_megabytes(_ATTRIBUTE_BYTES_MAX)}."
    return None


def head_of(item: Mapping[str, Any], noted: Mapping[str, Any]) -> dict[str, Any]:
    """The trial as it is made, with no attributes but these."""
    kept = {name: value for name, value in item.items() if name in ("assignments", "started_at")}
    return {"state": "paused", **kept, "attributes": noted}


def parts_of(item: Mapping[str, Any], there: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """What is not yet there of a trial, the last part with its result."""
    steps = {one["step"] for one in there.get("measurements", ())}
    known = there.get("attributes", {})
    pieces: list[dict[str, Any]] = [
        *({"attributes": {key: value}} for key, value in item.get("attributes", {}).items() if key not in known),
        *({"measurements": [one]} for one in item.get("measurements", ()) if one["step"] not in steps),
    ]
    part: list[dict[str, Any]] = []
    size = 0
    for piece in pieces:
        length = size_of(piece)
        if len(part) == _PIECES_MAX or (part and size + length > BYTES_MAX):
            yield join(part)
            part, size = [], 0
        part.append(piece)
        size += length
    yield {**join(part), "result": {name: item[name] for name in _RESULT if name in item}}


def _megabytes(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB"
