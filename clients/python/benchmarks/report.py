"""What `trial.report` costs the training thread: prints the median and the tail, in microseconds.

Needs a server and a key, as any program (TELLUS_URL, TELLUS_API_KEY). Stop the server while it runs to see what an
outage costs: everything stays in the spool.
"""

from __future__ import annotations

import argparse
import statistics
import time

import tellus


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=20_000)
    parser.add_argument("--pause-ms", type=float, default=1.0, help="of training between two reports")
    options = parser.parse_args()
    study = tellus.study("report benchmark", project="benchmarks", minimize="loss", space={"x": tellus.float_(0, 1)},
                         sampler="random", limits={"max_trials": 1_000_000})
    with study.ask() as trial:
        took = [measure(trial, step, options.pause_ms / 1000) for step in range(1, options.reports + 1)]
    delivered = study.flush(120)
    took.sort()
    print(f"{len(took)} reports, {options.pause_ms:g} ms apart; delivered: {delivered}")
    for name, share in (("median", 0.5), ("95 %", 0.95), ("99 %", 0.99), ("99.9 %", 0.999)):
        print(f"{name:>7}: {took[int(share * (len(took) - 1))] * 1e6:8.1f} µs")
    print(f"   mean: {statistics.fmean(took) * 1e6:8.1f} µs")


def measure(trial: tellus.Trial, step: int, pause: float) -> float:
    begun = time.perf_counter()
    trial.report(step, loss=1 / step, accuracy=1 - 1 / step)
    took = time.perf_counter() - begun
    end = time.perf_counter() + pause
    while time.perf_counter() < end:
        pass  # computing, as training does: the other threads have to compete for the interpreter
    return took


if __name__ == "__main__":
    main()
