"""Plays pycma on the BBOB instances of the track `many-trials`, evaluated by our process, a generation at a time.

    .build/quality/venv/bin/python benchmarks/quality/rivals/run_bbob.py --player pycma-bipop --instances 5

`cma.fmin2` with its defaults but for: sigma0 2 (a fifth of the box), bounds [-5, 5], nine restarts, and a seed. Runs begin at the
middle of the box (`-center`) or, like all restarts, uniformly in [-4, 4]^D. A line for each run in `traces/bbob/<player>.jsonl`:
the evaluations at which the targets were reached. Runs that are stored are not repeated.
"""

import argparse
import json
import warnings
from pathlib import Path

import cma
import numpy as np
from problem_server import ProblemServer

FOLDER = Path(__file__).resolve().parents[1] / "traces" / "bbob"
SIGMA0 = 2
PLAYERS = {
    "pycma-bipop": {"bipop": True, "center": False},
    "pycma-bipop-center": {"bipop": True, "center": True},
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--player", choices=PLAYERS, required=True)
    parser.add_argument("--instances", type=int, default=5)
    parser.add_argument("--dimensions", default="2,5,10,20")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    server = ProblemServer()
    dimensions = [int(part) for part in options.dimensions.split(",")]
    plan = server.ask(op="bbob-runs", instances=options.instances, dimensions=dimensions)
    file = options.folder / f"{options.player}.jsonl"
    file.parent.mkdir(parents=True, exist_ok=True)
    stored = [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []
    done = {(one["id"], one["dimensions"], one["instance"], one["print"]) for one in stored}
    for run in plan["runs"]:
        name = {key: run[key] for key in ("id", "dimensions", "instance")}
        if (*name.values(), run["print"]) in done:
            continue
        hits = play(server, name, run, plan["targets"], **PLAYERS[options.player])
        with file.open("a") as lines:
            lines.write(json.dumps({**name, "print": run["print"], "hits": hits}, separators=(",", ":")) + "\n")
        print(options.player, *name.values(), len(hits), flush=True)
    server.close()


def play(server, name, run, targets, *, bipop, center) -> list[int]:
    hits, evaluations = [], 0
    # NumPy's own stream: cma.fmin2 seeds the global one.
    starts = np.random.default_rng([run["id"], run["dimensions"], run["instance"]])

    def evaluate(points) -> list[float]:
        nonlocal evaluations
        values = server.ask(op="bbob", **name, points=[[float(part) for part in point] for point in points])
        for value in values:
            evaluations += 1
            while len(hits) < len(targets) and value - run["least"] <= targets[len(hits)] and evaluations <= run["budget"]:
                hits.append(evaluations)
        return values

    begun = 0

    def start():
        nonlocal begun
        begun += 1
        if center and begun == 1:
            return np.zeros(name["dimensions"])
        return starts.uniform(-4, 4, name["dimensions"])

    options = {"bounds": [-5, 5], "maxfevals": run["budget"], "seed": 1 + run["instance"], "verbose": -9, "ftarget": run["least"] + targets[-1]}
    cma.fmin2(None, start, SIGMA0, options, parallel_objective=evaluate, restarts=9, bipop=bipop, eval_initial_x=center)
    return hits


if __name__ == "__main__":
    main()
