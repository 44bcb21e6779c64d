"""Shares of a total (占比)."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from luoshi.kernel.text.facts import Fact
from luoshi.kernel.text.frames import Bulletin
from luoshi.kernel.text.intervals import Formula, percentage, total
from luoshi.kernel.text.marks import chinese_count
from luoshi.kernel.text.relations.candidate import Binding, Candidate, Slot
from luoshi.kernel.text.roles import without_sum_words

_TOGETHER = re.compile(
    r"(?P<count>(?<!第)(?:\d{1,2}|[两二三四五六七八九十]))(?:者|项|类|个国家|市|地|家|大类|大|种)?(?:案件|项目|企业|产业)?"
    r"(?:合计|共计|总计|共|(?<=[项者类业件目]))占(?!比?[为]?(?:分别|依次))|(?:合计|共计|总计|共)占"
)
_JOINED = re.compile(
    r"(?P<one>[^，。；、\d和与及]{1,12})(?:和|与|及|以及|、)(?P<other>[^，。；、\d和与及]{1,12}?)的?(?:比例|比重)?占比?"
)
_STATE = re.compile(r"\A(?:其中|目前|现|[，、：和])*(?:已经?|全部)?")
_OPENS = re.compile(r"\A(?:其中|主要是|主要为|：|，)+")
_TOP = re.compile(r"[居列排]?前[两二三四五六七八九十\d]{1,2}[位名类项]?")
_SCOPE = re.compile(r"\A(?:同期)?[全我本][省市区县旗镇乡州]")
_COUNTED = re.compile(
    r"\A(?:全[省市区县乡镇]|[我本][省市区县乡镇])?(?:(?:接待|受理|接到|收到|发现|排查出?|查处|查出|发生|办理)(?=[\u4e00-\u9fff]{2})|[现共]有|有(?![色效机线限关轨])|共|已经?|累计|全部|各[项类]|本外币|授予)+|(?<=[\u4e00-\u9fff]{2})(?:件|户数|人数|个数|数量|数|余额|总规模|规模)\Z"
)
_LOOSE_WORDS = re.compile(r"各[项类]|本外币")
"""A share that leaves these words of a total out does not name it exactly: 税收 of 各项税收."""
_INDUSTRY = re.compile("第?([一二三])次?产业?")
_SHORT = {
    "外贸": "进出口",
    "社零": "社会消费品零售",
    "固投": "固定资产投资",
    "规上": "规模以上",
    "GDP": "地区生产总值",
}
_ADDED_UP = re.compile("合计|总计|共计")
_BALANCE = re.compile("顺差|逆差|结余|差额|净增")
_OPPOSITES = (("收入", "支出"), ("进口", "出口"), ("存款", "贷款"), ("城镇", "农村"), ("出生", "死亡"))
_SIDES = re.compile("|".join(side for pair in _OPPOSITES for side in pair))
_REACHED = re.compile("完成|到位|实际")
_NEAR = 12
_BEHIND = 12
_FAR = 40
_MOST_TOGETHER = 8
_LONGEST_HEAD = 200
_SIBLINGS = 2
_PAIR = 2
_ALL = 100


def shares(bulletin: Bulletin) -> list[Slot]:
    """占比7.3%, 占一般公共预算收入的62.5%, 占总投资110亿元的79.6%, 3者合计占85.1%."""
    slots = []
    for claim in bulletin.facts:
        if claim.role == "share" and not claim.aside:
            slot = Slot(_without_later(_of_its_own_whole(bulletin, claim) or _candidates(bulletin, claim)))
            slot.candidates.sort(key=_preference)
            if slot.candidates:
                slots.append(slot)
    return _with_siblings(slots)


def _without_later(found: Iterable[Candidate]) -> list[Candidate]:
    """Candidates without the totals of a later sentence, where the share fits one that was told before it."""
    candidates = list(found)
    told = any(one.operands[-1].start < one.claim.start and one.holds() for one in candidates)
    return [one for one in candidates if not told or one.operands[-1].sentence <= one.claim.sentence]


def _of_its_own_whole(bulletin: Bulletin, claim: Fact) -> list[Candidate]:
    """The level that a share with its whole, or what was due (占应收面积241.7万亩的), inside its own words is told of."""
    whole = bulletin.facts[claim.index - 1] if claim.index else claim
    if not claim.inside or whole.role not in ("whole", "target"):
        return []
    together = _TOGETHER.search(whole.lead)
    if together:
        return [
            Candidate(
                _kind_of(whole), claim, (*parts, whole), share_of(len(parts)), Binding.STRONG, named=True
            )
            for parts, _ in _runs(bulletin, whole, together["count"])
            if parts[0].measure == whole.measure
        ]
    level = bulletin.frame_of[whole].level
    if level is None or level.start > whole.start or level.measure != whole.measure:
        return list(_named_before(bulletin, claim, whole))
    return [Candidate(_kind_of(whole), claim, (level, whole), percentage, Binding.STRONG, named=True)]


def _named_before(bulletin: Bulletin, claim: Fact, whole: Fact) -> Iterator[Candidate]:
    """缴费12.78万人 for 当年缴费人数占应缴费人数13.5万人的94.7%: the only level of the paragraph that fits. Only explains."""
    near = bulletin.facts[max(0, claim.index - _NEAR) : whole.index]
    candidates = [
        Candidate(_kind_of(whole), claim, (fact, whole), percentage, Binding.WEAK)
        for fact in near
        if fact.is_level and fact.measure == whole.measure and fact.paragraph == claim.paragraph
    ]
    fitting = [candidate for candidate in candidates if candidate.holds()]
    if len(fitting) == 1:
        yield fitting[0]


def _kind_of(whole: Fact) -> str:
    """A share of what was planned or due is its completion."""
    return "completion" if whole.role == "target" else "share"


def _preference(candidate: Candidate) -> tuple[int, Fraction]:
    """The surest binding first; among those that the words name, the largest total."""
    named = candidate.binding > Binding.WEAK
    return -candidate.binding, -candidate.operands[-1].quantity.magnitude if named else Fraction(0)


@dataclass
class _Votes:
    """Which totals the shares of a text are computed on: how many, in which sentences, and where one names it."""

    all: Counter[Fact] = field(default_factory=Counter)
    here: Counter[tuple[Fact, int]] = field(default_factory=Counter)
    named: set[tuple[Fact, int]] = field(default_factory=set)

    def count(self, candidate: Candidate) -> None:
        """A share with decimals that holds speaks for its total."""
        if candidate.claim.quantity.decimals:
            place = candidate.operands[-1], candidate.claim.sentence
            self.all[place[0]] += 1
            self.here[place] += 1
            if candidate.named:
                self.named.add(place)


def sums_of_shares(holding: Sequence[Candidate]) -> Iterator[Slot]:
    """Parts whose shares of one total, side by side in a sentence, make 100 make the total; `holding` are those that fit."""
    groups: dict[tuple[Fact, int], list[Candidate]] = {}
    for found in holding:
        if found.type == "share" and len(found.operands) == _PAIR and found.bound == "=":
            groups.setdefault((found.operands[1], found.claim.sentence), []).append(found)
    for (whole, _), shares in groups.items():
        parts = tuple(dict.fromkeys(share.operands[0] for share in shares))
        made = sum((share.claim.interval.middle for share in shares), Fraction(0))
        room = sum((share.claim.interval.width for share in shares), Fraction(0)) / 2
        if len(parts) == len(shares) >= _PAIR and abs(made - _ALL) <= room:
            yield Slot([Candidate("sum", whole, parts, total, Binding.WEAK)])


def _with_siblings(slots: list[Slot]) -> list[Slot]:
    """A total on which other shares of a paragraph are computed binds the bare ones too.

    In the sentence of a share that names this total the bare ones are told of it as if they named it. One other
    share of the sentence lets the program ask.
    """
    votes = _Votes()
    for slot in slots:
        fits = next((candidate for candidate in slot.candidates if candidate.holds()), None)
        if fits is not None:
            votes.count(fits)
    bound = [[_bound_by(candidate, votes) for candidate in slot.candidates] for slot in slots]
    return [Slot(sorted(candidates, key=_preference)) for candidates in bound]


def _bound_by(candidate: Candidate, votes: _Votes) -> Candidate:
    claim, whole = candidate.claim, candidate.operands[-1]
    if len(candidate.operands) != _PAIR or (claim.stem and not candidate.named):
        return candidate
    place = whole, claim.sentence
    called = place in votes.named
    if whole.paragraph != claim.paragraph and not called:
        return _bound_afar(candidate, votes)
    beside = candidate.binding > Binding.WEAK and whole.sentence == claim.sentence and whole.opened < 0
    if votes.all[whole] >= (1 if beside else _SIBLINGS):
        return replace(candidate, binding=Binding.STRONG, named=candidate.named or called)
    if candidate.binding is Binding.WEAK and votes.here[place] and whole.opened < 0:
        return replace(candidate, binding=Binding.MEDIUM)
    return candidate


def _bound_afar(candidate: Candidate, votes: _Votes) -> Candidate:
    """In a sentence of bare shares (从类别看，A类…，占…；B类…，占…) the total of another paragraph that its siblings fit."""
    claim, part, whole = candidate.claim, *candidate.operands
    here = votes.here[whole, claim.sentence]
    told = part.sentence == claim.sentence and part.index == claim.index - 1
    told = told and not part.lead.startswith(("其中", "包括"))
    larger = part.quantity.magnitude < whole.quantity.magnitude
    if told and larger and (here >= _SIBLINGS or (here and votes.all[whole] > _SIBLINGS)):
        return replace(candidate, binding=Binding.STRONG)
    return candidate


def _candidates(bulletin: Bulletin, claim: Fact) -> Iterator[Candidate]:
    for numerators, sure in numerators_of(bulletin, claim):
        smallest = sum((fact.quantity.magnitude for fact in numerators), Fraction(0))
        wholes = list(wholes_of(bulletin, claim, numerators[0]))
        blocked = _behind_another(numerators[0], wholes)
        for whole in wholes:
            if whole in numerators:
                continue
            binding, named = _binding(claim, numerators[0], whole, sure and whole not in blocked)
            if binding is Binding.STRONG and not named and _has_rivals(whole, wholes):
                binding = Binding.MEDIUM
            alone = len(numerators) == 1 and not claim.stem and _alone_with(numerators[0], whole, wholes)
            if binding is Binding.WEAK and alone:
                binding = Binding.MEDIUM
            if whole.quantity.magnitude < smallest:
                if not alone and not (binding is Binding.STRONG and not named):
                    continue
                binding, named = Binding.MEDIUM, False
            formula = share_of(len(numerators))
            yield Candidate(_kind_of(whole), claim, (*numerators, whole), formula, binding, named=named)


def _alone_with(part: Fact, whole: Fact, wholes: list[Fact]) -> bool:
    """Whether whole and part stand side by side, the only two of their measure in the sentence."""
    here = [fact for fact in wholes if fact.sentence == part.sentence and fact is not part]
    return here == [whole] and whole.index == part.index - 1


def numerators_of(bulletin: Bulletin, claim: Fact) -> Iterator[tuple[tuple[Fact, ...], bool]]:
    """What the share is of: the frame's level, the level its words name, or the run that 合计 adds up."""
    together = _TOGETHER.search(claim.lead) or _TOGETHER.search(_printed_before(bulletin, claim))
    if together:
        yield from _together(bulletin, claim, together)
        return
    joined = _joined_ones(bulletin, claim)
    if joined is not None:
        yield from ((parts, True) for parts in joined)
        return
    level = bulletin.frame_of[claim].level
    if level is not None and level.start < claim.start:
        start = max(bulletin.sentences[claim.sentence].start, level.start - _LONGEST_HEAD)
        listed = None if "合计" in level.lead else _TOP.search(bulletin.doc.text, start, level.start)
        if _is_of_some(bulletin, claim, level):
            return
        yield (level,), listed is None
        if listed:
            yield from _runs(bulletin, claim, None)
        return
    if not claim.name and level is None:
        yield from (((fact,), False) for fact in _behind_a_rate(bulletin, claim))
        return
    if claim.name:
        near = bulletin.facts[max(0, claim.index - _FAR) : claim.index]
        levels = [fact for fact in reversed(near) if fact.is_level and fact.paragraph == claim.paragraph]
        called = claim.name.removesuffix("类")
        called = _INDUSTRY.sub(r"\1产", called)
        named = [fact for fact in levels if _speak_alike(_INDUSTRY.sub(r"\1产", fact.name), called)]
        named = [fact for fact in named if not _is_of_some(bulletin, claim, fact)]
        named = [_amount_of(bulletin, fact) if claim.name.endswith("投资") else fact for fact in named]
        if len(claim.name) == 1 and not any(fact.name[:1] == claim.name for fact in levels):
            yield from (((fact,), False) for fact in levels[:_SIBLINGS])
        for fact in named or [fact for fact in levels if fact.name[:1] == claim.name[:1]]:
            sure = fact.name.endswith(claim.name) or (fact.name.startswith(claim.name) and len(named) == 1)
            yield (fact,), sure


