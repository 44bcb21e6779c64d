"""Words around numbers that open a list of aims, or tell that no aim is meant (语境提示)."""

import re

_OPENS_LIST = re.compile(
    r"(?:：|——)\Z|：[一首第①]|(?<![%\d元人个亩户家])以下(?=[^，。；]{0,8}(?:目标|工作|任务|实事|方面|措施|事))|如下|下列|(?:[一二三四五六七八九十几]|\d{1,2})(?:件(?:大|实)?事|句话|项(?:重点)?(?:工作|任务|措施)|个方面|方面(?:工作)?)[。：]\Z"
)
_TURNS_AHEAD = re.compile(
    r"展望(?:(?:19|20)\d{2}年|明年|新的一年|来年)|\A(?:今年|新的一年|(?:19|20)\d{2}年)，?[^，。；\d]{0,12}(?<![大健名])将|今后[一二三四五\d][^。；：]{0,12}目标(?:是|为|：)|"
    r"(?:今年|明年|全年|(?:19|20)\d{2}年)[^。；：]{0,24}(?:(?:预期)?目标(?:建议)?|(?:思路|总要求|总体要求))(?:是|为|：)"
    r"|\A(?:主要|经济社会发展)*预期(?:目标|指标)(?:建议)?(?:是|为|：)"
    r"|(?:做好|抓好|抓实|办好|推进|完成|落实|实施|突出|聚焦|围绕)[^。；：]{0,12}(?:以下|如下|下列|[一二三四五六七八九十]个?)[^。；：]{0,8}(?:工作|任务|方面|措施|事)[^。；：]{0,4}[：。]\Z"
)
"""From here on a report or a speech looks ahead: 今年的主要预期目标是, 重点做好以下工作：."""
_OPENS_AHEAD = re.compile(
    r"(?:[^，。；：\d]{0,8}[，！：])?(?:下面|但是?|因此|为此|对此|所以)?，?(?:(?:我们?|就)?(?:对|在|谈谈|关于))?(?:"
    r"再[说讲看谈](?:今年|明年|来年|20\d{2}年)|接下来|下一?步|下一?阶段|下一?年|下[半个]|今后|未来|往后|展望|面向未来|看未来|新的?一年|来年|明年|后[一二两三四五六七八九十\d]{1,2}个?月"
    r"|余下|剩下的?|剩余|从(?:现在|今天|即日|明天)起|从现在开始|站在新|踏上新|新征程)(?!来看|以来)"
)
"""Words that open a sentence and turn from what was done to what is to be done."""
_THIS_YEAR = re.compile(
    r"(?:今年|明年|来年|全年|本年度?|20\d{2}年)的?[^，。；：\d]{0,8}(?:任务|目标|工作|重点|实事|打算|安排|盘子|指标)[^，。；：\d]{0,8}[：是为]"
)
"""今年的任务更重：."""
_TELLS_NEXT = re.compile(
    r"(?:(?!完成|实现|达到|落实了)[^，。；：\d]){0,6}(?:打算|安排|思路|举措|措施|计划)[。：]"
)
"""后说打算。"""
_ASKS_HOW = re.compile(r"(?:怎么|如何|咋)[干办做写打补抓改破](?:[？，：。]|\Z)")
_AIMS = re.compile(
    r"就(?:干|抓|做|办|讲)|(?:干|抓|做|办)好?[一二三四五六七八九十两几]件|议定|议决|目标|指标|任务|实事|力争|计划|(?<![主重需])要|下一步|下步|我们将"
)
_RULES = re.compile(r"考核奖惩|奖惩|考核办法|评分|计分|附则|\A[^，。]{0,4}标准\Z")
"""Sections whose numbers are rules, not targets."""
_CONTENT = re.compile(
    r"(?:主要)?(?:建设|项目|工程)(?:内容|规模|概况|简介|地点)(?:及规模)?：|(?:概算|估算)?总投资：|附件?：|备?注：|[^，。；：\d]{0,6}(?:现状|底数|基数|基础|背景|概况|情况|家底|问题|差距|不足|反馈|发现|回看|回顾|亮晒|战报|晒单)(?:清单)?：|(?:回头看|回看|回望)[^，。；：]{0,6}：|[看回][^，。；：]{0,2}(?:来路|过去|差距|现状|来时)：|[整实改创][改施革造建]前：|从[^，。；]{0,14}情况看，"
)
_CONTENT_MARK = re.compile(
    r"[【〖\[][^】〗\]]{0,6}(?:现状|底数|基数|基础|背景|概况|问题|差距|不足|反馈)[】〗\]]"
)
"""Labels of what a project is, or what is added or looked back on; not of what shall be reached."""
_GRANTED = re.compile(r"(?:凡|对)[^。；]{2,80}?(?:给予|奖励|奖补|补助|补贴)")
"""对…的企业给予…: a condition and what is given."""
_AHEAD = re.compile(r"下一?步|下一?阶段|明年|来年|下半年|今后|接下来")
"""What looks ahead even in a section that looks back; 计划 and 目标 there are those of the past."""


def opens_list(words: str) -> bool:
    """Whether a sentence opens a list of aims (主要目标是：, 抓好三件事)."""
    return _OPENS_LIST.search(words) is not None and _AIMS.search(words) is not None


def turns_ahead(words: str) -> bool:
    """Whether a sentence turns from what was done to what is planned, for all that follows."""
    return _TURNS_AHEAD.search(words) is not None


def opens_ahead(words: str) -> bool:
    """Whether a sentence opens with words of the time to come (下一步, 新的一年, 后四个月)."""
    opens = _OPENS_AHEAD.match(words) or _THIS_YEAR.match(words) or _TELLS_NEXT.fullmatch(words)
    return (opens or _ASKS_HOW.search(words)) is not None


def is_of_rules(title: str) -> bool:
    """Whether a section holds rules of scoring and reward."""
    return _RULES.search(title) is not None


def is_content(piece: str) -> bool:
    """Whether a label says that what follows describes a project (建设内容：)."""
    return (_CONTENT.fullmatch(piece) or _CONTENT_MARK.match(piece)) is not None


def grants(text: str, start: int, end: int) -> bool:
    """Whether the words from `start` on set a condition and what is given (对…的企业给予…)."""
    return _GRANTED.match(text, start, end) is not None


def looks_ahead(piece: str) -> bool:
    """Whether words look ahead even in a section that looks back."""
    return _AHEAD.search(piece) is not None
