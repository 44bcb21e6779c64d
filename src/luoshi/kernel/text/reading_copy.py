"""The copy of a text that plans are read from: simplified characters, a paragraph for each cell (阅读文本)."""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator
from itertools import pairwise

from luoshi.kernel.text.normalise import Normalised, normalise
from luoshi.kernel.text.simplified import simplified
from luoshi.kernel.text.task_table import TableTask, find_table_tasks

_TAB = re.compile("\t")
_SPACED = re.compile(r"(?<=\S)(?:\u3000+| {2,})(?=\S)|\|")
_CIRCLE = re.compile("(?<=[一二三四五六七八九〇○])○|○(?=[一二三四五六七八九])")
"""A circle that stands for 〇 in a year (二○二五年)."""

_CUT = re.compile(r"(?m)^[^\n]{14,}[，；、][^\n，。；：、！？\d%]{1,14}(?<=[\u4e00-\u9fff])\n")
"""A long line of prose that ends with words, not with a mark or a number."""
_CONTINUES = re.compile(
    r"(?![一二三四五六七八九十]{1,3}[、是要]|第[一二三四五六七八九十]|[^，。；\n]{1,8}：)[\u4e00-\u9fff“][^，。；：\n]{0,18}\d[^\n]*[，。；]"
)
"""Words up to a number in the next line, which is prose too and carries no mark."""

_UNITS = ("平方公里", "平方米", "立方米", "公里", "公顷", "公斤", "亩次", "千瓦", "人次", "批次", "场次", "分钟", "小时", "个百分点", "万元", "亿元",
          "万亩", "万人", "万吨", "万户", "万人次", "吨标准煤", "美元", "欧元", "标箱", "兆瓦", "千瓦时", "毫米", "毫克", "微克",
          "家次", "件次", "车次", "辆次", "架次", "班次", "户次", "个工作日", "工作日",
          "标准煤", "平方千米")  # fmt: skip
_CUT_UNIT = re.compile(
    "(?<=[0-9])[万亿]?(?:" + "|".join(f"{u[:n]}\n(?={u[n:]})" for u in _UNITS for n in range(1, len(u))) + ")"
)
"""A unit cut in two: 310公 / 里."""


_BLANKS = " |\t\u3000"
_LABEL = re.compile(r"[^\d，。；：、（）]{2,20}")
"""A cell that names what the next one sets a number for: 停车位建设 beside 新增500个."""


def reading_copy(text: str) -> Normalised:
    """The normalised text in simplified characters; cells parted by tabs, and those of tasks, become paragraphs.

    Of a task in two cells (重点工作, 工作目标) the first is the label of the second: 停车位建设：新增500个.
    """
    doc = _without_cuts(normalise(text))
    tabs = "\t" in text
    tasks = find_table_tasks(simplified(text)) if tabs or _SPACED.search(text) else []
    labels = {at for task in tasks for at in _labels(text, task)}
    if tabs:
        doc = _with_cells(doc, _TAB, [(0, len(text))], labels)
    elif tasks:
        doc = _with_cells(doc, _SPACED, [_line(text, *task.row) for task in tasks], labels)
    return Normalised(doc.original, _CIRCLE.sub("〇", simplified(doc.text)), doc.offsets)


def _line(text: str, start: int, end: int) -> tuple[int, int]:
    """A row with the bars at both its ends."""
    stop = text.find("\n", end)
    return text.rfind("\n", 0, start) + 1, stop if stop >= 0 else len(text)


def _labels(text: str, task: TableTask) -> Iterator[int]:
    """Ends of task cells that name what the task cell behind them, with a number, sets."""
    for (start, end), (behind, stop) in pairwise(task.cells):
        named = _LABEL.fullmatch(text, start, end) and not text[end:behind].strip(_BLANKS)
        if named and any(char.isdecimal() for char in text[behind:stop]):
            yield end


def _without_cuts(doc: Normalised) -> Normalised:
    """The text with lines joined that were cut inside a piece: …，引进亿元以上项 / 目5个，…"""
    cuts = [match.end() - 1 for match in _CUT.finditer(doc.text) if _CONTINUES.match(doc.text, match.end())]
    cuts += [match.end() - 1 for match in _CUT_UNIT.finditer(doc.text)]
    if not cuts:
        return doc
    kept = [index for index in range(len(doc.text)) if index not in set(cuts)]
    return Normalised(doc.original, "".join(doc.text[i] for i in kept), tuple(doc.offsets[i] for i in kept))


def _with_cells(
    doc: Normalised, between: re.Pattern[str], rows: list[tuple[int, int]], labels: Collection[int]
) -> Normalised:
    """The text with a paragraph for each cell of the rows; `between` is what parts them in print.

    A colon stands behind a cell that ends at one of the `labels`.
    """
    gaps = [gap.start() for start, end in rows for gap in between.finditer(doc.original, start, end)]
    chars: list[str] = []
    offsets: list[int] = []
    behind = 0
    for char, offset in zip(doc.text, doc.offsets, strict=True):
        index = bisect_left(gaps, behind)
        tab = gaps[index] if index < len(gaps) and gaps[index] <= offset else -1
        parts = tab >= 0 and bool(chars) and chars[-1] != "\n" and char != "\n"
        if parts:
            chars.append("：" if behind in labels else "\n")
            offsets.append(tab)
        if char not in " |" or not (parts or tab == offset):
            chars.append(char)
            offsets.append(offset)
        behind = offset + 1
    return Normalised(doc.original, "".join(chars), tuple(offsets))
