"""The same calculation inside Spark (分布式计分): one task a file of figures, ``mapInArrow``.

What a task does is ``assessing.assess_file``; Spark only carries file names out and rows back. On a cluster the
files must lie where every worker finds them, and the workers need luoshi installed.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from luoshi.exchange.lake.tables import RESULTS
from luoshi.ledger.refusal import Problem, Refused

if TYPE_CHECKING:
    from luoshi.exchange.lake.assessing import Row
    from luoshi.exchange.lake.assessment import Assess

_UNLESS_SET = {
    "spark.master": "local[*]",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
_SPARK_TYPES = {"VARCHAR": "string", "INTEGER": "int", "DOUBLE": "double", "BOOLEAN": "boolean"}
_ROWS = ", ".join(["file int", *(f"`{name}` {_SPARK_TYPES[kind]}" for name, kind in RESULTS.columns.items())])


def in_spark(files: Sequence[str], assess: Assess) -> Iterator[list[Row]]:
    """The engine of many machines; without a master named in Spark's own settings, all cores of this one.

    Refused, with what to install, where Spark or Java is absent.
    """
    refuse_without_spark()
    from pyspark import SparkConf
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    settings = SparkConf()
    for name, value in _UNLESS_SET.items():
        settings.setIfMissing(name, value)
    spark = SparkSession.builder.appName("luoshi").config(conf=settings).getOrCreate()
    try:
        spark.sparkContext.setLogLevel("ERROR")
        numbered = spark.sparkContext.parallelize(list(enumerate(files)), len(files))
        tasks = spark.createDataFrame(numbered, "file int, path string")
        answers = tasks.mapInArrow(_Task(assess), _ROWS).toLocalIterator(prefetchPartitions=True)
        yield from _by_file(answers, len(files))
    finally:
        spark.stop()


def refuse_without_spark() -> None:
    """Refused unless pyspark, what it carries tables with, and Java are there."""
    absent = [name for name in ("pyspark", "pyarrow", "pandas") if find_spec(name) is None]
    problems = []
    if absent:
        problems.append(
            Problem(
                "Spark",
                _("Not installed: %s.") % ", ".join(absent),
                _('Install it with pip install "luoshi[spark]", or use --engine local.'),
            )
        )
    home = os.environ.get("JAVA_HOME")
    if not (Path(home, "bin", "java").is_file() if home else shutil.which("java")):
        problems.append(
            Problem(
                "Java",
                _("JAVA_HOME names no Java.") if home else _("There is no Java."),
                _(
                    "Install Java 17 or later (Debian: apt install openjdk-17-jre-headless), or use --engine local."
                ),
            )
        )
    if problems:
        raise Refused(problems)


class _Task:
    """What a worker makes of the file names it is handed."""

    def __init__(self, assess: Assess) -> None:
        self.assess = assess

    def __call__(self, batches: Iterator[Any]) -> Iterator[Any]:
        import pyarrow

        names = ["file", *RESULTS.columns]
        for batch in batches:
            for task in batch.to_pylist():
                rows = [(task["file"], *row) for row in self.assess(task["path"])]
                columns = list(zip(*rows, strict=True)) or [()] * len(names)
                kinds = [pyarrow.int32(), *map(_arrow_type, RESULTS.columns.values())]
                arrays = [pyarrow.array(c, type=k) for c, k in zip(columns, kinds, strict=True)]
                yield pyarrow.RecordBatch.from_arrays(arrays, names=names)


def _arrow_type(kind: str) -> Any:
    import pyarrow

    return {
        "VARCHAR": pyarrow.string(),
        "INTEGER": pyarrow.int32(),
        "DOUBLE": pyarrow.float64(),
        "BOOLEAN": pyarrow.bool_(),
    }[kind]


def _by_file(rows: Iterator[Any], files: int) -> Iterator[list[Row]]:
    """The rows of each file together, in the order of the files; a file without any is an empty list."""
    gathered: list[Row] = []
    current = 0
    for number, *cells in rows:
        while current < number:
            yield gathered
            gathered, current = [], current + 1
        gathered.append(tuple(cells))
    while current < files:
        yield gathered
        gathered, current = [], current + 1
