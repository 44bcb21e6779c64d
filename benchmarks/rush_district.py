"""A district at the end of the month: many units with one form each, and people who file it over HTTP.

Shared by the claims on load and on crashes. It sets the environment for Django when it is imported: a database of
its own, SQLite in a folder that is removed, or with ``--postgres`` a cluster of its own that syncs every commit.
"""

import atexit
import contextlib
import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from datetime import time as clock
from html import unescape
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src")]
CHILD = "LUOSHI_RUSH_CHILD" in os.environ
TODAY, FOUNDED, PERIOD = date(2015, 7, 6), date(2010, 1, 1), "2015-06"
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
ASKED = re.compile(r'<input name="v-([\w-]+)"')
TOKEN = "r" * 32
PATIENCE = 30


class Cluster:
    """A PostgreSQL cluster of its own with its durable defaults, on a free port, gone at the end."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="luoshi-rush-pg-"))
        self.bin = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))[-1]
        if os.getuid() == 0:
            shutil.chown(self.folder, "postgres")
        self._run("initdb", "-D", f"{self.folder}/data", "-U", "luoshi", "-A", "trust", "-E", "UTF8")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        atexit.register(self.remove)
        self.start()

    def _run(self, program: str, *words: str) -> None:
        command = [str(self.bin / program), *words]
        if os.getuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self.folder)

    def start(self) -> None:
        """Start, recovering from whatever happened before."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder}"
        where = ("-D", f"{self.folder}/data", "-l", f"{self.folder}/log")
        self._run("pg_ctl", *where, "-w", "-o", options, "start")

    def crash(self) -> None:
        """Stop every process at once, without a checkpoint."""
        self._run("pg_ctl", "-D", f"{self.folder}/data", "-m", "immediate", "stop")

    def remove(self) -> None:
        with contextlib.suppress(subprocess.CalledProcessError):
            self.crash()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def address(self) -> str:
        return f"postgres://luoshi@127.0.0.1:{self.port}/postgres"


CLUSTER: Cluster | None = None
if not CHILD:
    HOME = tempfile.mkdtemp(prefix="luoshi-rush-")
    atexit.register(shutil.rmtree, HOME, ignore_errors=True)
    os.environ |= {
        "LUOSHI_HOME": HOME,
        "LUOSHI_DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "luoshi.config.settings",
    }
    os.environ.pop("LUOSHI_DATABASE_URL", None)
    if "--postgres" in sys.argv:
        CLUSTER = Cluster()
        os.environ["LUOSHI_DATABASE_URL"] = CLUSTER.address

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from luoshi.identity.models import Account  # noqa: E402
from luoshi.indicators.actions.define_form import NewForm, NewItem, define_form  # noqa: E402
from luoshi.indicators.actions.define_indicator import NewIndicator, define_indicator  # noqa: E402
from luoshi.indicators.actions.open_round import open_round  # noqa: E402
from luoshi.org.actions.appoint import Appointment, appoint  # noqa: E402
from luoshi.org.actions.establish import NewUnit, establish  # noqa: E402
from luoshi.org.actions.group_peers import group_peers  # noqa: E402
from luoshi.org.actions.issue_key import NewKey, issue_key  # noqa: E402
from luoshi.org.queries import standing_of_code  # noqa: E402
from luoshi.org.standing import Standing  # noqa: E402
from luoshi.workdays.actions.set_clock import set_clock  # noqa: E402


def at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock(9)))


def found(units: int, indicators: int) -> list[str]:
    """The district with an open round, through the product's own actions; the codes of the units that file."""
    call_command("migrate", verbosity=0)
    founder = Standing(at=at(FOUNDED), name="founder")
    group_peers(founder, [("towns", "镇", "")], chain="D")
    codes = [f"U{n:03d}" for n in range(units)]
    offices = [NewUnit("D", "district", "区", 0), NewUnit("D-A", "department", "考核办", 1, "D")]
    filers = [NewUnit(c, "town", f"单位{c}", 10 + n, "D", group="towns") for n, c in enumerate(codes)]
    establish(founder, offices + filers, FOUNDED)
    posts = [("D-A", "supervision_office", "office"), ("D", "administrator", "admin")]
    posts += [(c, "liaison", f"liaison-{c.lower()}") for c in codes]
    appoint(
        founder,
        [Appointment(u, r, r, r, p, p, order=n, account=True) for n, (u, r, p) in enumerate(posts)],
        FOUNDED,
    )
    set_clock(founder.signature(), TODAY, chain="D")
    office = standing_of_code("office", at(TODAY))
    asked = [f"i{n:02d}" for n in range(indicators)]
    define_indicator(office, [NewIndicator(c, c, "万元", "cumulative", "D-A") for c in asked])
    items = tuple(NewItem(c) for c in asked)
    form = define_form(office, NewForm("monthly", "月报", items, tuple(codes)), FOUNDED)
    open_round(office, form, PERIOD)
    return codes


