"""A checkpoint that is a folder, as the one file that Tellus keeps: a tar of it."""

from __future__ import annotations

import os
import tarfile
from pathlib import Path

from ..errors import CheckpointError


def pack(folder: Path, target: Path) -> None:
    """Writes the archive as a whole or not at all. Raises OSError."""
    aside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with tarfile.open(aside, "w") as archive:
            archive.add(folder, arcname=".")
        os.replace(aside, target)
    finally:
        aside.unlink(missing_ok=True)


def unpack(source: Path, folder: Path) -> None:
    """Raises CheckpointError where it is no archive, or would write outside of the folder."""
    try:
        with tarfile.open(source) as archive:
            if hasattr(tarfile, "data_filter"):
                archive.extractall(folder, filter="data")
            else:  # Pythons of before June 2023
                archive.extractall(folder, [member for member in archive.getmembers() if _is_within(member)])
    except (tarfile.TarError, OSError) as error:
        raise CheckpointError(f"The checkpoint is no folder that was kept by an agent: {error}.") from error


def _is_within(member: tarfile.TarInfo) -> bool:
    parts = Path(member.name).parts
    return (member.isfile() or member.isdir()) and ".." not in parts and not member.name.startswith("/")
