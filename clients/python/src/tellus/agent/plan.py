"""What an agent was told: how each trial of the study is run."""

from __future__ import annotations

import re
import signal
from dataclasses import dataclass, field
from pathlib import Path
from typing import Optional

from ..asking import LEASE_SECONDS
from ..errors import UsageError
from .reading import Names
from .template import Template

#: What tells attempts that run at the same time apart.
_APART = ("output", "trial", "worker")


@dataclass(frozen=True)
class Plan:
    """The same for every worker."""

    template: Template
    #: CUDA_VISIBLE_DEVICES of each worker, as many as there are workers.
    gpus: tuple[Optional[str], ...] = (None,)
    #: Hand-outs to work on in all; None: until the study is finished.
    trials: Optional[int] = None
    #: Workers with a name are given their unfinished trials again when the agent is started again.
    name: Optional[str] = None
    lease_seconds: int = LEASE_SECONDS
    can_resume: bool = True
    reads_environment: bool = False
    names: Names = Names()
    patterns: tuple[re.Pattern[str], ...] = ()
    metrics_file: Optional[str] = None
    output: Path = Path("runs")
    #: Bytes of each stream of an attempt.
    output_limit: Optional[int] = None
    stop_signal: int = signal.SIGTERM
    #: Seconds from that signal to SIGKILL.
    grace: float = 30.0
    #: Seconds of an attempt.
    timeout: Optional[float] = None
    checkpoint_is_folder: bool = False
    infeasible_exit: Optional[int] = None
    #: Failures before anything went well after which the command itself must be wrong; 0: never.
    give_up_after: int = 5
    #: Where relative paths of the command begin.
    base: Path = field(default_factory=Path.cwd)

    def check(self) -> None:
        """Raises UsageError for what cannot be meant, but for the command's."""
        if self.metrics_file is None:
            return
        names = Template((self.metrics_file,)).names()
        for name in names:
            if name not in (*_APART, "attempt"):
                raise UsageError(f"--metrics-file may hold {{output}}, {{trial}}, {{attempt}} and {{worker}}, not {{{name}}}.")
        if len(self.gpus) > 1 and not set(names) & set(_APART):
            raise UsageError(
                f"{len(self.gpus)} workers would write into one {self.metrics_file}. Tell them apart: "
                "--metrics-file '{output}/metrics.csv', with a command that writes there."
            )
