"""Trains small models whose checkpoints Tellus keeps: kill it at any moment, start it again, and it goes on where it was.

Needs Python 3.9 and nothing else. TELLUS_URL and TELLUS_API_KEY say where and as whom.
"""

import hashlib
import json
import math
import os
import random
import time
import urllib.error
import urllib.request

URL = os.environ.get("TELLUS_URL", "http://127.0.0.1:3000").rstrip("/")
KEY = os.environ["TELLUS_API_KEY"]
PASSES = int(os.environ.get("PASSES", "30"))
KEEP_EVERY = 5  # passes between two checkpoints


class Refused(Exception):
    """What Tellus would not do, with its reason."""

    def __init__(self, status, problem):
        super().__init__(problem.get("detail", str(status)))
        self.code = problem.get("code")


def call(method, path, body=None, raw=None):
    """One request: JSON in and out, or the bytes of a file."""
    address = path if path.startswith("http") else f"{URL}/api/v1{path}"
    request = urllib.request.Request(address, method=method, data=raw)
    request.add_header("Authorization", f"Bearer {KEY}")
    if body is not None:
        request.data = json.dumps(body).encode()
        request.add_header("Content-Type", "application/json")
    elif raw is not None:
        request.add_header("Content-Type", "application/octet-stream")
    for tries in range(10):
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                data = response.read()
                is_json = response.headers.get_content_type() == "application/json"
                return json.loads(data) if is_json else data
        except urllib.error.HTTPError as error:
            wait = error.headers.get("Retry-After") if error.code in (429, 503) else None
            if wait is None or tries == 9:
                raise Refused(error.code, json.loads(error.read() or b"{}")) from None
            time.sleep(float(wait))  # busy: every request here may be sent again


def keep(trial, step, model):
    """Uploads a checkpoint and names it: from then on, whoever is handed this trial goes on from it."""
    data = json.dumps(model).encode()
    made = call("POST", f"/trials/{trial['id']}/artifacts", {
        "attempt": trial["attempt"], "name": f"model after pass {step}.json",
        "size": len(data), "sha256": hashlib.sha256(data).hexdigest(),
    })
    path = f"/artifacts/{made['artifact']['id']}"
    if made["upload"] is not None:
        call("PUT", f"{path}/content", raw=data)
        call("POST", f"{path}/finalize", {})
    call("POST", f"/trials/{trial['id']}/checkpoints", {
        "attempt": trial["attempt"], "step": step, "artifact": made["artifact"]["id"],
    })
    return made["artifact"]["id"]


def restore(checkpoint):
    """The model of a checkpoint, which is not used unless its hash is right."""
    data = call("GET", f"/artifacts/{checkpoint['artifact']}/content")
    if hashlib.sha256(data).hexdigest() != checkpoint["sha256"]:
        raise RuntimeError("The checkpoint was damaged on its way.")
    return json.loads(data)


def sample(seed=1, count=400):
    """Points in two half-moons."""
    rng = random.Random(seed)
    points = []
    for index in range(count):
        angle, side = math.pi * rng.random(), index % 2
        x = math.cos(angle) + side + rng.gauss(0, 0.15)
        y = (1 - 2 * side) * math.sin(angle) + side * 0.5 + rng.gauss(0, 0.15)
        points.append(((x, y, x * x, x * y, y * y, x ** 3, 1.0), side))
    return points


def train_pass(weights, points, lr, l2):
    for features, label in points:
        score = sum(w * f for w, f in zip(weights, features))
        error = 1 / (1 + math.exp(-max(-30, min(30, score)))) - label
        weights = [w - lr * (error * f + l2 * w) for w, f in zip(weights, features)]
    return weights


def accuracy(weights, points):
    return sum((sum(w * f for w, f in zip(weights, x)) > 0) == bool(y) for x, y in points) / len(points)


def evaluate(trial):
    weights, first, kept = [0.0] * 7, 1, []
    if trial["checkpoint"] is not None:
        weights, first = restore(trial["checkpoint"]), trial["checkpoint"]["step"] + 1
        kept.append(trial["checkpoint"]["artifact"])
        print(f"trial {trial['number']}: goes on after pass {first - 1}", flush=True)
    for step in range(first, PASSES + 1):
        weights = train_pass(weights, sample(), **trial["assignments"])
        score = accuracy(weights, sample(seed=2))
        verdict = call("POST", f"/trials/{trial['id']}/measurements", {
            "attempt": trial["attempt"], "steps": [{"step": step, "values": {"accuracy": score}}],
        })
        if verdict["verdict"] != "continue":
            break
        if step % KEEP_EVERY == 0 and step < PASSES:
            kept.append(keep(trial, step, weights))
            print(f"trial {trial['number']}: kept pass {step}, accuracy {score:.3f}", flush=True)
            if len(kept) > 1:  # the newest is enough
                call("DELETE", f"/artifacts/{kept.pop(0)}?attempt={trial['attempt']}")
    call("POST", f"/trials/{trial['id']}/tell", {
        "attempt": trial["attempt"], "state": "completed", "values": {"accuracy": score},
    })


def main():
    project = call("POST", "/projects?if_exists=return", {"name": "examples"})
    study = call("POST", f"/projects/{project['id']}/studies?if_exists=return", {
        "name": "resume", "objectives": [{"metric": "accuracy", "direction": "maximize"}],
        "search_space": {
            "lr": {"type": "float", "low": 1e-4, "high": 0.3, "scale": "log"},
            "l2": {"type": "float", "low": 1e-6, "high": 0.01, "scale": "log"},
        },
        "limits": {"max_trials": 6},
    })
    while True:
        try:  # a name of its own gives this loop its unfinished trial back, whatever became of it
            answer = call("POST", f"/studies/{study['id']}/ask", {"worker_id": "resume-1", "wait_seconds": 20})
        except Refused as refusal:
            if refusal.code != "study_finished":
                raise
            return print("The study is finished.")
        for trial in answer["trials"]:
            evaluate(trial)


main()
