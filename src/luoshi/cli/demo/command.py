"""``luoshi demo``: the whole story in one command, served or written to a folder."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from luoshi.cli.serve import serve
from luoshi.cli.session import plain_refusals, start_django

if TYPE_CHECKING:
    from rich.console import Console

HOME = Path("var/demo")
DAYS_TOLD = 204


def demo(
    plan: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Tell the story on this plan document.")
    ] = None,
    headless: Annotated[
        Path | None, typer.Option(help="Write bulletin, league table and ledger check here; serve nothing.")
    ] = None,
    home: Annotated[Path, typer.Option(help="Where the demonstration district lives.")] = HOME,
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
) -> None:
    """Create the demonstration district, unless it stands already, and serve it at http://127.0.0.1:8000."""
    os.environ["LUOSHI_DEMO"] = "1"
    os.environ.setdefault("LUOSHI_HOME", str(home if plan is None else home / plan.stem))
    Path(os.environ["LUOSHI_HOME"]).mkdir(parents=True, exist_ok=True)
    start_django()
    from django.core.management import call_command
    from rich.console import Console

    from luoshi.org.models import Unit

    call_command("migrate", verbosity=0)
    console = Console(stderr=True)
    if not Unit.objects.exists():
        with plain_refusals():
            _tell(console, plan)
    if headless is not None:
        from luoshi.cli.demo.output import write_out

        with plain_refusals():
            write_out(headless, console)
        return
    _introduce(console, port)
    serve(port=port)


def _tell(console: Console, plan: Path | None) -> None:
    from rich.progress import BarColumn, Progress, TextColumn

    from luoshi.cli.demo.story import tell

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[day]}"))
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("正在建立演示区 / creating the district", total=DAYS_TOLD, day="")

        def told(day: date) -> None:
            progress.update(task, completed=(day - date(2015, 1, 1)).days, day=day.isoformat())

        tell(plan, told)


def _introduce(console: Console, port: int) -> None:
    from rich.table import Table

    from luoshi.org.queries import cast
    from luoshi.workdays.clock import business_now

    now = business_now()
    table = Table(title="演示人物（均为虚构） / demonstration people (all invented)", title_justify="left")
    for heading in ("单位 unit", "岗位 post", "姓名 name"):
        table.add_column(heading)
    for member in cast(now.date()):
        table.add_row(
            member.unit.name,
            f"{member.post.title} {member.post.title_en}",
            f"{member.person.name} {member.person.name_en}",
        )
    console.print(table)
    console.print(f"业务日期 business date: {now:%Y-%m-%d}")
    console.print(f"打开 open  http://127.0.0.1:{port}   (Ctrl+C 结束 stops)", style="bold")
