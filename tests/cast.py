"""The named test district: 青河区, its offices, four towns and the people in it. All invented.

Three towns and one street in two peer groups are enough to see ties, partial roll-ups and comparison
groups; tests that need more units make their own.
"""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from django.utils import timezone
from pytest_django import Settings

from luoshi.org.actions.appoint import Appointment, appoint
from luoshi.org.actions.establish import NewUnit, establish
from luoshi.org.actions.group_peers import group_peers
from luoshi.org.models import Person, Unit
from luoshi.org.queries import standing_of_person
from luoshi.org.standing import Standing
from luoshi.workdays.actions.set_clock import set_clock

TODAY = date(2015, 7, 6)
FOUNDED = date(2010, 1, 1)

UNITS = [
    NewUnit("QH", "district", "青河区", 0, name_en="Qinghe District"),
    NewUnit("QH-SO", "department", "目督办", 10, "QH", name_en="Supervision Office", group="departments"),
    NewUnit("QH-AO", "department", "考核办", 11, "QH", name_en="Assessment Office", group="departments"),
    NewUnit("QH-STAT", "department", "统计局", 12, "QH", name_en="Statistics Bureau", group="departments"),
    NewUnit("QH-FIN", "department", "财政局", 13, "QH", name_en="Finance Bureau", group="departments"),
    NewUnit(
        "QH-DI", "department", "纪委监委", 14, "QH", name_en="Discipline Commission", group="departments"
    ),
    NewUnit("QH-S1", "subdistrict", "北门街道", 20, "QH", name_en="Beimen Subdistrict", group="streets"),
    NewUnit("QH-S2", "subdistrict", "南门街道", 21, "QH", name_en="Nanmen Subdistrict", group="streets"),
    NewUnit("QH-T1", "town", "石桥镇", 30, "QH", name_en="Shiqiao Town", group="towns"),
    NewUnit("QH-T2", "town", "柳林镇", 31, "QH", name_en="Liulin Town", group="towns"),
    NewUnit("QH-T3", "town", "沙河镇", 32, "QH", name_en="Shahe Town", group="towns"),
    NewUnit("QH-T1-V1", "village", "上湾村", 100, "QH-T1", name_en="Shangwan Village"),
    NewUnit("QH-T1-V2", "village", "下湾村", 101, "QH-T1", name_en="Xiawan Village"),
]

PEOPLE = [
    ("QH", "leader", "区长", "District Head", "leader", "高远"),
    ("QH-SO", "supervision_office", "主任", "Director", "supervisor", "苏明"),
    ("QH-SO", "administrator", "系统管理员", "Administrator", "admin", "安宁"),
    ("QH-AO", "assessment_office", "主任", "Director", "assessor", "柯正"),
    ("QH-STAT", "statistics_owner", "综合股股长", "Statistics Owner", "statistician", "舒准"),
    ("QH-FIN", "statistics_owner", "预算股股长", "Statistics Owner", "treasurer", "钱核"),
    ("QH-FIN", "principal", "局长", "Director", "finance_head", "金守"),
    ("QH-DI", "discipline", "常委", "Member", "inspector", "严清"),
    ("QH", "deputies_overseer", "人大代表", "Deputy", "deputy_overseer", "任民"),
    ("QH-T1", "principal", "镇长", "Mayor", "t1_head", "石磊"),
    ("QH-T1", "deputy", "副镇长", "Deputy Mayor", "t1_deputy", "石青"),
    ("QH-T1", "liaison", "联络员", "Liaison", "t1_liaison", "石兰"),
    ("QH-T2", "principal", "镇长", "Mayor", "t2_head", "柳成"),
    ("QH-T2", "liaison", "联络员", "Liaison", "t2_liaison", "柳叶"),
    ("QH-T3", "liaison", "联络员", "Liaison", "t3_liaison", "沙鸥"),
    ("QH-S1", "liaison", "联络员", "Liaison", "s1_liaison", "门望"),
    ("QH-S2", "liaison", "联络员", "Liaison", "s2_liaison", "门达"),
    ("QH-T1-V1", "village_cadre", "村委会主任", "Village Head", "v1_head", "湾生"),
]


def moment(day: date = TODAY, hour: int = 9) -> datetime:
    """A business moment on ``day``."""
    return timezone.make_aware(datetime.combine(day, time(hour)))


class District:
    """青河区 with lookups by the names above."""

    def unit(self, code: str) -> Unit:
        return Unit.objects.get(code=code)

    def person(self, code: str) -> Person:
        return Person.objects.get(code=code)

    def standing(self, code: str, day: date = TODAY, hour: int = 9) -> Standing:
        return standing_of_person(self.person(code), moment(day, hour))


def found_district() -> District:
    """Build the district through the product's own actions, on the fixed business date."""
    founder = Standing(at=moment(FOUNDED), name="founder")
    groups = [
        ("streets", "街道", "Subdistricts"),
        ("towns", "镇", "Towns"),
        ("departments", "部门", "Departments"),
    ]
    group_peers(founder, groups, chain="QH")
    establish(founder, UNITS, FOUNDED)
    appoint(
        founder,
        [
            Appointment(unit, role, title, title_en, person, name, order=n, account=True, simulated=True)
            for n, (unit, role, title, title_en, person, name) in enumerate(PEOPLE)
        ],
        FOUNDED,
    )
    set_clock(founder.signature(), TODAY, chain="QH")
    return District()


@pytest.fixture
def district(db: None, settings: Settings) -> District:
    """The district; its invented people can sign in, as in a demonstration."""
    settings.DEMO = True
    return found_district()
