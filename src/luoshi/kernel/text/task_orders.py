"""Tasks that a text orders without a field for who does them: clauses and sentences with 要, 必须 … (工作要求)."""

import re
from collections.abc import Iterator
from dataclasses import replace

from luoshi.kernel.text.assignment import Assignment, helping_units
from luoshi.kernel.text.dates import Moment
from luoshi.kernel.text.deadline import last_day
from luoshi.kernel.text.outline import Node
from luoshi.kernel.text.sentences import Sentence, split_sentences
from luoshi.kernel.text.stance import IMPERATIVE, is_plan, stance_of, title_of, title_stance
from luoshi.kernel.text.task_text import SHORTEST_TITLE, Place, TaskDraft, TaskText, holds, is_frame
from luoshi.kernel.text.units import ends_unit, is_list_of_units, split_units, units_at

_MUST = re.compile(
    r"必须要?|务必要?|(?<![主重必需只首紧概摘纲若想还党])要(?![求素点害闻员职地么是看有不])|须(?=[于在])|应(?=[于当])"
)
_JOINED = re.compile(r"，(?:并[于在]?|于)\Z|\A于?每(?:年|半年|季度|月|周|日)")
_OFTEN = re.compile(r"于?每(?:年|半年|季度|季|月|周)[^，。；\n]{0,6}?(?:前|末|底)，?")
_PART = re.compile(r"[^；。\n]+")
_SEGMENT = re.compile(r"[^；]+")
_RHETORIC = re.compile(
    r"如果|怎样|怎么|才能|不能|只有|就是|所谓|想要|任何时候|也许|譬如|比如|无论|所做的|要做的"
)
_SUBJECT_HEAD = re.compile(
    r"\A(?:请|责成|所以|因此|同时|为此|一方面|另一方面|并|且|但|我们|当前|今年|会后|会议要求|下一步)+"
)
_SUBJECT_TAIL = re.compile(r"(?:特别是.*|都|也|就|均|还|更)\Z")
_OBJECT = re.compile(r"(?:\A|(?<=[，；：。]))(?:对|把|将)[^，；：。]{2,30}，\Z")
_URGED = re.compile(r"力争|确保|争取")
_ORDER = re.compile(r"切实|加快|推进|全面|大力|着力|深入|扎实|持续|积极|加强|强化|确保|严格")
_BARE_FIGURE = re.compile(r"(?:完成|达到|实现|增长|突破)?\d")
_ADDRESS = re.compile(
    r"(?:会议(?:要求|明确|决定|议定|确定|强调)，?)?(?:请|责成|责令|要求|同意由?|(?:以上|上述)[^，。；由]{0,6}由|由)?"
)
_DOES = (
    r"跟进|提供|开设|落实|做好|开展|推进|加强|加快|制定|统筹|建立|督促|指导|协调|抓好|抓紧|保障|配齐|加大|组织|承担|跟踪|"
    r"完善|实施|审核|拨付|下达|办理|启动|编制|严格|强化|持续|全面|及时|提前|尽快|优先|同步|每[日天周月季年]"
)
_HANDING = re.compile(r"纪要|督办|交办|分工|分解|责任|任务清单|任务书|任务表|台账|整改|议定")
_EVERYBODY = re.compile(
    r"各(?:级|地|部门|单位|(?:有关|相关|责任|成员|牵头|承办|主办|协办|配合)(?:单位|部门|方面))"
)
_MERE_TALK = re.compile(
    r"高度重视|(?:进一步)?(?:提高|统一|深化)(?:政治|思想)?(?:站位|认识|思想)|充分认识|增强|加强(?:组织领导|调度|督导|协调|协同|配合|沟通)|密切|通力|"
    r"压实责任|各司其职|形成合力|严格(?:落实|执行)[^，。]{0,6}(?:责任|制度|纪律)|认真(?:履行|落实|抓好|组织)|强化(?:责任|担当|督查|督办|组织)|切实|加强跟踪|把[^，。]{2,14}摆"
)
_GOES_ON = frozenset("的、，：和及等")
_YEAR = re.compile(r"\d{4}年")
_YOU = re.compile(r"[你贵](?:们|局|委|办|院|区|县|市|镇|乡|街道|单位|公司|中心|部)")
_LINK = re.compile(
    r"必须要?|务必要?|要(?![求素点害闻员职])|须|应(?![急用收付届])|(?:分别|共同)?(?:负责)?牵头(?:负责)?|负责(?!人)|会同|联合|(?=抓紧|尽快)|"
    r"于(?=\d|每|[本今明]年|年底|[上下]半年)|(?=\d{1,4}[年月])|(?=年底前)|(?=完成)|商(?=[省市州区县镇乡])|"
    r"(?=对[^，。；\n]{2,24}?(?:进行|开展|实施|予以|加强))|"
    r"作为(?:第一|主要|牵头)?(?:责任|牵头)(?:单位|部门|主体)，?"
)
_ACT = re.compile(rf"(?={_DOES})")
_DUTY = re.compile(r"，?(?:(?:全面|具体|主要)负责|要|须|应|必须|务必|共同|负责|牵头)*")
_FIELD_NAME = re.compile(r"(?<!各)(?:牵头|责任|配合|主办|协办|落实)(?:单位|部门)|\d")
_HELPS = re.compile(
    r"[，；](?P<names>[^，。；：\n]{2,40}?)(?:予以|积极|做好|共同)?(?:(?:支持|配合|协助)(?=[，。；\n]|\Z)|(?=提供|跟踪|配合|协助|监督|做好))"
)
_NO_UNIT = re.compile(
    r"(?:\d{1,2}[.、]|（?[一二三四五六七八九十]{1,3}[）、])?(?:为|按照|根据|依据|围绕|结合|对照|落实|贯彻|随着|通过)"
)
"""What opens a circumstance, not the name of a unit: 为完成省政府下达的任务."""
_ASKED_TO = re.compile(r"(?<=，)(?:请|责成|由)")
_ASKED = re.compile(r"(?:(?<=[，。；：\n])|\A)请(?=[于在])")
_HEADED = re.compile(r"(?:(?<=\n)|\A)([^\n：。，]{2,30})：(?=[^\n])")
_FEWEST_HEADS = 2
_SALUTATION = re.compile(r"(?:(?<=\n)|\A)([^\n：。]{2,80})：(?=\n)")
_LONGEST_SUBJECT = 24
_SHORTEST_CLAUSE = 3


