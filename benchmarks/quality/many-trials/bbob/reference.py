"""Makes `known-values.json`: our instances evaluated by the functions that come with pycma 4.5.0 (`cma.bbobbenchmarks`).

    .build/quality/venv/bin/python benchmarks/quality/many-trials/bbob/reference.py

Their optimum, rotations and peaks are replaced by ours, so that equal values mean equal formulas. Points lie within the box, but
for one of each function whose penalty both define alike; f_opt is left out.
"""

import json
import sys
import warnings
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "rivals"))
warnings.simplefilter("ignore")

from cma import bbobbenchmarks  # noqa: E402
from problem_server import ProblemServer  # noqa: E402

# Which of R and Q `compute_rotation(seed)` is in these functions, as a matrix that rows are multiplied by; the other one is asked for
# with seed + 1e6.
FIRST_IS_Q = {15, 16, 17, 18}
PENALIZED = {4, 7, 16, 17, 18, 20, 21, 22, 23, 24}
UNIFORM = bbobbenchmarks.unif


def main() -> None:
    server = ProblemServer()
    rng = np.random.default_rng(6829)
    known = []
    for dimensions in (2, 5):
        for function in range(1, 25):
            name = {"id": function, "dimensions": dimensions, "instance": 1}
            theirs = with_ours(function, dimensions, server.ask(op="bbob-instance", **name))
            points = rng.uniform(-5, 5, (3, dimensions)).round(3)
            if function in PENALIZED:
                points[2, 0] = 5.5
            values = [float(theirs._evalfull(point.copy())[1]) for point in points]
            known.append({**name, "points": points.tolist(), "values": values})
    server.close()
    lines = ",\n".join(json.dumps(each) for each in known)
    (HERE / "known-values.json").write_text(f"[\n{lines}\n]\n")


def with_ours(function, dimensions, ours):
    optimum = np.array(ours["optimum"])
    r, q = np.array(ours["r"]).T, np.array(ours["q"]).T
    made = bbobbenchmarks.dictbbobnfree[function](1, fopt=0.0)
    first, second = (q, r) if function in FIRST_IS_Q or function in (10, 11, 12, 14) else (r, q)
    bbobbenchmarks.compute_rotation = lambda seed, _: first if seed == made.rseed else second
    bbobbenchmarks.compute_xopt = lambda *_: (optimum / 0.75 if function == 8 else optimum).copy()
    bbobbenchmarks.unif = (lambda *_: 0.5 + 0.25 * np.sign(optimum)) if function == 20 else UNIFORM
    if function == 24:
        bbobbenchmarks.gauss = lambda *_: np.sign(optimum)
    made._evalfull(np.zeros(dimensions))
    if "peaks" in ours:
        made.xlocal = np.array([peak["place"] for peak in ours["peaks"]]) @ r
        made.arrscales = np.array([peak["weights"] for peak in ours["peaks"]])
        made.peakvalues = np.array([peak["height"] for peak in ours["peaks"]])
    return made


if __name__ == "__main__":
    main()
