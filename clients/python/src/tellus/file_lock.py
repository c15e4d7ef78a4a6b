"""An exclusive lock on a file that the system gives back however its process ends, kill -9 included."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Optional

if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        # A byte far behind the content, so that others can still read the file.
        os.lseek(handle, 1 << 30, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        os.lseek(handle, 0, os.SEEK_SET)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


class FileLock:
    """Held from `take` until `release`, or until the process is gone."""

    def __init__(self, path: Path, handle: int) -> None:
        self.path = path
        self.handle = handle

    @classmethod
    def take(cls, path: Path, *, create: bool = False) -> Optional[FileLock]:
        """The lock, or None where somebody else holds it or the file is gone."""
        flags = os.O_RDWR | (os.O_CREAT if create else 0)
        try:
            handle = os.open(path, flags, 0o600)
        except OSError:
            if create:
                raise
            return None
        try:
            _lock(handle)
            # Its last holder may have removed it between our opening and our locking.
            if os.fstat(handle).st_ino == os.stat(path).st_ino:
                return cls(path, handle)
        except OSError:
            pass
        os.close(handle)
        return None

    def release(self) -> None:
        """Gives the lock back. In a forked child: lets go of the inherited handle, while the parent keeps its lock."""
        if self.handle >= 0:
            os.close(self.handle)
            self.handle = -1
