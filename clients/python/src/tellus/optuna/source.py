"""Where an import reads from: any storage of Optuna, by its address, its file, or as the object itself."""

from __future__ import annotations

from pathlib import Path
from typing import Union

from optuna.storages import BaseStorage, JournalStorage, get_storage
from optuna.storages.journal import JournalFileBackend, JournalRedisBackend

from ..errors import UsageError

_SQLITE = "sqlite:///"
_SQLITE_BEGINS = b"SQLite format 3\0"


def open_source(source: Union[str, BaseStorage]) -> BaseStorage:
    """An SQLAlchemy address (`sqlite:///study.db`, `mysql://…`), `redis://…`, or the file of SQLite or of a journal."""
    if isinstance(source, BaseStorage):
        return source
    try:
        if source.startswith("redis://"):
            return JournalStorage(JournalRedisBackend(source))
        if "://" not in source:
            return _open_file(_existing(source))
        if source.startswith(_SQLITE) and not source.startswith(f"{_SQLITE}:memory:"):
            _existing(source[len(_SQLITE) :].split("?")[0])  # it would be made, and be empty
        return get_storage(source)
    except UsageError:
        raise
    except Exception as error:  # of SQLAlchemy, of a driver that is not installed, of a database of an older Optuna
        raise UsageError(f"{without_password(source)} cannot be opened as a storage of Optuna: {error}") from error


def without_password(source: str) -> str:
    scheme, found, rest = source.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}" if found and "@" in rest else source


def _existing(path: str) -> Path:
    found = Path(path)
    if not found.is_file():
        raise UsageError(f"There is no file {path}. Give the address of a storage, such as sqlite:///study.db, or its file.")
    return found


def _open_file(path: Path) -> BaseStorage:
    with path.open("rb") as file:
        if file.read(len(_SQLITE_BEGINS)) == _SQLITE_BEGINS:
            return get_storage(f"{_SQLITE}{path.resolve()}")
    return JournalStorage(JournalFileBackend(str(path)))
