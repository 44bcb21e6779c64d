"""The bulletin on the progress of targets (目标任务进展情况通报), from what was known on a day to its content."""

from __future__ import annotations

from luoshi.briefing.annexes import annexes
from luoshi.briefing.basis_note import basis_note
from luoshi.briefing.content import Content
from luoshi.briefing.demands import demands
from luoshi.briefing.overall import overall
from luoshi.briefing.problems import problems
from luoshi.briefing.progress import Progress, lights
from luoshi.briefing.sources import told
from luoshi.briefing.units import units
from luoshi.briefing.wording import listed, period_words


def title(progress: Progress) -> str:
    """青河区2015年上半年目标任务进展情况通报."""
    return f"{progress.root.name}{period_words(progress.period)}目标任务进展情况通报"


def compose(progress: Progress, issuer: str) -> Content:
    """The whole bulletin, issued by ``issuer``; the same progress gives the same content."""
    return Content(
        title=title(progress),
        addressee=_addressee(progress),
        issuer=issuer,
        body=(
            told(_opening(progress) + basis_note(progress)),
            *overall(progress),
            *units(progress),
            *problems(progress),
            *demands(progress),
        ),
        annexes=tuple(annexes(progress)),
        simulated=progress.simulated,
        tally={light.name.lower(): n for light, n in sorted(lights(progress.units).items())},
    )


def _addressee(progress: Progress) -> str:
    """Single units by name, then the groups: 青砚产业园管委会，各街道、镇、乡、部门."""
    carriers = progress.carriers()
    alone = [node.name for node in carriers if not node.group_name]
    groups = dict.fromkeys(
        [*(node.group_name for node in carriers if node.group_name), *(of.name for of in progress.leagues)]
    )
    parts = [listed(alone), f"各{listed(list(groups))}" if groups else ""]
    return "，".join(part for part in parts if part) or f"{progress.root.name}各单位"


def _opening(progress: Progress) -> str:
    day = f"{progress.as_of.month}月{progress.as_of.day}日"
    mark = "文中数据为演示数据，不反映任何单位的实际情况。" if progress.simulated else ""
    return (
        f"现将{progress.whole}{period_words(progress.period)}目标任务进展情况通报如下。"
        f"数据采用截至{day}已核实的报送数；应报而没有已核实数据的列为未报，本期不要求报送或缺少比较基数的"
        f"列为不适用，均不按零计算；有单位未报的，只与已报单位的目标和上年同期相比。差距一栏，增长目标为同比增速与目标增速之差，总量目标为完成率与时序之差。{mark}"
    )