def _together(
    bulletin: Bulletin, claim: Fact, together: re.Match[str]
) -> Iterator[tuple[tuple[Fact, ...], bool]]:
    """What 合计占 adds up: what its words name, all that 其中 opened, or the last numbers, as many as it says."""
    words = _OPENS.sub("", claim.lead[: together.start()])
    listed = _called(bulletin, claim, words)
    if listed:
        yield listed, True
    if listed or len(words.split("、")) > 1:
        return
    if not together["count"]:
        yield from _opened_ones(bulletin, claim)
    yield from _runs(bulletin, claim, together["count"])


def _opened_ones(bulletin: Bulletin, claim: Fact) -> Iterator[tuple[tuple[Fact, ...], bool]]:
    """其中高级职称436人、中级职称1385人，合计占57.4%: all that 其中 opens, directly before the share."""
    near = bulletin.facts[max(0, claim.index - _NEAR) : claim.index]
    opened = near[-1].opened if near else -1
    parts = tuple(fact for fact in near if fact.opened == opened)
    plain = all(part.is_level and part.measure == parts[0].measure for part in parts)
    if opened >= 0 and plain and len(parts) >= _PAIR and parts[0].sentence == claim.sentence:
        yield parts, True


def _is_of_some(bulletin: Bulletin, claim: Fact, level: Fact) -> bool:
    """Whether a share is told of some of a level that has its own: 示范社86家，占比13.9%，其中省级示范社比例12.8%."""
    narrower = claim.name != level.name and claim.name.endswith(level.name or "-")
    behind = bulletin.facts[level.index + 1]
    return narrower and behind is not claim and behind.role == "share" and behind.sentence == level.sentence


