"""Awards follow the rank within the quota; a gate closes them and leaves the score; a deviation needs a document."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override

from assessing import Assessment
from assessment.test_review import AFTER, final
from luoshi.assessment.actions.admit_appeal import admit_appeal
from luoshi.assessment.actions.answer_appeal import answer_appeal
from luoshi.assessment.actions.decide_appeal import decide_appeal
from luoshi.assessment.actions.deviate_award import deviate_award
from luoshi.assessment.actions.draft_appeal import NewEvidence, Objection, draft_appeal
from luoshi.assessment.actions.draw_awards import draw_awards
from luoshi.assessment.actions.file_appeal import file_appeal
from luoshi.assessment.actions.lift_gate import lift_gate
from luoshi.assessment.actions.plan_awards import Tier, plan_awards
from luoshi.assessment.actions.publish_awards import publish_awards
from luoshi.assessment.actions.publish_run import publish_run
from luoshi.assessment.actions.raise_gate import Grounds, raise_gate
from luoshi.assessment.actions.settle_run import settle_run
from luoshi.assessment.appeals import history, problem_of
from luoshi.assessment.award_models import AwardList, Gate
from luoshi.assessment.awards import Awards, quotas, read, strict_awards
from luoshi.assessment.duties import duties
from luoshi.assessment.league import League
from luoshi.assessment.models import Run
from luoshi.assessment.queries import run_view
from luoshi.ledger.refusal import Denied, Refused
from luoshi.ledger.verify import verify
from luoshi.notices.models import Notice
from luoshi.web.appeal_words import steps

TIERS = [Tier("一等奖", "First prize", count=1), Tier("二等奖", "Second prize", share=Decimal("0.5"))]
GROUNDS = Grounds("数据造假一票否决", "《统计法》第三十七条", "区纪〔2015〕3号", AFTER, date(2015, 12, 31))


def settled(assessment: Assessment) -> Run:
    office, leader = (assessment.district.standing(who, AFTER) for who in ("assessor", "leader"))
    run = settle_run(leader, final(assessment))
    plan_awards(office, run.scheme, TIERS, "all_in", "区考核办〔2015〕9号")
    return run


def gate(assessment: Assessment, run: Run, unit: str) -> Gate:
    leader = assessment.district.standing("leader", AFTER)
    return raise_gate(leader, run.scheme, assessment.district.unit(unit), GROUNDS)


def drawn(assessment: Assessment, run: Run) -> AwardList:
    return draw_awards(assessment.district.standing("assessor", AFTER), run)


def towns(awards: Awards) -> dict[str, tuple[int | None, int | None]]:
    group = next(group for group in awards if group.code == "towns")
    return {line.code: (line.strict, line.final) for line in group.lines}


def test_the_better_tier_is_served_first_and_never_more_than_there_are() -> None:
    assert quotas([{"count": 2}, {"share": "0.5"}], 5) == (2, 2)
    assert quotas([{"count": 2}, {"share": "0.5"}], 2) == (2, 0)
    assert quotas([{"share": "0.29"}], 100) == (29,)


def _league(assessment: Assessment) -> League:
    run = final(assessment)
    return run_view(assessment.district.standing("leader", AFTER), run).league


def test_strictly_by_rank_and_after_gates(assessment: Assessment) -> None:
    run = settled(assessment)
    league = run_view(assessment.district.standing("leader", AFTER), run).league
    tiers = [tier.kept() for tier in TIERS]
    plain = towns(strict_awards(league, tiers, "all_in", []))
    assert [plain[code][0] for code in ("QH-T1", "QH-T2", "QH-T3")] == [0, 1, None]
    closed = towns(strict_awards(league, tiers, "all_in", [gate(assessment, run, "QH-T1")]))
    assert [closed[code][0] for code in ("QH-T1", "QH-T2", "QH-T3")] == [None, 0, 1]
    assert run_view(assessment.district.standing("leader", AFTER), run).league == league


def test_a_tie_at_the_border_is_stated_and_follows_the_rule(assessment: Assessment) -> None:

    league = _league(assessment)
    table = next(t for t in league.tables if t.group.code == "towns")
    lines = tuple(replace(line, rank=min(line.rank or 0, 1)) for line in table.lines)
    tied = replace(league, tables=(replace(table, lines=lines),))
    for border, winners in (("all_in", 3), ("none_in", 0)):
        (group,) = strict_awards(tied, [{"name": "先进", "name_en": "", "count": 1}], border, [])
        assert sum(line.strict == 0 for line in group.lines) == winners
        assert all(line.tied for line in group.lines)


def test_a_deviation_stands_beside_the_strict_list_with_its_document(assessment: Assessment) -> None:
    run, leader = settled(assessment), assessment.district.standing("leader", AFTER)
    awards, unit = drawn(assessment, run), assessment.district.unit("QH-T3")
    with pytest.raises(Refused) as refused:
        deviate_award(leader, awards, unit, 1, " ", "")
    assert {p.code for p in refused.value.problems} == {"document", "reason"}
    deviate_award(leader, awards, unit, 1, "区委〔2015〕20号", "防汛抢险表现突出")
    with pytest.raises(Refused):
        publish_awards(leader, awards)
    publish_run(leader, run)
    published = publish_awards(leader, awards)
    found = next(line for group in read(published.content) for line in group.lines if line.code == "QH-T3")
    assert (found.strict, found.final, found.document) == (None, 1, "区委〔2015〕20号")
    with pytest.raises(Refused):
        deviate_award(leader, awards, unit, None, "区委〔2015〕21号", "撤销")
    assert verify().holds


def test_a_gated_unit_is_not_put_in_past_the_gate(assessment: Assessment) -> None:
    run, leader = settled(assessment), assessment.district.standing("leader", AFTER)
    awards, raised = drawn(assessment, run), gate(assessment, run, "QH-T1")
    unit = assessment.district.unit("QH-T1")
    with pytest.raises(Refused):
        deviate_award(leader, awards, unit, 0, "区委〔2015〕20号", "功大于过")
    lift_gate(leader, raised, "查无此事")
    deviate_award(leader, awards, unit, 0, "区委〔2015〕20号", "名次第一")
    with pytest.raises(Refused):
        lift_gate(leader, raised, "再次")


def test_an_open_appeal_about_a_gate_holds_the_publication_and_its_raiser_apart(
    assessment: Assessment,
) -> None:
    run, leader = settled(assessment), assessment.district.standing("leader", AFTER)
    publish_run(leader, run)
    awards, raised = drawn(assessment, run), gate(assessment, run, "QH-T1")
    head, unit = assessment.district.standing("t1_head", AFTER), assessment.district.unit("QH-T1")
    said = Objection("事实不清", "请解除", (), (NewEvidence("document", "复查报告"),))
    with pytest.raises(Refused):
        draft_appeal(
            assessment.district.standing("t2_head", AFTER), raised, assessment.district.unit("QH-T2"), said
        )
    appeal = file_appeal(head, draft_appeal(head, raised, unit, said))
    with pytest.raises(Refused, match=appeal.number):
        publish_awards(leader, awards)
    with pytest.raises(Refused):
        draft_appeal(head, raised, unit, said)
    assert verify().holds


@pytest.mark.parametrize("person", ["assessor", "supervisor", "t1_head", "inspector"])
def test_only_a_leader_gates_deviates_and_publishes(assessment: Assessment, person: str) -> None:
    run = settled(assessment)
    awards, unit = drawn(assessment, run), assessment.district.unit("QH-T1")
    standing = assessment.district.standing(person, AFTER)
    for act in (
        lambda: raise_gate(standing, run.scheme, unit, GROUNDS),
        lambda: deviate_award(standing, awards, unit, None, "文件", "理由"),
        lambda: publish_awards(standing, awards),
    ):
        with pytest.raises(Denied):
            act()


def test_a_list_follows_a_settled_result_and_a_plan(assessment: Assessment) -> None:
    run, office = final(assessment), assessment.district.standing("assessor", AFTER)
    with pytest.raises(Refused):
        draw_awards(office, run)
    with pytest.raises(Refused) as refused:
        plan_awards(office, run.scheme, [Tier("一等奖", count=0)], "", "")
    assert {p.code for p in refused.value.problems} == {"tiers", "border", "document"}


def test_an_upheld_appeal_about_a_gate_waits_for_a_leader_who_lifts_it_and_the_unit_is_told(
    assessment: Assessment,
) -> None:
    run, leader = settled(assessment), assessment.district.standing("leader", AFTER)
    raised = gate(assessment, run, "QH-T1")
    head, unit = assessment.district.standing("t1_head", AFTER), assessment.district.unit("QH-T1")
    said = Objection("事实不清", "请解除", (), (NewEvidence("document", "复查报告"),))
    appeal = file_appeal(head, draft_appeal(head, raised, unit, said))
    reviewer = assessment.district.standing("supervisor", AFTER)
    admit_appeal(reviewer, appeal)
    answer_appeal(assessment.district.standing("assessor", AFTER), appeal, "属实")
    decide_appeal(reviewer, appeal, "upheld", "事实不清", "考核办法第九条")
    # No figure is to be corrected and no result calculated again: the leader has it on his desk, the office has not.
    assert set(_told("appeal.to_lift")) == {"leader"} and not _told("appeal.to_carry_out")
    assert [duty.kind for duty in duties(leader) if duty.appeal] == ["appeal.lift"]
    with override("en"):
        assert "gate" in str(problem_of(history(appeal), AFTER).mend)
        assert steps(history(appeal), AFTER)[-1].word == "Lifting of the gate"
    lift_gate(leader, raised, "申诉成立")
    assert "t1_head" in _told("gate.lifted")
    assert not [duty for duty in duties(leader) if duty.appeal]
    assert verify().holds


def _told(kind: str) -> list[str]:
    return list(Notice.objects.filter(kind=kind).values_list("person__code", flat=True))
