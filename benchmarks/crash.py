"""Claim: the server killed at 500 random moments under load loses no acknowledged report and doubles none.

Two liaisons file their sheets over HTTP by page without pause; programs of two more units file reports that are received
first (``Prefer: respond-async``), in bursts, so that at most moments some wait. The process that answers them (the
product's WSGI application with its filing thread behind a threaded server, so that a new one can be forked in
milliseconds) is killed with SIGKILL after a
random time; with ``--postgres`` every twentieth time the whole database is stopped without a checkpoint as well. After
each kill: a report that was acknowledged stands in the database exactly once, one that was not stands there whole or
not at all; one that was acknowledged with a receipt waits, or was filed exactly once, or was refused with its reason. At
the end what waits is filed, and the ledger is verified. A kill does not take the kernel's page cache with it as a power cut
does; against that stand ``synchronous=FULL`` and PostgreSQL's fsync, which are left on here.

    python benchmarks/crash.py [KILLS] [--postgres]
"""

import http.client
import os
import random
import signal
import socket
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from itertools import count
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import crash_programs
import rush_district
from crash_programs import programs_of
from rush_district import CLUSTER, PERIOD, ROOT, Filer, found, keys, more_forms, session_of

CLERKS, PROGRAMS, INDICATORS, FORMS = 2, 2, 5, 8
SHORTEST, LONGEST = 0.02, 1.2
DATABASE_EVERY = 20


