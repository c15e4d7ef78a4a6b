"""The script that `tellus init` writes."""

SCRIPT = '''"""Tunes a small classifier. Put your own training in the place of `Model`.

    python train.py             start it as often as you like, here and elsewhere: the programs share the work
"""

import math
import random

import tellus

EPOCHS = 9


class Model:
    """Logistic regression on the squares of two features: points within a ring, or outside of it."""

    def __init__(self, seed, learning_rate, decay):
        self.random = random.Random(seed)
        self.learning_rate, self.decay = learning_rate, decay
        self.weights = [0.0, 0.0, 0.0]
        self.training, self.validation = self.points(300), self.points(300)

    def points(self, count):
        """Features, and the class, of which one in twenty is wrong."""
        for_all = [(self.random.uniform(-1, 1), self.random.uniform(-1, 1)) for _ in range(count)]
        return [((1.0, x * x, y * y), (x * x + y * y < 0.6) != (self.random.random() < 0.05)) for x, y in for_all]

    def predict(self, features):
        score = sum(weight * feature for weight, feature in zip(self.weights, features))
        return 1 / (1 + math.exp(-max(min(score, 30.0), -30.0)))

    def train_epoch(self):
        self.random.shuffle(self.training)
        for features, inside in self.training:
            error = inside - self.predict(features)
            self.weights = [
                weight * (1 - self.learning_rate * self.decay) + self.learning_rate * error * feature
                for weight, feature in zip(self.weights, features)
            ]

    def accuracy(self):
        right = sum((self.predict(features) > 0.5) == inside for features, inside in self.validation)
        return right / len(self.validation)


study = tellus.study(
    "STUDY",
    project="PROJECT",
    maximize="accuracy",
    space={"learning_rate": tellus.log_float(1e-4, 1.0), "decay": tellus.log_float(1e-6, 1e-1)},
    limits={"max_trials": 40},
)

for trial in study.trials():  # until the study is finished; study.trials(10) for ten of them
    model = Model(trial.seed, trial["learning_rate"], trial["decay"])
    for epoch in range(1, EPOCHS + 1):
        model.train_epoch()
        trial.report(epoch, accuracy=model.accuracy())
        if trial.should_stop:
            break
    trial.tell(accuracy=model.accuracy())

best = study.best
if best is not None:
    print(f"accuracy {best.values['accuracy']:.3f} with {best.assignments}")
print(f"Look at it: {study.url}")
'''
