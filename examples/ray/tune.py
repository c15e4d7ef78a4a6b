"""Ray tasks as workers of one study: Ray places them and starts them again, Tellus says what to train and how far.

Start it on a cluster's head, or anywhere: without one Ray uses this machine.
"""

import json
import os
import sys
import tempfile
import uuid
from pathlib import Path

import ray
import tellus

AGENT = Path(__file__).resolve().parent.parent / "agent"
sys.path.insert(0, str(AGENT))
import train  # noqa: E402

WORKERS = int(os.environ.get("WORKERS", "4"))


@ray.remote(num_cpus=1, max_retries=5)
def work(name, study_id, training, scoring):
    """A loop of a name: should its machine die, Ray starts it elsewhere, and it is given its unfinished trial again."""
    model = Path(tempfile.mkdtemp()) / "model.json"
    done = 0
    for trial in tellus.study(study_id).trials(worker=name):
        epoch, weights = 0, None
        if trial.resume_from is not None:
            kept = json.loads(trial.resume_from.path.read_text())
            epoch, weights = kept["epoch"], kept["weights"]
        course = train.train(
            training, scoring, trial["lr"], trial.get("momentum", 0.0), trial["decay"], weights, trial.seed % 2**31, epoch + 1
        )
        for epoch, accuracy, weights in course:
            model.write_text(json.dumps({"epoch": epoch, "weights": weights}))
            trial.report(epoch, accuracy=accuracy)
            trial.checkpoint(model)
            if trial.should_stop:
                break
        done += 1
    return done


def main():
    study = tellus.study(os.environ["TELLUS_STUDY"])
    settings = {name: value for name, value in os.environ.items() if name.startswith("TELLUS_")}
    ray.init(runtime_env={"env_vars": settings, "working_dir": str(AGENT)}, ignore_reinit_error=True)
    data = [ray.put(samples) for samples in train.load()]
    # Two of these programs must not take each other's trials.
    run = uuid.uuid4().hex[:8]
    done = ray.get([work.remote(f"ray-{run}-{index}", study.id, *data) for index in range(WORKERS)])
    print(f"{sum(done)} times a trial was trained, by {WORKERS} tasks: {done}")
    print("incumbent:", study.best)


if __name__ == "__main__":
    main()
