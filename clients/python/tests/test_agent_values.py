"""How a trial's values become a command, and what is refused before anything is asked."""

from __future__ import annotations

import argparse
import json
import random
import struct
import subprocess
import sys
from typing import Any

import pytest

import tellus
from tellus.agent.environment import ambiguous_variables, environment_of
from tellus.agent.formatting import text_of
from tellus.agent.gpus import share_gpus
from tellus.agent.template import Template

SPACE: dict[str, dict[str, Any]] = {
    "lr": {"type": "float", "low": -1, "high": 1},
    "layers": {"type": "int", "low": 1, "high": 8},
    "optimizer": {"type": "categorical", "choices": ["sgd", "adam"]},
    "momentum": {"type": "float", "low": 0, "high": 1, "when": {"optimizer": "sgd"}},
    "version": {"type": "fixed", "value": 3},
}
VALUES = {"lr": 0.1, "layers": 3, "optimizer": "adam", "version": 3}


def check(*words: str, reads_environment: bool = False, params_as: str = "--{name} {value}") -> None:
    Template((sys.executable, *words), params_as).check(SPACE, reads_environment=reads_environment)


def render(*words: str, values: dict[str, Any] = VALUES, own: dict[str, Any] = {}) -> list[str]:
    return Template(words).render(values, own)


def any_float(rng: random.Random) -> float:
    """Of all bit patterns of finite numbers."""
    while True:
        (value,) = struct.unpack("<d", struct.pack("<Q", rng.getrandbits(64)))
        if abs(value) < float("inf"):
            return float(value)


def test_every_number_reads_back_as_itself_by_option_parsers_too() -> None:
    seed = random.randrange(10**6)
    rng = random.Random(seed)
    parser = argparse.ArgumentParser()
    parser.add_argument("--x", type=float)
    for value in [0.0, -0.0, 1e-5, -1e-5, 1e22, 5e-324, *(any_float(rng) for _ in range(500))]:
        text = text_of(value)
        assert float(text) == value, f"seed {seed}"
        assert parser.parse_args(["--x", text]).x == value, f"seed {seed}"
    for scalar in [0, -3, 2**53, True, False, None]:
        assert json.loads(text_of(scalar)) == scalar


def test_values_reach_the_command_as_they_are_whatever_is_in_them() -> None:
    rng = random.Random(7)
    texts = ["", " ", "a b", "$(touch x)", "`id`", "'\"\\", "*", "{lr}", "ü\n", "--lr", "".join(map(chr, rng.sample(range(1, 0xD7FF), 50)))]
    script = "import json, sys; print(json.dumps(sys.argv[1:]))"
    command = render(sys.executable, "-c", script, "{a}", "x={a}y", values={"a": ""})
    for text in texts:
        command = render(sys.executable, "-c", script, "{a}", "x={a}y", values={"a": text})
        heard = subprocess.run(command, capture_output=True, check=True, env={"PYTHONUTF8": "1"})
        assert json.loads(heard.stdout) == [text, f"x={text}y"]


def test_params_stands_for_all_that_have_no_place_of_their_own() -> None:
    assert render("--lr={lr}", "{params}") == ["--lr=0.1", "--layers", "3", "--optimizer", "adam", "--version", "3"]
    assert Template(("{params}",), "{name}={value}").render({"lr": 0.1, "opt": "a b"}, {}) == ["lr=0.1", "opt=a b"]


@pytest.mark.parametrize(
    ("words", "rendered"),
    [
        (["--momentum", "{momentum}", "--lr", "{lr}"], ["--lr", "0.1"]),
        (["--momentum={momentum}", "end"], ["end"]),
        (["model.momentum={momentum}", "end"], ["end"]),
        (["--flag=1", "x={momentum}", "end"], ["--flag=1", "end"]),
        (["-m", "{lr}-{momentum}", "end"], ["end"]),
        (["--", "{momentum}"], ["--"]),
    ],
)
def test_what_is_absent_in_a_trial_is_left_out_with_its_flag(words: list[str], rendered: list[str]) -> None:
    assert render(*words) == rendered


def test_other_braces_are_left_alone() -> None:
    words = ["{{lr}}", "${lr}", "{}", "{ lr }", '{"a": 1}', "{print $1}"]
    assert render(*words) == ["{lr}", *words[1:]]


def test_a_parameter_comes_before_a_word_of_ours_of_that_name() -> None:
    assert render("{seed}", "{trial}", values={"seed": 7}, own={"seed": "1", "trial": "12"}) == ["7", "12"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--lr", "{learning_rate}", "{params}"], "{learning_rate} is no parameter of the study. Its parameters: lr, layers"),
        (["--lr", "{lr}"], "Nothing would tell the command of layers, momentum, optimizer"),
        (["train.py"], "Nothing would tell the command of"),
        (["--all={params}"], "must be one by itself"),
        (["{momentum}", "{params}"], "Give it a flag: --momentum {momentum}"),
        (["{resume_from}", "{params}"], "Give it a flag: --resume_from {resume_from}"),
        (["sh", "-c", "echo {lr}"], "A shell would read the value of {lr} as code"),
        (["env", "bash", "-o", "pipefail", "-euc", "echo {lr}"], "A shell would read the value of {lr} as code"),
    ],
)
def test_a_command_that_cannot_be_meant_is_refused(words: list[str], said: str) -> None:
    with pytest.raises(tellus.UsageError) as refused:
        check(*words)
    assert said in str(refused.value)


def test_a_command_that_can_be_meant_is_not() -> None:
    check("{params}")
    check("--config", "{params_file}")
    check("train.py", reads_environment=True)
    check("--lr", "{lr}", "--layers", "{layers}", "--opt={optimizer}", "momentum={momentum}")
    check("sh", "-c", 'train --lr "$1" "${OTHER}"', "sh", "{lr}", reads_environment=True)
    with pytest.raises(tellus.UsageError, match="--params-as must hold"):
        check("{params}", params_as="--{name}")
    with pytest.raises(tellus.UsageError, match="There is no program 'no-such-program'"):
        Template(("no-such-program", "{params}")).check(SPACE, reads_environment=False)


def test_the_environment_has_what_the_trial_has_and_nothing_of_a_trial_around(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELLUS_PARAM_MOMENTUM", "of another trial")
    monkeypatch.setenv("TELLUS_RESUME_FROM", "of another trial")
    made = environment_of({"lr": -1e-05, "net/width": 8, "a.b": 1, "a_b": 2}, {"TELLUS_TRIAL": "3", "TELLUS_TARGET": None})
    assert (made["TELLUS_PARAM_LR"], made["TELLUS_PARAM_NET_WIDTH"], made["TELLUS_TRIAL"]) == ("-0.00001", "8", "3")
    assert not {"TELLUS_PARAM_MOMENTUM", "TELLUS_RESUME_FROM", "TELLUS_TARGET", "TELLUS_PARAM_A_B"} & set(made)
    assert ambiguous_variables(["a.b", "a_b", "c"]) == {"TELLUS_PARAM_A_B": ["a.b", "a_b"]}


def test_gpus_are_shared_out_evenly() -> None:
    assert share_gpus(None, 3) == [None, None, None]
    assert share_gpus("0,1", None) == ["0", "1"]
    assert share_gpus("0,1,2,3", 2) == ["0,1", "2,3"]
    assert share_gpus("0,1", 4) == ["0", "1", "0", "1"]
    for listed, workers in [("0,1,2", 2), ("0,0", None), ("0,,1", None)]:
        with pytest.raises(tellus.UsageError):
            share_gpus(listed, workers)
