"""Runs rivals on the problems with several objectives and stores their traces. Work that is stored is not repeated.

    .build/quality/venv/bin/python benchmarks/quality/rivals/run_objectives.py --sampler optuna-tpe --seeds 10

A line for each seed in `traces/objectives/<sampler>-batch-1/<problem>.jsonl`: the metrics of every trial, six digits.
"""

import argparse
import os
import time
from pathlib import Path

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = "1"  # one core each, whatever the machine: traces must not depend on it

import optuna  # noqa: E402
import optuna_space  # noqa: E402
import pymoo_space  # noqa: E402
import traces  # noqa: E402
from problem_server import ProblemServer  # noqa: E402

BUDGET = 200
# A first generation of 100, as both libraries have it otherwise, would be twice the smaller budget and half of the larger.
POPULATION = 20
OPTUNA = {
    "optuna-random": lambda seed: optuna.samplers.RandomSampler(seed=seed),
    "optuna-tpe": lambda seed: optuna.samplers.TPESampler(seed=seed),
    "optuna-nsga2": lambda seed: optuna.samplers.NSGAIISampler(seed=seed, population_size=POPULATION),
}


def main() -> None:
    options = read_options()
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    server = ProblemServer()
    problems = server.ask(op="list-objectives")
    wanted = [problem for problem in problems if options.problems == "" or problem["id"] in options.problems.split(",")]
    folder = options.folder / "objectives"
    files = {problem["id"]: traces.file_of(folder, options.sampler, 1, problem["id"]) for problem in wanted}
    done = {problem["id"]: traces.seeds_done(files[problem["id"]], problem["print"], BUDGET) for problem in wanted}
    play = play_optuna if options.sampler in OPTUNA else play_pymoo
    # Seeds outermost: an unfinished run has every problem, with fewer seeds.
    for seed in range(options.seeds):
        for problem in wanted:
            if seed in done[problem["id"]]:
                continue
            told, ask_ms = play(server, problem, options.sampler, seed)
            rounded = [[traces.rounded(value) for value in values] for values in told]
            trace = {"seed": seed, "print": problem["print"], "askMs": round(ask_ms, 1), "told": rounded}
            traces.append(files[problem["id"]], trace)
            print(f"{options.sampler} {problem['id']} seed {seed}: {trace['askMs']} ms an ask", flush=True)
    server.close()


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sampler", choices=[*OPTUNA, "pymoo-nsga2"], required=True)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--problems", default="")
    parser.add_argument("--folder", type=Path, default=traces.FOLDER)
    return parser.parse_args()


def play_optuna(server: ProblemServer, problem: dict, sampler: str, seed: int) -> tuple[list, float]:
    study = optuna.create_study(directions=problem["directions"], sampler=OPTUNA[sampler](seed))
    told, seconds = [], []
    while len(told) < BUDGET:
        started = time.perf_counter()
        trial = study.ask()
        assignments = optuna_space.suggest(trial, problem["parameters"])
        seconds.append(time.perf_counter() - started)
        values = server.ask(op="objectives", problem=problem["id"], assignments=assignments)
        study.tell(trial, values)
        told.append(values)
    return told, middle(seconds)


def play_pymoo(server: ProblemServer, problem: dict, _sampler: str, seed: int) -> tuple[list, float]:
    signs = [-1 if direction == "maximize" else 1 for direction in problem["directions"]]
    algorithm, space = pymoo_space.algorithm_for(problem, POPULATION, seed, BUDGET)
    told, seconds = [], []
    while len(told) < BUDGET:
        started = time.perf_counter()
        asked = algorithm.ask()
        if asked is None or len(asked) == 0:
            break
        seconds.extend([(time.perf_counter() - started) / len(asked)] * len(asked))
        evaluated = []
        for individual in asked[: BUDGET - len(told)]:
            assignments = pymoo_space.read(individual.X, problem["parameters"])
            values = server.ask(op="objectives", problem=problem["id"], assignments=assignments)
            told.append(values)
            individual.set("F", [sign * value for sign, value in zip(signs, values, strict=True)])
            evaluated.append(individual)
        if len(told) < BUDGET:
            algorithm.tell(infills=asked)
    return told, middle(seconds)


def middle(seconds: list[float]) -> float:
    return 1000 * sorted(seconds)[len(seconds) // 2]


if __name__ == "__main__":
    main()
