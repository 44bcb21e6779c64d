"""Whether the words speak of a plan or of what has been done (语气与时态)."""

import re
from datetime import date, timedelta
from typing import Literal

from luoshi.kernel.text.dates import Moment, find_moments
from luoshi.kernel.text.marks import starts_with_mark
from luoshi.kernel.text.normalise import Normalised

Stance = Literal["aim", "wish", "past", "open"]
"""aim: a stated target (目标, 计划); wish: an imperative (要, 力争), up to a semicolon; open: unknown."""

IMPERATIVE = re.compile(
    "加快|加强|加大|推进|推动|深化|扩大|提高|提升|完善|建立|健全|实施|开展|抓好|强化|优化|做好|落实|保持|促进|培育|"
    "建设|调整|严格|积极|大力|全力|切实|着力|扎实|坚持|巩固|全面|持续|深入|稳步|继续|完成|改造|组织|制定|"
    "打造|聚力|聚焦|突出|狠抓|坚决|激发|守牢|严守|压实|筑牢|做强|做大|办好|抓牢|抓实|抓紧|支持|规范|拓展|壮大|整治|"
    "改善|保障(?!措施)|创新|构建|拓宽|盘活|统筹|推广|启动|谋划|争创|确保|力争|引进|抓|树立"
)
"""Words a Chinese order opens with; it has no grammatical subject."""

