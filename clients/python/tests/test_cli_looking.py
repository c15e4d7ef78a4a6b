"""`tellus login`, `studies`, `watch`, `init`: who one is, and what there is."""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Iterator

import pytest

import tellus
from command_line import Done, environment, tellus_command
from conftest import OpenStudy, wait_until
from proxy import Proxy
from server import Server
from tellus.cli import build_parser

pty = pytest.importorskip("pty", reason="a terminal of one's own takes a POSIX system")
CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def test_login_tries_the_key_and_keeps_it_for_its_owner_alone(server: Server, tmp_path: Path) -> None:
    def as_file_says(*arguments: str, stdin: str = "") -> Done:
        return tellus_command(*arguments, stdin=stdin, TELLUS_URL=None, TELLUS_API_KEY=None)

    done = as_file_says("login", "--url", server.url, stdin=f"{server.key}\n")
    assert done.returncode == 0, done.stderr
    path = tmp_path / "config.json"
    assert path.stat().st_mode & 0o777 == 0o600
    who = as_file_says("whoami", "--json")
    assert json.loads(who.stdout)["actor"]["kind"] == "api_key"
    assert as_file_says("whoami").stdout.startswith(f"server     {server.url}\n")
    for said in (done, who):
        assert server.key not in said.stdout + said.stderr
    assert as_file_says("logout").returncode == 0
    assert not path.exists()
    assert as_file_says("whoami").returncode == 1


@pytest.mark.parametrize(("content", "mode"), [("no json", 0o600), ("{}", 0o644)])
def test_login_mends_a_file_that_cannot_be_used(server: Server, tmp_path: Path, content: str, mode: int) -> None:
    path = tmp_path / "config.json"
    path.write_text(content)
    path.chmod(mode)
    done = tellus_command("login", "--url", server.url, "--key", server.key, TELLUS_URL=None, TELLUS_API_KEY=None)
    assert done.returncode == 0, done.stderr
    assert path.stat().st_mode & 0o777 == 0o600
    assert tellus_command("whoami", TELLUS_URL=None, TELLUS_API_KEY=None).returncode == 0


def test_login_keeps_no_key_that_the_server_does_not_know(server: Server, tmp_path: Path) -> None:
    wrong = tellus_command("login", "--url", server.url, stdin="tellus_svc_" + "0" * 38)
    assert wrong.returncode == 1
    assert wrong.stderr.count("\n") == 1
    assert tellus_command("login", "--url", server.url, stdin="").returncode == 2
    assert tellus_command("login", "--url", "no address", stdin=server.key).returncode == 1
    assert not (tmp_path / "config.json").exists()


def test_studies_lists_what_there_is_and_filters_it(server: Server, open_study: OpenStudy) -> None:
    study = open_study("Größe 大きさ", project="listed", limits={"max_trials": 5})
    for trial in study.trials(2):
        trial.tell(loss=0.125)
    assert study.flush()
    paused = open_study("paused one", project="listed")
    server.post(f"/studies/{paused.id}/pause")
    listed = tellus_command("studies", "--project", "listed")
    titles, second, first = listed.stdout.splitlines()
    assert titles.split() == ["NAME", "PROJECT", "STATE", "TRIALS", "RUNNING", "BEST", "METRIC"]
    assert first.split() == ["Größe", "大きさ", "listed", "active", "2/5", "0", "0.125", "loss"]
    assert second.split()[:4] == ["paused", "one", "listed", "paused"]
    only = json.loads(tellus_command("studies", "--project", "listed", "--state", "paused", "--json").stdout)
    assert [one["id"] for one in only] == [paused.id]
    many = tellus_command("studies", "--limit", "1")
    assert len(many.stdout.splitlines()) == 2
    assert "There are more than 1" in many.stderr
    assert tellus_command("studies", "--state", "wrong").returncode == 2
    absent = tellus_command("studies", "--project", "nobody made it")
    assert (absent.returncode, absent.stdout) == (1, "")


