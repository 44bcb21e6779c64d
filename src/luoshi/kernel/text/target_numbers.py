"""Each number of a plan as a target: what it is called, which way it is bound, when it is due (目标的数字)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from luoshi.kernel.text.due_periods import DuePeriods
from luoshi.kernel.text.fitness import (
    BOUNDARY,
    GOES_ON,
    ORIGIN,
    is_unfit,
    next_of_run,
    noun_behind,
    portion_of,
)
from luoshi.kernel.text.horizon import YEARS, Horizon
from luoshi.kernel.text.marks import chinese_count
from luoshi.kernel.text.naming import object_of, without_order, without_order_behind
from luoshi.kernel.text.normalise import Normalised
from luoshi.kernel.text.numbers import Quantity, as_decimal
from luoshi.kernel.text.outline import Outline
from luoshi.kernel.text.phrase import (
    Op,
    Phrase,
    TargetKind,
    bound_after,
    bound_of_run,
    completed_by,
    is_attribute,
    is_owner,
    put_together,
    read_phrase,
    split_names,
    subject_of,
    whole_of,
)
from luoshi.kernel.text.sentences import Sentence
from luoshi.kernel.text.simplified import respelled
from luoshi.kernel.text.stance import IMPERATIVE, Stance, title_stance
from luoshi.kernel.text.standings import find_standings
from luoshi.kernel.text.verbs import is_deed

PIECE = re.compile(r"[^，；：]+[，；：]?")
"""A stretch of a sentence up to its next mark."""
_YEARLY = re.compile("年均(?!浓度|气温|降水|水平|温度|雨量|径流)")
_OVER_YEARS = re.compile(r"每年|[二三四五]年累计|\A分?[二三四五]年(?!级|期|以)")
"""Said of all the years planned for, also of what the sentence counts behind it: 三年投入资金5亿元，新建学校18所."""
_TOGETHER = re.compile(
    r"(?:[^，；：。\d近前连这过去]{0,4})分?(?P<count>[二三四五])年(?:累计|内(?!涝)|共|培养|引进|培育|新增|新建|改造|建设|完成|投入)"
)
_PER_HEAD = re.compile("每[百千万]名?(?:常住)?(?:人口|人|户|老人|学生)")
_ALTERNATIVE = re.compile(
    r"（[套间户个台辆件项批次人家]）|(?<=册)次|(?<=[\u4e00-\u9fff㎡])[·•/][年月日周天时](?:[·•/][年月日周天时])?"
)
"""A second measure behind the first: 1.2万套（间）, 56万册次, 7吨/平方公里·月, 880元/月."""
_IMPERATIVE_BOUNDS: tuple[Op, ...] = (">=", "<=", "~", ">")

_OUTLAYS = (
    "投资",
    "投入",
    "首期规模",
    "注册资本",
    "预算",
    "概算",
    "造价",
    "需投入资金",
    "需资金",
    "所需资金",
    "预算资金",
)
_BEGUN = re.compile("(?<=..)(?:新开工|开工建设|开工)\\Z")
_DONE_LATER = re.compile("(?:基本|全面)?(?:建成|竣工|完工|投产|投用|交付|封顶)(?:使用)?")


@dataclass(frozen=True)
class TargetDraft:
    """A numeric target, ready for a person to confirm. All positions are original offsets.

    `value` is the number as printed (a leading minus for a decline), `number` the same as Decimal in the
    printed `unit`; `value_high`/`high` close a range. `period` is a code of `dates.Moment` or None.
    `clause` is the id of the innermost clause, None outside all. `ambition` is 力争, 确保 ... as printed.
    """

    indicator: str
    kind: TargetKind
    op: Op
    value: str
    number: Decimal
    unit: str
    period: str | None
    start: int
    end: int
    sentence_start: int
    sentence_end: int
    clause: str | None
    value_high: str | None = None
    high: Decimal | None = None
    ambition: str | None = None


@dataclass
class Reading:
    """What the sentence has told so far.

    `built` is the one thing that its words without a number order to be built, `context` the stance that its place suggests, `frame` the period it opens with, `said` the last subject of
    the paragraph before it, `counted` the last thing counted in each measure, `told` the sentence's subjects.
    """

    stance: Stance
    context: Stance
    horizon: Horizon
    frame: str | None
    said: str
    topic: str = ""
    built: str = ""
    subject: str = ""
    owner: str = ""
    period: str | None = None
    due: str | None = None
    phrase: Phrase | None = None
    names: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    turn: int = 0
    lists: bool = False
    costs: bool = False
    grants: bool = False
    spans: bool = False
    told: list[str] = field(default_factory=list)
    counted: dict[str, str] = field(default_factory=dict)

    def semicolon(self) -> None:
        self.period, self.owner, self.topic, self.names, self.periods = self.frame, "", "", (), ()
        self.built = ""
        self.spans = False


class NumberReader:
    """Reads the numbers of sentences, one by one, with what the sentence has told so far."""

    def __init__(
        self, doc: Normalised, clauses: Outline, due: DuePeriods, *, is_report: bool, is_bulletin: bool
    ) -> None:
        self.doc, self.text, self.clauses, self.due = doc, doc.text, clauses, due
        self.is_report, self.is_bulletin = is_report, is_bulletin

    def due_later(
        self,
        draft: TargetDraft,
        quantity: Quantity,
        piece: re.Match[str],
        sentence: Sentence,
        reading: Reading,
    ) -> TargetDraft:
        """The draft with a deadline that stands behind its number; in brackets it overrules one before it."""
        period = self.due.bracketed(quantity, reading.horizon)
        if period is None and draft.period in (reading.frame, reading.horizon.period, reading.horizon.last):
            period = self.due.behind(quantity, piece, sentence, reading.horizon)
        return replace(draft, period=period) if period else draft

    def target(
        self, quantity: Quantity, lead_start: int, sentence: Sentence, reading: Reading
    ) -> TargetDraft | None:
        words = self.text[min(lead_start, quantity.start) : quantity.start]
        lead = words.lstrip("，；：、。和与及").removesuffix("百分之")
        after, stop = bound_after(self.text, self._unit_end(quantity))
        if after is None and ("分别" in lead or reading.names or reading.periods):
            after = bound_of_run(self.text, quantity.stop)
        portion = portion_of(self.text, quantity, lead, after, stop)
        if portion:
            return self._portion(portion, lead, quantity, sentence, reading)
        if is_unfit(self.text, quantity, lead, after, stop):
            return None
        noun = "" if self._ends(stop) else noun_behind(self.text, quantity, lead, after, stop)
        phrase, indicator = self._phrase(quantity, lead, after, noun, reading)
        if not quantity.digits and quantity.unit != "%" and not phrase.acts:
            return None
        indicator = indicator or self._title(sentence) or reading.said
        if quantity.decimals and (rate := _PER_HEAD.match(reading.subject)) and phrase.kind == "count":
            indicator = (
                indicator
                if indicator.startswith("每") or quantity.unit not in reading.counted
                else rate[0] + indicator
            )
        reading.phrase, reading.subject = phrase, indicator
        if indicator not in reading.told:
            reading.told.append(indicator)
        reading.counted[quantity.unit] = indicator
        if is_owner(indicator) and phrase.kind in ("count", "level"):
            reading.owner = indicator
        if (
            not indicator
            or reading.grants
            or self._is_outlay(quantity, indicator, phrase, reading)
            or not self._planned(reading.stance, phrase, sentence)
        ):
            return None
        reading.due = self._spanned(quantity, lead, phrase, reading) or self._period(reading, phrase.lasts)
        return self.draft(quantity, indicator, phrase, sentence, reading.due)

    def _portion(
        self, portion: str, lead: str, quantity: Quantity, sentence: Sentence, reading: Reading
    ) -> TargetDraft | None:
        by = subject_of(lead.removesuffix("覆盖")) if lead.endswith("覆盖") else ""
        reading.subject, reading.phrase = by + portion, read_phrase("达到", quantity, ">=")
        if not self._planned(reading.stance, reading.phrase, sentence):
            return None
        return self.draft(quantity, reading.subject, reading.phrase, sentence, self._period(reading, True))

    def _is_outlay(self, quantity: Quantity, indicator: str, phrase: Phrase, reading: Reading) -> bool:
        """Whether a number is what a thing costs, or a part of that: 总投资3亿元，其中中央资金2亿元."""
        part = reading.costs and quantity.unit.endswith("元") and not phrase.acts and "年度" not in indicator
        reading.costs = reading.costs or (indicator.endswith("总投资") and _is_outlay(indicator, phrase))
        return part or _is_outlay(indicator, phrase)

    def _spanned(self, quantity: Quantity, lead: str, phrase: Phrase, reading: Reading) -> str:
        """The years planned for, where a number is one a year or one of all the years together (五年累计)."""
        span, year = reading.horizon.span or "", reading.horizon.year
        if span and reading.period and YEARS.fullmatch(reading.period):
            span = reading.period
        opening = max(self.text.rfind(mark, 0, quantity.start) for mark in "，；：。\n")
        together = _TOGETHER.match(self.text, opening + 1, quantity.start)
        if not span:
            return f"{year}..{year + chinese_count(together['count']) - 1}" if together and year else ""
        summed = phrase.kind == "growth" and "累计" in lead
        over = together is not None or _OVER_YEARS.search(lead) is not None
        carried = reading.spans and reading.period is None and not phrase.lasts
        reading.spans |= over or summed
        return span if over or carried or summed or _YEARLY.search(lead) else ""

    def _unit_end(self, quantity: Quantity) -> int:
        alternative = _ALTERNATIVE.match(self.text, quantity.stop) if quantity.unit else None
        return alternative.end() if alternative else quantity.stop

    def _ends(self, stop: int) -> bool:
        follows = self.text[stop : stop + 1]
        return (
            not follows
            or (follows in BOUNDARY and follows != "的")
            or GOES_ON.match(self.text, stop) is not None
        )

    def lead_behind(self, quantity: Quantity, lead_start: int) -> int:
        """Where the words of the next number begin; a size (亿元以上项目) belongs to the name behind it."""
        if ORIGIN.search(self.text, lead_start, quantity.start):
            return lead_start
        after, stop = bound_after(self.text, self._unit_end(quantity))
        if not quantity.digits and self.text.endswith(("个", "个百分之"), 0, quantity.start):
            return lead_start
        if self._ends(stop):
            return stop
        return next_of_run(self.text, quantity, after, stop) or lead_start

    def _phrase(
        self, quantity: Quantity, lead: str, after: Op | None, noun: str, reading: Reading
    ) -> tuple[Phrase, str]:
        """Phrase and indicator of a number; what its words leave out comes from the number before."""
        previous = reading.phrase
        if (
            previous is not None
            and previous.parallel
            and not lead
            and reading.turn + 1 < len(reading.names or reading.periods)
        ):
            reading.turn += 1
            return previous, reading.names[reading.turn] if reading.names else reading.subject
        phrase = read_phrase(lead, quantity, after)
        reading.names, reading.periods, reading.turn = (), (), 0
        indicator = _named(phrase, quantity, noun, reading)
        if phrase.parallel:
            reading.names = tuple(split_names(indicator)) if indicator else ()
            if len(reading.names) > 1:
                return phrase, reading.names[0]
            reading.names, reading.periods = (), self._years_listed(quantity, reading)
            if not indicator and not noun and not reading.periods and len(reading.told) > 1:
                reading.names = tuple(reading.told[-2:])
                return phrase, reading.names[0]
        if noun and not indicator.endswith(noun):
            indicator = noun if lead.endswith("等") else indicator + noun
        if not indicator:
            named = _further(lead, reading.counted.get(quantity.unit, ""))
            named = named or self._named_before(quantity, phrase, reading)
            return _like_before(phrase, previous, quantity), named
        facility = reading.subject if previous is not None and previous.kind == "count" else ""
        owner = reading.owner or _unowned(reading.subject)
        if indicator.startswith("占"):
            indicator = whole_of(reading.subject) + indicator
        if reading.built and phrase.completes and not is_owner(owner) and indicator == "投资":
            return phrase, reading.built + "完成" + indicator
        if phrase.kind != "count":
            indicator = put_together(indicator, reading.subject, reading.topic)
        if facility and (is_attribute(indicator) or indicator.startswith("每")):
            reading.period = reading.period or reading.due
        return phrase, completed_by(indicator, owner, phrase.completes, facility)

    def _years_listed(self, quantity: Quantity, reading: Reading) -> tuple[str, ...]:
        """其中2025年、2026年分别引进25个、30个: one number a year."""
        moments = self.due.within(max(0, quantity.start - 40), quantity.start, reading.horizon)
        piece = max(self.text.rfind(mark, 0, quantity.start) for mark in "，；。\n")
        codes = tuple(m.code for m in moments if m.start > piece and self.due.is_due(m, reading.horizon))
        return codes if len(codes) > 1 else ()

    def _named_before(self, quantity: Quantity, phrase: Phrase, reading: Reading) -> str:
        """What a number without a name speaks of: the thing last counted so, the last subject, the topic."""
        if phrase.kind == "count" and quantity.unit in reading.counted:
            name = reading.counted[quantity.unit]
            return without_order(name) if phrase.acts and not reading.periods else name
        if phrase.acts and reading.topic:
            return reading.topic
        if phrase.kind == "growth" and quantity.unit == "%":
            return whole_of(reading.subject) or reading.topic
        return reading.subject or reading.topic

    def _title(self, sentence: Sentence) -> str:
        """The object of the clause's title: 推进清洁取暖。改造4300户."""
        node = self.clauses.clause_at(self.doc.offsets[sentence.start])
        if (
            node is None
            or node.start == self.doc.offsets[sentence.start]
            or title_stance([node.title]) != "open"
        ):
            return ""
        return object_of(PIECE.findall(node.title)[0].rstrip("，；："))

    def _planned(self, stance: Stance, phrase: Phrase, sentence: Sentence) -> bool:
        """A target is an aim or a wish; in an imperative clause a bound (以上) or an act (新建) is enough."""
        if stance != "open":
            return stance != "past"
        if phrase.binds and not self.is_bulletin:
            return True
        if self.is_report or not (phrase.op in _IMPERATIVE_BOUNDS or phrase.acts):
            return False
        node = self.clauses.clause_at(self.doc.offsets[sentence.start])
        return node is not None and (node.mark.endswith("要") or IMPERATIVE.match(node.title) is not None)

    def draft(
        self, quantity: Quantity, indicator: str, phrase: Phrase, sentence: Sentence, period: str | None
    ) -> TargetDraft:
        sign, factor = ("-", -1) if phrase.falls else ("", 1)
        tenths = self.text[quantity.stop - 1] in "成半" and not quantity.digits
        start, end = self.doc.span(quantity.start, quantity.stop if tenths else quantity.end)
        sentence_start, sentence_end = self.doc.span(sentence.start, sentence.end)
        clause = self.clauses.clause_at(start)
        return TargetDraft(
            indicator=respelled(indicator, self.doc.original[sentence_start:sentence_end]),
            kind=phrase.kind,
            op=phrase.op,
            value=sign + quantity.printed.replace(",", ""),
            number=as_decimal(quantity.value * factor),
            unit=respelled(quantity.unit, self.doc.original[sentence_start:sentence_end])
            + self.doc.printed(quantity.stop, self._unit_end(quantity)),
            period=period,
            start=start,
            end=end,
            sentence_start=sentence_start,
            sentence_end=sentence_end,
            clause=clause.id if clause else None,
            value_high=sign + quantity.printed_high.replace(",", "") if quantity.printed_high else None,
            high=as_decimal(quantity.high * factor) if quantity.high is not None else None,
            ambition=phrase.ambition,
        )

    def standings(
        self, piece: re.Match[str], sentence: Sentence, reading: Reading
    ) -> Iterator[tuple[Quantity, TargetDraft]]:
        for quantity, phrase in find_standings(self.text, piece.start(), piece.end()):
            indicator = (
                phrase.indicator or reading.subject or reading.topic or self._title(sentence) or reading.said
            )
            self.note_period(piece.start(), quantity.start, reading)
            if indicator:
                reading.subject = indicator
                yield quantity, self.draft(quantity, indicator, phrase, sentence, self._period(reading))

    def _period(self, reading: Reading, lasts: bool = False) -> str | None:
        """The date that holds; without one the last of the years planned for, in which a state is due anyway."""
        if reading.periods:
            return reading.periods[reading.turn]
        if reading.period is None or (lasts and reading.period == reading.horizon.span):
            return reading.horizon.last
        if lasts and YEARS.fullmatch(reading.period):
            return reading.period.rpartition("..")[2]
        return reading.period

    def note_period(self, start: int, end: int, reading: Reading) -> None:
        for moment in self.due.due_within(start, end, reading.horizon):
            if moment.code not in (reading.period, reading.frame, reading.horizon.period):
                reading.owner = ""
            reading.period = moment.code