_NOT_A_WISH = r"(?<![主重必需只首紧概摘纲若])"
_COMPARISON = re.compile(
    r"(?:距离?|离)[^，。；]{0,16}(?:还有|还剩|只有|仅剩|只剩|不到|不足)[^，。；]{0,8}[天日月]|（(?:(?:19|20)\d{2}年(?:底|末)?|[上去]年)(?:同期)?(?:为|是|实绩|实际)?\d[^（）]*）|(?:比|较|同|与|在)(?:去年|上年|前年|往年|(?:19|20)\d{2}年)[^，；。]{0,8}?(?:基础上|同期|水平|相比|实绩)?"
    r"|(?:恢复|达|相当|回升|上升)[到至于](?:去年|上年)(?:同期)?(?:水平)?的?(?=\d)"
    r"|[比较]今年|[由从](?:去年|上年|前年|(?:19|20)\d{2}年)(?:底|末)?的?(?=\d)|[由从]“?十[一二三四五]五”?末的?(?=\d)"
    r"|(?:完成|占|为|超|高于|低于|快于|慢于)[^，；。]{0,8}?(?:计划|目标|任务|预算|预期)数?(?:的|(?=\d))|[比较](?:年度|全年|年初|预期|序时)?(?:目标|计划|任务|预期)(?=[高低快慢多少])|(?:计划|目标|序时|时间)进度|十[一二三四五]五”?(?:计划|规划)"
)
_AIM = re.compile(
    r"目标(?!责任|管理|考核|市场)|指标(?:是|为|：)|(?<!年度)(?<!按照)(?<!按)(?<![列纳]入)计划(?!投资|开工|竣工|数|的|执行)|预期|(?<!已)确定|(?<![已共])安排|规划到|会议(?:要求|强调|议定|明确|决定)|要求：|今后[一二三四五\d]|未来"
)
_FIRM_AIM = re.compile(
    r"会议(?:要求|强调|议定|明确|决定)|要求：|建议(?=[：，]|[一1]是|\d{4}年|今年|明年)|目标(?:已经?(?:明确|确定|下达))?(?:是|为|：)|预期目标|今后[一二三四五\d]|未来"
)
_WISH = re.compile(
    _NOT_A_WISH
    + r"要(?![求素点害闻员职地]|(?:清醒|充分|深刻)*地?(?:看到|认识到|正视|意识到))|力争|必须|(?<![大健名])将|务必|拟|下一?步|(?<![年截直])到20\d{2}年(?:底|末)?(?=，|前)"
)
_SOFT_WISH = re.compile(
    r"承诺(?!的)|军令状|打算(?!的)|建议(?=[市区县各由在将把对今明尽进加完：，]|20\d\d)|(?<!其中)争取|确保|保证|努力|愿(?=[我大全您你各])|年内|(?:底|\d日|\d月份?|[旬期])前"
)
"""What a report on the past says as well: it does not end the past."""
_PAST = re.compile(
    "|".join(
        (
            r"\A附：|从[^，。；]{0,14}情况看|要(?:清醒|充分|深刻)*地?(?:看到|认识到|正视)|(?:认为|指出|显示|表明)(?=，)",
            r"(?:(?<=[区县市镇乡村校院我])|\A)(?:现有|共有|现?辖(?!区)|下辖|规划面积|总面积|总人口)",
            r"(?:\A|，)[我全本][省市区县乡镇村街校院局]有(?=[^，。；]{0,10}\d)",
            r"还有(?=[^，。；]{0,8}\d)|仍有|尚有|仅[为有占]|仅(?=\d)|只有(?=\d)",
            r"去年|上年|前年|往年|以往|过去|近年|刚刚过去|去冬今?春?|历年|当时|目前|曾|此前|迄今|以来|上一?(?:轮|季度)|上个?[月周]",
            r"(?:\A|，)前[一二两三四]年|近[一二两三四五几十]年(?!内|期)|[一二两三四五]年来|回[望首顾]|[整实][改施]前",
            r"前\d{1,2}个月|前[二三四五六七八九十]个?月|前[一二三]个?季度",
            r"据(?:统计|测算|介绍|了解|调查|摸排)|截[至止]|(?:\A|[，；])至(?:\d{4}年)?(?!12月(?:底|31日))\d{1,2}月",
            r"(?<![而业])已(?!知|经?(?:明确|确定|下达)：|[\u4e00-\u9fff]{2}的)",
            r"(?:今天|此次|本次|这次)[^，。；]{0,10}共(?=\d)|共(?:发生|登记|有|收)|共?收到(?=[^，。；]{0,12}\d)",
            r"(?:19|20)\d{2}年(?:办理|完成|收到|实施|建成|立案|受理)的",
            r"(?<![为除罢])(?<!部署)(?<!安排)(?<!明确)(?<!提出)(?<!确定)(?<!下达)(?<!作出)(?<!制定)(?<!准备)了(?![解断不])",
        )
    )
)
_TALLY = re.compile(r"累计|同比")
"""Past in a report, but no more than a way of counting where an aim is stated."""
_DONE_TITLE = re.compile(
    r"\A(?:去年|上年|过去)|(?:干|做)了|了(?:什么|哪些)|回眸|回望|回顾|总结|(?:完成|执行|运行|进展)情况|取得(?!实效|突破|新)|主要成效|工作成效|成绩|情况(?=[及和与、]|\Z)|发展现状|(?:发展|工作|进展|现实)基础|存在的?(?:主要|突出)?(?:问题|短板|不足|困难|差距)|\A[^，。；]{0,6}(?:不足|差距|困难)(?:和问题)?\Z|说明的(?:问题|事项|情况)"
)
PLAN_TITLE = re.compile(
    r"要点|安排|预算草案|计划草案|计划|方案|规划|纲要|分解|任务|责任书|责任制|责任分工|任务分工|打算|谋划|设想|构想|展望|努力方向|思路|部署|行动|目标|实事|清单|意见|举措|措施|重点工作"
)
_PLEDGE_TITLE = re.compile(
    r"承诺|表态|军令状|责任状|动员|誓师|倡议|倒排|攻坚|冲刺|会战|督办|交办|目标|指标|任务"
)
"""Titles of what somebody binds himself or others to, in a speech too."""
_REPORT_TITLE = re.compile(
    r"情况|总结|通报|公报|回顾|讲话|发言|致辞|执行|报告|汇报|简报|快报|综述|纪要|分析|小结"
)
_KINDS = (PLAN_TITLE, _REPORT_TITLE, _PLEDGE_TITLE)
_REPORTS_ON = re.compile(r"情况|总结|通报|报告|汇报|简报|快报|综述|分析|小结")
_RULES_TITLE = re.compile(r"(?:办法|规定|细则|条例|规则|章程|制度|政策(?:措施)?)(?:（[^）]*）)?(?:的通知)?\Z")
_LONGEST_TITLE = 60
_TITLE_LINES, _LONGEST_SLOGAN = 3, 24
_SPOKEN_TITLE = re.compile(r"[^，。；：！？]{2,16}[，：][^。；：]{2,20}[^，。；：！？…—]")
"""共青团工作：上年干成了啥，今年要干啥."""
_YEARS_ALONE = re.compile(r"（?(?:19|20)\d{2}年?(?:[-—~至]{1,2}(?:19|20)\d{2})?年?度?）?")
"""The line of years under a title: （2025—2027年）."""
_PLAN_SECTION = re.compile(
    r"(?:今年|明年|来年|下一?年|新的?一年|下半年|四季度|下一?阶段|后[一二三四五六七八九十\d]{1,2}个?月)的?[^，。；]{0,8}(?:工作|任务|举措|措施|安排|打算|计划|怎么|如何|干什么|做什么)|还要(?:做|干|抓)|\A(?:怎么[干办做]|明年|来年|新的?一年|下一?步|下一?阶段|接下来|我们的?(?:承诺|打算))|(?:计划|打算|安排|承诺)\Z|预算草案|计划草案|谋划|设想|展望|努力方向|对策|主攻方向|奋斗目标|工作安排|重点任务|重点工作|工作重点|主要任务|工作任务|工作打算|工作设想|工作考虑|工作目标|发展思路|总体(?:要求|思路|安排)|工作部署|下一步|下步|工作计划|工作思路|主要举措|工作举措|工作措施|主要措施|任务安排|(?:整改|工作|几点|下一?步|有关)要求"
)
_ORDERED_TITLE = re.compile(r"(?:\A|今年|明年|全年|下半年|，)要(?![素求点])|(?:突出|把握|明确|聚焦)重点")
"""今年要打好“四场硬仗”, 突出重点、狠抓落实."""
_AIM_TITLE = re.compile(r"目标|指标")


