"""A panel from its rules to its sealed result: who rates, what is kept, what is computed, who knows what."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from cast import District
from luoshi.assessment.actions.save_ballot import save_ballot
from luoshi.assessment.actions.seal_panel import seal_panel
from luoshi.assessment.actions.submit_ballot import submit_ballot
from luoshi.assessment.actions.withdraw_ballot import withdraw_ballot
from luoshi.assessment.ballots import Filled, own_units, votes_of
from luoshi.assessment.panel_models import Ballot, PanelResult
from luoshi.assessment.panels import outstanding, panel_view, told_apart
from luoshi.assessment.scale import Grade, Scale, of_grades, scale_of
from luoshi.jobs.tick import tick
from luoshi.kernel.rating import rating_of_classes
from luoshi.ledger.models import Entry
from luoshi.ledger.refusal import Denied, Refused
from luoshi.ledger.verify import verify
from luoshi.org.models import Tenure
from panelling import AFTER, CLOSES, GIVEN, UNITS, Panelling, panelling_district  # noqa: F401

pytestmark = pytest.mark.django_db


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def test_the_result_is_the_weighted_mean_of_trimmed_classes(panelling: Panelling) -> None:
    panel = panelling.sealed()
    found = PanelResult.objects.get(panel=panel, unit__code="QH-S1")
    # Of four departments one is dropped at each end; of three leaders and three villages none.
    by_hand = Decimal(92 * 40 + (80 + 84) / 2 * 30 + 93 * 30) / 100
    assert found.score == by_hand
    assert found.raters == 10
    assert found.agreement is not None and Decimal("0.8") < found.agreement < 1
    assert verify().holds


def test_nobody_rates_his_own_unit_or_the_one_above_it(panelling: Panelling, district: District) -> None:
    panel = panelling.sealed()
    assert "QH-T1" in own_units(district.standing("t1_head"), panel)
    assert "QH-T1" in own_units(district.standing("v1_head"), panel)
    town = PanelResult.objects.get(panel=panel, unit__code="QH-T1")
    assert town.raters == 8
    assert [columns[0] for columns in town.ratings] == [["85", "87", "89"], ["60", "75", "79", "83"], ["88"]]


def test_what_was_sent_for_the_own_unit_is_left_out(panelling: Panelling) -> None:
    panel = panelling.define()
    assert "QH-T1" not in panelling.submit("t1_head", panel, {"QH-T1": "100"}).ratings


def test_a_declared_recusal_needs_a_reason_and_is_not_counted(
    panelling: Panelling, district: District
) -> None:
    panel = panelling.define()
    given = panelling.filled("leader", panel)
    answers = {unit: texts for unit, texts in given.answers.items() if unit != "QH-S2"}
    with pytest.raises(Refused) as refused:
        submit_ballot(district.standing("leader"), panel, Filled(answers))
    assert codes(refused) == ["QH-S2-0"]
    ballot = submit_ballot(district.standing("leader"), panel, Filled(answers, {"QH-S2": "亲属任职"}))
    assert ballot.recusals == {"QH-S2": "亲属任职"}
    with pytest.raises(Refused):
        save_ballot(district.standing("admin"), panel, Filled({"QH-S1": ("5",)}, {"QH-S1": "亲属任职"}))


@pytest.mark.parametrize("text", ["101", "-1", "90.5", "好", "1e2", "９０"])
def test_an_answer_off_the_scale_is_named(panelling: Panelling, text: str) -> None:
    panel = panelling.define()
    with pytest.raises(Refused) as refused:
        panelling.submit("leader", panel, {"QH-S1": text})
    assert codes(refused) == ["QH-S1-0"]
    assert not Ballot.objects.exists()


def test_a_draft_may_stay_open_and_counts_for_nothing(panelling: Panelling, district: District) -> None:
    panel = panelling.define()
    leader = district.standing("leader")
    draft = save_ballot(leader, panel, Filled({"QH-S1": ("77",)}))
    assert draft.ratings == {"QH-S1": ["77"]}
    before = Entry.objects.count()
    assert save_ballot(leader, panel, Filled({"QH-S1": ("77",)})) == draft
    assert Entry.objects.count() == before
    sealed = seal_panel(district.standing("assessor", AFTER), panel)
    assert {result.score for result in sealed.results.all()} == {None}
    assert not Ballot.objects.exists()
    assert verify().holds


def test_a_ballot_sent_twice_counts_once_and_another_needs_the_first_withdrawn(
    panelling: Panelling, district: District
) -> None:
    panel = panelling.define()
    first = panelling.submit("leader", panel)
    before = Entry.objects.count()
    assert panelling.submit("leader", panel) == first
    assert (Entry.objects.count(), Ballot.objects.count()) == (before, 1)
    with pytest.raises(Refused):
        panelling.submit("leader", panel, {"QH-S1": "1"})
    withdraw_ballot(district.standing("leader"), panel)
    assert panelling.submit("leader", panel, {"QH-S1": "1"}).ratings["QH-S1"] == ["1"]
    assert Ballot.objects.count() == 1
    assert verify().holds


def test_after_the_last_day_nothing_is_given_or_withdrawn(panelling: Panelling, district: District) -> None:
    panel = panelling.define()
    panelling.submit("leader", panel)
    late = district.standing("leader", AFTER)
    with pytest.raises(Refused):
        withdraw_ballot(late, panel)
    with pytest.raises(Refused):
        submit_ballot(district.standing("admin", AFTER), panel, panelling.filled("admin", panel))
    with pytest.raises(Refused):
        seal_panel(district.standing("assessor", CLOSES), panel)
    seal_panel(district.standing("assessor", AFTER), panel)
    with pytest.raises(Refused):
        seal_panel(district.standing("assessor", AFTER), panel)


def test_the_calendar_seals_what_is_over(panelling: Panelling, district: District) -> None:
    panel = panelling.define()
    assert tick(district.standing("assessor", date(2015, 7, 10)).at).sealed == 0
    assert tick(district.standing("assessor", AFTER).at).sealed == 1
    panel.refresh_from_db()
    assert panel.sealed_at is not None


def test_with_too_few_raters_there_is_no_result_which_is_not_zero(panelling: Panelling) -> None:
    panel = panelling.sealed("leader", "deputy_overseer", "admin", "assessor")
    assert {r.score for r in panel.results.all()} == {None}
    assert {r.raters for r in panel.results.all()} == {4}


def test_who_is_not_asked_has_no_vote(panelling: Panelling, district: District) -> None:
    panel = panelling.define()
    stranger = district.standing("t3_liaison")
    assert votes_of(stranger) == []
    with pytest.raises(Denied):
        save_ballot(stranger, panel, Filled({}))
    with pytest.raises(Denied):
        withdraw_ballot(stranger, panel)


def test_a_vote_belongs_to_the_post_and_what_was_given_to_the_person(
    panelling: Panelling, district: District
) -> None:
    panel = panelling.define()
    panelling.submit("t2_head", panel)
    held = Tenure.objects.get(person__code="t2_head")
    Tenure.objects.filter(pk=held.pk).update(valid_to=date(2015, 7, 7))
    Tenure.objects.create(post=held.post, person=district.person("t3_liaison"), valid_from=date(2015, 7, 7))
    successor = district.standing("t3_liaison", date(2015, 7, 7))
    assert votes_of(successor) == []
    with pytest.raises(Refused):
        submit_ballot(successor, panel, Filled({}, dict.fromkeys(UNITS, "不了解情况")))
    with pytest.raises(Refused):
        withdraw_ballot(successor, panel)


def test_the_office_knows_who_is_silent_and_nothing_else(panelling: Panelling, district: District) -> None:
    panel = panelling.define()
    panelling.submit("leader", panel)
    save_ballot(district.standing("admin"), panel, Filled({"QH-S1": ("77",)}))
    silent = {row.holder for row in outstanding(panelling.office, panel)}
    assert "高远" not in silent and "安宁" in silent
    assert len(silent) == len(GIVEN) - 1
    for other in ("leader", "supervisor", "inspector", "t1_head"):
        with pytest.raises(Denied):
            outstanding(district.standing(other), panel)
    assert panel_view(panelling.office, panel).lines == ()


def test_small_classes_are_not_told_apart(panelling: Panelling, district: District) -> None:
    assert told_apart([3, 5]) == (3, 5)
    assert told_apart([2, 9, 9]) is None
    panel = panelling.sealed()
    view = panel_view(district.standing("supervisor", AFTER), panel)
    by_class = {line.unit.code: line.by_class for line in view.lines}
    assert by_class["QH-S1"] == (3, 4, 3)
    assert by_class["QH-T1"] is None
    assert [c.submitted for c in view.classes] == [3, 4, 3]


def test_a_unit_reads_its_own_result_only(panelling: Panelling, district: District) -> None:
    panel = panelling.sealed()
    mine = panel_view(district.standing("t1_liaison", AFTER), panel)
    assert [line.unit.code for line in mine.lines] == ["QH-T1"]
    for reader in ("leader", "supervisor", "assessor", "inspector", "deputy_overseer"):
        assert len(panel_view(district.standing(reader, AFTER), panel).lines) == len(UNITS)


def test_before_the_sealing_the_result_is_not_known(panelling: Panelling, district: District) -> None:
    from luoshi.assessment.panels import find_panel

    panel = panelling.sealed()
    then = find_panel(panel.pk, CLOSES)
    assert then is not None and panel_view(district.standing("leader", AFTER), then).lines == ()


def test_several_questions_are_averaged_and_told_one_by_one(panelling: Panelling, district: District) -> None:
    panel = panelling.define(questions=(("作风", "Conduct"), ("实效", "Results")), trim=0, least=3)
    for n, person in enumerate(("leader", "deputy_overseer", "admin")):
        answers = {unit: (str(80 + n), str(60 + n)) for unit in UNITS}
        submit_ballot(district.standing(person), panel, Filled(answers))
    result = seal_panel(district.standing("assessor", AFTER), panel).results.first()
    assert result is not None
    assert (result.score, result.answers) == (Decimal(71), ["81", "61"])


def test_grades_have_values(panelling: Panelling) -> None:
    scale = of_grades((Grade(Decimal(60), "一般"), Grade(Decimal(100), "好"), Grade(Decimal(85), "较好")))
    assert [g.name for g in scale.grades] == ["好", "较好", "一般"]
    assert scale_of(json.loads(json.dumps(scale.kept()))) == scale
    panel = panelling.define(scale=scale)
    with pytest.raises(Refused):
        panelling.submit("leader", panel)
    answers = dict.fromkeys(UNITS, "85")
    assert panelling.submit("leader", panel, answers).ratings["QH-S1"] == ["85"]


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("code", {"code": "Conduct 1"}),
        ("name", {"name": " "}),
        ("period", {"period": "2015-13"}),
        ("groups", {"groups": ()}),
        ("groups", {"groups": ("hills",)}),
        ("closes_on", {"closes_on": date(2015, 6, 21)}),
        ("questions", {"questions": ()}),
        ("scale", {"scale": Scale(Decimal(5), Decimal(5))}),
        ("trim", {"trim": 50}),
        ("least", {"least": 2}),
        ("classes", {"classes": ()}),
        ("classes", {"least": 40}),
    ],
)
def test_rules_that_cannot_be_are_refused_beside_their_field(
    panelling: Panelling, field: str, changes: dict[str, object]
) -> None:
    with pytest.raises(Refused) as refused:
        panelling.define(**changes)
    assert field in codes(refused)


def test_a_code_is_used_once_a_period(panelling: Panelling) -> None:
    panelling.define()
    with pytest.raises(Refused):
        panelling.define()
    panelling.define(period="2015-H2")


def test_the_order_of_ballots_says_nothing(panelling: Panelling) -> None:
    result = PanelResult.objects.get(panel=panelling.sealed(*reversed(GIVEN)), unit__code="QH-S2")
    assert [columns[0] for columns in result.ratings] == [
        sorted(columns[0], key=float) for columns in result.ratings
    ]
    classes = [[float(text) for text in columns[0]] for columns in result.ratings]
    assert result.score == Decimal(repr(round(rating_of_classes(classes, [40, 30, 30], 0.25), 6)))


def test_a_digest_in_the_ledger_cannot_be_tried_out(panelling: Panelling, district: District) -> None:
    """The same ballot given again has another digest: what is hashed holds a salt that stands in the row alone."""
    panel = panelling.define()
    panelling.submit("leader", panel)
    withdraw_ballot(district.standing("leader"), panel)
    panelling.submit("leader", panel)
    given = Entry.objects.filter(verb="assessment.submit_ballot").order_by("pk")
    first, second = (entry.rows[0] for entry in given)
    assert first[:2] == second[:2] and first[2] != second[2]
    salt = Ballot.objects.get().salt
    assert len(salt) == 64
    assert not any(salt in str((entry.detail, entry.rows, entry.subject)) for entry in Entry.objects.all())
