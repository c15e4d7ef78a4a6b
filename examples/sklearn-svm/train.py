import tellus
from sklearn.datasets import load_digits
from sklearn.model_selection import cross_val_score
from sklearn.svm import SVC

study = tellus.study("sklearn-svm", project="examples", maximize="accuracy", limits={"max_trials": 30}, space={
    "kernel": ["linear", "rbf", "poly"],
    "C": tellus.log_float(1e-3, 1e3, default=1.0),
    "gamma": tellus.log_float(1e-5, 0.1, when={"kernel": ["rbf", "poly"]})})

features, labels = load_digits(return_X_y=True)
for trial in study.trials():
    accuracy = cross_val_score(SVC(**trial.assignments), features, labels, cv=3).mean()
    trial.tell(accuracy=accuracy)
    print(trial.number, round(accuracy, 4), trial.assignments)
print("incumbent:", study.best)
