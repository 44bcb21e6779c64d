"""The server has threads that only wait beside those that compute, and is told how many may compute."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import granian
import pytest
from typer.testing import CliRunner

from luoshi.cli.main import app


class Server:
    """Granian, which says what it was asked for and serves nothing."""

    asked: dict[str, Any]

    def __init__(self, _target: str, **asked: Any) -> None:
        Server.asked = asked

    def serve(self) -> None:
        logging.getLogger("_granian").warning(
            "Configuration allows spawning up to 32 Python threads, which …"
        )
        logging.getLogger("_granian").warning("something else")


@pytest.fixture(autouse=True)
def _server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(granian, "Granian", Server)
    monkeypatch.setenv("LUOSHI_AT_ONCE", "1")


@pytest.mark.parametrize(("words", "at_once"), [([], 4), (["--threads", "9"], 9)])
def test_so_many_compute_and_many_more_wait(words: list[str], at_once: int) -> None:
    assert CliRunner().invoke(app, ["serve", *words]).exit_code == 0
    assert os.environ["LUOSHI_AT_ONCE"] == str(at_once)
    assert Server.asked["blocking_threads"] >= at_once + 20


def test_advice_about_threads_that_compute_is_not_told(caplog: pytest.LogCaptureFixture) -> None:
    assert CliRunner().invoke(app, ["serve"]).exit_code == 0
    assert caplog.messages == ["something else"]


def test_at_least_one_computes() -> None:
    assert CliRunner().invoke(app, ["serve", "--threads", "0"]).exit_code == 2


def test_a_server_that_is_still_loading_can_be_stopped(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    hurry = f"from luoshi.cli import serve; serve.LONGEST_STOP = 1; serve.serve(port={port})"
    surroundings = {**os.environ, "LUOSHI_HOME": str(tmp_path), "LUOSHI_DEMO": "1"}
    server = subprocess.Popen([sys.executable, "-c", hurry], env=surroundings, start_new_session=True)
    time.sleep(1.0)
    server.send_signal(signal.SIGTERM)
    try:
        server.wait(20)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
