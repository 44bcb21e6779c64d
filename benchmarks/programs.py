"""Claim: a program posts 10,000 values in one request; clerks file signed reports at a third of the raw commit rate.

A district of 60 towns and 12 indicators in a SQLite file with the product's own settings, served by `luoshi serve`. One
program posts 10,000 values as a DHIS2 dataValueSet, and posts the same again. Then each town's clerk files the month in
one signed request (cells and submission in one transaction, under an Idempotency-Key of its own), first one clerk
after the other, then eight at a time. Beside it, what the database costs by itself: a row inserted and committed
durably (WAL, synchronous=FULL). `Clerk` repeats a request under the same token until it is answered, so that a rush or
a crash test can count what was acknowledged.
"""

import http.client
import json
import os
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from datetime import time as clock
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]
TOWNS, INDICATORS, VALUES, AT_ONCE = 60, 12, 10_000, 8
FOUNDED, TODAY, PERIOD = date(2010, 1, 1), date(2015, 7, 6), "2015-06"
LEAST_SHARE = 1 / 3
COMMITS = 300
# No answer, too often, busy: the same request again, after this many seconds where the server names none.
_AGAIN, BREATH = (0, 429, 503), 0.2


class Filed(NamedTuple):
    """What became of one request: the last status, seconds until it was answered, and how often it was sent."""

    status: int
    seconds: float
    tries: int


@dataclass
class Clerk:
    """Files for one unit over one connection, with a key of its liaison."""

    port: int
    unit: str
    key: str
    patience: int = 20
    _line: http.client.HTTPConnection | None = field(default=None, repr=False)

    def file(self, values: dict[str, str], token: str, edition: int = 0, form: str = "monthly") -> Filed:
        """The signed report of the month; acknowledged when the status is 200."""
        cells = [{"indicator": code, "value": text, "note": "checked"} for code, text in values.items()]
        body = json.dumps({"edition": edition, "submit": True, "cells": cells})
        return self.send("PUT", f"/api/v1/sheets/{form}/{PERIOD}/{self.unit}", body, token)

    def send(self, method: str, path: str, body: str, token: str) -> Filed:
        """Send, and send again under the same token while no answer comes or the server asks for patience."""
        headers = {
            "Authorization": f"Bearer {self.key}",
            "Content-Type": "application/json",
            "Idempotency-Key": token,
        }
        begun = time.perf_counter()
        status = sent = 0
        while sent < self.patience and status in _AGAIN:
            sent += 1
            try:
                status, wait = self._ask(method, path, body, headers)
            except (OSError, http.client.HTTPException):
                self._line = None
                status, wait = 0, BREATH
            time.sleep(wait if status in _AGAIN else 0)
        return Filed(status, time.perf_counter() - begun, sent)

    def _ask(self, method: str, path: str, body: str, headers: dict[str, str]) -> tuple[int, float]:
        if self._line is None:
            self._line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        self._line.request(method, path, body, headers)
        answer = self._line.getresponse()
        answer.read()
        return answer.status, float(answer.headers.get("Retry-After") or 0)


class Ready(NamedTuple):
    """Keys of the towns' clerks by unit, and of the statistics owner."""

    clerks: dict[str, str]
    owner: str


def found() -> Ready:
    """The district with its form, June open, and a key for everybody."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from luoshi.indicators.actions.define_form import NewForm, NewItem, define_form
    from luoshi.indicators.actions.define_indicator import NewIndicator, define_indicator
    from luoshi.indicators.actions.open_round import open_round
    from luoshi.org.actions.appoint import Appointment, appoint
    from luoshi.org.actions.establish import NewUnit, establish
    from luoshi.org.actions.issue_key import NewKey, issue_key
    from luoshi.org.queries import standing_of_code
    from luoshi.org.standing import Standing
    from luoshi.workdays.actions.set_clock import set_clock

    def at(day: date) -> datetime:
        return timezone.make_aware(datetime.combine(day, clock(9)))

    call_command("migrate", verbosity=0)
    founder = Standing(at=at(FOUNDED), name="founder")
    towns = [f"U{n:03d}" for n in range(TOWNS)]
    units = [NewUnit("D", "district", "区", 0), NewUnit("S", "department", "统计局", 1, "D")]
    units += [NewUnit(code, "town", f"镇{code}", 10 + n, "D") for n, code in enumerate(towns)]
    establish(founder, units, FOUNDED)
    people = [("S", "statistics_owner", "owner"), ("D", "administrator", "admin")]
    people += [("D", "supervision_office", "office"), *((code, "liaison", f"c{code}") for code in towns)]
    appoint(
        founder,
        [
            Appointment(unit, role, role, "", person, person, account=True, simulated=True)
            for unit, role, person in people
        ],
        FOUNDED,
    )
    set_clock(founder.signature(), TODAY, chain="D")
    office, admin = (standing_of_code(person, at(TODAY)) for person in ("office", "admin"))
    codes = [f"i{n:02d}" for n in range(INDICATORS)]
    define_indicator(office, [NewIndicator(c, f"指标{c}", "人", "flow", "S", decimals=0) for c in codes])
    form = define_form(office, NewForm("monthly", "月报", tuple(map(NewItem, codes)), tuple(towns)), FOUNDED)
    open_round(office, form, PERIOD)

    def key(person: str, unit: str) -> str:
        wanted = NewKey("rush", person, unit, ("read", "report"), date(2015, 12, 31))
        return issue_key(admin, wanted).text

    return Ready({code: key(f"c{code}", code) for code in towns}, key("owner", "S"))


@contextmanager
def serving(home: Path) -> Iterator[int]:
    """`luoshi serve` on the district in `home`; yields its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    rest = {"PYTHONPATH": str(ROOT / "src"), "LUOSHI_API_RATE": "1000000"}
    command = [sys.executable, "-m", "luoshi", "serve", "--port", str(port)]
    with (home / "server.log").open("w") as log:
        server = subprocess.Popen(command, env=os.environ | rest, stdout=log, stderr=log)
    try:
        for _try in range(300):
            with closing(socket.socket()) as line:
                if line.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def payload() -> str:
    """10,000 values of past months."""
    values: list[dict[str, str]] = []
    for year in (2014, 2013):
        for month in range(1, 13):
            for n in range(TOWNS):
                values += [
                    {
                        "dataElement": f"i{m:02d}",
                        "period": f"{year}{month:02d}",
                        "orgUnit": f"U{n:03d}",
                        "value": str(n * m + month),
                    }
                    for m in range(INDICATORS)
                ]
    return json.dumps({"idScheme": "code", "dataValues": values[:VALUES]})


