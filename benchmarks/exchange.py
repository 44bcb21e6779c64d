"""Claim: 100,000 values of DHIS2 are taken over in bounded memory, and leave again value by value.

200 units x 50 data elements x 10 months in one JSON file, imported through the product's own action into a SQLite
file with the product's own settings: read, placed, checked, written as observations with verdicts, and vouched for
row by row in the ledger. Beside it, what the format and the database cost by themselves: the same file parsed by the
JSON module, and its 200,000 rows inserted by sqlite3 in one transaction. Then the same file again, when every value
is known, and the export. Memory is how far the process grew beyond what it held before.
"""

import json
import os
import resource
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime
from datetime import time as clock
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]
HOME = Path(tempfile.mkdtemp(prefix="luoshi-exchange-"))
os.environ |= {
    "LUOSHI_HOME": str(HOME),
    "LUOSHI_DEMO": "1",
    "DJANGO_SETTINGS_MODULE": "luoshi.config.settings",
}
os.environ.pop("LUOSHI_DATABASE_URL", None)

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from luoshi.exchange.actions.import_values import ValueOptions, import_values  # noqa: E402
from luoshi.exchange.queries import Wanted, export_values  # noqa: E402
from luoshi.indicators.actions.define_indicator import NewIndicator, define_indicator  # noqa: E402
from luoshi.ledger.verify import verify  # noqa: E402
from luoshi.org.actions.appoint import Appointment, appoint  # noqa: E402
from luoshi.org.actions.establish import NewUnit, establish  # noqa: E402
from luoshi.org.queries import standing_of_code  # noqa: E402
from luoshi.org.standing import Standing  # noqa: E402

T = TypeVar("T")
UNITS, ELEMENTS, MONTHS = 200, 50, 10
VALUES = UNITS * ELEMENTS * MONTHS
LARGEST_GROWTH = 500
FOUNDED, TODAY = date(2010, 1, 1), date(2016, 1, 12)


def at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock(9)))


def found() -> Standing:
    """The district and its statistics owner, who takes the file over."""
    founder = Standing(at=at(FOUNDED), name="founder")
    units = [NewUnit("D", "district", "区", 0), NewUnit("S", "department", "统计局", 1, "D")]
    units += [NewUnit(f"U{n:03d}", "town", f"单位{n:03d}", 10 + n, "D") for n in range(UNITS)]
    establish(founder, units, FOUNDED)
    appoint(founder, [Appointment("S", "statistics_owner", "统计员", "", "owner", "舒准")], FOUNDED)
    owner = standing_of_code("owner", at(TODAY))
    define_indicator(
        owner, [NewIndicator(f"i{n:02d}", f"指标{n:02d}", "人", "flow", "S") for n in range(ELEMENTS)]
    )
    return owner


def write_payload(file: Path) -> None:
    """The file, as DHIS2 exports one."""
    with file.open("w") as out:
        out.write('{"idScheme":"code","dataValues":[')
        for n in range(UNITS):
            for m in range(ELEMENTS):
                for month in range(1, MONTHS + 1):
                    value = {
                        "dataElement": f"i{m:02d}",
                        "period": f"2015{month:02d}",
                        "orgUnit": f"U{n:03d}",
                        "categoryOptionCombo": "HllvX50cXC0",
                        "attributeOptionCombo": "HllvX50cXC0",
                        "value": str(n * m + month),
                        "followup": False,
                    }
                    out.write(("" if (n, m, month) == (0, 0, 1) else ",") + json.dumps(value))
        out.write("]}")


def bare(file: Path) -> None:
    """What format and database cost: the file parsed whole, two rows a value inserted and committed."""
    values = json.loads(file.read_bytes())["dataValues"]
    rows = [(v["orgUnit"], v["dataElement"], v["period"], v["value"]) for v in values]
    with closing(sqlite3.connect(HOME / "bare.sqlite3")) as database, database:
        for table in ("observation", "verdict"):
            database.execute(
                f"CREATE TABLE {table} (id INTEGER PRIMARY KEY, unit TEXT, item TEXT, period TEXT, value TEXT)"
            )
            database.executemany(f"INSERT INTO {table} (unit, item, period, value) VALUES (?, ?, ?, ?)", rows)


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """What ``work`` gives, and its seconds."""
    begun = time.perf_counter()
    result = work()
    return result, time.perf_counter() - begun


def held() -> float:
    """MB that the process held at its largest so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    call_command("migrate", verbosity=0)
    owner = found()
    file = HOME / "values.json"
    write_payload(file)
    options = ValueOptions("搬迁")
    before = held()
    first, took = timed(lambda: import_values(owner, file.read_bytes(), options))
    assert (first.imported, first.rejected) == (VALUES, set())
    grown = held() - before
    again, known = timed(lambda: import_values(owner, file.read_bytes(), options))
    assert again.ignored == VALUES
    before = held()
    left, leaving = timed(lambda: sum(map(len, export_values(owner, Wanted(as_of=TODAY), "json"))))
    streamed = held() - before
    _nothing, floor = timed(lambda: bare(file))
    checked, checking = timed(verify)
    assert checked.holds
    print(f"file of {VALUES} values     {file.stat().st_size / 1e6:6.1f} MB")
    print(f"taken over                 {took:6.1f} s, {VALUES / took:,.0f} values a second")
    print(f"format and database alone  {floor:6.1f} s: {took / floor:.1f} times as long")
    print(f"the same file again        {known:6.1f} s, nothing written")
    print(f"handed on                  {leaving:6.1f} s, {left / 1e6:.1f} MB, grown by {streamed:.0f} MB")
    print(f"the ledger verified        {checking:6.1f} s")
    verdict = "reached" if grown <= LARGEST_GROWTH else "NOT reached"
    print(f"memory while taken over    {grown:6.0f} MB more; bar {LARGEST_GROWTH} MB: {verdict}")


if __name__ == "__main__":
    try:
        main()
    finally:
        shutil.rmtree(HOME)
