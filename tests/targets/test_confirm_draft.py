"""A draft becomes a target on the base that the document states; a base it does not state is asked for."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from cast import District
from luoshi.documents.models import Document, Draft, DraftKind, DraftState
from luoshi.indicators.models import Indicator, Observation
from luoshi.ledger.refusal import Denied, Refused
from luoshi.ledger.verify import verify
from luoshi.targets.actions.confirm_draft import confirm_draft, proposed
from luoshi.targets.actions.supply_base import supply_base
from luoshi.targets.models import Target
from plan_document import catalogue, import_plan


def drafts(document: Document) -> dict[str, Draft]:
    """Target drafts by the code of their indicator."""
    found = document.drafts.filter(kind=DraftKind.TARGET).select_related("document__unit", "clause")
    return {d.proposal["indicator"]: d for d in found}


@pytest.fixture
def codes(district: District) -> dict[str, Indicator]:
    return catalogue()


def confirmed(district: District, draft: Draft, indicator: Indicator) -> Target:
    return confirm_draft(district.standing("supervisor"), draft, proposed(draft, indicator))


def test_a_stated_base_gives_the_level_and_is_kept_with_its_place(
    district: District, codes: dict[str, Indicator]
) -> None:
    document = import_plan(district)
    draft = drafts(document)["gdp"]
    target = confirmed(district, draft, codes["gdp"])
    assert (target.value, target.op, target.period, target.unit.code) == (Decimal(8), ">=", "2015", "QH")
    assert (target.base, target.base_state, target.level) == (Decimal("200.5"), "stated", Decimal("216.54"))
    assert document.text[target.span_start : target.span_end] == "8"
    assert document.text[target.base_start : target.base_end] == "200.5"
    (base,) = Observation.objects.filter(indicator=codes["gdp"], period="2014")
    assert (base.value, base.origin, base.document_id) == (Decimal("200.5"), "document", document.pk)
    assert (base.span_start, base.span_end) == (target.base_start, target.base_end)
    draft.refresh_from_db()
    assert draft.decision is not None
    assert (draft.state, draft.decision["target"]) == (DraftState.CONFIRMED, target.pk)
    assert verify().holds, verify().findings


def test_a_base_found_by_synonym_is_said_to_be(district: District, codes: dict[str, Indicator]) -> None:
    draft = drafts(import_plan(district))["fiscal_revenue"]
    assert (draft.proposal["base"]["value"], draft.proposal["base"]["by"]) == ("31.2", "synonym")


def test_a_base_that_is_not_stated_stays_open_until_somebody_supplies_it(
    district: District, codes: dict[str, Indicator]
) -> None:
    draft = drafts(import_plan(district))["fixed_investment"]
    assert draft.proposal["base"] is None
    target = confirmed(district, draft, codes["fixed_investment"])
    assert (target.base, target.level, target.base_state) == (None, None, "missing")
    assert not Observation.objects.exists()
    with pytest.raises(Refused):
        supply_base(district.standing("supervisor"), target, Decimal(150), " ")
    with pytest.raises(Refused):
        supply_base(district.standing("supervisor"), target, Decimal("NaN"), "统计年鉴")
    later = supply_base(district.standing("supervisor"), target, Decimal(150), "统计年鉴")
    target.refresh_from_db()
    assert target.superseded_at is not None
    assert (later.base, later.level, later.base_state) == (Decimal(150), Decimal(159), "supplied")
    assert (later.sentence_start, later.clause_id) == (target.sentence_start, target.clause_id)
    (base,) = Observation.objects.all()
    assert (base.origin, base.note, base.period) == ("supplied", "统计年鉴", "2014")
    assert verify().holds, verify().findings


def test_a_supplied_base_needs_its_source(district: District, codes: dict[str, Indicator]) -> None:
    draft = drafts(import_plan(district))["fixed_investment"]
    decision = replace(proposed(draft, codes["fixed_investment"]), base=Decimal(150))
    with pytest.raises(Refused) as caught:
        confirm_draft(district.standing("supervisor"), draft, decision)
    assert [p.code for p in caught.value.problems] == ["base_source"]
    assert not Target.objects.exists()
    draft.refresh_from_db()
    assert draft.state == DraftState.PENDING
    target = confirm_draft(district.standing("supervisor"), draft, replace(decision, base_source="年鉴"))
    draft.refresh_from_db()
    assert (target.base_state, target.base_source, draft.state) == ("supplied", "年鉴", DraftState.CONFIRMED)


def test_changes_are_told_from_plain_agreement(district: District, codes: dict[str, Indicator]) -> None:
    draft = drafts(import_plan(district))["gdp"]
    decision = replace(proposed(draft, codes["gdp"]), value=Decimal("8.5"))
    target = confirm_draft(district.standing("supervisor"), draft, decision)
    draft.refresh_from_db()
    assert (draft.state, draft.proposal["value"], target.level) == (
        DraftState.EDITED,
        "8",
        Decimal("217.542500"),
    )


def test_the_same_target_is_not_set_twice(district: District, codes: dict[str, Indicator]) -> None:
    found = drafts(import_plan(district))
    confirmed(district, found["gdp"], codes["gdp"])
    with pytest.raises(Refused) as again:
        confirmed(district, found["gdp"], codes["gdp"])
    assert {p.code for p in again.value.problems} == {"indicator"}
    with pytest.raises(Refused) as rival:
        confirmed(district, found["fiscal_revenue"], codes["gdp"])
    assert "gdp" not in str(rival.value)
    assert Target.objects.count() == 1


def test_a_base_in_another_unit_is_converted_or_refused(
    district: District, codes: dict[str, Indicator]
) -> None:
    draft = drafts(import_plan(district))["gdp"]
    indicator = codes["gdp"]
    indicator.unit_name = "万元"
    assert confirmed(district, draft, indicator).base == Decimal(2_005_000)
    other = drafts(draft.document)["fiscal_revenue"]
    people = codes["fiscal_revenue"]
    people.unit_name = "户"
    with pytest.raises(Refused) as caught:
        confirmed(district, other, people)
    assert [p.code for p in caught.value.problems] == ["base"]


@pytest.mark.parametrize("who", ["assessor", "t1_head", "statistician", "inspector", "admin"])
def test_others_may_not_set_targets(district: District, codes: dict[str, Indicator], who: str) -> None:
    draft = drafts(import_plan(district))["gdp"]
    with pytest.raises(Denied):
        confirm_draft(district.standing(who), draft, proposed(draft, codes["gdp"]))


def test_the_published_speech_gives_its_four_targets_on_their_real_bases(
    district: District, codes: dict[str, Indicator], shared: Path
) -> None:
    text = (shared / "sources" / "yushui-2015.txt").read_text(encoding="utf-8")
    document = import_plan(district, text, "三级干部大会讲话")
    found = drafts(document)
    assert {code: d.proposal["value"] for code, d in found.items()} == {
        "gdp": "8",
        "fiscal_revenue": "5",
        "industry_revenue": "6",
        "fixed_investment": "6",
    }
    targets = {code: confirmed(district, d, codes[code]) for code, d in found.items()}
    assert {code: (t.base, t.base_state) for code, t in targets.items()} == {
        "gdp": (Decimal("196.72"), "stated"),
        "fiscal_revenue": (Decimal("27.63"), "stated"),
        "industry_revenue": (Decimal("287.97"), "stated"),
        "fixed_investment": (None, "missing"),
    }
    assert targets["gdp"].level == Decimal("212.4576")
    for code, target in targets.items():
        assert text[target.span_start : target.span_end] == found[code].proposal["value"]
        sentence = text[target.sentence_start : target.sentence_end]
        assert found[code].proposal["phrase"] in sentence
        if target.base is not None:
            assert text[target.base_start : target.base_end] == str(target.base)
    assert found["fiscal_revenue"].proposal["base"]["by"] == "synonym"
    assert found["gdp"].proposal["base"]["by"] == "exact"
    assert Observation.objects.filter(period="2014").count() == 3
    assert verify().holds, verify().findings
