"""A progress bar over trials, where tqdm is installed and somebody looks."""

from __future__ import annotations

import sys
from typing import Any, Optional


class Progress:
    """Counts trials that ended here. Without tqdm, or with the output going to a file, it shows nothing."""

    def __init__(self, total: Optional[int], name: str, wanted: Optional[bool]) -> None:
        self._bar: Any = None
        if wanted is False or (wanted is None and not _somebody_looks()):
            return
        try:
            from tqdm.auto import tqdm
        except ImportError:
            return
        self._bar = tqdm(total=total, desc=name, unit="trial", leave=True)

    def advance(self) -> None:
        if self._bar is not None:
            self._bar.update(1)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None


def _somebody_looks() -> bool:
    return sys.stderr is not None and sys.stderr.isatty() or "ipykernel" in sys.modules
