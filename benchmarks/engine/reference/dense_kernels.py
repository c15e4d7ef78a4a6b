"""The dense work of a Gaussian process in NumPy and SciPy, as one would write it for speed: BLAS and LAPACK for all that is cubic.

Reads a line of JSON, answers with one: first {"load": problem}, then {"task": name, "samples": n, "batch_ms": t}.
"""

import json
import sys
import time

import numpy as np
from scipy.linalg import lapack
from scipy.spatial.distance import cdist
from scipy.special import erfcx, ndtr
from scipy.stats import qmc
from threadpoolctl import threadpool_info

ROOT5 = np.sqrt(5.0)
LOG_2PI = np.log(2 * np.pi)

# Of a whole suggestion: as many candidates, centres, searches and steps as our gp has at most.
SPREAD_LOG2 = 11
NEARBY = 256
CENTRES = 5
SEARCHES = 10
STEPS = 40
STEP = 0.02


class Reference:
    def __init__(self, problem):
        shape = (problem["n"], problem["numeric"])
        self.x = np.array(problem["points"]).reshape(shape)
        self.y = np.array(problem["targets"])
        self.candidates = np.array(problem["candidates"]).reshape(-1, shape[1])
        self.starts = np.array(problem["starts"]).reshape(-1, shape[1])
        self.weights = np.array(problem["weights"])
        self.signal, self.noise, self.incumbent = (problem[key] for key in ("signal", "noise", "incumbent"))
        self.rng = np.random.default_rng(1)
        self.condition()

    def condition(self):
        self.k = self.covariance(self.x, self.x)
        self.k[np.diag_indices_from(self.k)] += self.noise
        self.l = self.factor(self.k)
        self.alpha = lapack.dpotrs(self.l, self.y, lower=1)[0]

    @staticmethod
    def factor(k):
        # Fortran order: without it LAPACK gets a copy.
        l, info = lapack.dpotrf(k.T, lower=1, clean=0, overwrite_a=0)
        assert info == 0
        return l

    def squared(self, a, b):
        root = np.sqrt(self.weights)
        return cdist(a * root, b * root, "sqeuclidean")

    def covariance(self, a, b):
        squared = self.squared(a, b)
        s = ROOT5 * np.sqrt(squared)
        return self.signal * (1 + s + 5 / 3 * squared) * np.exp(-s)

    def cholesky(self):
        l = self.factor(self.k)
        return float(np.log(np.diag(l)).sum())

    def inverse(self):
        inverse, info = lapack.dpotri(self.l, lower=1, overwrite_c=0)
        assert info == 0
        return float(np.trace(inverse))

    def likelihood(self):
        squared = self.squared(self.x, self.x)
        s = ROOT5 * np.sqrt(squared)
        e = np.exp(-s)
        plain = self.signal * (1 + s + 5 / 3 * squared) * e
        k = plain.copy()
        k[np.diag_indices_from(k)] += self.noise
        l = self.factor(k)
        alpha = lapack.dpotrs(l, self.y, lower=1)[0]
        value = -0.5 * self.y @ alpha - np.log(np.diag(l)).sum() - 0.5 * len(self.y) * LOG_2PI
        lower, _ = lapack.dpotri(l, lower=1, overwrite_c=1)
        inverse = np.tril(lower) + np.tril(lower, -1).T
        outer = np.outer(alpha, alpha) - inverse
        m = outer * (self.signal * (-5 / 6) * (1 + s) * e)
        # sum_ij m_ij (x_i - x_j)^2 by products of matrices, all columns at once
        rows = m.sum(1)
        by_weight = self.weights * (rows @ self.x**2 - (self.x * (m @ self.x)).sum(0))
        by_signal = 0.5 * (outer * plain).sum()
        by_noise = 0.5 * self.noise * np.trace(outer)
        return float(value + by_weight.sum() + by_signal + by_noise)

    def posterior(self, at):
        k = self.covariance(at, self.x)
        mean = k @ self.alpha
        v, _ = lapack.dtrtrs(self.l, k.T, lower=1)
        return k, mean, np.maximum(0, self.signal - np.einsum("ij,ij->j", v, v)), v

    def log_improvement(self, z):
        """ln h(z) and its slope, h(z) = phi(z) + z Phi(z): directly, and far out by Mills' ratio."""
        t = np.clip(-z, 1, 1e8)
        mills = np.sqrt(np.pi / 2) * erfcx(t / np.sqrt(2))
        cdf = ndtr(z)
        near = np.maximum(np.exp(-0.5 * z * z) / np.sqrt(2 * np.pi) + z * cdf, 1e-300)
        far = np.maximum(1 - t * mills, 1e-300)
        log_h = np.where(z > -1, np.log(near), -0.5 * z * z - 0.5 * LOG_2PI + np.log(far))
        return log_h, np.where(z > -1, cdf / near, mills / far)

    def best(self, candidates):
        """Every candidate screened by log EI; the best ten, best first."""
        _, mean, variance, _ = self.posterior(candidates)
        sd = np.sqrt(variance)
        score = np.log(sd) + self.log_improvement((self.incumbent - mean) / sd)[0]
        best = np.argpartition(-score, SEARCHES)[:SEARCHES]
        return best[np.argsort(-score[best])]

    def screen(self):
        return int(self.best(self.candidates)[0])

    def slopes(self, at):
        """Mean, variance and their gradients."""
        k, mean, variance, v = self.posterior(at)
        z, _ = lapack.dtrtrs(self.l, v, lower=1, trans=1)
        squared = self.squared(at, self.x)
        s = ROOT5 * np.sqrt(squared)
        change = 2 * self.signal * (-5 / 6) * (1 + s) * np.exp(-s)
        by_mean, by_variance = change * self.alpha, -2 * change * z.T
        gradients = [self.weights * (at * each.sum(1)[:, None] - each @ self.x) for each in (by_mean, by_variance)]
        return mean, variance, *gradients

    def gradients(self):
        return float(sum(each.sum() for each in self.slopes(self.starts)))

    def suggestion(self):
        """A whole suggestion without a refit: condition, draw, screen every candidate, forty steps of ten searches at once."""
        self.condition()
        spread = qmc.Sobol(self.x.shape[1], rng=self.rng).random_base2(SPREAD_LOG2)
        centres = self.x[np.argsort(self.y)[:CENTRES]]
        nearby = np.resize(centres, (NEARBY, self.x.shape[1])) + 0.05 * self.rng.standard_normal((NEARBY, self.x.shape[1]))
        candidates = np.concatenate([spread, np.clip(nearby, 0, 1)])
        at = candidates[self.best(candidates)]
        for _ in range(STEPS):
            mean, variance, by_mean, by_variance = self.slopes(at)
            sd = np.sqrt(np.maximum(variance, 1e-18))[:, None]
            z = (self.incumbent - mean)[:, None] / sd
            slope = self.log_improvement(z)[1]
            uphill = -slope / sd * by_mean + (1 - slope * z) / sd * by_variance / (2 * sd)
            at = np.clip(at + STEP * uphill / (np.abs(uphill).max(1, keepdims=True) + 1e-12), 0, 1)
        return float(at[0].sum())


def measure(work, samples, batch_ms):
    """CPU time of this thread, which another program's turn on the core does not lengthen."""
    answer = work()
    times = []
    for _ in range(samples):
        count, start = 0, time.thread_time()
        while count == 0 or (time.thread_time() - start) * 1000 < batch_ms:
            work()
            count += 1
        times.append((time.thread_time() - start) * 1000 / count)
    return {"answer": answer, "ms": times}


def main():
    blas = [f"{each['version']} {each['architecture']}" for each in threadpool_info() if each["user_api"] == "blas"]
    threads = {each["num_threads"] for each in threadpool_info()}
    assert threads <= {1}, f"one thread wanted, {threads} found"
    hello = {"python": sys.version.split()[0], "numpy": np.__version__, "blas": sorted(set(blas))}
    print(json.dumps(hello), flush=True)
    reference = None
    for line in sys.stdin:
        request = json.loads(line)
        if "load" in request:
            reference = Reference(request["load"])
            print("{}", flush=True)
        else:
            work = getattr(reference, request["task"])
            print(json.dumps(measure(work, request["samples"], request["batch_ms"])), flush=True)


if __name__ == "__main__":
    main()
