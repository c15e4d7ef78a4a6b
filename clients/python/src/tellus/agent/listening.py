"""Everything a command says: its two outputs, kept on disk and read line by line, and its files."""

from __future__ import annotations

from typing import Callable, Mapping, Optional

from .bounded_log import BoundedLog
from .child import Child
from .last_lines import LastLines
from .metric_file import MetricFile
from .metric_lines import MetricLines
from .output_folder import AttemptFolder
from .plan import Plan
from .recorder import Recorder
from .template import Template


class Listening:
    """Made before the command begins: what its files hold by then is not its word."""

    def __init__(self, plan: Plan, recorder: Recorder, folder: AttemptFolder, words: Mapping[str, Optional[str]]) -> None:
        self._plan = plan
        self._recorder = recorder
        self._folder = folder
        #: Of its standard error.
        self.last_lines = LastLines()
        paths = [folder.metrics]
        if plan.metrics_file is not None:
            (named,) = Template((plan.metrics_file,)).render({}, words)
            paths.append(plan.base / named)
        self._files = [MetricFile(path, plan.names, recorder.take, recorder.problem) for path in paths]

    def to(self, child: Child) -> None:
        """From now on, until its outputs end."""
        for name, path in (("stdout", self._folder.stdout), ("stderr", self._folder.stderr)):
            log = BoundedLog(path, self._plan.output_limit, self._recorder.problem)
            child.read(name, log, self._hearer(name))

    def poll(self, *, at_end: bool = False) -> None:
        """Looks at the files."""
        for file in self._files:
            try:
                file.poll(at_end=at_end)
            except Exception as error:  # a fault of ours must not end the command
                self._recorder.problem(f"a file of metrics could not be read: {error!r}")

    def _hearer(self, stream: str) -> Callable[[str], None]:
        lines = MetricLines(self._plan.patterns, self._plan.names, self._recorder.problem)

        def hear(line: str) -> None:
            if stream == "stderr":
                self.last_lines.add(line)
            try:
                for reading in lines.read(line):
                    self._recorder.take(reading)
            except Exception as error:  # a fault of ours must not end the reading, for which the command would wait
                self._recorder.problem(f"a line could not be read: {error!r}")

        return hear
