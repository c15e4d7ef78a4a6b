"""A trial at work: its command is run, watched, and what came of it is told."""

from __future__ import annotations

import errno
import shutil
import time
from dataclasses import dataclass
from typing import Callable, Mapping, Optional

from ..errors import CheckpointError, TellusError
from ..studies import Study
from ..trial import Trial
from . import environment
from .bounded_log import BoundedLog
from .checkpoints import Checkpoints
from .child import Child
from .conclusion import Cause, Conclusion, conclude, is_from_outside
from .ending import Ending
from .formatting import text_of
from .gpus import VARIABLE as GPUS
from .last_lines import LastLines
from .metric_file import MetricFile
from .metric_lines import MetricLines
from .output_folder import AttemptFolder, make_attempt_folder
from .plan import Plan
from .recorder import Recorder
from .template import Template
from .watchdog import Watchdog

LOOK_EVERY = 0.1
#: For the signal that ended the command to arrive here as well.
OUTSIDE_SECONDS = 1.0

Say = Callable[[str], None]


@dataclass(frozen=True)
class Surroundings:
    """What all attempts of an agent share."""

    study: Study
    plan: Plan
    ending: Ending
    watchdog: Watchdog
    say: Say


class Attempt:
    """One hand-out of a trial. `run` returns once it is told, or given back."""

    def __init__(self, surroundings: Surroundings, trial: Trial, worker: int) -> None:
        self._plan = surroundings.plan
        self._study = surroundings.study
        self._ending = surroundings.ending
        self._watchdog = surroundings.watchdog
        self._say = surroundings.say
        self._trial = trial
        self._worker = worker
        self._begun = time.monotonic()
        self._last_lines = LastLines()

    def run(self) -> Conclusion:
        """Raises what makes the agent end: the trial is given back then."""
        try:
            if self._study.space is None:
                self._plan.template.check_use(self._trial.assignments, reads_environment=self._plan.reads_environment)
            return self._run()
        except OSError as error:
            self._trial.release()
            raise TellusError(f"Trial {self._trial.number} is given back: {error}.") from error
        except BaseException:
            self._trial.release()
            raise

    def _run(self) -> Conclusion:
        trial, plan = self._trial, self._plan
        folder = make_attempt_folder(plan.output, self._study.name, trial.number, trial.attempt)
        folder.write_params(trial.assignments)
        checkpoints = Checkpoints(trial, folder.checkpoint, is_folder=plan.checkpoint_is_folder, base=plan.base)
        self._bring(checkpoints, folder)
        recorder = Recorder(trial, checkpoints, self._say)
        command = plan.template.render(trial.assignments, self._words(checkpoints, folder))
        files = self._metric_files(recorder, folder)
        self._say(f"trial {trial.number} begins{self._where(checkpoints)}: {_shown(trial.assignments)}")
        try:
            child = Child(command, self._environment(checkpoints, folder), self._watchdog)
        except (OSError, ValueError) as error:
            return self._not_started(command[0], error)
        try:
            self._listen(child, folder, recorder)
            cause, in_order = self._watch(child, files)
            exit_code = child.finish(plan.stop_signal)
        except BaseException:
            child.kill()
            raise
        for file in files:
            file.poll(at_end=True)
        if cause is None and is_from_outside(exit_code) and self._ending.begun.wait(OUTSIDE_SECONDS):
            cause = Cause.ENDING
        conclusion = self._conclude(cause, exit_code, recorder)
        if in_order and _may_go_on(conclusion, trial):
            self._hand_over(checkpoints, recorder)
        self._tell(conclusion, recorder)
        self._keep(conclusion, folder, recorder, command, exit_code)
        if in_order and conclusion.state in ("stopped", "paused", "released"):
            checkpoints.tidy()
        return conclusion

    def _bring(self, checkpoints: Checkpoints, folder: AttemptFolder) -> None:
        try:
            checkpoints.bring()
        except CheckpointError as error:
            self._say(f"trial {self._trial.number} begins anew. {error}")
            if self._plan.checkpoint_is_folder:
                shutil.rmtree(folder.checkpoint, ignore_errors=True)
                folder.checkpoint.mkdir(exist_ok=True)

    def _watch(self, child: Child, files: list[MetricFile]) -> tuple[Optional[Cause], bool]:
        """Until the command has ended; why it was made to end, and whether it then did so by itself."""
        while not child.wait(LOOK_EVERY):
            for file in files:
                file.poll()
            cause = self._cause()
            if cause is not None:
                self._say(f"trial {self._trial.number} is asked to end: {self._why(cause)}")
                in_order = child.stop(self._plan.stop_signal, self._plan.grace, self._ending.at_once.is_set)
                if not in_order:
                    self._say(f"trial {self._trial.number} was killed, as it did not end")
                return cause, in_order
        return None, True

    def _cause(self) -> Optional[Cause]:
        trial, timeout = self._trial, self._plan.timeout
        if trial.lease_lost:
            return Cause.LOST
        if self._ending.begun.is_set():
            return Cause.ENDING
        if trial.should_stop:
            return Cause.PAUSE if trial.verdict == "pause" else Cause.STOP
        if timeout is not None and time.monotonic() - self._begun > timeout:
            return Cause.TIMEOUT
        return None

    def _why(self, cause: Cause) -> str:
        reason = self._trial.stop_reason if cause in (Cause.STOP, Cause.PAUSE) else ""
        return f"{cause.value} ({reason})" if reason else cause.value

    def _conclude(self, cause: Optional[Cause], exit_code: int, recorder: Recorder) -> Conclusion:
        return conclude(
            cause,
            exit_code,
            metrics=self._trial.metrics,
            said=recorder.values,
            last_lines=self._last_lines.text(),
            infeasible_exit=self._plan.infeasible_exit,
            timeout=self._plan.timeout,
        )

    def _listen(self, child: Child, folder: AttemptFolder, recorder: Recorder) -> None:
        for name, path in (("stdout", folder.stdout), ("stderr", folder.stderr)):
            log = BoundedLog(path, self._plan.output_limit, recorder.problem)
            child.read(name, log, self._hearer(name, recorder))

    def _hearer(self, stream: str, recorder: Recorder) -> Callable[[str], None]:
        lines = MetricLines(self._plan.patterns, self._plan.names, recorder.problem)

        def hear(line: str) -> None:
            if stream == "stderr":
                self._last_lines.add(line)
            try:
                for reading in lines.read(line):
                    recorder.take(reading)
            except Exception as error:  # a fault of ours must not stop the reading, for which the command would wait
                recorder.problem(f"a line could not be read: {error!r}")

        return hear

    def _metric_files(self, recorder: Recorder, folder: AttemptFolder) -> list[MetricFile]:
        paths = [folder.metrics]
        if self._plan.metrics_file is not None:
            own = {
                "output": str(folder.path),
                "trial": str(self._trial.number),
                "attempt": str(self._trial.attempt),
                "worker": str(self._worker),
            }
            (named,) = Template((self._plan.metrics_file,)).render({}, own)
            paths.append(self._plan.base / named)
        return [MetricFile(path, self._plan.names, recorder.take, recorder.problem) for path in paths]

    def _words(self, checkpoints: Checkpoints, folder: AttemptFolder) -> dict[str, Optional[str]]:
        trial = self._trial
        return {
            "trial": str(trial.number),
            "attempt": str(trial.attempt),
            "seed": str(trial.seed),
            "step": str(checkpoints.step),
            "target": _target(trial),
            "params_file": str(folder.params),
            "checkpoint": str(folder.checkpoint),
            "resume_from": checkpoints.resume_from,
            "output": str(folder.path),
            "worker": str(self._worker),
        }

    def _environment(self, checkpoints: Checkpoints, folder: AttemptFolder) -> dict[str, str]:
        words = self._words(checkpoints, folder)
        own = {
            environment.STUDY: self._study.id,
            environment.METRICS: str(folder.metrics),
            environment.STOP_SIGNAL: str(int(self._plan.stop_signal)),
            GPUS: self._plan.gpus[self._worker],
            **{f"TELLUS_{word.upper()}": value for word, value in words.items()},
        }
        return environment.environment_of(self._trial.assignments, own)

    def _not_started(self, program: str, error: Exception) -> Conclusion:
        # A value that no argument can hold is the trial's; a program that cannot be run is everybody's.
        if isinstance(error, OSError) and error.errno != errno.E2BIG:
            raise TellusError(f"{program!r} cannot be started: {error.strerror or error}.") from error
        conclusion = Conclusion("failed", f"The command could not be started with these values: {error}")
        self._trial.fail(conclusion.reason)
        self._say(f"trial {self._trial.number} failed: {conclusion.reason}")
        return conclusion

    def _hand_over(self, checkpoints: Checkpoints, recorder: Recorder) -> None:
        try:
            checkpoints.hand_over_what_is_left()
        except TellusError as error:
            recorder.problem(str(error))

    def _tell(self, conclusion: Conclusion, recorder: Recorder) -> None:
        trial, state = self._trial, conclusion.state
        if state == "failed":
            trial.fail(conclusion.reason)
        elif state == "infeasible":
            trial.infeasible(conclusion.reason)
        elif state == "completed" or (state == "stopped" and _is_whole(trial, recorder)):
            # A trial that was stopped is not completed by this: the service knows, and keeps its values.
            trial.tell(recorder.final)
        else:
            trial.release()

    def _keep(
        self, conclusion: Conclusion, folder: AttemptFolder, recorder: Recorder, command: list[str], exit_code: int
    ) -> None:
        seconds = time.monotonic() - self._begun
        said = _shown(recorder.values)
        first = conclusion.reason.split("\n")[0]
        self._say(
            f"trial {self._trial.number} {_PAST[conclusion.state]} after {seconds:.1f} s"
            + (f", {said}" if said else "")
            + (f": {first}" if first else "")
        )
        outcome = {
            "state": conclusion.state,
            "reason": conclusion.reason or None,
            "exit_code": exit_code if exit_code >= 0 else None,
            "signal": -exit_code if exit_code < 0 else None,
            "seconds": round(seconds, 3),
            "values": recorder.values,
            "command": command,
        }
        try:
            folder.write_exit(outcome)
        except OSError as error:
            recorder.problem(f"{folder.path} cannot be written: {error.strerror or error}")

    def _where(self, checkpoints: Checkpoints) -> str:
        if checkpoints.resume_from is not None:
            return f" after step {checkpoints.step}"
        return "" if self._trial.attempt == 1 else f" anew, attempt {self._trial.attempt}"


_PAST = {
    "completed": "is completed",
    "failed": "has failed",
    "infeasible": "is infeasible",
    "stopped": "was stopped",
    "paused": "was paused",
    "released": "was given back",
    "lost": "was lost",
}


def _may_go_on(conclusion: Conclusion, trial: Trial) -> bool:
    """Whether somebody may have to train it further from where it is."""
    if conclusion.state in ("paused", "released"):
        return True
    return conclusion.state == "completed" and trial.target is not None


def _is_whole(trial: Trial, recorder: Recorder) -> bool:
    said = recorder.values
    return bool(said) and all(metric in said for metric in trial.metrics)


def _target(trial: Trial) -> Optional[str]:
    return None if trial.target is None else f"{trial.target:.0f}" if trial.target == int(trial.target) else str(trial.target)


def _shown(values: Mapping[str, object]) -> str:
    text = " ".join(f"{name}={text_of(value)}" for name, value in values.items())
    return text if len(text) <= 300 else f"{text[:300]}…"