def _named(phrase: Phrase, quantity: Quantity, noun: str, reading: Reading) -> str:
    """The name in front of a number; "" for a deed alone (其中启用12处) on what was counted in that measure before."""
    if is_deed(phrase.indicator) and quantity.unit in reading.counted:
        return ""
    return without_order_behind(phrase.indicator) if noun else phrase.indicator


def _further(lead: str, before: str) -> str:
    """What was counted as begun, as done: 棚户区改造新开工2180套、基本建成1650套 counts 棚户区改造基本建成; "" elsewhere."""
    begun = _BEGUN.search(before)
    return before[: begun.start()] + lead if begun and _DONE_LATER.fullmatch(lead) else ""


def _like_before(phrase: Phrase, before: Phrase | None, quantity: Quantity) -> Phrase:
    """增长7%，力争达到9%: a second percentage of one subject is of the same kind as the first."""
    if before is not None and before.percent and quantity.unit == "%" and phrase.kind == "share":
        return replace(phrase, kind=before.kind)
    return phrase


def _is_outlay(indicator: str, phrase: Phrase) -> bool:
    """投资2.3亿元，新建学校: what a thing costs is no aim; 完成投资 is one."""
    bare = indicator in _OUTLAYS or indicator.endswith("总投资")
    return bare and not (phrase.completes or _sums_up(indicator, phrase)) and phrase.kind == "level"


def _sums_up(indicator: str, phrase: Phrase) -> bool:
    """储备项目总投资达到500亿元以上: what projects of a kind shall cost together is an aim."""
    bound = phrase.lasts or phrase.op in (">=", ">")
    return bound and indicator.endswith("项目总投资") and indicator != "项目总投资"


def _unowned(subject: str) -> str:
    """A subject that counts nothing any more, as another period has begun."""
    return "" if is_owner(subject) else subject
