"""Why something was not done: told in the reader's language, with where and how to mend it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Words = str | _StrPromise


# Full-width stops carry their own space.
AFTER_FULL_WIDTH = re.compile(r"(?<=[。；：])\s+")
NOT_ALLOWED = _("Your posts do not allow this.")


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with an input.

    ``where`` names the place (a cell, a row, a field, a page); ``what`` says what is wrong;
    ``mend`` says what to do about it. All three may be lazy translations.
    """

    where: Words
    what: Words
    mend: Words = ""
    code: str = ""

    def __str__(self) -> str:
        place = f"{self.where}{_(': ')}" if self.where else ""
        return AFTER_FULL_WIDTH.sub(
            "", place + " ".join(str(part) for part in (self.what, self.mend) if part)
        )


class Refused(Exception):
    """The input cannot be taken; nothing of it was written."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems = [problems] if isinstance(problems, Problem) else list(problems)
        super().__init__("; ".join(str(p) for p in self.problems))


class Denied(Exception):
    """The person may not do or see this (无权限)."""

    def __init__(self, what: Words = NOT_ALLOWED) -> None:
        self.what = what
        super().__init__(str(what))


def require(allowed: bool, what: Words = NOT_ALLOWED) -> None:
    """Raise :class:`Denied` with ``what`` unless ``allowed``: the first line of every action."""
    if not allowed:
        raise Denied(what)