def _joined_ones(bulletin: Bulletin, claim: Fact) -> list[tuple[Fact, ...]] | None:
    """The levels that 和 joins in front of 占 (完成和达到序时进度的占88.1%), by their words; none of a level that bears both names.

    None where no words are joined, or the level before bears them all: 医疗和教育支出23亿元，占18%.
    """
    found = joined_names(claim)
    if found is None:
        return None
    names = [found["one"], found["other"]]
    near = [
        fact
        for fact in bulletin.facts[max(0, claim.index - _NEAR) : claim.index]
        if fact.is_level and not fact.aside and fact.paragraph == claim.paragraph
    ]
    nested = names[0] in names[1] or names[1] in names[0]
    if not nested and any(all(name in fact.lead for name in names) for fact in near):
        return None
    hits = [_called_so(near, name) for name in names]
    if any(len(facts) != 1 for facts in hits):
        return []
    parts = tuple(facts[0] for facts in hits)
    return [parts] if parts[0].measure == parts[1].measure and parts[0] is not parts[1] else []


def joined_names(claim: Fact) -> re.Match[str] | None:
    """The two names that 和 joins in front of a bare 占."""
    return _JOINED.fullmatch(_OPENS.sub("", claim.lead))


def _called_so(near: Sequence[Fact], name: str) -> list[Fact]:
    """The levels of a name, by all their words before by their last ones: 已完成 and not 基本完成 for 完成."""
    exact = [fact for fact in near if _STATE.sub("", fact.lead) == name or fact.lead.endswith("已" + name)]
    return exact or [fact for fact in near if fact.lead.endswith(name)]