def asked_by(form: str, indicators: int) -> list[str]:
    """Codes of the indicators of one of :func:`more_forms`."""
    return [f"{form}-i{k:02d}" for k in range(indicators)]


def more_forms(units: list[str], count: int, indicators: int) -> list[str]:
    """Forms of their own indicators with an open round, for programs that file much; their codes."""
    office = standing_of_code("office", at(TODAY))
    forms = [f"form{n:02d}" for n in range(count)]
    for code in forms:
        asked = asked_by(code, indicators)
        define_indicator(office, [NewIndicator(c, c, "万元", "cumulative", "D-A") for c in asked])
        items = tuple(NewItem(c) for c in asked)
        open_round(office, define_form(office, NewForm(code, code, items, tuple(units)), FOUNDED), PERIOD)
    return forms


def keys(units: list[str]) -> dict[str, str]:
    """A key of each unit's liaison, for a program of the unit."""
    admin, until = standing_of_code("admin", at(TODAY)), date(2015, 12, 31)
    return {
        unit: issue_key(
            admin, NewKey("rush", f"liaison-{unit.lower()}", unit, ("read", "report"), until)
        ).text
        for unit in units
    }


def session_of(unit: str) -> str:
    """The session cookie of the unit's liaison."""
    client = Client()
    client.force_login(Account.objects.get(username=f"liaison-{unit.lower()}"))
    return client.cookies["sessionid"].value


@dataclass
class Filer:
    """A liaison's browser: it opens the unit's sheet, fills every cell with ``value`` and hands the sheet in."""

    unit: str
    session: str
    port: int
    waits: list[float] = field(default_factory=list)
    answers: dict[str, int] = field(default_factory=dict)

    def ask(self, path: str, sent: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Status, target of a redirect and text of the answer; OSError or HTTPException where there is none."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {"Cookie": f"sessionid={self.session}; csrftoken={TOKEN}"}
        body = None
        if sent is not None:
            body = urllib.parse.urlencode(sent)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["X-CSRFToken"] = TOKEN
        start = time.perf_counter()
        try:
            connection.request("GET" if sent is None else "POST", path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        if answer.status == 200 and "</html>" not in text:
            raise http.client.IncompleteRead(text.encode())
        self.waits.append(time.perf_counter() - start)
        outcome = f"{'GET' if sent is None else 'POST'} {answer.status}"
        self.answers[outcome] = self.answers.get(outcome, 0) + 1
        return answer.status, answer.headers.get("Location", ""), text

    @property
    def sheet(self) -> str:
        return f"/reports/monthly/{PERIOD}/{self.unit}/"

    def file(self, value: str) -> bool:
        """Open, fill in and submit; a submitted sheet is taken back first. Whether the server acknowledged it."""
        text = self.ask(self.sheet)[2]
        if not ASKED.search(text):
            self.ask(self.sheet + "reopen", {"reason": "更正"})
            text = self.ask(self.sheet)[2]
        form = text[text.index('name="edition"') - 300 :]
        sent = {name: unescape(held) for name, held in HIDDEN.findall(form[: form.index("</form>")])}
        for code in ASKED.findall(text):
            sent |= {f"v-{code}": value, f"n-{code}": "已核对"}
        status, target, _text = self.ask(self.sheet, {**sent, "do": "submit"})
        return status == 302 and target == "/reports/"


def bare(rows: int, seconds: float = 3.0) -> float:
    """Durable commits a second of so many rows, by one connection without the product."""
    wide = "x" * (900 if rows == 1 else 400)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare_rows (pk integer, value numeric, words text)")
        done, end = 0, time.monotonic() + seconds
        while time.monotonic() < end:
            with transaction.atomic():
                cursor.executemany(
                    "INSERT INTO bare_rows VALUES (%s, %s, %s)", [(n, n, wide) for n in range(rows)]
                )
            done += 1
        cursor.execute("DROP TABLE bare_rows")
    return done / seconds


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _answers(port: int) -> bool:
    """Whether the server has loaded what it serves."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", "/api/v1/health")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


@contextlib.contextmanager
def server(port: int, workers: int = 1) -> Iterator[None]:
    """The product's own server, until the block ends."""
    words = ["serve", "--port", str(port), "--workers", str(workers)]
    process = subprocess.Popen(
        [sys.executable, "-m", "luoshi", *words], env=os.environ | {"PYTHONPATH": str(ROOT / "src")}
    )
    try:
        end = time.monotonic() + PATIENCE
        while True:
            if _answers(port):
                break
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError("the server did not start")
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
