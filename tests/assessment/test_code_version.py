"""The version of the code vouches for every module that scores."""

from __future__ import annotations

import ast
from pathlib import Path

import luoshi.kernel
from luoshi.assessment.scoring import SCORING, code_version

KERNEL = Path(luoshi.kernel.__file__).parent


def imported(module: str) -> set[str]:
    """Modules of the kernel that a module of the kernel imports, by path without ending."""
    found: set[str] = set()
    for node in ast.walk(ast.parse((KERNEL / f"{module}.py").read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("luoshi.kernel"):
            folder = (node.module or "").removeprefix("luoshi.kernel").strip(".").replace(".", "/")
            names = (
                [folder] if (KERNEL / f"{folder}.py").exists() else [f"{folder}/{a.name}" for a in node.names]
            )
            found |= set(names)
    return found


def test_every_module_that_scores_is_part_of_the_version() -> None:
    reached, waiting = set(), {"evaluation", "scheme_reading", "canonical"}
    while waiting:
        module = waiting.pop()
        reached.add(module)
        waiting |= imported(module) - reached
    assert sorted(reached) == sorted(SCORING)
    assert len(code_version().split("+")[1]) == 16