def _called(bulletin: Bulletin, claim: Fact, words: str) -> tuple[Fact, ...]:
    """The levels that the words in front of 两项占 name one by one: 农业、牧业两项占82.4%; none where one is not found."""
    names = [name for name in re.split("[、和与及]", words) if len(name) > 1]
    near = [
        fact
        for fact in bulletin.facts[max(0, claim.index - _FAR) : claim.index]
        if fact.is_level and not fact.aside and fact.paragraph == claim.paragraph
    ]
    found = [[fact for fact in near if fact.name == name] for name in names]
    if len(found) < _PAIR or any(len(facts) != 1 for facts in found):
        return ()
    parts = tuple(facts[0] for facts in found)
    return parts if len({part.measure for part in parts}) == 1 else ()


def _printed_before(bulletin: Bulletin, claim: Fact) -> str:
    return bulletin.doc.text[max(0, claim.start - 10) : claim.start]


def _runs(bulletin: Bulletin, claim: Fact, printed: str | None) -> Iterator[tuple[tuple[Fact, ...], bool]]:
    """The last N numbers of one measure; without a printed N, every run of the sentence."""
    before: list[Fact] = []
    for fact in reversed(bulletin.facts[max(0, claim.index - 2 * _NEAR) : claim.index]):
        if not fact.is_level or fact.paragraph != claim.paragraph:
            continue
        if before and fact.measure != before[0].measure:
            break
        before.insert(0, fact)
    if printed:
        count = chinese_count(printed.replace("两", "二"))
        if 2 <= count <= len(before):
            yield tuple(before[-count:]), True
        return
    for count in range(2, min(len(before), _MOST_TOGETHER) + 1):
        yield tuple(before[-count:]), False


