"""Names and values of Optuna, on their way to the API and back: whatever they are, they come back as they went."""

from __future__ import annotations

import json
import math
import random
import re
from typing import Any

import pytest

pytest.importorskip("optuna", minversion="5", reason="Optuna 5 is not installed here")

from optuna.distributions import (  # noqa: E402
    BaseDistribution,
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
)

from tellus.optuna import names, records, values  # noqa: E402

SEED = 20261201
PARAMETER = re.compile(r"[A-Za-z_][A-Za-z0-9_.:/-]{0,127}\Z")
ODD = "aZ09_:.-/ ~%\n\0é日🙂\ud800\u202e\"'\\|"


def some_text(random_: random.Random, longest: int) -> str:
    return "".join(random_.choice(ODD) for _ in range(random_.randint(0, longest)))


def some_json(random_: random.Random, depth: int = 4) -> Any:
    kinds = 10 if depth else 8
    return (
        lambda: None,
        lambda: random_.random() < 0.5,
        lambda: random_.randint(-10, 10),
        lambda: random_.choice([2**53, -(2**70), 2**53 - 1]),
        lambda: random_.uniform(-1, 1),
        lambda: random_.choice([0.0, 1.0, -0.0, 1e300, 5e-324, math.inf, -math.inf]),
        lambda: some_text(random_, 12),
        lambda: "json:" + some_text(random_, 3),
        lambda: [some_json(random_, depth - 1) for _ in range(random_.randint(0, 3))],
        lambda: {
            random_.choice(["a", "__proto__", "json:", some_text(random_, 4)]): some_json(random_, depth - 1)
            for _ in range(random_.randint(0, 3))
        },
    )[random_.randrange(kinds)]()


def through_json(value: Any) -> Any:
    """As the service has it: JavaScript's JSON, where 1.0 is 1."""

    def as_javascript(one: Any) -> Any:
        if isinstance(one, float) and one.is_integer() and abs(one) < 1e21:
            return int(one)
        if isinstance(one, list):
            return [as_javascript(item) for item in one]
        if isinstance(one, dict):
            assert not {"__proto__", "constructor", "prototype"} & one.keys()
            return {key: as_javascript(item) for key, item in one.items()}
        if isinstance(one, int) and not isinstance(one, bool):
            assert abs(one) < 2**53
        if isinstance(one, str):
            assert "\0" not in one and len(one.encode()) <= 65_536
        return one

    return as_javascript(json.loads(json.dumps(value, allow_nan=False)))


def test_a_parameters_name_is_taken_and_comes_back_whatever_it_is() -> None:
    random_ = random.Random(SEED)
    known = ["", "x", "_", "_x", "all", "__proto__", "learning rate", "1x", "_ x", ":", "a:20b", "::", "lr" * 80, "ä" * 40]
    seen: dict[str, str] = {}
    for name in known + [some_text(random_, 60) for _ in range(3000)]:
        written = names.to_parameter(name)
        assert PARAMETER.match(written), name
        assert written not in ("all", "any", "not", "__proto__", "constructor", "prototype")
        assert seen.setdefault(written, name) == name
        assert names.from_parameter(written) == (None if "::" in written else name)
    assert names.to_parameter("learning rate") == "learning:20rate"
    assert names.to_parameter("optimizer/lr") == "optimizer/lr"


def test_a_name_that_others_chose_stays_as_it_is() -> None:
    for written in ("optim:lr", "a:zz", "_:", "x:ff", "_:6c"):
        name = names.from_parameter(written)
        assert name is not None
        assert name == written or names.to_parameter(name) == written


def test_an_attribute_comes_back_as_it_went_type_and_all() -> None:
    random_ = random.Random(SEED)
    for value in [math.nan, (1, 2), "x" * 200_000, *(some_json(random_) for _ in range(3000))]:
        back = values.from_json(through_json(values.to_json(value)))
        # A tuple is a list for JSON, as in every storage of Optuna.
        assert json.dumps(back) == json.dumps(value)


def test_what_json_carries_by_itself_is_stored_as_it_is_for_people_to_read() -> None:
    for value in (None, True, 3, 0.5, "MNIST", {"tags": ["image"], "score": 0.001}):
        assert values.to_json(value) is value
    with pytest.raises(TypeError):
        values.to_json(object())
    with pytest.raises(ValueError, match="at most 500 characters"):
        values.to_key("user", "k" * 501)


def some_distribution(random_: random.Random) -> BaseDistribution:
    low = random_.choice([1, 1, 2**53 - 5, 2**60])
    choices: list[Any] = [None, True, False, 1, 1.0, 2.5, -0.0, math.nan, math.inf, 2**60, "a", "", "\0", "1", some_text(random_, 5)]
    return random_.choice(
        [
            FloatDistribution(random_.uniform(-1e300, 0), random_.uniform(0, 1e300)),
            FloatDistribution(1.0, 1e17, log=True),
            FloatDistribution(0.0, 1.0, step=0.25),
            IntDistribution(-5, 5),
            IntDistribution(low, low + 10),
            IntDistribution(1, 2**60, log=True),
            IntDistribution(0, 12, step=3),
            CategoricalDistribution(random_.sample(choices, random_.randint(1, 6))),
        ]
    )


def test_a_distribution_and_its_value_come_back_as_they_went() -> None:
    random_ = random.Random(SEED)
    for _ in range(3000):
        distribution = some_distribution(random_)
        if isinstance(distribution, CategoricalDistribution):
            internal: float = random_.randrange(len(distribution.choices))
        else:
            internal = distribution.to_internal_repr(random_.choice([distribution.low, distribution.high]))  # type: ignore[attr-defined]
        name = some_text(random_, 200)
        written = through_json(records.write_parameter(name, distribution, internal))
        record = {
            "id": "trl_" + "0" * 32,
            "number": 0,
            "state": "running",
            "attributes": written.get("attributes", {}),
            "assignments": written["assignments"],
            "values": {},
            "measurements": [],
            "started_at": None,
            "finished_at": None,
        }
        trial = records.read_trial(record, ["value"])
        assert trial.distributions == {name: distribution}
        value = distribution.to_external_repr(internal)
        assert type(trial.params[name]) is type(value)
        assert repr(trial.params[name]) == repr(value) or trial.params[name] == value


def test_bounds_that_are_no_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="must be finite"):
        records.write_parameter("x", FloatDistribution(-math.inf, 1), 0.5)
