"""Trials a second that so many processes ask for and tell in one Optuna study on PostgreSQL.

`python optuna_rate.py <url> <processes> <seconds>` prints one line of JSON. Each process has a storage of its own, as
workers on different machines have. The sampler is random, so that what is measured is the storage.
"""

import json
import multiprocessing
import random
import sys
import time
import uuid

import optuna

WARM_UP_SECONDS = 1.0


def main() -> None:
    url, processes, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    name = f"bench {uuid.uuid4()}"
    # Makes the tables, before many processes would at once.
    optuna.create_study(study_name=name, storage=url)
    context = multiprocessing.get_context("spawn")
    together = context.Barrier(processes)
    counts = context.Queue()
    workers = [context.Process(target=work, args=(url, name, seconds, together, counts)) for _ in range(processes)]
    for worker in workers:
        worker.start()
    done = [counts.get(timeout=seconds + 120) for _ in workers]
    for worker in workers:
        worker.join(timeout=30)
    times = sorted(each for _, spent in done for each in spent)
    print(
        json.dumps(
            {
                "trials_per_second": sum(rate for rate, _ in done),
                "p50_ms": 1000 * times[len(times) // 2],
                "p99_ms": 1000 * times[min(len(times) - 1, int(len(times) * 0.99))],
                "optuna": optuna.__version__,
            }
        )
    )


def work(url, name, seconds, together, counts) -> None:
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.load_study(study_name=name, storage=url, sampler=optuna.samplers.RandomSampler())
    cycle(study)
    together.wait(timeout=120)
    warm = time.perf_counter() + WARM_UP_SECONDS
    while time.perf_counter() < warm:
        cycle(study)
    spent = []
    began = time.perf_counter()
    while time.perf_counter() < began + seconds:
        before = time.perf_counter()
        cycle(study)
        spent.append(time.perf_counter() - before)
    counts.put((len(spent) / (time.perf_counter() - began), spent))


def cycle(study) -> None:
    """The search space of the other side's study."""
    trial = study.ask()
    trial.suggest_float("lr", 1e-5, 0.1, log=True)
    trial.suggest_int("layers", 1, 8)
    if trial.suggest_categorical("optimizer", ["sgd", "adam"]) == "sgd":
        trial.suggest_float("momentum", 0, 0.99)
    study.tell(trial, random.random())


if __name__ == "__main__":
    main()
