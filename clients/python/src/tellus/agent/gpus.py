"""Which GPUs each worker's commands see."""

from __future__ import annotations

from typing import Optional

from ..errors import UsageError

VARIABLE = "CUDA_VISIBLE_DEVICES"


def share_gpus(listed: Optional[str], workers: Optional[int]) -> list[Optional[str]]:
    """CUDA_VISIBLE_DEVICES by worker; as many workers as GPUs unless said otherwise.

    Fewer workers get several GPUs each; more workers than GPUs share them in turn.
    """
    if listed is None:
        return [None] * (workers or 1)
    gpus = [one.strip() for one in listed.split(",")]
    if not all(gpus) or len(set(gpus)) != len(gpus):
        raise UsageError(f"--gpus must name each GPU once, such as 0,1, not {listed!r}.")
    count = workers or len(gpus)
    if count >= len(gpus):
        return [gpus[worker % len(gpus)] for worker in range(count)]
    each, left = divmod(len(gpus), count)
    if left:
        raise UsageError(f"{len(gpus)} GPUs cannot be shared evenly by {count} workers: give --workers {len(gpus)}.")
    return [",".join(gpus[worker * each : (worker + 1) * each]) for worker in range(count)]