_AS_OF = ("截至", "截止", "截止到", "截至到")
_EARLY, _LATE = 3, 11
"""Until the first month nothing can be told of this year but what is planned; from the second on 全年 may be known."""
_NEARLY = timedelta(days=3)
_PARTS = ("month", "quarter", "half", "span")
"""Periods whose place before or behind the day of issue tells whether they are over."""


def stance_of(
    piece: str, before: Stance, year: int | None, reports: bool = False, issued: date | None = None
) -> Stance:
    """Stance after reading one piece of a sentence (normalised, between commas), given the one before it.

    `year` is the plan's year: an earlier year printed in the piece makes it past, this or a later one
    unbinds it. `reports` tells that the document reports: there 年度计划投资 and 安排 name what was planned.
    Quarters and their kin that end before the day `issued` are past, those that begin behind it ahead.
    """
    words = _COMPARISON.sub("", piece)
    stance: Stance = before
    positions: list[tuple[int, Stance]] = [(m.start(), "past") for m in _PAST.finditer(words)]
    if before == "open":
        positions += [(m.start(), "past") for m in _TALLY.finditer(words)]
    aims = _FIRM_AIM if reports else _AIM
    positions += [(m.start(), "aim") for m in aims.finditer(words)]
    wishes = [*_WISH.finditer(words), *(() if before == "past" or reports else _SOFT_WISH.finditer(words))]
    positions += [(m.start(), "wish") for m in wishes]
    if year is not None:
        for moment in find_moments(words, year):
            said = words[moment.start : moment.end]
            as_of = words[: moment.start].endswith(_AS_OF)
            found = "past" if as_of else _tense(moment, said, year, issued, reports)
            if found is not None:
                positions.append((moment.start, found))
            elif before == "past" and said in ("今年", f"{year}年"):
                positions.append((moment.start, "open"))
    for _, found in sorted(positions):
        if found == "open" and stance != "past":
            continue
        if found == "wish" and stance == "aim":
            continue
        stance = found
    return stance


def is_over(moment: Moment, issued: date | None) -> bool:
    """Whether a month, a quarter or their kin ended before the paper was issued; a deadline is none."""
    ended = issued is not None and moment.last is not None and moment.last < issued + _NEARLY
    return ended and moment.first is not None and moment.kind in _PARTS


