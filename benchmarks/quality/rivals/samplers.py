"""The rivals, as their documentation has a user create them: defaults, and a seed."""

import warnings

import optuna


def create(name: str, seed: int) -> optuna.samplers.BaseSampler:
    warnings.filterwarnings("ignore", category=optuna.exceptions.ExperimentalWarning)
    if name == "optuna-random":
        return optuna.samplers.RandomSampler(seed=seed)
    if name == "optuna-sobol":
        return optuna.samplers.QMCSampler(qmc_type="sobol", scramble=True, seed=seed, warn_independent_sampling=False)
    if name == "optuna-tpe":
        return optuna.samplers.TPESampler(seed=seed)
    if name == "optuna-gp":
        import torch

        torch.set_num_threads(1)
        return optuna.samplers.GPSampler(seed=seed, warn_independent_sampling=False)
    raise ValueError(f"No rival is called {name}.")


NAMES = ["optuna-random", "optuna-sobol", "optuna-tpe", "optuna-gp"]
