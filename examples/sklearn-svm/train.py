import json, os, time, urllib.error, urllib.request
from sklearn.datasets import load_digits
from sklearn.model_selection import cross_val_score
from sklearn.svm import SVC

def tellus(method, path, body=None):
    request = urllib.request.Request(os.environ.get("TELLUS_URL", "http://127.0.0.1:3000") + "/api/v1" + path, method=method)
    request.add_header("Authorization", "Bearer " + os.environ["TELLUS_API_KEY"])
    request.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(request, json.dumps(body).encode() if body is not None else None) as answer:
        return json.load(answer)

space = {"kernel": {"type": "categorical", "choices": ["linear", "rbf", "poly"]},
         "C": {"type": "float", "low": 1e-3, "high": 1e3, "scale": "log", "default": 1.0},
         "gamma": {"type": "float", "low": 1e-5, "high": 0.1, "scale": "log", "when": {"kernel": ["rbf", "poly"]}}}
project = tellus("POST", "/projects?if_exists=return", {"name": "examples"})
study = tellus("POST", f"/projects/{project['id']}/studies?if_exists=return", {"name": "sklearn-svm", "search_space": space,
    "objectives": [{"metric": "accuracy", "direction": "maximize"}], "limits": {"max_trials": 30}})
features, labels = load_digits(return_X_y=True)
while True:
    try: answer = tellus("POST", f"/studies/{study['id']}/ask", {"lease_seconds": 60, "wait_seconds": 10})
    except urllib.error.HTTPError as refused:
        if refused.code == 409: break  # study_finished: the budget is used up
        raise
    for trial in answer["trials"]:
        accuracy = cross_val_score(SVC(**trial["assignments"]), features, labels, cv=3).mean()
        tellus("POST", f"/trials/{trial['id']}/tell", {"attempt": trial["attempt"], "state": "completed", "values": {"accuracy": accuracy}})
        print(trial["number"], round(accuracy, 4), trial["assignments"])
    time.sleep(answer["retry_after_s"] or 0)  # nothing to hand out just now
print("incumbent:", tellus("GET", f"/studies/{study['id']}/best")["trial"])
