"""The guide's examples run against the real server; there, too, a request that arrives many times counts once."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from demonstration import Told, environment
from served import served

GUIDES = Path(__file__).resolve().parents[2] / "docs" / "guide"
SCOPES = ("--scope", "read", "--scope", "report")
CLERKS = 12


@dataclass(frozen=True)
class Service:
    """The demonstration being served, with keys of three of its people."""

    address: str
    home: Path
    liaison: str
    owner: str
    neighbour: str


@pytest.fixture(scope="module")
def service(told: Told, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One server for the module; the keys are issued on the command line while it runs."""
    home = tmp_path_factory.mktemp("programs")
    with served(told, home) as address:
        people = (("yufan_liaison", "YS-T10"), ("statistician", "YS-TJ"), ("zhangling_liaison", "YS-T05"))
        yield Service(address, home, *(_issue(home, person, unit) for person, unit in people))


def _luoshi(home: Path, *words: str) -> str:
    command = [sys.executable, "-m", "luoshi", *words]
    ran = subprocess.run(command, env=environment(home), capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


def _issue(home: Path, person: str, unit: str) -> str:
    ends = ("--label", "统计程序", "--until", "2015-12-31")
    return _luoshi(home, "account", "issue-key", person, "--unit", unit, *ends, *SCOPES, "--as", "admin")


def examples(guide: str) -> list[str]:
    """The commands of a guide, in order."""
    blocks = re.findall(r"```sh\n(.*?)```", (GUIDES / guide).read_text(encoding="utf-8"), re.S)
    return [command.strip() for block in blocks for command in re.split(r"\n(?=curl )", block)]


def run(service: Service, command: str) -> dict[str, Any]:
    """What the command prints, which has to be JSON of a request that was taken."""
    known = {"LUOSHI_URL": service.address, "LUOSHI_KEY": service.liaison, "LUOSHI_OWNER_KEY": service.owner}
    ran = subprocess.run(
        ["/bin/sh", "-c", command], env=os.environ | known, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, f"{command}\n{ran.stdout}{ran.stderr}"
    told: dict[str, Any] = json.loads(ran.stdout)
    return told


def test_both_languages_show_the_same_commands() -> None:
    assert examples("api.md") == examples("api.en.md")
    assert len(examples("api.md")) > 10


def test_the_examples_run(service: Service) -> None:
    told = [run(service, command) for command in examples("api.en.md")]
    assert told[0]["status"] == "ok"
    drafts = [answer for answer in told if answer.get("state") == "draft"]
    assert drafts[0] == drafts[1]
    assert [answer["edition"] for answer in told if answer.get("state") == "submitted"] == [2]
    [summary] = [answer for answer in told if "response" in answer]
    assert summary["response"]["importCount"]["imported"] == 1
    assert told[-1]["dataValues"][0]["value"] == "20100"


def test_many_copies_at_once_have_one_effect(service: Service) -> None:
    sheet = f"{service.address}/api/v1/sheets/monthly/2015-06/YS-T05"
    headers = {"Authorization": f"Bearer {service.neighbour}", "Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(sheet, headers=headers), timeout=30) as answer:
        edition = json.load(answer)["edition"]
    cells = [{"indicator": "gdp", "value": "36000", "note": "checked"}]
    body = json.dumps({"edition": edition, "cells": cells}).encode()

    def send(_copy: int) -> tuple[bytes, bool]:
        sent = urllib.request.Request(
            sheet, body, headers | {"Idempotency-Key": "all-at-once-1"}, method="PUT"
        )
        with urllib.request.urlopen(sent, timeout=60) as answer:
            return answer.read(), answer.headers.get("Idempotency-Replayed") == "true"

    with ThreadPoolExecutor(CLERKS) as clerks:
        answers = list(clerks.map(send, range(CLERKS)))
    assert len({content for content, _repeated in answers}) == 1
    assert sum(not repeated for _content, repeated in answers) == 1
    assert json.loads(answers[0][0])["edition"] == edition + 1


def test_no_key_stands_in_the_servers_log(service: Service) -> None:
    log = (service.home / "server.log").read_text(encoding="utf-8")
    assert all(key.rsplit("_", 1)[-1] not in log for key in (service.liaison, service.owner))


def test_the_ledger_holds_after_all_this(service: Service) -> None:
    _luoshi(service.home, "ledger", "verify")
