"""What the page of a sheet sends: the cells with what was shown in them, the choice in a conflict, the token."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from luoshi.indicators.queries import SheetView
from luoshi.indicators.typed import Typed
from luoshi.kernel.canonical import digest
from luoshi.web.forms import row_key
from luoshi.web.request import Request

LONGEST_TOKEN = 64


def new_token() -> str:
    """A token for one showing of the page: what is sent twice with it is taken once."""
    return secrets.token_urlsafe(16)


def shown_base(view: SheetView) -> str:
    """What stands in the cells as the page shows them, to be sent back with what was typed."""
    return json.dumps(
        {line.indicator.code: [line.text, line.note] for line in view.asked}, ensure_ascii=False
    )


@dataclass(frozen=True)
class SheetPost:
    """One post of a sheet. ``edition`` is -1 where none was sent, so that nothing is overwritten."""

    typed: tuple[Typed, ...]
    edition: int
    base: str
    submits: bool
    save_key: str
    submit_key: str


def sheet_post(request: Request, asked: Iterable[str]) -> SheetPost:
    """The post, of the indicators ``asked`` (codes), as the form, or the draft kept on a device, has sent it. Where theirs was chosen, the cell is left out."""
    post = request.POST
    base = _base(post.get("base", ""))
    typed = tuple(
        Typed(code, post[f"v-{code}"], post.get(f"n-{code}", ""), base=base.get(code))
        for code in asked
        if f"v-{code}" in post and post.get(f"k-{code}") != "theirs"
    )
    edition = row_key(post.get("edition", ""))
    token, submits = post.get("token", "")[:LONGEST_TOKEN], post.get("do") == "submit"
    sent = [token, edition, [[t.indicator, t.text, t.note] for t in typed]]
    return SheetPost(
        typed=typed,
        edition=-1 if edition is None else edition,
        base=post.get("base", ""),
        submits=submits,
        save_key=digest(["save", *sent]) if token else "",
        submit_key=digest(["submit", *sent]) if token else "",
    )


def _base(text: str) -> dict[str, tuple[str, str]]:
    """Text and note by code; empty where it was not sent or is not what the page had written."""
    try:
        found = json.loads(text) if text else {}
    except json.JSONDecodeError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {
        code: (str(shown[0]), str(shown[1]))
        for code, shown in found.items()
        if isinstance(shown, list) and len(shown) == 2
    }
