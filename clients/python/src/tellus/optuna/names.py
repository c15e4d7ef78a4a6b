"""Names of Optuna that the API does not take, written so that they can be read back, and so that people still recognise them.

Parameters. Letters, digits and `_ . / -` stand for themselves, every other character for `:` and two hexadecimal digits
of each of its bytes: `learning rate` is `learning:20rate`. Where that would not begin as a name must, or is a reserved
word, a `_` comes before it and its first character is written so too: `1x` is `_:31x`. One that is too long is cut, and
ends in `::` and its hash; the whole name is then an attribute of the trial.

Studies. A name that the API would refuse or change is `optuna:` and its characters as in an address, with its hash; the
whole name is in the study's metadata.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from typing import Any, Mapping, Optional
from urllib.parse import quote

_PARAMETER_LENGTH_MAX = 128
_OTHER = re.compile(r"[^A-Za-z0-9_./-]")
_BEGINNING = re.compile(r"[A-Za-z_]")
_ESCAPED = re.compile(rb":([0-9a-f]{2})")
_RESERVED = frozenset({"__proto__", "constructor", "prototype", "all", "any", "not"})
_HASH_LENGTH = 16
_NO_NAME = "_:"

#: Metadata of a study whose name is not that of Optuna: the whole name, as JSON.
STUDY_NAME = "optuna_study_name"
_STUDY_PREFIX = "optuna:"
_STUDY_LENGTH_MAX = 200
_STUDY_SHOWN = 120
_UNSEEN = re.compile("[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def to_parameter(name: str) -> str:
    """A parameter's name as the API takes it."""
    if name == "":
        return _NO_NAME
    written = _OTHER.sub(_escape, name)
    if not _BEGINNING.match(written) or written.startswith("_:") or written in _RESERVED:
        written = "_" + _escape_text(name[0]) + _OTHER.sub(_escape, name[1:])
    if len(written) <= _PARAMETER_LENGTH_MAX:
        return written
    return f"{written[: _PARAMETER_LENGTH_MAX - _HASH_LENGTH - 2].rstrip(':')}::{_hash(name)}"


def from_parameter(written: str) -> Optional[str]:
    """The name that is written so; None where it was too long. What others have named by their own rules stays as it is."""
    if "::" in written:
        return None
    if written == _NO_NAME:
        return ""
    if ":" not in written:
        return written
    raw = (written[1:] if written.startswith("_:") else written).encode()
    try:
        name = _ESCAPED.sub(lambda found: bytes([int(found.group(1), 16)]), raw).decode(errors="surrogatepass")
    except UnicodeDecodeError:
        return written
    return name if to_parameter(name) == written else written


def to_study_names(name: str) -> tuple[str, ...]:
    """How a study of this name may be called: as it is where that can be, else, or where the name is taken by one that
    differs from it in its case only, escaped."""
    shown = quote(name.encode(errors="surrogatepass"), safe=" !'()*,;@_.~-")[:_STUDY_SHOWN].rstrip()
    escaped = f"{_STUDY_PREFIX}{shown}~{_hash(name)}"
    return (name, escaped) if _is_plain_study(name) else (escaped,)


def study_metadata(name: str, written: str) -> dict[str, str]:
    return {} if name == written else {STUDY_NAME: json.dumps(name)}


def from_study(record: Mapping[str, Any]) -> str:
    """The name that Optuna gave the study; that on its page where it came from elsewhere or was renamed there."""
    written = str(record["name"])
    whole = record["metadata"].get(STUDY_NAME)
    if whole is not None and written.startswith(_STUDY_PREFIX):
        name = str(json.loads(whole))
        if written in to_study_names(name):
            return name
    return written


def _is_plain_study(name: str) -> bool:
    return (
        0 < len(name) <= _STUDY_LENGTH_MAX
        and name == name.strip()
        and not _UNSEEN.search(name)
        and unicodedata.normalize("NFC", name) == name
        and not name.startswith(_STUDY_PREFIX)
    )


def _escape(found: re.Match[str]) -> str:
    return _escape_text(found.group())


def _escape_text(text: str) -> str:
    return "".join(f":{byte:02x}" for byte in text.encode(errors="surrogatepass"))


def _hash(name: str) -> str:
    return hashlib.sha256(name.encode(errors="surrogatepass")).hexdigest()[:_HASH_LENGTH]