def raw_commits(home: Path) -> float:
    """Durable commits a second of a row each, by one connection."""
    with closing(sqlite3.connect(home / "raw.sqlite3", isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=FULL")
        database.execute("CREATE TABLE report (id INTEGER PRIMARY KEY, body TEXT)")
        begun = time.perf_counter()
        for n in range(COMMITS):
            database.execute("INSERT INTO report (body) VALUES (?)", (f"report {n}" * 100,))
        return COMMITS / (time.perf_counter() - begun)


def file_all(port: int, keys: dict[str, str], at_once: int) -> tuple[list[Filed], float]:
    """Every clerk files once; what became of each, and the seconds for all."""
    values = {f"i{n:02d}": str(100 + n) for n in range(INDICATORS)}
    clerks = [Clerk(port, unit, key) for unit, key in keys.items()]

    def one(clerk: Clerk) -> Filed:
        return clerk.file(values, f"{clerk.unit}-{PERIOD}-first")

    begun = time.perf_counter()
    with ThreadPoolExecutor(at_once) as hands:
        filed = list(hands.map(one, clerks))
    return filed, time.perf_counter() - begun


def told(name: str, filed: list[Filed], seconds: float, raw: float) -> None:
    assert {one.status for one in filed} == {200}
    rate = len(filed) / seconds
    p95: Any = statistics.quantiles((one.seconds for one in filed), n=20)[-1]
    print(f"{name:26} {rate:6.1f} a second, p95 {p95 * 1000:.0f} ms, {rate / raw:.2f} of the raw commits")


def main() -> None:
    home = Path(os.environ["LUOSHI_HOME"])
    ready = found()
    raw = raw_commits(home)
    with serving(home) as port:
        owner = Clerk(port, "S", ready.owner)
        body = payload()
        first = owner.send("POST", "/api/v1/dataValueSets", body, "bulk-first-1")
        again = owner.send("POST", "/api/v1/dataValueSets", body, "bulk-again-1")
        assert (first.status, again.status) == (200, 200)
        print(f"{VALUES} values posted       {first.seconds:6.2f} s, {len(body) / 1e6:.1f} MB")
        print(f"the same again             {again.seconds:6.2f} s, nothing written")
        print(f"raw durable commits        {raw:6.0f} a second")
        half = dict(list(ready.clerks.items())[: TOWNS // 2])
        rest = {unit: key for unit, key in ready.clerks.items() if unit not in half}
        told("reports, one by one", *file_all(port, half, 1), raw)
        filed, seconds = file_all(port, rest, AT_ONCE)
        told(f"reports, {AT_ONCE} at a time", filed, seconds, raw)
    from luoshi.ledger.verify import verify

    assert verify().holds
    verdict = "reached" if len(filed) / seconds >= LEAST_SHARE * raw else "NOT reached"
    print(f"bar: {LEAST_SHARE:.2f} of the raw commits: {verdict}")


if __name__ == "__main__":
    folder = tempfile.mkdtemp(prefix="luoshi-programs-")
    os.environ |= {
        "LUOSHI_HOME": folder,
        "LUOSHI_DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "luoshi.config.settings",
    }
    os.environ.pop("LUOSHI_DATABASE_URL", None)
    try:
        main()
    finally:
        shutil.rmtree(folder)
