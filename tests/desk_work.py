"""Steps that several tests of matters begin with."""

from __future__ import annotations

from datetime import date, timedelta

from cast import TODAY, District
from luoshi.matters.actions.accept import accept
from luoshi.matters.actions.assign import assign
from luoshi.matters.actions.close import close
from luoshi.matters.actions.open_matter import open_matter
from luoshi.matters.actions.report import report
from luoshi.matters.actions.review import review
from luoshi.matters.models import Matter


def opened(district: District, day: date = TODAY, **changes: object) -> Matter:
    """A matter led by 石桥镇, due on 31 July 2015 unless ``changes`` say otherwise."""
    parts = {
        "type": "supervision",
        "title": "整治河道",
        "text": f"清理石桥段，第{Matter.objects.count() + 1}期",
        "lead": district.unit("QH-T1"),
        "due_on": date(2015, 7, 31),
    }
    return open_matter(district.standing("supervisor", day), **{**parts, **changes})  # type: ignore[arg-type]


def accepted(district: District, day: date = TODAY, **changes: object) -> Matter:
    """Opened, assigned and accepted on one day."""
    matter = opened(district, day, **changes)
    assign(district.standing("supervisor", day), matter)
    accept(district.standing("t1_liaison", day), matter)
    return matter


def closed(district: District, day: date = TODAY, *, closing: date | None = None) -> Matter:
    """Done without a hitch; reported and closed on ``closing``."""
    matter, last = accepted(district, day), closing or day
    report(district.standing("t1_liaison", last), matter, "已清理", "照片三张")
    review(district.standing("supervisor", last), matter, passed=True)
    close(district.standing("supervisor", last), matter)
    matter.refresh_from_db()
    return matter


def later(days: int, day: date = TODAY) -> date:
    """Calendar days after ``day``."""
    return day + timedelta(days=days)
