"""Every page of docs/methods runs, and pages and kernel modules answer each other."""

import doctest
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "docs" / "methods").glob("*.md"))
KERNEL = ROOT / "src" / "luoshi" / "kernel"
# `arrays` holds types only; there is no rule to explain.
WITHOUT_PAGE = {"__init__", "arrays"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_worked_example_of_a_page_is_true(page: Path) -> None:
    blocks = re.findall(r"^```python\n(.*?)^```", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    examples = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, page.name, str(page), 0)
    report: list[str] = []
    result = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(examples, out=report.append)
    assert result.attempted > 1, "a page shows a worked example"
    assert result.failed == 0, "".join(report)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_has_a_kernel_module_of_its_name(page: Path) -> None:
    assert list(KERNEL.rglob(f"{page.stem}.py"))


def test_every_kernel_module_has_a_page() -> None:
    modules = {module.stem for folder in (KERNEL, KERNEL / "composite") for module in folder.glob("*.py")}
    assert modules - WITHOUT_PAGE <= {page.stem for page in PAGES}