def wholes_of(bulletin: Bulletin, claim: Fact, part: Fact) -> Iterator[Fact]:
    """Totals of the part's measure: the first of the text, then those before it in its paragraph."""
    near = [
        fact
        for fact in bulletin.facts[max(0, claim.index - _FAR) : claim.index]
        if fact.paragraph == claim.paragraph and not fact.aside and _can_be_whole(fact, claim)
    ]
    behind = bulletin.facts[claim.index + 1 : claim.index + 2]
    later = bulletin.facts[claim.index + 1 : claim.index + _BEHIND]
    near += [
        fact
        for fact in behind
        if fact.is_level and fact.sentence == claim.sentence and fact.name and fact.name == claim.stem
    ]
    near += [
        fact
        for fact in later
        if fact.is_level
        and not fact.aside
        and claim.sentence < fact.sentence <= claim.sentence + 1
        and fact.paragraph == claim.paragraph
        and (_ends_alike(fact, claim) if claim.stem else _ADDED_UP.search(fact.lead))
    ]
    opening = [fact for fact in bulletin.opening_levels if fact.index < claim.index]
    for fact in dict.fromkeys((*opening, *near)):
        sibling = fact.opened == part.opened >= 0 and part.name.endswith(fact.name or "-")
        if fact.measure == part.measure and not sibling:
            yield fact


def _amount_of(bulletin: Bulletin, count: Fact) -> Fact:
    """The nameless amount directly behind a count: 水环境治理21个11.8亿元."""
    behind = bulletin.facts[count.index + 1 : count.index + 2]
    bare = [
        fact
        for fact in behind
        if fact.is_level and not fact.name and not fact.lead and fact.sentence == count.sentence
    ]
    return bare[0] if bare and bare[0].measure == "元" else count


def _ends_alike(fact: Fact, claim: Fact) -> bool:
    """Whether a level has the name of the whole that a share is told of."""
    stem = _plain(_SCOPE.sub("", claim.stem))
    return len(stem) > 1 and _plain(without_sum_words(fact.name)).endswith(stem)


def _behind_a_rate(bulletin: Bulletin, claim: Fact) -> Iterator[Fact]:
    """45家单位中有38家按时办结率达到100%，占84.4%: the number in front of the rate that tells which ones are meant."""
    before = bulletin.facts[max(0, claim.index - _PAIR) : claim.index]
    rated = len(before) == _PAIR and before[1].measure == "%" and before[0].sentence == claim.sentence
    if rated and before[0].is_level and claim.lead == "占":
        yield before[0]