class Threaded(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 64


class Silent(WSGIRequestHandler):
    def log_message(self, *_words: object) -> None:
        """The kills are the news here."""


def breed(descriptor: int) -> None:
    """Fork a server on the inherited socket for every line on standard input, and print its process number."""
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from django.template.loader import get_template
    from django.urls import get_resolver

    from luoshi.api.filing import Filer
    from luoshi.api.receiving import Door

    framework = get_wsgi_application()
    assert get_resolver().url_patterns and get_template("reports/sheet.html"), "loaded once, before the forks"
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    listening = socket.socket(fileno=descriptor)
    for _line in sys.stdin:
        child = os.fork()
        if child == 0:
            answerer = Threaded(listening.getsockname(), Silent, bind_and_activate=False)
            answerer.socket.close()
            answerer.socket = listening
            answerer.server_name, answerer.server_port = "127.0.0.1", listening.getsockname()[1]
            answerer.setup_environ()
            filer = Filer()
            door = Door(framework, filer.wake, settings.REQUESTS_AT_ONCE)
            filer.start(lambda: door.groups.is_busy)  # noqa: B023 - this process has one
            answerer.set_app(door)
            answerer.serve_forever(poll_interval=0.01)
        print(child, flush=True)


class Breeder:
    """The process that has everything loaded and forks one server after another."""

    def __init__(self) -> None:
        self.listening = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listening.getsockname()[1]
        self.process = subprocess.Popen(
            [sys.executable, __file__, "--breed", str(self.listening.fileno())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            pass_fds=[self.listening.fileno()],
            env=os.environ | {"LUOSHI_RUSH_CHILD": "1"},
            cwd=ROOT,
        )

    def serve(self) -> None:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write("serve\n")
        self.process.stdin.flush()
        self.server = int(self.process.stdout.readline())

    def kill(self) -> None:
        """End the one that answers, without a warning."""
        os.kill(self.server, signal.SIGKILL)

    def end(self) -> None:
        self.kill()
        self.process.kill()
        self.process.wait()
        self.listening.close()


class Office:
    """A liaison who files without pause, and notes which values were acknowledged and which were cut off."""

    def __init__(self, filer: Filer, numbers: Iterator[int]) -> None:
        self.filer, self.numbers = filer, numbers
        self.acknowledged: list[str] = []
        self.cut_off: list[str] = []
        self.refused = 0
        self.stopping = False
        self.failure: Exception | None = None
        self.thread = threading.Thread(target=self.work, daemon=True)

    def work(self) -> None:
        while not self.stopping:
            value = f"{next(self.numbers)}.25"
            try:
                done = self.filer.file(value)
            except (OSError, http.client.HTTPException):
                self.cut_off.append(value)
            except Exception as error:  # noqa: BLE001 - told by the main thread, which ends the run
                self.failure = error
                return
            else:
                (self.acknowledged if done else self.cut_off).append(value)
                self.refused += not done


def standing(values: list[str]) -> dict[str, int]:
    """How many observations hold each of the values."""
    from django.db import connection
    from django.db.models import Count

    from luoshi.indicators.models import Observation

    connection.close()
    held = (
        Observation.objects.filter(value__in=values, period=PERIOD)
        .values_list("value")
        .annotate(n=Count("pk"))
    )
    return {f"{value:.2f}": n for value, n in held}


def check(offices: list[Office], since: dict[str, tuple[int, int]]) -> list[str]:
    """What went wrong since the places in ``since``: acknowledged values not whole or not once, others half there."""
    wrong = []
    for office in offices:
        begun, cut = since.get(office.filer.unit, (0, 0))
        sure, unsure = office.acknowledged[begun:], office.cut_off[cut:]
        since[office.filer.unit] = begun + len(sure), cut + len(unsure)
        held = standing(sure + unsure)
        wrong += [
            f"{office.filer.unit} {v}: {held.get(v, 0)} of {INDICATORS}"
            for v in sure
            if held.get(v, 0) != INDICATORS
        ]
        wrong += [
            f"{office.filer.unit} {v}: half there" for v in unsure if held.get(v, 0) not in (0, INDICATORS)
        ]
    return wrong


def main(kills: int) -> None:
    units = found(CLERKS + PROGRAMS, INDICATORS)
    forms, key = more_forms(units, FORMS, INDICATORS), keys(units)
    breeder, numbers, chance = Breeder(), count(1), random.Random(20151122)
    offices = [Office(Filer(u, session_of(u), breeder.port), numbers) for u in units[:CLERKS]]
    programs = programs_of(units[CLERKS:], key, breeder.port, forms, INDICATORS)
    wrong: list[str] = []
    waited = 0
    since: dict[str, tuple[int, int]] = {}
    breeder.serve()
    begun = time.monotonic()
    for worker in (*offices, *programs):
        worker.thread.start()
    try:
        for number in range(1, kills + 1):
            time.sleep(chance.uniform(SHORTEST, LONGEST))
            breeder.kill()
            if CLUSTER and number % DATABASE_EVERY == 0:
                CLUSTER.crash()
                CLUSTER.start()
            wrong += check(offices, since)
            waited += waiting() > 0
            for program in programs:
                wrong += program.settle()
            breeder.serve()
            if failed := [w.failure for w in (*offices, *programs) if w.failure]:
                raise failed[0]
            if wrong:
                break
    finally:
        for worker in (*offices, *programs):
            worker.stopping = True
        for worker in (*offices, *programs):
            worker.thread.join(rush_district.PATIENCE)
        end = time.monotonic() + rush_district.PATIENCE
        while waiting() and time.monotonic() < end:
            time.sleep(0.1)
        breeder.end()
    for program in programs:
        wrong += program.settle()
    seconds = time.monotonic() - begun
    print(f"killed {number} times, {waited} of them while reports waited; {crash_programs.told(programs)}")
    if left := waiting():
        wrong.append(f"{left} still wait")
    tell(number, offices, wrong + check(offices, {}), seconds)


def waiting() -> int:
    """How many received reports wait to be filed."""
    from django.db import connection

    from luoshi.identity.queries import waiting_requests

    connection.close()
    return waiting_requests()


def tell(kills: int, offices: list[Office], wrong: list[str], seconds: float) -> None:
    from luoshi.ledger.verify import verify

    acknowledged = sum(len(o.acknowledged) for o in offices)
    refused = sum(o.refused for o in offices)
    cut_off = sum(len(o.cut_off) for o in offices) - refused
    name = "PostgreSQL" if CLUSTER else "SQLite"
    print(
        f"{name}: {kills} kills in {seconds:.0f} s, {acknowledged} reports acknowledged, {cut_off} cut off, {refused} refused"
    )
    print(f"acknowledged but not there exactly once, or half there: {len(wrong)}")
    for line in wrong[:20]:
        print(f"  {line}")
    holds = verify().holds
    print(f"the ledger {'holds' if holds else 'DOES NOT HOLD'}")
    if wrong or not holds or not acknowledged:
        raise SystemExit(1)


if __name__ == "__main__":
    if "--breed" in sys.argv:
        breed(int(sys.argv[-1]))
    else:
        main(next((int(w) for w in sys.argv[1:] if w.isdigit()), 500))