class OrderedTasks:
    """Reads what no assignment claims. In a text that assigns, only orders beside assigned ones, or dated, count."""

    def __init__(self, page: TaskText, claimed: list[Place], assigned: set[str], assigning: bool) -> None:
        self.page, self.text = page, page.text
        self.claimed, self.assigning = claimed, assigning
        self.assigned = assigned
        self.is_plan = is_plan(page.doc)
        heads = sum(is_list_of_units(line[1]) for line in _HEADED.finditer(page.text))
        named = _HANDING.search(title_of(page.doc)) is not None
        self.handing = assigning or named or heads >= _FEWEST_HEADS
        self.beside = {(node.parent, node.level) for node in page.clauses.nodes if node.id in assigned}

    def run(self) -> Iterator[TaskDraft]:
        taken = list(self._clauses())
        yield from (draft for draft, _ in taken)
        for place in (place for _, place in taken):
            self.claimed.append(place)
        self.claimed.sort()
        for sentence in split_sentences(self.page.doc):
            yield from self._spoken(sentence)

    def _clauses(self) -> Iterator[tuple[TaskDraft, Place]]:
        """Clauses that are orders: 一要 items, titles with 要 or a unit that is told, leaves that open with an imperative."""
        for node in self.page.clauses.nodes:
            start = self.page.title_start(node)
            if (
                not node.title
                or node.id in self.assigned
                or holds(self.claimed, start)
                or self.page.is_past(node)
            ):
                continue
            end = max(start, self.page.own_end(node))
            told = self._told(start, end)
            if self._is_framed(node) and not self.page.due(start, end):
                continue
            parts = self._parts(node, start, end) if told is None and self.handing else []
            if parts:
                yield from self._handed(node, parts, end)
                continue
            if told is None and self.assigning and (node.parent, node.level) not in self.beside:
                continue
            must = _MUST.match(self.text, start)
            leaf = node.id not in self.page.children
            if told is not None:
                entry, start = told
                entry = replace(entry, support=entry.support or self._helpers(start, end))
            elif must or node.mark.endswith("要") or (leaf and IMPERATIVE.match(node.title)):
                entry, start = None, must.end() if must else start
            else:
                continue
            title = self._first_action(start, end)
            if title[1] - title[0] >= _SHORTEST_CLAUSE:
                first = self.page.title_start(node)
                deadline = self._first_due(self.page.due(first, self.page.sentence_end(first, end)))
                whole = (min(start, title[0]), end)
                claim = (first, self.page.sentence_end(first, end) if told else first)
                yield self.page.draft(title, whole, node, deadline, entry), claim

    def _is_framed(self, node: Node | None) -> bool:
        """Whether a clause stands under aims or requirements in general (保障措施), not under tasks."""
        return any(is_frame(above.title) for above in self.page.clauses.path(node))

    def _parts(self, node: Node, start: int, end: int) -> list[tuple[Place, Assignment, int]]:
        """Parts of a clause, up to a stop or semicolon, that tell somebody by name what to do.

        Its title tells behind what it is about (集镇管网淤堵问题，请甲局解决); its body at once.
        """
        first = _PART.match(self.text, start, end)
        asked = _ASKED_TO.search(self.text, start, first.end()) if first else None
        named, behind = units_at(self.text, asked.end(), end) if asked else ((), 0)
        if first and asked and named and not holds(self.claimed, asked.start()):
            return [((asked.start(), first.end()), Assignment(*asked.span(), lead=named), behind)]
        found = []
        for part in _PART.finditer(self.text, self.page.doc.position(node.body_start), end):
            told = self._told(*part.span())
            free = told is not None and not holds(self.claimed, told[1])
            if told is not None and free and not self._is_talk(told, part.end()):
                found.append((part.span(), *told))
        return found

    def _is_talk(self, told: tuple[Assignment, int], end: int) -> bool:
        """Whether no more is told than 高度重视 and its kin, or everybody is, without a day."""
        if self.page.due(told[0].start, end):
            return False
        return all(map(_EVERYBODY.match, told[0].lead)) or _MERE_TALK.match(self.text, told[1]) is not None

    def _handed(
        self, node: Node, parts: list[tuple[Place, Assignment, int]], end: int
    ) -> Iterator[tuple[TaskDraft, Place]]:
        """One part that its clause's body opens with is the task that the clause names; others have their own titles."""
        whole = (self.page.title_start(node), end)
        body = self.text[self.page.doc.position(node.body_start) : parts[0][0][0]]
        is_one = len(parts) == 1 and not body.strip("。：，\n")
        framed = is_frame(node.title)
        is_named = is_one and not framed and self.page.behind_topic(*whole) == whole[0]
        for part, told, start in parts:
            entry = replace(told, support=told.support or self._helpers(start, part[1]))
            title = self._action(start, part[1], self.page.due(*part))
            if is_named:
                title = self.page.first_clause(*whole)
            place = whole if is_named else part
            yield (
                self.page.draft(title, place, node, self.page.latest_due(*place), entry, numbered=is_one),
                place,
            )

    def _told(self, start: int, end: int) -> tuple[Assignment, int] | None:
        """Units that open a passage as the ones told (甲局要…, 请甲局会同乙局于6月底前…) and where what they do begins."""
        if "\t" in self.page.doc.original[slice(*self.page.doc.span(start, end))]:
            return None
        dated = self.page.behind_date(start, end)
        address = _ADDRESS.match(self.text, dated, end)
        first = address.end() if address else start
        stop = min(self.page.first_clause(first, end)[1], first + _LONGEST_SUBJECT * 2)
        headed = self.text[stop : stop + 1] == "：" and not _FIELD_NAME.search(self.text, first, stop)
        if headed and is_list_of_units(self.text[first:stop]):
            duty = _DUTY.match(self.text, stop + 1, end)
            entry = Assignment(start, stop, self._meant(split_units(self.text[first:stop]), start))
            return entry, duty.end() if duty else stop + 1
        asked, behind = units_at(self.text, first, stop) if address and address[0] else ((), first)
        if (
            asked
            and self.text[behind : behind + 1] not in _GOES_ON
            and not _LINK.match(self.text, behind, stop)
        ):
            return Assignment(start, behind, self._meant(asked, start)), behind
        acts = _ACT.finditer(self.text, first, stop) if self.handing else ()
        for link in sorted([*_LINK.finditer(self.text, first, stop), *acts], key=lambda link: link.start()):
            told = self.text[first : link.start()]
            done_by = link[0] != "" or not self.text.startswith("完成", link.start()) or dated > start
            whole = ends_unit(self.text, link.start()) or told.startswith("各")
            if _YEAR.match(self.text, link.start()) and not self.page.due(link.start(), end):
                continue
            if len(told) > 1 and done_by and whole and not _NO_UNIT.match(told) and is_list_of_units(told):
                behind = link.start() if link[0] in ("会同", "联合", "商") else link.end()
                support, behind = helping_units(self.text, behind)
                duty = _DUTY.match(self.text, behind, end)
                lead = self._meant(split_units(told), start)
                return Assignment(start, behind, lead, support), duty.end() if duty else behind
        return None

    def _helpers(self, start: int, end: int) -> tuple[str, ...]:
        """Units that a told clause names behind the action (甲局负责协调，乙街道予以支持)."""
        found = _HELPS.finditer(self.text, start, self.page.sentence_end(start, end))
        return tuple(
            name for help in found if is_list_of_units(help["names"]) for name in split_units(help["names"])
        )

    def _spoken(self, sentence: Sentence) -> Iterator[TaskDraft]:
        """Sentences with 要 or 必须, or urged with a date (力争明年底完成), one draft a semicolon part.

        Before the first clause, and in a text that assigns its tasks, only those with a date count.
        """
        if holds(self.claimed, sentence.start):
            return
        for segment in _SEGMENT.finditer(self.text, sentence.start, sentence.end):
            dues = self.page.due(*segment.span())
            due = dues[0] if dues else None
            heard = due or self.handing
            told_to = None
            if heard and not self._is_told_as_done(segment):
                asked = _ASKED_TO.search(self.text, *segment.span()) if due else None
                told_to = self._told(*segment.span()) or (
                    self._told(asked.start(), segment.end()) if asked else None
                )
            if told_to is not None and self._is_talk(told_to, segment.end()) and self.handing:
                continue
            must = (
                (self._addressed(told_to) if self.handing else None)
                or self._must(segment, due is not None)
                or self._addressed(told_to)
                or self._asked(segment, due)
            )
            if must is None or holds(self.claimed, must[0]):
                continue
            node = self.page.clause_at(must[0])
            told_now = told_to is not None and self.handing
            general = not told_now and (node is None or self.assigning)
            if self.page.is_past(node) or (due is None and (general or self._is_framed(node))):
                continue
            title = self._spoken_title(segment, must, due)
            told = self.text[segment.start() : title[1]]
            if title[1] - title[0] < SHORTEST_TITLE or _RHETORIC.search(told):
                continue
            if _BARE_FIGURE.match(self.text, title[0]):
                continue
            if stance_of(self.text[segment.start() : must[0]], "open", self.page.year) != "past":
                entry = Assignment(*must, lead=self._units(segment.start(), must[0]))
                if told_to and (not entry.lead or must == self._addressed(told_to)):
                    entry = told_to[0]
                if not entry.lead and self._asked(segment, due):
                    entry = replace(entry, lead=self._saluted(segment.start()))
                deadline = self._first_due(dues)
                yield self.page.draft(title, segment.span(), node, deadline, entry, numbered=False)

    def _asked(self, segment: re.Match[str], due: Moment | None) -> Place | None:
        """Where a dated request begins, if it is one (请于4月15日前反馈情况)."""
        asked = _ASKED.search(self.text, segment.start(), segment.end()) if due else None
        return asked.span() if asked else None

    def _saluted(self, position: int) -> tuple[str, ...]:
        """Units of the salutation (各有关单位：), the last line above ``position`` that is no more than that."""
        for line in reversed(list(_SALUTATION.finditer(self.text, 0, position))):
            if is_list_of_units(line[1]):
                return split_units(line[1])
        return ()

    def _meant(self, names: tuple[str, ...], position: int) -> tuple[str, ...]:
        """Names with 你局 put as the one unit that the document salutes."""
        saluted = self._saluted(position) if any(map(_YOU.fullmatch, names)) else ()
        if len(saluted) != 1:
            return names
        return tuple(saluted[0] if _YOU.fullmatch(name) else name for name in names)

    def _is_told_as_done(self, segment: re.Match[str]) -> bool:
        return stance_of(segment[0], "open", self.page.year) == "past"

    def _addressed(self, told: tuple[Assignment, int] | None) -> Place | None:
        """Where an order begins that names its units but has no 要 (各单位于12月10日前报送总结)."""
        return (told[1], told[1]) if told else None

    def _first_due(self, dues: list[Moment]) -> str | None:
        day = last_day(self.text, dues[0]) if dues else None
        return day.isoformat() if day else None

    def _must(self, segment: re.Match[str], dated: bool) -> Place | None:
        """Span of the first word of obligation that no clause title already holds."""
        begin = segment.start()
        while True:
            must = _MUST.search(self.text, begin, segment.end())
            if must is None:
                return self._order(segment, dated)
            node = self.page.clause_at(must.start())
            title_end = self.page.doc.position(node.body_start) if node else 0
            if must.start() >= title_end:
                return must.span()
            begin = max(title_end, must.end())

    def _order(self, segment: re.Match[str], dated: bool) -> Place | None:
        """An order without 要: urged with a date anywhere, or an imperative that opens a sentence of a plan.

        The imperative belongs to the action, so its span is empty.
        """
        start = segment.start()
        urged = _URGED.match(self.text, start) if dated else None
        if urged:
            return urged.span()
        if not _ORDER.match(self.text, start):
            return None
        path = self.page.clauses.path(self.page.clause_at(start))
        planned = title_stance([node.title for node in path]) in ("aim", "wish") or (self.is_plan and path)
        in_title = path and start < self.page.doc.position(path[0].body_start)
        return (start, start) if planned and not in_title else None

    def _spoken_title(self, segment: re.Match[str], must: Place, due: Moment | None) -> Place:
        thing = _OBJECT.search(self.text[segment.start() : must[0]])
        if thing and (due is None or due.start < must[1]):
            return segment.start() + thing.start(), self.page.action(must[1], segment.end())[1]
        return self._action(must[1], segment.end(), [due] if due else [])

    def _first_action(self, start: int, end: int) -> Place:
        often = _OFTEN.match(self.text, start, end)
        return self.page.action(self.page.behind_date(often.end() if often else start, end), end)

    def _action(self, start: int, end: int, dues: list[Moment]) -> Place:
        """What is to be done: the first clause, or the dated one that it opens or that 并 joins to it."""
        first = self._first_action(start, end)
        due = next((due for due in dues if due.start >= start), None)
        if due is None:
            return first
        between = self.text[start : due.start]
        action = self.page.first_clause(max(due.end, self.page.behind_date(due.start, end)), end)
        own = "，" not in between or _JOINED.search(between) is not None
        return action if own and action[1] - action[0] >= SHORTEST_TITLE else first

    def _units(self, start: int, end: int) -> tuple[str, ...]:
        """Units that stand as subject right before the word of obligation."""
        comma = max(self.text.rfind(stop, start, end) for stop in "，：")
        subject = self.text[max(comma + 1, start) : end]
        words = _SUBJECT_TAIL.sub("", _SUBJECT_HEAD.sub("", subject))
        return split_units(words) if len(words) <= _LONGEST_SUBJECT and is_list_of_units(words) else ()