def _tense(moment: Moment, words: str, year: int, issued: date | None, reports: bool) -> Stance | None:
    """Whether a period lies behind or ahead of the paper; None where it says neither."""
    ended = issued is not None and moment.last is not None and moment.last < issued
    if is_over(moment, issued) or (ended and words.endswith(("底", "末"))):
        return "past"
    if issued is not None and moment.last is not None and moment.last > issued:
        begun = moment.first or moment.last
        if begun > issued and (moment.first is None or moment.kind in (*_PARTS, "year")):
            return "wish"
        this_year = words in ("今年", f"{year}年") and issued.year == year and issued.month <= _EARLY
        under_way = moment.kind in _PARTS and issued - begun < moment.last - issued
        if not reports and (this_year or under_way or (words == "全年" and issued.month < _LATE)):
            return "wish"
    if moment.year is None or moment.code == str(year):
        return None
    return "past" if moment.year < year else "wish" if moment.year > year else "open"


def title_stance(titles: list[str]) -> Stance:
    """Stance that the titles around a sentence suggest, innermost first."""
    for title in titles:
        if _DONE_TITLE.search(title):
            return "past"
        if _AIM_TITLE.search(title):
            return "aim"
        if _PLAN_SECTION.search(title) or _ORDERED_TITLE.search(title):
            return "wish"
    return "open"


def title_of(doc: Normalised) -> str:
    """The first of the head lines that names a plan or a report, else the first line; "" where text begins at once."""
    lines: list[str] = []
    head = doc.text[:300].split("\n")
    for line, following in zip(head[:_TITLE_LINES], [*head[1:], ""], strict=False):
        if _is_title(line):
            lines.append(line)
        elif not (following.startswith("—") and len(line) <= _LONGEST_SLOGAN):
            break
    named = (line for line in lines if any(word.search(line) for word in _KINDS))
    title = next(named, lines[0] if lines else "")
    return title + "".join(line for line in lines if line != title and _YEARS_ALONE.fullmatch(line))


def is_plan(doc: Normalised) -> bool:
    """Whether the title names the document a plan (要点, 安排, 计划 ...), not a report on one.

    The last of its words decides: 政府工作报告任务分解 is a plan, 计划执行情况报告 a report.
    """
    title = title_of(doc)
    if _DONE_TITLE.search(title):
        return False
    if _PLEDGE_TITLE.search(title) and not _REPORTS_ON.search(title):
        return True
    return bool(PLAN_TITLE.search(title)) and not _REPORT_TITLE.search(title, _last(PLAN_TITLE, title))


def sets_nothing(doc: Normalised) -> bool:
    """Whether the title names what was done (…完成情况, 工作回顾) or rules (考核办法)."""
    title = title_of(doc)
    return _DONE_TITLE.search(title) is not None or _RULES_TITLE.search(title) is not None


def is_report(doc: Normalised) -> bool:
    """Whether the title names the document a report on what was done (总结, 通报, 公报 ...)."""
    title = title_of(doc)
    return bool(_REPORT_TITLE.search(title)) and not is_plan(doc)


def is_bulletin(doc: Normalised) -> bool:
    """Whether the document reports and does not speak or look ahead: neither 讲话 nor 工作报告, nor 总结和打算."""
    title = title_of(doc)
    return is_report(doc) and not re.search(
        "讲话|发言|致辞|工作报告|上的报告|执行|打算|安排|思路|展望|谋划|设想|纪要", title
    )


def is_review_and_plan(doc: Normalised) -> bool:
    """Whether the title names both (2025年工作总结和2026年工作打算), so that a wish opens what is planned."""
    title = title_of(doc)
    return bool(_DONE_TITLE.search(title) and PLAN_TITLE.search(title, _last(_DONE_TITLE, title)))


def _last(pattern: re.Pattern[str], words: str) -> int:
    """Where the last match ends, 0 when there is none."""
    return max((match.end() for match in pattern.finditer(words)), default=0)


def _is_title(line: str) -> bool:
    """Whether a line is one of the title: without a mark, and with ， or ： only where it is short and has no end."""
    if not line or starts_with_mark(line) or len(line) > _LONGEST_TITLE:
        return False
    return not re.search("[，。；：]", line) or _SPOKEN_TITLE.fullmatch(line) is not None
