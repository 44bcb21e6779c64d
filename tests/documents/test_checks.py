"""A number check on record: what it keeps, what is decided about it, and how long that lasts."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.utils import translation

from bulletin_document import (
    BULLETIN,
    SLIPS,
    SOUND,
    checked_bulletin,
    cut_off,
    import_bulletin,
    misfit,
    swapped,
)
from cast import TODAY, District
from luoshi.documents import queries, reading
from luoshi.documents.actions.check_numbers import check_numbers
from luoshi.documents.actions.settle_finding import Ruling, settle_finding
from luoshi.documents.models import Document, FindingDecision, NumberCheck
from luoshi.documents.queries import Checked, FindingView
from luoshi.ledger.models import Entry
from luoshi.ledger.refusal import Denied, Refused
from luoshi.ledger.verify import verify
from luoshi.org.standing import Standing


@pytest.fixture
def run(district: District) -> NumberCheck:
    return checked_bulletin(district)


@pytest.fixture
def office(district: District) -> Standing:
    return district.standing("supervisor")


def found(office: Standing, document: Document, as_of: date = TODAY) -> Checked:
    return queries.checked(office, document.pk, as_of)


def view_of(checked: Checked, kind: str, level: str = "error") -> FindingView:
    return next(v for v in checked.findings if v.finding.type == kind and v.level == level)


def test_every_relation_is_kept_with_its_place_in_the_text(run: NumberCheck) -> None:
    text = run.document.text
    findings = list(run.findings.all())
    assert sum(f.verdict == "fail" for f in findings) == SLIPS
    assert sum(f.verdict == "pass" for f in findings) >= 2, "what holds is kept as well"
    total = swapped(run)
    assert text[total.start : total.end] == "34096"
    assert [text[start:end] for start, end, _unit in total.operands] == ["21343", "12762"]
    assert total.repair["printed"] == "21334"
    assert run.text_digest == run.document.text_digest
    assert run.grammar
    assert verify().holds, verify().findings


def test_the_tally_says_what_holds_and_what_does_not(office: Standing, run: NumberCheck) -> None:
    tally = found(office, run.document).tally
    assert (tally.errors, tally.questions, tally.notes, tally.open) == (2, 0, 1, 3)
    assert tally.holding == run.findings.filter(verdict="pass").count()
    assert tally.relations == run.findings.count()
    (line,) = queries.check_lines(office, TODAY)
    assert line.tally == tally


def test_a_bulletin_reports_and_plans_nothing(district: District, office: Standing) -> None:
    document = import_bulletin(district)
    assert not document.drafts.exists()
    assert document.clauses.exists()
    assert queries.documents(office, TODAY) == []
    (line,) = queries.check_lines(office, TODAY)
    assert line.tally is None


def test_findings_are_worded_for_each_reader(office: Standing, run: NumberCheck) -> None:
    checked = found(office, run.document)
    total, share = view_of(checked, "sum"), view_of(checked, "share", "note")
    with translation.override("zh-hans"):
        assert (
            total.sentence
            == "合计应为 34,105 万元，文中为 34,096 万元，其中 21,343 万元似应为 21,334 万元（疑为数字颠倒）。"
        )
        assert share.sentence == "占比应为 7.4%，文中为 7.3%，疑为截位而未四舍五入。"
    with translation.override("en"):
        assert total.sentence.startswith("The total should be 34,105 万元; the text says 34,096 万元")
    assert total.working == "21,343 + 12,762 = 34,105 万元"
    assert share.working == "212 ÷ 2,877 × 100 = 7.369%"
    assert total.correction is not None
    assert (total.correction.old, total.correction.new) == ("21,343 万元", "21,334 万元")
    assert total.quote(48) == "1-6月，全区一般公共预算收入完成34096万元，为年初预算64000万元的53.3%。"
    assert total.quote(20) == "……一般公共预算收入完成34096万元，为年……"
    assert total.paragraph == 3


def test_a_finding_is_accepted_changed_or_dismissed(office: Standing, run: NumberCheck) -> None:
    settle_finding(office, swapped(run), Ruling("accepted"))
    settle_finding(office, misfit(run), Ruling("rejected", reason="占比按含专项的支出计算"))
    settle_finding(office, cut_off(run), Ruling("edited", correction="7.37%", wording="占比宜保留两位小数。"))
    checked = found(office, run.document)
    assert checked.tally.open == 0
    assert checked.tally.decided == 3
    states = {v.finding.pk: v.state for v in checked.findings if v.state != "holds"}
    assert states == {swapped(run).pk: "accepted", misfit(run).pk: "rejected", cut_off(run).pk: "edited"}
    changed = view_of(checked, "share", "note")
    assert (changed.mended, changed.wording) == ("7.37%", "占比宜保留两位小数。")
    assert verify().holds, verify().findings


def test_a_check_anew_keeps_what_was_decided(office: Standing, run: NumberCheck) -> None:
    settle_finding(office, misfit(run), Ruling("rejected", reason="口径不同"))
    again = check_numbers(office, run.document)
    assert again.pk != run.pk
    checked = found(office, run.document)
    assert checked.check == again
    assert view_of(checked, "share").state == "rejected"
    assert checked.tally.open == 2


def test_decisions_follow_text_that_moved_into_another_edition(
    district: District, office: Standing, run: NumberCheck
) -> None:
    settle_finding(office, misfit(run), Ruling("rejected", reason="口径不同"))
    moved = BULLETIN.replace("21343", "21334").replace(
        "一、收入\n", "各乡镇、街道，区直各部门：\n\n一、收入\n"
    )
    edition = checked_bulletin(district, moved, "上半年财政情况通报（修改稿）")
    checked = found(office, edition.document)
    assert view_of(checked, "share").state == "rejected"
    assert (checked.tally.errors, checked.tally.open) == (1, 1)
    assert view_of(checked, "share").decided_in == run.document.title
    elsewhere = checked_bulletin(district, moved, unit="QH-T1")
    assert found(office, elsewhere.document).tally.open == 2, "decisions are the unit's own"


def test_a_decision_is_changed_by_another_beside_it(office: Standing, run: NumberCheck) -> None:
    total = swapped(run)
    first = settle_finding(office, total, Ruling("accepted"))
    with pytest.raises(Refused) as caught:
        settle_finding(office, total, Ruling("rejected", reason="看错"))
    assert [p.code for p in caught.value.problems] == ["decided"]
    second = settle_finding(office, total, Ruling("rejected", reason="看错", instead_of=first.pk))
    with pytest.raises(Refused):
        settle_finding(office, total, Ruling("accepted", instead_of=first.pk))
    view = view_of(found(office, run.document), "sum")
    assert (view.decision, view.earlier) == (second, (first,))
    assert verify().holds, verify().findings


def test_a_decision_is_never_rewritten(office: Standing, run: NumberCheck) -> None:
    decision = settle_finding(office, swapped(run), Ruling("accepted"))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        FindingDecision.objects.filter(pk=decision.pk).update(kind="rejected")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        decision.delete()


@pytest.mark.parametrize(
    ("ruling", "code"),
    [
        (Ruling("rejected", reason=" "), "reason"),
        (Ruling("edited"), "correction"),
        (Ruling("edited", correction="长" * 61), "correction"),
        (Ruling("edited", wording="长" * 301), "wording"),
        (Ruling("forgotten"), "decision"),
        (Ruling("accepted", instead_of=7), "decided"),
    ],
)
def test_a_decision_that_says_nothing_is_refused(
    office: Standing, run: NumberCheck, ruling: Ruling, code: str
) -> None:
    with pytest.raises(Refused) as caught:
        settle_finding(office, swapped(run), ruling)
    assert code in [p.code for p in caught.value.problems]
    assert not FindingDecision.objects.exists()


def test_what_holds_is_not_decided(office: Standing, run: NumberCheck) -> None:
    holding = run.findings.filter(verdict="pass")[0]
    with pytest.raises(Refused) as caught:
        settle_finding(office, holding, Ruling("accepted"))
    assert [p.code for p in caught.value.problems] == ["holds"]


def test_a_text_that_keeps_a_person_waiting_is_refused_before_anything_is_kept(
    district: District, office: Standing, run: NumberCheck, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "LONGEST_CHECKED", len(run.document.text) - 1)
    documents, checks = Document.objects.count(), NumberCheck.objects.count()
    with pytest.raises(Refused) as again:
        check_numbers(office, run.document)
    with pytest.raises(Refused) as new:
        checked_bulletin(district, text=run.document.text + "另有一段。")
    assert [p.code for p in (*again.value.problems, *new.value.problems)] == ["too_large", "too_large"]
    assert (Document.objects.count(), NumberCheck.objects.count()) == (documents, checks)


@pytest.mark.parametrize("person", ["assessor", "t1_head", "inspector", "admin"])
def test_who_does_not_settle_drafts_checks_nothing(district: District, run: NumberCheck, person: str) -> None:
    standing, before = district.standing(person), Entry.objects.count()
    with pytest.raises(Denied):
        check_numbers(standing, run.document)
    with pytest.raises(Denied):
        settle_finding(standing, swapped(run), Ruling("accepted"))
    assert Entry.objects.count() == before


def test_a_unit_reads_the_check_of_its_own_document_only(district: District, office: Standing) -> None:
    own = checked_bulletin(district, unit="QH-T1").document
    for person, sees in (("t1_liaison", True), ("leader", True), ("t2_liaison", False), ("inspector", False)):
        standing = district.standing(person)
        assert [line.document for line in queries.check_lines(standing, TODAY)] == ([own] if sees else [])
        if sees:
            assert found(standing, own).tally.findings == SLIPS
            assert queries.document(standing, own.pk, TODAY) == own
            continue
        for read in (queries.checked, queries.document):
            with pytest.raises(Document.DoesNotExist):
                read(standing, own.pk, TODAY)


def test_the_past_knows_no_later_check(district: District, office: Standing) -> None:
    early = district.standing("supervisor", date(2015, 7, 1))
    document = import_bulletin(district)
    document.imported_at = early.at
    document.save()
    run = check_numbers(early, document)
    settle_finding(office, swapped(run), Ruling("accepted"))
    assert found(office, document, date(2015, 7, 2)).tally.open == 3
    assert found(office, document).tally.open == 2
    check_numbers(office, document)
    then = found(office, document, date(2015, 7, 2))
    assert then.check == run


def test_a_sound_bulletin_has_no_findings(district: District, office: Standing) -> None:
    checked = found(office, checked_bulletin(district, SOUND).document)
    assert checked.tally.findings == 0
    assert checked.tally.relations > SLIPS
