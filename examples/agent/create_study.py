"""Creates the study that the agents of these examples work on, or finds it, and prints its id."""

import os

import tellus

study = tellus.study(
    os.environ.get("STUDY_NAME", "agent-digits"),
    project="examples",
    maximize="accuracy",
    space={
        "lr": tellus.log_float(1e-4, 1.0),
        "optimizer": ["plain", "heavy-ball"],
        "momentum": tellus.float_(0.0, 0.95, when={"optimizer": "heavy-ball"}),
        "decay": tellus.log_float(1e-6, 1e-2),
    },
    scheduler={"name": "asha", "resource": {"name": "epoch", "min": 1, "max": 9}},
    limits={"max_trials": int(os.environ.get("TRIALS", "40"))},
)
print(study.id)