def test_watch_prints_a_line_whenever_something_has_changed_and_ends_with_the_study(
    open_study: OpenStudy,
) -> None:
    study = open_study(limits={"max_trials": 3})
    process = subprocess.Popen(
        [sys.executable, "-m", "tellus", "watch", study.id, "--interval", "0.2"],
        env=environment(), stdout=subprocess.PIPE, text=True,
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    assert "0 of 3 trials, none running" in first
    for trial in study.trials(3):
        trial.tell(loss=trial.number)
    assert study.flush()
    rest = process.stdout.read()
    assert process.wait(15) == 0
    assert "3 of 3 trials" in rest.splitlines()[-1]
    assert "best loss 0 (trial 0)" in rest
    assert "\x1b" not in first + rest


def test_watch_as_json_looks_once(open_study: OpenStudy) -> None:
    study = open_study()
    with study.ask() as trial:
        done = tellus_command("watch", study.id, "--once", "--json")
        trial.tell(loss=1)
    record = json.loads(done.stdout)
    assert (record["trial_counts"]["running"], record["workers"], record["best"]) == (1, 1, None)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_watch_follows_the_window_and_leaves_the_terminal_as_it_was(study: tellus.Study, how: signal.Signals) -> None:
    for trial in study.trials(3):
        trial.tell(loss=trial.number)
    assert study.flush()
    with Terminal("watch", study.id, "--interval", "0.2", columns=60, lines=10) as terminal:
        terminal.wait_for("STATE")
        assert max(map(len, terminal.screen())) <= 60
        assert len(terminal.screen()) <= 10
        terminal.resize(30, 6)
        wait_until(lambda: max(map(len, terminal.screen())) <= 30, 5)
        assert len(terminal.screen()) <= 6
        terminal.process.send_signal(how)
        assert terminal.process.wait(10) == (130 if how == signal.SIGINT else 143)
        terminal.read_to_the_end()
        assert terminal.text.rindex("\x1b[?1049l") > terminal.text.rindex("\x1b[?1049h")
        assert "\x1b[?25h" in terminal.text
        assert "Traceback" not in terminal.text


def test_watch_uses_no_colours_where_nobody_wants_them(study: tellus.Study) -> None:
    with Terminal("watch", study.id, "--once", columns=80, lines=24, NO_COLOR="1") as plain:
        plain.read_to_the_end()
    assert "\x1b[" not in plain.text
    with Terminal("watch", study.id, "--once", columns=80, lines=24) as colored:
        colored.read_to_the_end()
    assert "\x1b[1m" in colored.text


def test_watch_shows_an_outage_and_goes_on_after_it(proxy: Proxy, open_study: OpenStudy) -> None:
    study = open_study()
    with Terminal("watch", study.id, "--interval", "0.2", columns=100, lines=12) as terminal:
        terminal.wait_for("No trial yet")
        proxy.set("refuse")
        terminal.wait_for("As of the last answer")
        proxy.set("pass")
        wait_until(lambda: "As of the last answer" not in "".join(terminal.screen()), 20)
        terminal.process.send_signal(signal.SIGINT)


def test_init_writes_a_script_once_and_never_over_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = tellus_command("init", "--study", 'my "first" study')
    assert done.returncode == 0
    script = (tmp_path / "train.py").read_text()
    compile(script, "train.py", "exec")
    assert '"my \\"first\\" study"' in script
    again = tellus_command("init")
    assert (again.returncode, again.stderr.count("\n")) == (1, 1)
    assert (tmp_path / "train.py").read_text() == script


def test_every_command_has_an_example_and_the_version_is_said() -> None:
    assert tellus_command("--version").stdout == f"tellus {tellus.__version__}\n"
    commands = list(commands_below("tellus", build_parser()))
    assert len(commands) > 15
    for words, parser in commands:
        assert "Example: " in (parser.epilog or ""), words
        assert parser.format_help().startswith(f"usage: {words} ")


def commands_below(words: str, parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    groups = [one for one in parser._actions if isinstance(one, argparse._SubParsersAction)]
    if not groups:
        yield words, parser
    for group in groups:
        for name, command in group.choices.items():
            yield from commands_below(f"{words} {name}", command)


class Terminal:
    """A terminal of a size, and `tellus` in it."""

    def __init__(self, *arguments: str, columns: int, lines: int, **env: str) -> None:
        self._master, slave = pty.openpty()
        self.resize(columns, lines)
        self.text = ""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tellus", *arguments], stdin=slave, stdout=slave, stderr=slave,
            env=environment(TERM="xterm-256color", COLUMNS=None, LINES=None, NO_COLOR=None) | env,
        )
        os.close(slave)
        os.set_blocking(self._master, False)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self._master)

    def resize(self, columns: int, lines: int) -> None:
        import fcntl
        import struct
        import termios

        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def screen(self) -> list[str]:
        """What was drawn last, line by line."""
        self._read()
        last = self.text.rsplit("\x1b[H", 1)[-1].split("\x1b[J")[0]
        return [CONTROL.sub("", line).rstrip("\r") for line in last.split("\n")]

    def wait_for(self, text: str) -> None:
        wait_until(lambda: text in "\n".join(self.screen()), 15)

    def read_to_the_end(self) -> None:
        deadline = time.monotonic() + 15
        while self._read() and time.monotonic() < deadline:
            time.sleep(0.02)

    def _read(self) -> bool:
        """False once the other side has closed."""
        while True:
            try:
                data = os.read(self._master, 65536)
            except BlockingIOError:
                return True
            except OSError:
                return False
            if not data:
                return False
            self.text += data.decode(errors="replace")
