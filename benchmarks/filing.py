"""Claim: saving one cell of a sheet costs the same at the 100th cell as at the first, and in a sheet of 1,000 cells.

Cells are typed one after the other and each is saved by the product's action with its ledger entry, committed to a
SQLite file with the product's own settings. The page that shows the sheet is timed beside it: it draws every cell and
so grows with them.
"""

import os
import shutil
import sys
import tempfile
import time
from datetime import date, datetime
from datetime import time as clock
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src")]
HOME = Path(tempfile.mkdtemp(prefix="luoshi-filing-"))
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

from luoshi.indicators.actions.define_form import NewForm, NewItem, define_form  # noqa: E402
from luoshi.indicators.actions.define_indicator import NewIndicator, define_indicator  # noqa: E402
from luoshi.indicators.actions.open_round import open_round  # noqa: E402
from luoshi.indicators.actions.save_cells import save_cells  # noqa: E402
from luoshi.indicators.models import Round  # noqa: E402
from luoshi.indicators.queries import sheet_view  # noqa: E402
from luoshi.indicators.typed import Typed  # noqa: E402
from luoshi.org.actions.appoint import Appointment, appoint  # noqa: E402
from luoshi.org.actions.establish import NewUnit, establish  # noqa: E402
from luoshi.org.models import Unit  # noqa: E402
from luoshi.org.queries import standing_of_code  # noqa: E402
from luoshi.org.standing import Standing  # noqa: E402

FOUNDED, TODAY = date(2015, 1, 1), date(2015, 7, 2)
SIZES, TYPED, TOWNS = (100, 1_000), 100, 150
# The 100th save may cost this many times the first ones, and one in a large sheet that of one in a small.
FLAT = 1.25


def at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock(9)))


def found() -> None:
    """A district of 150 towns, and a form of each size that one of them files."""
    founder = Standing(at=at(FOUNDED), name="founder")
    units = [NewUnit("D", "district", "区", 0), NewUnit("D-S", "department", "统计局", 1, "D")]
    units += [NewUnit(f"T{n:03d}", "town", f"镇{n:03d}", 10 + n, "D") for n in range(TOWNS)]
    establish(founder, units, FOUNDED)
    posts = [("D-S", "supervision_office", "office"), ("T000", "liaison", "liaison")]
    appoint(
        founder,
        [Appointment(u, r, r, r, p, p, order=n, account=True) for n, (u, r, p) in enumerate(posts)],
        FOUNDED,
    )
    office = standing_of_code("office", at(TODAY))
    for size in SIZES:
        codes = [f"f{size}_{n:04d}" for n in range(size)]
        define_indicator(office, [NewIndicator(c, c, "万元", "cumulative", "D-S") for c in codes])
        form = define_form(
            office, NewForm(f"f{size}", f"表{size}", tuple(NewItem(c) for c in codes), ("T000",)), FOUNDED
        )
        open_round(office, form, "2015-06")


def save_one_by_one(size: int) -> list[float]:
    """Seconds of each of the first 100 saves, each of one more cell."""
    liaison = standing_of_code("liaison", at(TODAY))
    round_, unit = (
        Round.objects.select_related("form").get(form__code=f"f{size}"),
        Unit.objects.get(code="T000"),
    )
    edition, seconds = 0, []
    for n in range(TYPED):
        start = time.perf_counter()
        typed = [Typed(f"f{size}_{n:04d}", f"{n}.5")]
        edition = save_cells(liaison, round_, unit, typed, edition=edition).edition
        seconds.append(time.perf_counter() - start)
    return seconds


def save_whole(size: int) -> float:
    """Seconds of one save of every cell of the sheet, as a paste of the whole table brings it."""
    liaison = standing_of_code("liaison", at(TODAY))
    round_, unit = (
        Round.objects.select_related("form").get(form__code=f"f{size}"),
        Unit.objects.get(code="T000"),
    )
    typed = [Typed(f"f{size}_{n:04d}", f"{n}.25") for n in range(size)]
    start = time.perf_counter()
    save_cells(liaison, round_, unit, typed, edition=TYPED)
    return time.perf_counter() - start


def show(size: int) -> float:
    """Seconds to read the sheet for its page."""
    start = time.perf_counter()
    sheet_view(standing_of_code("liaison", at(TODAY)), f"f{size}", "2015-06", "T000")
    return time.perf_counter() - start


def main() -> None:
    call_command("migrate", verbosity=0)
    found()
    costs = {}
    for size in SIZES:
        seconds = save_one_by_one(size)
        # The very first save of a process also loads what all others find loaded.
        first, last = median(seconds[1:21]), median(seconds[-20:])
        costs[size] = last
        print(
            f"sheet of {size:5d} cells: one cell, first 20 {1000 * first:6.1f} ms, last 20 {1000 * last:6.1f} ms"
        )
        print(
            f"  last of first {last / first:.2f}; whole sheet at once {save_whole(size):.2f} s; read {show(size):.2f} s"
        )
        assert last <= FLAT * first, "the 100th cell is slower than the first"
    grown = costs[SIZES[1]] / costs[SIZES[0]]
    print(f"one cell of 1,000 against one of 100: {grown:.2f} (at most {FLAT})")
    print("reached" if grown <= FLAT else "NOT reached")


if __name__ == "__main__":
    try:
        main()
    finally:
        shutil.rmtree(HOME)
