"""Whatever people try, a matter moves only by permitted steps, and its rows agree with its log."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from cast import TODAY, District, found_district
from luoshi.ledger.refusal import Denied, Refused
from luoshi.ledger.verify import verify
from luoshi.matters.actions.accept import accept
from luoshi.matters.actions.archive import archive
from luoshi.matters.actions.ask_extension import ask_extension
from luoshi.matters.actions.assign import assign
from luoshi.matters.actions.chase import chase
from luoshi.matters.actions.close import close
from luoshi.matters.actions.decide_extension import decide_extension
from luoshi.matters.actions.look_back import look_back
from luoshi.matters.actions.object_to import object_to
from luoshi.matters.actions.open_matter import open_matter
from luoshi.matters.actions.reassign import reassign
from luoshi.matters.actions.report import report
from luoshi.matters.actions.review import review
from luoshi.matters.actions.uphold import uphold
from luoshi.matters.engine import load
from luoshi.matters.matter_type import matter_type
from luoshi.matters.models import Event, Matter
from luoshi.org.models import Unit

PEOPLE = ["supervisor", "t1_head", "t1_liaison", "t2_head", "v1_head", "leader", "inspector"]
VILLAGE = "QH-T1-V1"
ATTEMPTS = {
    "assign": lambda s, m, day: assign(s, m),
    "assign_village": lambda s, m, day: assign(s, m, unit=Unit.objects.get(code=VILLAGE)),
    "accept": lambda s, m, day: accept(s, m),
    "object": lambda s, m, day: object_to(s, m, "不属职责"),
    "uphold": lambda s, m, day: uphold(s, m, "照办"),
    "reassign": lambda s, m, day: reassign(s, m, reason="改派", unit=Unit.objects.get(code="QH-T2")),
    "report": lambda s, m, day: report(s, m, "已办"),
    "pass": lambda s, m, day: review(s, m, passed=True),
    "return": lambda s, m, day: review(s, m, passed=False, reason="不实"),
    "close": lambda s, m, day: close(s, m),
    "confirm": lambda s, m, day: look_back(s, m, effective=True, finding="属实"),
    "reopen": lambda s, m, day: look_back(s, m, effective=False, finding="反弹", due_on=day + timedelta(20)),
    "archive": lambda s, m, day: archive(s, m),
    "chase": lambda s, m, day: chase(s, m),
    "ask": lambda s, m, day: ask_extension(s, m, day + timedelta(60), "汛期"),
    "grant": lambda s, m, day: decide_extension(s, m, granted=True),
    "refuse": lambda s, m, day: decide_extension(s, m, granted=False, reason="不准"),
}
# A straight path with anything tried in between reaches the late stages; pure chance hardly would.
PATH = [
    ("supervisor", "assign"),
    ("t1_head", "accept"),
    ("t1_liaison", "report"),
    ("supervisor", "pass"),
    ("supervisor", "close"),
    ("supervisor", "confirm"),
    ("supervisor", "reopen"),
]


class EngineNeverStrays(TestCase):
    district: District

    @classmethod
    def setUpTestData(cls) -> None:
        cls.district = found_district()

    @settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        st.lists(
            st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(sorted(ATTEMPTS))), max_size=3),
            min_size=len(PATH),
            max_size=len(PATH),
        )
    )
    def test_every_line_of_the_log_is_a_permitted_step(self, noise: list[list[tuple[str, str]]]) -> None:
        matter = open_matter(
            self.district.standing("supervisor"),
            type="supervision",
            title="任意",
            text="",
            lead=self.district.unit("QH-T1"),
        )
        day = TODAY
        for straight, tries in zip(PATH, noise, strict=True):
            for person, attempt in [straight, *tries]:
                day += timedelta(days=1)
                self._try(matter, person, attempt, day)
        self._check(matter)

    def _try(self, matter: Matter, person: str, attempt: str, day: date) -> None:
        before = Event.objects.filter(matter=matter).count()
        try:
            ATTEMPTS[attempt](self.district.standing(person, day), matter, day)
        except (Denied, Refused):
            assert Event.objects.filter(matter=matter).count() == before

    def _check(self, matter: Matter) -> None:
        kind = matter_type("supervision")
        stage = kind.initial.code
        for event in Event.objects.filter(matter=matter):
            assert event.from_stage == stage
            permitted = {
                step.target or event.from_stage
                for step in kind.verbs[event.verb].steps
                if event.from_stage in step.sources
            }
            assert event.to_stage in permitted, (event.verb, event.from_stage, event.to_stage)
            stage = event.to_stage
        situation = load(matter)
        matter.refresh_from_db()
        assert (matter.stage, matter.due_on) == (situation.stage.code, situation.due_on)
        current = {(link.pk, link.state, link.due_on) for link in matter.links.filter(ended_at__isnull=True)}
        assert current == {(p.link.pk, p.state, p.due_on) for p in situation.chain}
        assert verify().holds, verify().findings


def test_a_verb_the_type_does_not_have_is_an_error_of_the_program(district: District) -> None:
    from luoshi.matters.engine import begin

    matter = open_matter(
        district.standing("supervisor"), type="supervision", title="甲", text="", lead=district.unit("QH-T1")
    )
    with pytest.raises(KeyError):
        begin(district.standing("supervisor"), matter, "sing", {})
