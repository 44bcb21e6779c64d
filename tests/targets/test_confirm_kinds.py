"""A draft that reads as a ceiling, a rank or a zero is confirmed as what it is, on the page too."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from approval import leader
from cast import TODAY, District, moment
from luoshi.documents.actions.import_document import Heading
from luoshi.documents.actions.import_edition import import_edition
from luoshi.documents.models import Document, Draft
from luoshi.indicators.models import Indicator, Nature
from luoshi.indicators.vocabulary import vocabulary
from luoshi.ledger.record import Signature, record
from luoshi.ledger.refusal import Refused
from luoshi.ledger.verify import verify
from luoshi.targets.actions.confirm_draft import confirm_draft, proposed
from luoshi.targets.actions.supersede_target import supersede_target
from luoshi.targets.models import Target
from luoshi.targets.queries import judged
from plan_document import import_plan
from web.signed_in import signed_in

TEXT = """青河区2015年工作安排

一、2015年目标

确定全区财政总收入进入全市前三名，城镇登记失业率控制在4.5%以内，全社会固定资产投资达到66亿元，安全生产死亡人数控制在3人以内，较大以上安全事故零发生。
"""
PEERS = ("青河区", "白水区", "绿林县")
NAMES = {
    "fiscal_revenue": ("财政总收入", "亿元", Nature.CUMULATIVE),
    "unemployment": ("城镇登记失业率", "%", Nature.RATE),
    "investment": ("全社会固定资产投资", "万元", Nature.CUMULATIVE),
    "deaths": ("安全生产死亡人数", "人", Nature.FLOW),
    "accidents": ("较大以上安全事故", "起", Nature.FLOW),
}


@pytest.fixture
def indicators(district: District) -> dict[str, Indicator]:
    made = [
        Indicator.objects.create(code=code, name=name, unit_name=unit, nature=nature, order=order)
        for order, (code, (name, unit, nature)) in enumerate(NAMES.items())
    ]
    signature = Signature(at=moment(), actor="founder")
    record(signature, "indicators.define_indicator", chain="QH", subject="catalogue", rows=made)
    return {i.code: i for i in made}


@pytest.fixture
def drafts(district: District, indicators: dict[str, Indicator]) -> dict[str, Draft]:
    document = import_plan(district, TEXT)
    rows = document.drafts.select_related("document__unit", "clause").filter(kind="target")
    return {row.proposal["indicator"]: row for row in rows}


def test_each_draft_is_read_as_what_it_is(drafts: dict[str, Draft]) -> None:
    read = {code: (d.proposal["kind"], d.proposal["op"], d.proposal["value"]) for code, d in drafts.items()}
    assert read == {
        "fiscal_revenue": ("rank", "<=", "3"),
        "unemployment": ("ceiling", "<=", "4.5"),
        "investment": ("level", ">=", "66"),
        "deaths": ("ceiling", "<=", "3"),
        "accidents": ("zero", "=", "0"),
    }


@pytest.mark.parametrize(
    ("code", "kind", "op", "value"),
    [
        ("unemployment", "ceiling", "<=", "4.5"),
        ("deaths", "ceiling", "<=", "3"),
        ("accidents", "zero", "=", "0"),
    ],
)
def test_a_ceiling_and_a_zero_are_confirmed_as_read(
    district: District,
    drafts: dict[str, Draft],
    indicators: dict[str, Indicator],
    code: str,
    kind: str,
    op: str,
    value: str,
) -> None:
    office = district.standing("supervisor")
    target = confirm_draft(office, drafts[code], proposed(drafts[code], indicators[code]))
    assert (target.kind, target.op, target.value, target.base) == (kind, op, Decimal(value), None)
    drafts[code].refresh_from_db()
    assert drafts[code].state == "confirmed"
    assert [j.target for j in judged(office, 2015, TODAY)] == [target]
    assert verify().holds


def test_a_rank_needs_those_among_whom_it_counts(
    district: District, drafts: dict[str, Draft], indicators: dict[str, Indicator]
) -> None:
    office, draft = district.standing("supervisor"), drafts["fiscal_revenue"]
    decision = proposed(draft, indicators["fiscal_revenue"])
    for peers in ((), ("青河区",), ("青河区", "白水区")):
        with pytest.raises(Refused) as refusal:
            confirm_draft(office, draft, replace(decision, peers=peers))
        assert [p.code for p in refusal.value.problems] == ["peers"]
    target = confirm_draft(office, draft, replace(decision, peers=PEERS))
    assert (target.kind, target.op, target.value, target.peers, target.level) == (
        "rank",
        "<=",
        3,
        [*PEERS],
        None,
    )
    draft.refresh_from_db()
    assert draft.state == "confirmed", "naming the peers changes nothing of what was read"
    assert verify().holds


def test_what_does_not_fit_the_kind_is_refused(
    district: District, drafts: dict[str, Draft], indicators: dict[str, Indicator]
) -> None:
    office, draft = district.standing("supervisor"), drafts["accidents"]
    decision = proposed(draft, indicators["accidents"])
    for wrong, place in (
        (replace(decision, value=Decimal(1)), "value"),
        (replace(decision, base=Decimal(2), base_source="年鉴"), "base"),
        (replace(decision, kind="ceiling"), "value"),
        (replace(decision, kind="steps"), "kind"),
    ):
        with pytest.raises(Refused) as refusal:
            confirm_draft(office, draft, wrong)
        assert [p.code for p in refusal.value.problems] == [place]
    assert not Target.objects.exists()


def test_an_amount_beside_a_growth_of_the_same_indicator_is_a_second_target_of_one_place(
    district: District, drafts: dict[str, Draft], indicators: dict[str, Indicator]
) -> None:
    """The board holds one amount or growth a place: a second one would hide the first."""
    office, draft = district.standing("supervisor"), drafts["investment"]
    investment = indicators["investment"]
    growth = replace(proposed(draft, investment), kind="growth", value=Decimal(8), op=">=")
    confirm_draft(office, draft, growth)
    again = (
        import_plan(district, TEXT.replace("工作安排", "工作要点"), "要点")
        .drafts.select_related("document__unit", "clause")
        .get(proposal__indicator="investment")
    )
    with pytest.raises(Refused) as refusal:
        confirm_draft(office, again, proposed(again, investment))
    assert [p.code for p in refusal.value.problems] == ["indicator"]


def post(document: Document, draft: Draft, **said: str) -> Any:
    sent = {k: draft.proposal[k] for k in ("indicator", "kind", "op", "value", "period")} | said
    return signed_in("supervisor").post(reverse("plan_confirm_target", args=[document.pk, draft.pk]), sent)


def test_the_card_confirms_a_rank_and_lets_it_be_edited(drafts: dict[str, Draft]) -> None:
    draft = drafts["fiscal_revenue"]
    page = signed_in("supervisor").get(reverse("plan_document", args=[draft.document_id])).content.decode()
    assert f'id="peers-{draft.pk}"' in page
    assert f'id="peers-{drafts["deaths"].pk}"' not in page
    assert f'id="base-{draft.pk}"' not in page, "a rank has no base to ask for"
    bare = post(draft.document, draft)
    assert bare.status_code == 422
    assert bare.content.decode().count("field-errors") == 1
    assert post(draft.document, draft, peers="\n".join(PEERS), value="2").status_code == 302
    target = Target.objects.get()
    assert (target.kind, target.value, target.peers) == ("rank", 2, [*PEERS])
    draft.refresh_from_db()
    assert draft.state == "edited"


def test_a_corrected_amount_is_in_the_unit_that_the_document_prints(drafts: dict[str, Draft]) -> None:
    """66 亿元 corrected to 68, and to a stretch of 70, for an indicator kept in 万元."""
    draft = drafts["investment"]
    page = signed_in("supervisor").get(reverse("plan_document", args=[draft.document_id])).content.decode()
    assert "数值（亿元，按原文）" in page
    assert post(draft.document, draft, value="68", stretch="70").status_code == 302
    target = Target.objects.get()
    assert (target.value, target.stretch) == (Decimal(680000), Decimal(700000))
    said = signed_in("supervisor").get(reverse("plan_document", args=[draft.document_id])).content.decode()
    assert "全社会固定资产投资 ≥ 680000 万元" in said
    assert "680000 亿元" not in said


def test_a_new_edition_supersedes_a_rank_among_the_same_peers(
    district: District, drafts: dict[str, Draft], indicators: dict[str, Indicator]
) -> None:
    office, draft = district.standing("supervisor"), drafts["fiscal_revenue"]
    revenue = indicators["fiscal_revenue"]
    old = confirm_draft(office, draft, replace(proposed(draft, revenue), peers=PEERS))
    edition = import_edition(
        office,
        draft.document,
        Heading("2015年工作安排（修订）", 2015),
        TEXT.replace("前三名", "前二名"),
        vocabulary=vocabulary(),
    )
    changed = edition.drafts.select_related("document__unit", "clause").get(
        proposal__indicator="fiscal_revenue"
    )
    with pytest.raises(Refused) as refusal:
        other = replace(proposed(changed, revenue), kind="level")
        supersede_target(office, old, changed, other, leader(), "上级要求")
    assert [p.code for p in refusal.value.problems] == ["indicator"], "a level is another place"
    new = supersede_target(office, old, changed, proposed(changed, revenue), leader(), "上级要求")
    assert (new.kind, new.value, new.peers) == ("rank", 2, [*PEERS])
    assert verify().holds
