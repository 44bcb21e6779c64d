"""The Chinese catalogue is complete: every sentence of the sources translated, none unsure, none left over."""

from __future__ import annotations

import string

import pytest
from django.utils import translation

from luoshi.config.catalogue import MO, PO, compile_catalogue, faults, stored


def test_the_catalogue_is_complete() -> None:
    assert list(faults()) == [], "run: make messages, then translate"


def test_translations_keep_the_placeholders_of_their_sentence() -> None:
    wrong = []
    for message in stored():
        original = message.id if isinstance(message.id, str) else message.id[-1]
        translated = message.string if isinstance(message.string, str) else message.string[0]
        if original and translated and _placeholders(original) != _placeholders(translated):
            wrong.append(f"{original} | {translated}")
    assert wrong == []


def _placeholders(sentence: str) -> set[str]:
    named = {part.split(")")[0] for part in sentence.replace("%%", "").split("%(")[1:]}
    braces = {name for _text, name, _spec, _conversion in string.Formatter().parse(sentence) if name}
    return named | braces | {f"%{kind}" for kind in "sdr" if f"%{kind}" in sentence}


def test_the_compiled_catalogue_speaks() -> None:
    if not MO.is_file() or MO.stat().st_mtime < PO.stat().st_mtime:
        compile_catalogue()
    with translation.override("zh-hans"):
        assert translation.gettext("Your posts do not allow this.") == "您的岗位无此权限。"


@pytest.mark.parametrize("sentence", ["Your posts do not allow this."])
def test_english_is_the_language_of_the_sources(sentence: str) -> None:
    with translation.override("en"):
        assert translation.gettext(sentence) == sentence
