"""A small bulletin in our own words, with two slips and a figure cut off, for the tests of number checks."""

from __future__ import annotations

from cast import District
from luoshi.documents.actions.check_numbers import check_numbers
from luoshi.documents.actions.import_document import Heading, import_document
from luoshi.documents.models import Document, Finding, NumberCheck

SOUND = """青河区2015年上半年财政情况通报

一、收入

1-6月，全区一般公共预算收入完成34096万元，为年初预算64000万元的53.3%。其中，税收收入21334万元，非税收入12762万元。

二、支出

1-6月，全区一般公共预算支出58120万元。其中，教育支出14530万元，占一般公共预算支出的25.0%；农林水支出7260万元，占一般公共预算支出的12.5%。

三、其他

共受理群众诉求2877件，其中政策类212件，占比7.4%。
"""
# Two digits of a part swapped, a share that does not fit its levels, a share cut off.
BULLETIN = SOUND.replace("21334", "21343").replace("12.5%", "14.2%").replace("7.4%", "7.3%")
# What the grammar finds besides, all of which holds, may grow with it.
SLIPS = 3


def import_bulletin(
    district: District, text: str = BULLETIN, title: str = "上半年财政情况通报", unit: str = "QH"
) -> Document:
    """A bulletin of ``unit`` as the supervision office brings it in."""
    heading = Heading(title=title, year=2015, kind="bulletin")
    return import_document(district.standing("supervisor"), unit, heading, text)


def checked_bulletin(
    district: District, text: str = BULLETIN, title: str = "上半年财政情况通报", unit: str = "QH"
) -> NumberCheck:
    """The bulletin, imported and checked."""
    return check_numbers(district.standing("supervisor"), import_bulletin(district, text, title, unit))


def swapped(run: NumberCheck) -> Finding:
    """The total that does not fit because two digits of a part are swapped."""
    return run.findings.get(type="sum", verdict="fail")


def misfit(run: NumberCheck) -> Finding:
    """The share that does not fit its levels."""
    return run.findings.get(type="share", severity="error")


def cut_off(run: NumberCheck) -> Finding:
    """The share that was cut off instead of rounded."""
    return run.findings.get(grade="truncated")
