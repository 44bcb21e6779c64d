"""What a DHIS2 expression refers to (表达式引用): data elements, their parts, constants, other indicators.

Nothing is computed here. The references say whether an indicator or a validation rule would find what it needs.
"""

from __future__ import annotations

import re

from luoshi.exchange.dhis2.uids import is_uid

_ELEMENT = re.compile(r"#\{([^}]*)\}")


def elements_of(expression: str) -> list[tuple[str, str]]:
    """(data element, option combination) of every ``#{…}``, the second empty for the whole, in order of appearance.

    ValueError where a reference is none: not one to three identifiers joined by dots, ``*`` meaning every part.
    """
    found = []
    for inner in _ELEMENT.findall(expression):
        names = inner.strip().split(".")
        if len(names) > 3 or not is_uid(names[0]) or not all(n == "*" or is_uid(n) for n in names[1:]):
            raise ValueError(inner)
        part = names[1] if len(names) > 1 and names[1] != "*" else ""
        found.append((names[0], part))
    return found
