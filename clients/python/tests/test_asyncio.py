"""The twin for asyncio: trials side by side, and what a task that is cancelled leaves behind."""

from __future__ import annotations

import asyncio
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

import tellus
from conftest import OpenStudy, Run, trial_of, wait_until
from server import Server


def test_the_twin_for_asyncio_evaluates_trials_side_by_side(server: Server, study: tellus.Study) -> None:
    async def main() -> None:
        twin = await tellus.aio.study(study.name, project="python")

        async def objective(trial: tellus.Trial) -> float:
            trial.report(1, loss=1)
            await asyncio.sleep(0.01)
            return float(trial["x"] ** 2)

        await twin.optimize(objective, trials=8, workers=4)
        async for trial in twin.trials(2):
            trial.tell(loss=0)
        async with twin.ask() as trial:
            trial.tell(loss=1)
        assert await twin.flush()
        best = await twin.best()
        assert best is not None and best.values == {"loss": 0}
        assert [one.state for one in await twin.list_trials()] == ["completed"] * 11

    asyncio.run(main())


def test_a_task_that_is_cancelled_while_it_asks_gives_back_what_it_is_handed(
    server: Server, study: tellus.Study
) -> None:
    async def main() -> None:
        twin = await tellus.aio.study(study.name, project="python")
        asking = asyncio.ensure_future(twin.ask()._ask())
        await asyncio.sleep(0.005)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        await asyncio.sleep(0.5)

    asyncio.run(main())
    assert study.flush()
    assert {one["state"] for one in server.get(f"/studies/{study.id}/trials")["data"]} <= {"queued"}


def test_an_exception_in_an_async_loop_tells_failed(server: Server, study: tellus.Study) -> None:
    seen = []

    async def main() -> None:
        twin = await tellus.aio.study(study.name, project="python")
        async for trial in twin.trials(2):
            seen.append(trial.id)
            raise ZeroDivisionError("async")

    with pytest.raises(ZeroDivisionError):
        asyncio.run(main())
    assert wait_until(lambda: study.flush() and trial_of(server, seen[0])["state"] == "failed")


def test_asks_that_wait_take_no_place_from_what_trains_in_the_loops_threads(open_study: OpenStudy) -> None:
    study = open_study(limits={"max_parallel": 2})
    trained: list[int] = []

    async def main() -> None:
        twin = await tellus.aio.study(study.name, project="python")

        async def objective(trial: tellus.Trial) -> float:
            await asyncio.to_thread(trained.append, trial.number)
            return 1.0

        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(2))
        await asyncio.wait_for(twin.optimize(objective, trials=6, workers=6), 60)

    asyncio.run(main())
    assert len(trained) == 6


def test_a_task_that_is_cancelled_while_the_study_is_paused_does_not_keep_its_program(
    server: Server, study: tellus.Study
) -> None:
    server.post(f"/studies/{study.id}/pause")

    async def main() -> None:
        twin = await tellus.aio.study(study.name, project="python")

        async def ask() -> None:
            await twin.ask()

        asking = asyncio.ensure_future(ask())
        await asyncio.sleep(0.3)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking

    begun = time.monotonic()
    asyncio.run(main())
    assert time.monotonic() - begun < 10


def test_sigterm_gives_back_what_an_async_loop_holds(server: Server, study: tellus.Study, run: Run) -> None:
    program = run(
        """
        import asyncio, sys, tellus
        async def main():
            study = await tellus.aio.study(sys.argv[1], project="python")
            async for trial in study.trials():
                print(trial.id, flush=True)
                await asyncio.sleep(60)
        asyncio.run(main())
        """,
        study.name,
    )
    assert program.stdout is not None
    trial_id = program.stdout.readline().strip()
    program.send_signal(signal.SIGTERM)
    program.communicate(timeout=20)
    assert trial_of(server, trial_id)["state"] == "queued"


def test_a_name_of_one_loop_is_not_given_to_several(study: tellus.Study) -> None:
    async def main() -> None:
        twin = await tellus.aio.study(study.name, project="python")

        async def objective(_trial: tellus.Trial) -> float:
            return 1.0

        await twin.optimize(objective, workers=2, worker="one")

    with pytest.raises(tellus.UsageError, match="worker names one loop"):
        asyncio.run(main())
