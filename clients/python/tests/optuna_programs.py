"""Programs that tests of the Optuna storage run as processes of their own."""

WORK = """
import sys, time
import optuna
from tellus.optuna import TellusStorage

optuna.logging.set_verbosity(optuna.logging.WARNING)
name, trials, pause = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])

def objective(trial):
    x = trial.suggest_float("x", -5, 5)
    kind = trial.suggest_categorical("kind", ["a", "b", None])
    y = trial.suggest_int("y", 1, 64, log=True) if kind == "a" else 0
    trial.set_user_attr("kind", kind)
    for step in range(3):
        trial.report(x * x + step, step)
    print(trial.number, flush=True)
    time.sleep(pause)
    return x * x + y

study = optuna.load_study(study_name=name, storage=TellusStorage("optuna processes", lease_seconds=30))
study.optimize(objective, n_trials=trials)
print("done", flush=True)
"""

IN_PARALLEL = """
import multiprocessing, os, sys
import joblib
import optuna
from tellus.optuna import TellusStorage

optuna.logging.set_verbosity(optuna.logging.WARNING)

def objective(trial):
    return trial.suggest_float("x", 0, 1)

def work(storage, trials):
    study = optuna.load_study(study_name=sys.argv[1], storage=storage)
    study.optimize(objective, n_trials=trials)

if __name__ == "__main__":
    storage = TellusStorage("optuna processes")
    study = optuna.load_study(study_name=sys.argv[1], storage=storage)
    running = study.ask()  # its lease is kept by this process, whatever its children do
    running.suggest_float("x", 0, 1)
    study.optimize(objective, n_trials=4, n_jobs=4)
    joblib.Parallel(n_jobs=2)(joblib.delayed(work)(storage, 2) for _ in range(2))
    for method in ("fork", "spawn"):
        context = multiprocessing.get_context(method)
        children = [context.Process(target=work, args=(storage, 2)) for _ in range(2)]
        for child in children:
            child.start()
        for child in children:
            child.join()
            assert child.exitcode == 0, child.exitcode
    study.tell(running, 0.5)
    print("done", flush=True)
"""
