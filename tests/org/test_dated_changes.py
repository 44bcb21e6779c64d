"""What changes in the organisation changes from a date on; the days before stay as they were."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cast import FOUNDED, TODAY, District, moment
from luoshi.ledger.refusal import Denied, Refused
from luoshi.ledger.verify import verify
from luoshi.org.actions.dissolve import dissolve
from luoshi.org.actions.end_tenure import end_tenure
from luoshi.org.actions.establish import NewUnit, establish
from luoshi.org.actions.move import move
from luoshi.org.actions.rename import rename
from luoshi.org.models import Relation, Tenure
from luoshi.org.queries import standing_of_code, tree

HANDED_OVER = date(2015, 4, 1)
DAY_BEFORE = HANDED_OVER - timedelta(days=1)


def with_zone(district: District) -> None:
    zone = NewUnit("QH-Z1", "zone", "高新区", 40, "QH", name_en="High-tech Zone")
    establish(district.standing("admin"), [zone], FOUNDED)


def test_a_town_lies_in_the_district_and_is_managed_by_the_zone(district: District) -> None:
    with_zone(district)
    town, zone, root = (district.unit(code) for code in ("QH-T2", "QH-Z1", "QH"))
    move(district.standing("admin"), town, zone, Relation.MANAGED_BY, HANDED_OVER, "区委〔2015〕3号")
    before, after = tree(DAY_BEFORE), tree(HANDED_OVER)
    assert [n.code for n in before.ancestors(town.pk)] == ["QH"]
    assert [n.code for n in after.ancestors(town.pk)] == ["QH-Z1", "QH"]
    assert before.children(zone.pk) == []
    assert [n.name for n in after.children(zone.pk)] == ["柳林镇"]
    assert after.located[town.pk] == root.pk == before.located[town.pk]
    assert "QH-T2" not in {n.code for n in after.children(root.pk)}
    assert verify().holds


def test_a_second_hand_over_cannot_slip_in_before_the_first(district: District) -> None:
    with_zone(district)
    admin, town, zone = district.standing("admin"), district.unit("QH-T2"), district.unit("QH-Z1")
    move(admin, town, zone, Relation.MANAGED_BY, HANDED_OVER, "区委〔2015〕3号")
    for day in (HANDED_OVER, date(2015, 2, 1)):
        with pytest.raises(Refused, match=HANDED_OVER.isoformat()):
            move(admin, town, district.unit("QH"), Relation.MANAGED_BY, day, "区委〔2015〕4号")
    move(admin, town, district.unit("QH"), Relation.MANAGED_BY, TODAY, "区委〔2015〕9号")
    assert [n.code for n in tree(TODAY).ancestors(town.pk)] == ["QH"]
    assert verify().holds


def test_a_unit_cannot_stand_below_itself(district: District) -> None:
    with pytest.raises(Refused):
        move(
            district.standing("admin"),
            district.unit("QH-T1"),
            district.unit("QH-T1-V1"),
            Relation.MANAGED_BY,
            TODAY,
            "x",
        )


def test_a_new_name_leaves_the_old_one_in_its_days(district: District) -> None:
    town = district.unit("QH-T3")
    rename(district.standing("admin"), town, "沙河新镇", HANDED_OVER, "民政〔2015〕1号", "New Shahe")
    assert tree(DAY_BEFORE).nodes[town.pk].name == "沙河镇"
    assert tree(HANDED_OVER).nodes[town.pk].name == "沙河新镇"
    assert verify().holds
    with pytest.raises(Refused):
        rename(district.standing("admin"), town, " ", TODAY, "x")
    with pytest.raises(Denied):
        rename(district.standing("t3_liaison"), town, "大沙河镇", TODAY, "x")


def test_who_left_a_post_has_lost_its_rights(district: District) -> None:
    tenure = Tenure.objects.get(person__code="t3_liaison")
    end_tenure(district.standing("admin"), tenure, TODAY, "调离")
    yesterday = moment(TODAY - timedelta(days=1))
    assert standing_of_code("t3_liaison", yesterday).has("liaison")
    assert standing_of_code("t3_liaison", moment(TODAY)).posts == ()
    with pytest.raises(Refused):
        end_tenure(district.standing("admin"), tenure, TODAY, "调离")
    assert verify().holds


def test_a_dissolved_unit_is_gone_and_its_past_remains(district: District) -> None:
    admin = district.standing("admin")
    with pytest.raises(Refused, match="上湾村"):
        dissolve(admin, district.unit("QH-T1"), TODAY, "撤镇")
    village = district.unit("QH-T1-V1")
    dissolve(admin, village, TODAY, "并村")
    assert village.pk not in tree(TODAY).nodes
    assert tree(TODAY - timedelta(days=1)).nodes[village.pk].name == "上湾村"
    assert not district.standing("v1_head").posts
    with pytest.raises(Refused):
        dissolve(admin, village, TODAY, "并村")
    assert verify().holds
