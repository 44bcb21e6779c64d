"""Reading alternatives 备选方法读取: the section of a scheme that says what could have been decided otherwise.

An option is written in the words of the scheme itself. It is put in their place, and the whole is read again: what
would be wrong in a scheme is wrong in an option.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from itertools import combinations
from math import prod
from typing import Any

from luoshi.kernel.alternatives import Alternatives, Choice, Option, changes, without
from luoshi.kernel.reading import Problem, Reader, at
from luoshi.kernel.rounding import for_ranking
from luoshi.kernel.rule_reading import QUANTITIES, STAGES
from luoshi.kernel.scheme import Scheme, Weighing

SECTION = "alternatives"
STAGE_WORDS = ("impute", "treat", "normalise")
BLOCK_WORDS = ("combine", "power", "weights")
WORDS = (*STAGE_WORDS, *BLOCK_WORDS, "weight", "without")
FOR = "for"
NONE = "none"
"""In place of a stage: without it."""
MOST_WAYS = 200
"""So many combinations of ways are calculated in seconds."""
# A normalisation keeps these unless the option says otherwise: they are about the item, not about the method.
OF_THE_ITEM = ("among", "lower_is_better")
BY_FIGURES = frozenset({Weighing.EQUAL, Weighing.AHP, Weighing.ENTROPY, Weighing.PRINCIPAL})

Again = Callable[[Mapping[str, Any]], Scheme]
"""Reads a whole scheme without alternatives; raises an error that lists its `problems`."""


class AlternativesReader:
    """Reads the section of `plain`, the scheme as plain data, of which `own` was made."""

    def __init__(self, read: Reader, plain: Mapping[str, Any], own: Scheme, again: Again) -> None:
        self.read, self.own, self.again = read, own, again
        self.plain = {key: value for key, value in plain.items() if key != SECTION}

    def alternatives(self, value: Any) -> Alternatives:
        read = self.read
        fields = read.fields(value, SECTION, ("noise", "choices"))
        noise = read.number(fields, SECTION, "noise")
        if not read.problems and not 0 <= noise < 1:
            wrong = f"must be at least 0 and below 1, found {noise:g}"
            read.report(at(SECTION, "noise"), wrong, "Write e.g. 0.2 for weights that vary by ±20 %")
        listed = read.list(fields, SECTION, "choices", "entry") if "choices" in fields else []
        ways = prod(_count(one) + 1 for one in listed)
        if ways > MOST_WAYS:
            wrong = f"make {ways} ways together, more than {MOST_WAYS}"
            read.report(at(SECTION, "choices"), wrong, "List fewer options, or fewer choices")
            return Alternatives(float(noise))
        choices = tuple(self.choice(one, f"{SECTION}.choices[{n}]") for n, one in enumerate(listed))
        if noise == 0 and not choices:
            read.report(SECTION, "leaves nothing open", "Write a noise above 0, or list choices")
        for code, count in Counter(choice.code for choice in choices if choice.code).items():
            if count > 1:
                wrong = f"the code {code!r} is used {count} times"
                read.report(at(SECTION, "choices"), wrong, "Give every choice its own code")
        nodes = {node.code for node in self.own.nodes}
        for n, choice in enumerate(choices):
            if choice.code in nodes:
                wrong = f"the code {choice.code!r} is that of a block or an item"
                read.report(f"{SECTION}.choices[{n}].code", wrong, "Give the choice a code of its own")
        self.check_apart(choices)
        return Alternatives(float(noise), choices)

    def check_apart(self, choices: tuple[Choice, ...]) -> None:
        """Two choices must not decide the same thing: one would undo the other."""
        touched = [[changes(self.own, option.scheme) for option in choice.options] for choice in choices]
        for (one, first), (other, second) in combinations(zip(choices, touched, strict=True), 2):
            both = (
                code
                for mine in first
                for theirs in second
                for code in mine
                if mine[code] & theirs.get(code, frozenset())
            )
            if (code := next(both, None)) is not None:
                wrong = f"{one.code} and {other.code} both decide about {code}"
                self.read.report(at(SECTION, "choices"), wrong, "Put their options into one choice")

    def choice(self, value: Any, path: str) -> Choice:
        read = self.read
        fields = read.fields(value, path, ("code", "name", "options"))
        code, name = read.text(fields, path, "code"), read.text(fields, path, "name")
        listed = read.list(fields, path, "options", "entry")
        given = [isinstance(one, Mapping) and "chance" in one for one in listed]
        if any(given) and not all(given):
            wrong = "chance is stated for some options and not for others"
            read.report(at(path, "options"), wrong, "State it for all, or for none")
        equal = 1 / (len(listed) + 1)
        options = tuple(
            self.option(one, f"{at(path, 'options')}[{n}]", equal) for n, one in enumerate(listed)
        )
        whole = sum(option.chance for option in options)
        if for_ranking(whole) >= 1:
            wrong = f"the chances add up to {whole:g}, not below 1"
            read.report(at(path, "options"), wrong, "Lower them; what is left is the scheme's own way")
        return Choice(code, name, options)

    def option(self, value: Any, path: str, equal: float) -> Option:
        read = self.read
        fields = read.fields(value, path, ("name", "chance", FOR, *WORDS))
        name = read.text(fields, path, "name")
        chance = read.share(fields, path, "chance", equal)
        if not any(word in fields for word in WORDS):
            read.report(path, "says nothing that would be otherwise", f"Write one of {', '.join(WORDS)}")
        before = len(read.problems)
        for key in (FOR, "without"):
            self.known(fields, path, key)
        self.known_weights(fields, path)
        if len(read.problems) > before:
            return Option(name, chance, self.own)
        found = self.scheme(fields, path)
        if len(read.problems) == before and found == self.own:
            read.report(path, "changes nothing", "Change it, or leave it out")
        return Option(name, chance, found)

    def known(self, fields: Mapping[str, Any], path: str, key: str) -> None:
        if key in fields:
            self._known_codes(_codes(fields, key), at(path, key))

    def known_weights(self, fields: Mapping[str, Any], path: str) -> None:
        if "weight" not in fields:
            return
        where, table = at(path, "weight"), fields["weight"]
        if not isinstance(table, Mapping) or not table:
            self.read.report(
                where, f"must be a mapping, found {table!r}", "Write e.g. {economy: 60, people: 40}"
            )
            return
        self._known_codes([str(code) for code in table], where)

    def _known_codes(self, codes: list[str], path: str) -> None:
        nodes = [node.code for node in self.own.nodes]
        for code in codes:
            if code not in nodes:
                self.read.report(path, f"no node has the code {code!r}", f"Choose among {', '.join(nodes)}")

    def scheme(self, fields: Mapping[str, Any], path: str) -> Scheme:
        """The scheme with this option; what is wrong with it is noted at the option."""
        plain = deepcopy(dict(self.plain))
        nodes = list(_nodes(plain, ()))
        wanted = _codes(fields, FOR)
        for word in STAGE_WORDS:
            if word in fields and not _put_stage(nodes, wanted, word, fields[word]):
                wrong = "no item in question has this step"
                self.read.report(at(path, word), wrong, "Name the items it is for: for: [code, ...]")
        blocks = [node for node, _ in nodes if "items" in node and (not wanted or node.get("code") in wanted)]
        for node in blocks:
            _put_block(node, fields)
        for word in BLOCK_WORDS:
            if word in fields and not blocks:
                self.read.report(at(path, word), "is for blocks, and none is named", "Name one: for: [code]")
        for code, weight in fields.get("weight", {}).items():
            _put_weight(nodes, str(code), weight)
        try:
            found = self.again(plain)
            return without(found, _codes(fields, "without"))
        except ValueError as refused:
            problems: list[Problem] = list(getattr(refused, "problems", ()))
            for problem in problems:
                self.read.report(f"{path} → {problem.path}", problem.wrong, problem.mend)
            if not problems:
                self.read.report(at(path, "without"), str(refused), "Leave something in")
        return self.own


def _count(choice: Any) -> int:
    options = choice.get("options") if isinstance(choice, Mapping) else None
    return len(options) if isinstance(options, list) else 0


def _codes(fields: Mapping[str, Any], key: str) -> list[str]:
    given = fields.get(key, [])
    return [str(code) for code in (given if isinstance(given, list) else [given])]


def _nodes(node: Any, above: tuple[str, ...]) -> Iterator[tuple[dict[str, Any], tuple[str, ...]]]:
    """Every node of plain data with the codes above it, its own included."""
    if not isinstance(node, dict):
        return
    path = (*above, str(node.get("code")))
    yield node, path
    for child in node["items"] if isinstance(node.get("items"), list) else ():
        yield from _nodes(child, path)


def _put_stage(
    nodes: list[tuple[dict[str, Any], tuple[str, ...]]], wanted: list[str], word: str, value: Any
) -> bool:
    """Change a stage of every item in question that has it, and of items named themselves; whether there was any."""
    found = False
    for node, path in nodes:
        if "items" in node or (wanted and not set(wanted) & set(path)):
            continue
        if word not in node and path[-1] not in wanted:
            continue
        found = True
        if value == NONE:
            node.pop(word, None)
            continue
        if word == "normalise" and word not in node:
            _without_curve(node)
        node[word] = _joined(word, node.get(word), value)
    return found


def _joined(word: str, own: Any, value: Any) -> Any:
    """What is written in the option over what the item has; another normalisation keeps what is about the item only."""
    if not isinstance(own, Mapping) or not isinstance(value, Mapping):
        return value
    if word == "normalise" and value.get("by", own.get("by")) != own.get("by"):
        own = {key: own[key] for key in OF_THE_ITEM if key in own}
    if word == "treat" and "then" in value and value["then"] != own.get("then"):
        own = {key: one for key, one in own.items() if key != "power"}
    return {**own, **value}


def _without_curve(node: dict[str, Any]) -> None:
    """An item with a normalisation in place of its curve: what was measured becomes what is compared."""
    score = node.get("score")
    if not isinstance(score, Mapping) or any(stage in node for stage in STAGES):
        return
    if score.get("measure") in QUANTITIES:
        del node["score"]
        node["of"] = score["measure"]
        node["normalise"] = {
            key: score[key] for key in OF_THE_ITEM if key in score and score[key] is not None
        } or None


def _put_block(node: dict[str, Any], fields: Mapping[str, Any]) -> None:
    if "combine" in fields:
        node.pop("power", None)
    for word in BLOCK_WORDS:
        if word in fields:
            node[word] = fields[word]
    weights = fields.get("weights")
    if isinstance(weights, Mapping) and weights.get("by") in BY_FIGURES:
        for child in node["items"]:
            if isinstance(child, dict):
                child.pop("weight", None)


def _put_weight(nodes: list[tuple[dict[str, Any], tuple[str, ...]]], code: str, weight: Any) -> None:
    """A written weight; a block that found the weights has them written then."""
    parents = {path[-1]: node for node, path in nodes}
    for node, path in nodes:
        if path[-1] == code and len(path) > 1:
            node["weight"] = weight
            above = parents[path[-2]].get("weights")
            if isinstance(above, Mapping) and above.get("by") in BY_FIGURES:
                del parents[path[-2]]["weights"]
