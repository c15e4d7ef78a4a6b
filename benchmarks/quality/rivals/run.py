"""Runs rivals on the problems and stores their traces. Work that is stored is not repeated: end it when you like, start it again.

    .build/quality/venv/bin/python benchmarks/quality/rivals/run.py --sampler optuna-tpe --seeds 20
    … --shard 0/2 …     every second (problem, seed) from the first on, for several machines
    … --batch 8 …       eight trials asked before any of them is told
    … --folder …        where traces are read and written, for runs that outlive a checkout
"""

import argparse
import os
import time
from pathlib import Path

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = "1"  # one core each, whatever the machine: traces must not depend on it

import optuna  # noqa: E402
import optuna_space  # noqa: E402
import samplers  # noqa: E402
import traces  # noqa: E402
from problem_server import ProblemServer  # noqa: E402

BUDGET = 100
# A trial that breaks a known constraint costs a rival nothing: it is told, with its value, and another is asked.
REPEATS_MAX = 25


def main() -> None:
    options = read_options()
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    server = ProblemServer()
    known = [problem["id"] for problem in server.ask(op="list")]
    wanted = options.problems.split(",") if options.problems else known
    # Seeds outermost: an unfinished run has every problem, with fewer seeds.
    tasks = [(seed, problem) for seed in range(options.seeds) for problem in wanted]
    part, parts = (int(number) for number in options.shard.split("/"))
    descriptions = {problem: server.ask(op="describe", problem=problem) for problem in wanted}
    files = {problem: traces.file_of(options.folder, options.sampler, options.batch, problem) for problem in wanted}
    done = {problem: traces.seeds_done(files[problem], descriptions[problem]["print"], BUDGET) for problem in wanted}
    for seed, problem in tasks[part::parts]:
        if seed in done[problem]:
            continue
        trace = play(server, descriptions[problem], options.sampler, seed, options.batch)
        traces.append(files[problem], trace)
        print(f"{options.sampler} batch {options.batch} {problem} seed {seed}: {trace['askMs']} ms an ask", flush=True)
    server.close()


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sampler", choices=samplers.NAMES, required=True)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--batch", type=int, default=1)
    parser.add_argument("--problems", default="")
    parser.add_argument("--shard", default="0/1")
    parser.add_argument("--folder", type=Path, default=traces.FOLDER)
    return parser.parse_args()


def play(server: ProblemServer, problem: dict, sampler: str, seed: int, batch: int) -> dict:
    study = optuna.create_study(direction=problem["direction"], sampler=samplers.create(sampler, seed))
    told, true, seconds = [], [], []
    while len(told) < BUDGET:
        asked = []
        for index in range(len(told), min(BUDGET, len(told) + batch)):
            started = time.perf_counter()
            trial, assignments = ask(study, server, problem, seed, index)
            seconds.append(time.perf_counter() - started)
            asked.append((trial, {"index": index, "assignments": assignments}))
        points = [point for _, point in asked]
        results = server.ask(op="evaluate", problem=problem["id"], seed=seed, points=points)
        for (trial, _), result in zip(asked, results, strict=True):
            failed = result["told"] is None or result["violation"] > 0
            tell(study, trial, result, problem["constrained"])
            told.append(None if failed else traces.rounded(result["told"]))
            true.append(None if failed else traces.rounded(result["value"]))
    trace = {"seed": seed, "print": problem["print"], "askMs": round(1000 * sorted(seconds)[len(seconds) // 2], 1)}
    return {**trace, "told": told, **({} if true == told else {"true": true})}


def ask(study: optuna.Study, server: ProblemServer, problem: dict, seed: int, index: int):
    for repeat in range(REPEATS_MAX + 1):
        trial = study.ask()
        assignments = optuna_space.suggest(trial, problem["parameters"])
        if not problem["constrained"] or repeat == REPEATS_MAX:
            break
        point = {"index": index, "assignments": assignments}
        [result] = server.ask(op="evaluate", problem=problem["id"], seed=seed, points=[point])
        if result["violation"] == 0:
            break
        tell(study, trial, result, problem["constrained"])
    return trial, assignments


def tell(study: optuna.Study, trial: optuna.Trial, result: dict, constrained: bool) -> None:
    if constrained:
        trial.set_constraint("space", result["violation"])
    if result["told"] is None:
        study.tell(trial, state=optuna.trial.TrialState.FAIL)
    else:
        study.tell(trial, result["told"])


if __name__ == "__main__":
    main()
