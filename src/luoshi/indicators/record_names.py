"""Which indicators and units a document's words name (称谓对应)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from luoshi.indicators.models import Indicator
from luoshi.kernel.text.bases import plain_name
from luoshi.kernel.text.phrase import subject_of
from luoshi.org.models import UnitKind
from luoshi.org.tree import Node, OrgTree

_GROWTH_NAMES = ("增速", "增长率", "增长速度", "增幅")
_REMARK = re.compile(r"[（(][^（）()]*[）)]\Z")
_WHOLE_WORDS = "全我本"


class IndicatorNames:
    """The catalogue by its names and synonyms. Names are equal after the words that only connect are left out."""

    def __init__(self, catalogue: Iterable[Indicator]) -> None:
        self._by_name: dict[str, list[Indicator]] = defaultdict(list)
        self._by_synonym: dict[str, list[Indicator]] = defaultdict(list)
        for indicator in catalogue:
            self._by_name[_plain(indicator.name)].append(indicator)
            for synonym in {_plain(synonym) for synonym in indicator.synonyms}:
                self._by_synonym[synonym].append(indicator)

    def called(self, words: str) -> tuple[Indicator, ...]:
        """The indicators with this name, else those with this synonym; more than one is ambiguous."""
        wanted = _plain(words)
        if not wanted:
            return ()
        return tuple(self._by_name.get(wanted) or self._by_synonym.get(wanted, []))

    def growth_of(self, words: str) -> tuple[Indicator, ...]:
        """Indicators that are themselves the growth of what the words name: 工业增加值增速."""
        return self.called(words + _GROWTH_NAMES[0])


class UnitNames:
    """Units as a document about one of them names them; a department's document is about the place it serves."""

    def __init__(self, org: OrgTree, owner: int) -> None:
        self._org = org
        above = [n for n in (org.nodes.get(owner), *org.ancestors(owner)) if n is not None]
        self._places = [n for n in above if n.kind != UnitKind.DEPARTMENT]
        self._named: dict[str, list[Node]] = defaultdict(list)
        for node in org.in_order():
            if node.kind != UnitKind.DEPARTMENT:
                self._named[_bare(node.name)].append(node)

    @property
    def names(self) -> list[str]:
        """Names of all units that are places, without remarks in brackets."""
        return list(self._named)

    def called(self, place: str) -> tuple[Node, ...]:
        """The units a printed place names; none when the tree does not know it, more than one is ambiguous.

        "" is the place the document is about; 全区 the nearest one above it, itself included, that is called 区.
        """
        if not place:
            return tuple(self._places[:1])
        if place[0] in _WHOLE_WORDS and len(place) == 2:
            return tuple([n for n in self._places if _bare(n.name).endswith(place[1])][:1])
        return tuple(self._named.get(place, ()))


def _bare(name: str) -> str:
    return _REMARK.sub("", name)


def _plain(name: str) -> str:
    """A name without place, verbs and marks; 增速, 增长率 and the like at its end are all 增速."""
    grows = name.endswith(_GROWTH_NAMES)
    return plain_name(subject_of(name)) + (_GROWTH_NAMES[0] if grows else "")
