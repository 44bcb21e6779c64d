"""What is written of a target is kept whole or refused beside its field; nothing is cut off in silence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction

from approval import leader
from cast import TODAY
from luoshi.indicators.actions.import_history import PastFigure, import_history
from luoshi.indicators.actions.restate_base import NewBase, restate_base
from luoshi.indicators.actions.state_value import Evidence, state_value
from luoshi.ledger.refusal import Refused
from luoshi.targets.actions.agree_quota import agree_quota
from luoshi.targets.actions.cascade import cascade
from luoshi.targets.actions.counter_quota import counter_quota
from luoshi.targets.actions.finish_milestone import finish_milestone
from luoshi.targets.actions.propose_quota import propose_quota
from luoshi.targets.actions.record_rank import record_rank
from luoshi.targets.actions.release_money import release_money
from luoshi.targets.actions.set_milestones import NewPlan, NewStep, set_milestones
from luoshi.targets.actions.set_target import NewTarget, set_target
from luoshi.targets.actions.supply_base import supply_base
from luoshi.targets.actions.take_over_base import take_over_base
from luoshi.targets.actions.tie_money import tie_money
from luoshi.targets.authority import Authority
from luoshi.targets.models import Target
from steering import FILERS, Steering

pytestmark = pytest.mark.django_db

DAY = date(2015, 6, 30)


def authority(basis: str = "青府办〔2015〕3号", reason: str = "调整") -> Authority:
    return Authority(basis, leader(), reason)


class Desk:
    """Short ways to write each text of a target."""

    def __init__(self, steering: Steering) -> None:
        self.steering = steering
        self.unit = steering.district.unit
        self.root = steering.root(base=None)
        self.level = set_target(self.office(), self.target("revenue"), authority())
        peers = ("青河区", "白水区")
        rank = NewTarget(steering.indicator(), self.unit("QH"), "rank", "2015", Decimal(1), peers=peers)
        self.rank = set_target(self.office(), rank, authority())

    def office(self, who: str = "supervisor") -> object:
        return self.steering.district.standing(who)

    def target(self, code: str = "output", base: Decimal | None = None, source: str = "") -> NewTarget:
        invest = self.steering.indicator(code)
        return NewTarget(invest, self.unit("QH"), "level", "2015", Decimal(5), base=base, base_source=source)

    def quota(self, text: str) -> object:
        return propose_quota(self.office("t2_head"), self.level, self.unit("QH-T2"), Decimal(2), text)

    def counter(self, text: str) -> object:
        self.quota("测算")
        return counter_quota(self.office(), self.level, self.unit("QH-T2"), Decimal(3), text)

    def agree(self, text: str) -> object:
        self.quota("测算")
        return agree_quota(self.office(), self.level, self.unit("QH-T2"), text)

    def plan(self, title: str = "扩建", step: str = "开工", **said: str) -> object:
        steps = (NewStep(step, DAY, said.get("step_en", "")),)
        plan = NewPlan(title, self.unit("QH-T1"), 2015, steps, title_en=said.get("title_en", ""))
        return set_milestones(self.office(), plan, authority(said.get("basis", "文"), said.get("why", "")))

    def done(self, text: str) -> object:
        return finish_milestone(self.office(), self.plan().steps.get(), DAY, text)  # type: ignore[attr-defined]

    def money(self, document: str, condition: str) -> object:
        return tie_money(self.office(), self.level, Decimal(3), document, condition)

    def release(self, text: str) -> object:
        return release_money(self.office(), self.money("文", "扣减"), text)

    def over(self, text: str) -> object:
        given = dict.fromkeys(FILERS, Decimal(9))
        return cascade(self.office(), self.level, "by_hand", list(FILERS), given, text)

    def ranked(self, text: str) -> object:
        return record_rank(self.office(), self.rank, "2015-Q1", 1, TODAY, text)

    def restated(self, basis: str = "可比", source: str = "文", reason: str = "因") -> object:
        base = NewBase("2014-06", Decimal(9), basis, source, reason)
        return restate_base(self.office("statistician"), self.steering.indicator(), self.unit("QH-S1"), base)

    def past(self, text: str) -> object:
        figures = [PastFigure("QH-T1", "2013-12", Decimal(9))]
        return import_history(self.office("statistician"), self.steering.indicator(), figures, text)

    def stated(self, text: str) -> object:
        return state_value(
            self.office(),
            self.steering.indicator(),
            self.unit("QH"),
            "2012",
            Decimal(9),
            Evidence(source=text),
        )


Write = Callable[[Desk, str], object]
TEXTS: list[tuple[str, int, str, Write]] = [
    ("agree_quota", 300, "reason", Desk.agree),
    ("propose_quota", 300, "reason", Desk.quota),
    ("counter_quota", 300, "reason", Desk.counter),
    ("finish_milestone", 300, "evidence", Desk.done),
    ("record_rank", 200, "source", Desk.ranked),
    ("release_money", 300, "reason", Desk.release),
    ("tie_money document", 200, "document", lambda desk, text: desk.money(text, "扣减")),
    ("tie_money condition", 300, "condition", lambda desk, text: desk.money("文", text)),
    ("set_milestones title", 200, "title", lambda desk, text: desk.plan(text)),
    ("set_milestones title_en", 200, "title_en", lambda desk, text: desk.plan(title_en=text)),
    ("set_milestones step", 200, "steps", lambda desk, text: desk.plan(step=text)),
    ("set_milestones step_en", 200, "steps", lambda desk, text: desk.plan(step_en=text)),
    ("authority basis", 200, "basis", lambda desk, text: desk.plan(basis=text)),
    ("authority reason", 300, "reason", lambda desk, text: desk.plan(why=text)),
    (
        "set_target",
        200,
        "base_source",
        lambda desk, text: set_target(desk.office(), desk.target(base=Decimal(4), source=text), authority()),
    ),
    (
        "supply_base",
        200,
        "base_source",
        lambda desk, text: supply_base(desk.office(), desk.root, Decimal(4), text),
    ),
    ("cascade", 300, "over_reason", Desk.over),
    ("restate_base basis", 60, "restated_basis", lambda desk, text: desk.restated(basis=text)),
    ("restate_base source", 200, "restated_source", lambda desk, text: desk.restated(source=text)),
    ("restate_base reason", 300, "restated_reason", lambda desk, text: desk.restated(reason=text)),
    ("import_history", 300, "source", Desk.past),
    ("state_value", 300, "base_source", Desk.stated),
]


def test_every_text_is_kept_whole_or_refused(steering: Steering) -> None:
    desk = Desk(steering)
    for name, longest, field, write in TEXTS:
        with transaction.atomic():
            with pytest.raises(Refused) as refused:
                write(desk, "长" * (longest + 1))
            assert [problem.code for problem in refused.value.problems] == [field], name
            assert str(longest) in str(refused.value.problems[0].what), name
            transaction.set_rollback(True)
        with transaction.atomic():
            write(desk, f" {'长' * longest} ")
            transaction.set_rollback(True)


def test_the_source_of_a_base_taken_over_is_not_cut(steering: Steering) -> None:
    part = steering.split(steering.root(), "equal_growth")["QH-S1"]
    base = NewBase("2014", Decimal(95), "口" * 60, "源" * 200, "企业划出")
    statistician = steering.district.standing("statistician")
    restate_base(statistician, steering.indicator(), steering.district.unit("QH-S1"), base)
    taken: Target = take_over_base(steering.district.standing("supervisor"), part, leader())
    assert taken.base_source == "源" * 200
