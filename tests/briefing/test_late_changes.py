"""A target that was moved after the middle of the year is named in the bulletin, with its authority."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from cast import TODAY
from luoshi.briefing.official import Paragraph
from luoshi.briefing.overall import overall
from luoshi.briefing.progress import gather
from luoshi.org.models import Post, Role
from luoshi.targets.actions.change_target import change_target
from luoshi.targets.authority import Authority
from luoshi.targets.models import Target
from luoshi.workdays.periods import Period
from steering import Steering, steering_district  # noqa: F401


def told(steering: Steering) -> str:
    office = steering.district.standing("supervisor")
    progress = gather(office, Period.parse("2015-H1"), TODAY, None)
    return "\n".join(block.text for block in overall(progress) if isinstance(block, Paragraph))


def lower(steering: Steering, target: Target, value: str, day: date) -> Target:
    said = Authority("青府发〔2015〕12号", Post.objects.get(role=Role.LEADER), "产业政策调整")
    return change_target(steering.district.standing("supervisor", day), target, Decimal(value), None, said)


def test_a_lowered_target_is_visible(steering: Steering) -> None:
    root = steering.root()
    parts = steering.split(root)
    steering.report({"QH-T1": "21.6"})
    lower(steering, root, "8", date(2015, 7, 3))
    lower(steering, parts["QH-T1"], "63", date(2015, 7, 4))
    assert (
        "年中以后调整目标2项：青河区固定资产投资由增长10%下调为增长8%（7月3日，青府发〔2015〕12号，区长批准，产业政策调整）；"
        "石桥镇固定资产投资由66.00亿元下调为63.00亿元（7月4日，青府发〔2015〕12号，区长批准，产业政策调整）。"
        in told(steering)
    )


def test_a_change_in_the_first_half_is_not_a_late_one(steering: Steering) -> None:
    lower(steering, steering.root(), "8", date(2015, 4, 10))
    assert "年中以后" not in told(steering)
