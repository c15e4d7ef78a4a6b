"""Plays Optuna's pruners on the recorded learning curves with simulated workers, as `multi-fidelity/play-curves.ts` plays ours.

    .build/quality/venv/bin/python benchmarks/quality/rivals/run_curves.py --pruner hyperband --workers 8 --seeds 10

A line for each seed in `traces/curves-<workers>/optuna-<pruner>/<problem>.jsonl`. Work that is stored is not repeated.
"""

import argparse
import heapq
import json
import math
import random
from pathlib import Path

import optuna
import optuna_space
from problem_server import ProblemServer

FOLDER = Path(__file__).resolve().parents[1] / "traces"
UNITS = 810
SPEED_SD = 0.5
PRUNERS = {
    "none": lambda resource: optuna.pruners.NopPruner(),
    "median": lambda resource: optuna.pruners.MedianPruner(),
    "sha": lambda resource: optuna.pruners.SuccessiveHalvingPruner(min_resource=1, reduction_factor=3),
    "hyperband": lambda resource: optuna.pruners.HyperbandPruner(min_resource=1, max_resource=resource, reduction_factor=3),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pruner", choices=PRUNERS, required=True)
    parser.add_argument("--workers", type=int, required=True)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    options = parser.parse_args()
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    server = ProblemServer()
    for seed in range(options.seeds):
        for problem in server.ask(op="list-curves"):
            file = options.folder / f"curves-{options.workers}" / f"optuna-{options.pruner}" / f"{problem['id']}.jsonl"
            known = [json.loads(line)["seed"] for line in file.read_text().splitlines()] if file.exists() else []
            if seed in known:
                continue
            trace = Study(server, problem, options.pruner, seed, options.workers).run()
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("a") as lines:
                lines.write(json.dumps(trace, separators=(",", ":")) + "\n")
            print(f"optuna-{options.pruner} {options.workers} workers {problem['id']} seed {seed}", flush=True)
    server.close()


class Study:
    def __init__(self, server, problem, pruner, seed, workers) -> None:
        self.server, self.problem, self.seed, self.workers = server, problem, seed, workers
        sampler = optuna.samplers.TPESampler(seed=seed)
        self.study = optuna.create_study(sampler=sampler, pruner=PRUNERS[pruner](problem["resource"]), study_name=f"s{seed}")
        self.jobs, self.order, self.units, self.started = [], 0, 0, 0
        self.lowest, self.trained, self.changes = math.inf, False, []

    def run(self) -> dict:
        clock = 0.0
        self.employ(clock)
        while self.jobs:
            clock, _, trial, curve, seconds, step = heapq.heappop(self.jobs)
            self.report(clock, trial, curve, seconds, step)
            self.employ(clock)
        return {"seed": self.seed, "trials": self.started, "incumbents": self.changes}

    def employ(self, clock: float) -> None:
        while len(self.jobs) < self.workers and self.units < UNITS:
            trial = self.study.ask()
            assignments = optuna_space.suggest(trial, self.problem["parameters"])
            curve = self.server.ask(op="curve", problem=self.problem["id"], assignments=assignments)
            seconds = math.exp(SPEED_SD * random.Random(f"{self.seed}/{self.started}").gauss(0, 1))
            self.started += 1
            self.train(clock, trial, curve, seconds, 1)

    def train(self, clock, trial, curve, seconds, step) -> None:
        self.units += 1
        self.order += 1
        heapq.heappush(self.jobs, (clock + seconds, self.order, trial, curve, seconds, step))

    def report(self, clock, trial, curve, seconds, step) -> None:
        loss = curve[step - 1]
        if loss is None:
            self.study.tell(trial, state=optuna.trial.TrialState.FAIL)
            return
        ended = step == len(curve)
        if (ended and not self.trained) or (loss < self.lowest and (ended or not self.trained)):
            self.trained, self.lowest = self.trained or ended, loss
            if not self.changes or self.changes[-1][2] != curve[-1]:
                self.changes.append([self.units, float(f"{clock:.5g}"), curve[-1]])
        trial.report(loss, step)
        if ended:
            self.study.tell(trial, loss)
        elif trial.should_prune():
            self.study.tell(trial, state=optuna.trial.TrialState.PRUNED)
        elif self.units < UNITS:
            self.train(clock, trial, curve, seconds, step + 1)


if __name__ == "__main__":
    main()
