"""WordprocessingML elements for which python-docx has no words, and the sealing of the package."""

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

EARLIEST_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def element(tag: str, *children: BaseOxmlElement, **attributes: str | int) -> BaseOxmlElement:
    """Build `<w:tag>` with `w:` attributes and children: `element("ind", left=640)`."""
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    made.extend(children)
    return made


def twips(points: float) -> int:
    """Return points in twentieths of a point, the unit of most WordprocessingML lengths."""
    return round(points * 20)


def sealed(package: bytes, replaced: Mapping[str, bytes]) -> bytes:
    """Return the package with parts replaced by name and written so that equal content gives equal bytes.

    Clock, operating system and insertion order leave no trace in the archive.
    """
    output = BytesIO()
    with ZipFile(BytesIO(package)) as source, ZipFile(output, "w") as target:
        names = sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name))
        for name in names:
            entry = ZipInfo(name, EARLIEST_ZIP_TIME)
            entry.create_system = 0
            entry.compress_type = ZIP_DEFLATED
            target.writestr(entry, replaced.get(name, source.read(name)))
    return output.getvalue()