def _can_be_whole(fact: Fact, claim: Fact) -> bool:
    """A level; for a bare 占75% also a plan of its sentence (年度任务48个，已完工36个，占75%)."""
    yearly = not claim.stem or claim.stem in ("全年", "年度")
    return fact.is_level or (fact.role == "target" and yearly and fact.sentence == claim.sentence)


def _binding(claim: Fact, part: Fact, whole: Fact, sure: bool) -> tuple[Binding, bool]:
    """Strong when the words name the whole, or open its list; a bare 占比 elsewhere is only explained."""
    if not claim.stem:
        strong = sure and _opened_by(part, whole)
        return (Binding.STRONG if strong else Binding.WEAK), False
    scope = _SCOPE.match(claim.stem)
    stem = _plain(_SCOPE.sub("", claim.stem))
    name = _plain(without_sum_words(whole.names))
    if (
        sure
        and "全部" in claim.lead
        and _ADDED_UP.search(whole.lead)
        and whole.paragraph >= claim.paragraph - 1
    ):
        return Binding.MEDIUM, True
    if not _speak_alike(name, stem) or (_REACHED.search(stem) and not _REACHED.search(whole.lead)):
        return Binding.WEAK, False
    if not sure:
        return Binding.WEAK, True
    here = (scope is None or name.startswith(scope[0])) and whole.paragraph == claim.paragraph
    loosely = any(word not in claim.stem for word in _LOOSE_WORDS.findall(whole.names))
    if "总投资" in claim.lead and whole.lead.endswith("总投资") and here:
        return Binding.STRONG, True
    same = here and not loosely and (name.endswith(stem) if len(stem) > 2 else _SCOPE.sub("", name) == stem)
    return (Binding.STRONG if same else Binding.MEDIUM), True


def speaks_of(claim: Fact, whole: Fact, *, exactly: bool) -> bool:
    """Whether a total bears the name that a share gives its whole, exactly or in part."""
    name, stem = _plain(without_sum_words(whole.names)), _plain(_SCOPE.sub("", claim.stem))
    return name == stem if exactly else _speak_alike(name, stem)


def _plain(name: str) -> str:
    """A name without what only says how it is counted (办结 of 已办结 and of 办结件), short names in full."""
    for short, full in _SHORT.items():
        name = name.replace(short, full)
    return _COUNTED.sub("", _INDUSTRY.sub(r"\1产", name))


def _behind_another(part: Fact, wholes: list[Fact]) -> set[Fact]:
    """Totals that do not stand directly before the 其中 of a part: a nearer one is meant."""
    before = [whole for whole in wholes if whole.start < part.opened]
    return set(before[:-1])


def _has_rivals(whole: Fact, wholes: list[Fact]) -> bool:
    """Whether its sentence has another total that a 其中 may open as well, or it is no total at all."""
    if whole.sets_scope:
        return False
    others = [fact for fact in wholes if fact.sentence == whole.sentence and fact.opened < 0]
    return others != [whole] or _BALANCE.search(whole.name) is not None


def _opened_by(part: Fact, whole: Fact) -> bool:
    """Whether a part stands in the list that its whole opens: 30项中, or 其中 directly behind the whole."""
    if whole.sentence == part.sentence and whole.sets_scope:
        return True
    return part.opened > whole.start and whole.sentence >= part.sentence - 1


def _speak_alike(name: str, words: str) -> bool:
    """Whether one name ends in the other, or both share their first two characters."""
    if len(name) < 2 or len(words) < 2 or ("未" in name) != ("未" in words):
        return False
    if any({one, other} == {*_SIDES.findall(name), *_SIDES.findall(words)} for one, other in _OPPOSITES):
        return False
    return name.endswith(words) or words.endswith(name) or name.startswith(words[:2])


def share_of(parts: int) -> Formula:
    """The first operands together as a percentage of the last."""
    if parts == 1:
        return percentage

    def share(values: Sequence[Fraction]) -> Fraction:
        return sum(values[:parts], Fraction(0)) * 100 / values[parts]

    return share
