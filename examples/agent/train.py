"""Tells handwritten digits apart by softmax regression, in plain Python, and knows nothing of Tellus.

It prints a line for each epoch, which `tellus agent` reads, and keeps its weights in a file, from which it goes on.
"""

import argparse
import csv
import gzip
import json
import math
import os
import random
from operator import mul
from pathlib import Path

DATA = Path(__file__).parent.parent / "digits/data/digits.csv.gz"
DIGITS = range(10)


def load(count=450):
    """Images with a constant at the end, and what they show: the first two thirds to train on, the rest to score."""
    with gzip.open(DATA, "rt") as file:
        rows = [[int(cell) for cell in row] for row in csv.reader(file)][:count]
    samples = [([pixel / 16 for pixel in row[:-1]] + [1.0], row[-1]) for row in rows]
    return samples[: 2 * count // 3], samples[2 * count // 3 :]


def train(training, scoring, lr, momentum=0.0, decay=1e-4, weights=None, seed=0, begin=1, epochs=9):
    """Yields epoch, accuracy and weights, epoch by epoch. With the weights of an earlier epoch it goes on after that."""
    weights = weights or [[0.0] * 65 for _ in DIGITS]
    velocity = [[0.0] * 65 for _ in DIGITS]
    for epoch in range(begin, epochs + 1):
        for image, digit in random.Random(seed + epoch).sample(training, len(training)):
            for one, probability in enumerate(softmax([sum(map(mul, row, image)) for row in weights])):
                error = probability - (one == digit)
                row, speed = weights[one], velocity[one]
                for at, pixel in enumerate(image):
                    if pixel:
                        speed[at] = momentum * speed[at] - lr * (error * pixel + decay * row[at])
                        row[at] += speed[at]
        yield epoch, accuracy(weights, scoring), weights


def softmax(scores):
    largest = max(scores)
    powers = [math.exp(score - largest) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


def accuracy(weights, samples):
    def guess(image):
        return max(DIGITS, key=lambda one: sum(map(mul, weights[one], image)))

    return sum(guess(image) == digit for image, digit in samples) / len(samples)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lr", type=float, required=True)
    parser.add_argument("--optimizer", choices=["plain", "heavy-ball"], default="plain")
    parser.add_argument("--momentum", type=float, default=0.0, help="of the heavy ball")
    parser.add_argument("--decay", type=float, default=1e-4)
    parser.add_argument("--epochs", type=int, default=9)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--checkpoint", type=Path, help="goes on from this file where it exists, and keeps it up to date")
    given = parser.parse_args()

    epoch, weights = 0, None
    if given.checkpoint and given.checkpoint.exists():
        kept = json.loads(given.checkpoint.read_text())
        epoch, weights = kept["epoch"], kept["weights"]
    course = train(*load(), given.lr, given.momentum, given.decay, weights, given.seed, epoch + 1, given.epochs)
    for epoch, score, weights in course:
        if given.checkpoint:
            aside = given.checkpoint.with_suffix(".new")
            aside.write_text(json.dumps({"epoch": epoch, "weights": weights}))
            os.replace(aside, given.checkpoint)  # at no moment is there half a checkpoint
        print(f"tellus: step={epoch} accuracy={score:.4f}", flush=True)


if __name__ == "__main__":
    main()
