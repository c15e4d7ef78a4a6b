"""Times one ask of Optuna's samplers on a given history. Requests and answers are lines of JSON; see rival-suggestions.ts.

Each ask is told a result before the next, as in a study, so that what a sampler remembers between two asks helps it.
"""

import json
import sys
import time
import warnings

import optuna
import torch

torch.set_num_threads(1)
optuna.logging.set_verbosity(optuna.logging.ERROR)
warnings.filterwarnings("ignore", category=optuna.exceptions.ExperimentalWarning)

SLOW_MS = 5_000


def create(name: str) -> optuna.samplers.BaseSampler:
    if name == "optuna-gp":
        return optuna.samplers.GPSampler(seed=1)
    if name == "optuna-tpe":
        return optuna.samplers.TPESampler(seed=1)
    raise ValueError(f"No rival is called {name}.")


def bowl(params: dict[str, float]) -> float:
    return sum((value - 0.3) ** 2 / (1 + index) for index, value in enumerate(params.values()))


def measure(request: dict) -> list[float]:
    names = [f"x{index}" for index in range(request["dimensions"])]
    distributions = {name: optuna.distributions.FloatDistribution(0, 1) for name in names}
    study = optuna.create_study(sampler=create(request["sampler"]))
    study.add_trials(
        [
            optuna.trial.create_trial(params=dict(zip(names, point)), distributions=distributions, value=value)
            for point, value in zip(request["points"], request["values"])
        ]
    )
    ms = []
    for _ in range(request["rounds"]):
        start = time.process_time()
        trial = study.ask(distributions)
        ms.append(1000 * (time.process_time() - start))
        study.tell(trial, bowl(trial.params))
        if ms[-1] > SLOW_MS:
            break
    return ms


def main() -> None:
    versions = f"Optuna {optuna.__version__}, PyTorch {torch.__version__} on Python {sys.version.split()[0]}, one thread"
    print(json.dumps({"versions": versions}), flush=True)
    for line in sys.stdin:
        print(json.dumps({"ms": measure(json.loads(line))}), flush=True)


main()
