"""A trial at work: its command is run, watched, and what came of it is told."""

from __future__ import annotations

import errno
import shutil
import time
from typing import Optional

from ..errors import CheckpointError, TellusError
from ..trial import Trial
from .checkpoints import Checkpoints
from .child import Child
from .conclusion import Cause, Conclusion, conclude, is_from_outside
from .given import environment_for, words_of
from .listening import Listening
from .output_folder import AttemptFolder, make_attempt_folder
from .recorder import Recorder
from .surroundings import Surroundings
from .telling import sentence_about, shown, tell, write_down

LOOK_EVERY = 0.1
#: For the signal that ended the command to arrive here as well.
OUTSIDE_SECONDS = 1.0


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
        words = words_of(trial, checkpoints, folder, self._worker)
        listening = Listening(plan, recorder, folder, words)
        command = plan.template.render(trial.assignments, words)
        env = environment_for(trial, plan, words, folder, study_id=self._study.id, worker=self._worker)
        self._say(f"trial {trial.number} begins{self._where(checkpoints)}: {shown(trial.assignments)}")
        try:
            child = Child(command, env, self._watchdog)
        except (OSError, ValueError) as error:
            return self._not_started(command[0], error)
        try:
            listening.to(child)
            cause, in_order = self._watch(child, listening)
            exit_code = child.finish(plan.stop_signal)
        except BaseException:
            child.kill()
            raise
        listening.poll(at_end=True)
        if cause is None and is_from_outside(exit_code) and self._ending.begun.wait(OUTSIDE_SECONDS):
            cause = Cause.ENDING
        conclusion = self._conclude(cause, exit_code, recorder, listening)
        if in_order and _may_go_on(conclusion, trial):
            self._hand_over(checkpoints, recorder)
        tell(trial, conclusion, recorder)
        seconds = time.monotonic() - self._begun
        write_down(folder, conclusion, recorder, command, exit_code, seconds)
        self._say(sentence_about(trial, conclusion, recorder, seconds))
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

    def _where(self, checkpoints: Checkpoints) -> str:
        if checkpoints.resume_from is not None:
            return f" after step {checkpoints.step}"
        return "" if self._trial.attempt == 1 else f" anew, attempt {self._trial.attempt}"

    def _not_started(self, program: str, error: Exception) -> Conclusion:
        # A value that no argument can hold is the trial's; a program that cannot be run is everybody's.
        if isinstance(error, OSError) and error.errno != errno.E2BIG:
            raise TellusError(f"{program!r} cannot be started: {error.strerror or error}.") from error
        conclusion = Conclusion("failed", f"The command could not be started with these values: {error}")
        self._trial.fail(conclusion.reason)
        self._say(f"trial {self._trial.number} has failed: {conclusion.reason}")
        return conclusion

    def _watch(self, child: Child, listening: Listening) -> tuple[Optional[Cause], bool]:
        """Until the command has ended; why it was made to end, and whether it then did so by itself."""
        while not child.wait(LOOK_EVERY):
            listening.poll()
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

    def _conclude(self, cause: Optional[Cause], exit_code: int, recorder: Recorder, listening: Listening) -> Conclusion:
        return conclude(
            cause,
            exit_code,
            metrics=self._trial.metrics,
            said=recorder.values,
            trained_before=self._trial.resume_from is not None,
            last_lines=listening.last_lines.text(),
            infeasible_exit=self._plan.infeasible_exit,
            timeout=self._plan.timeout,
        )

    def _hand_over(self, checkpoints: Checkpoints, recorder: Recorder) -> None:
        try:
            checkpoints.hand_over_what_is_left()
        except TellusError as error:
            recorder.problem(str(error))


def _may_go_on(conclusion: Conclusion, trial: Trial) -> bool:
    """Whether somebody may have to train it further from where it is."""
    if conclusion.state in ("paused", "released"):
        return True
    return conclusion.state == "completed" and trial.target is not None
