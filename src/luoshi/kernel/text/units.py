"""Names of units and people as documents list them (单位与人名)."""

import re
from collections.abc import Iterable

_ENDINGS = (
    "部门|单位|机关|机构(?!改)|组织(?!部|实|开|制|编|召|起|申|专|相|各|有|修)|企业(?!家)|集团(?!公司)|公司|业主|学校(?!建)|学院|大学|医院|卫生院|银行|支行|人行|联社|协会|商会|学会|基金会|"
    "办公室|办事处|管理处|服务处|信访处|领导小组(?!办)|指挥部(?!办)|工作组|专班|管委会|委员会(?!办)|居委会|村委会|联合会|工商联|红十字会|"
    "组织部|宣传部|统战部|政法委|社会工作部|武装部|监委|纪委(?!监)|党委(?!办|组|宣|政)|党组|党工委|党支部|党校|团委|编办|"
    "总工会|工会|妇联|残联|科协|文联|侨联|法院|检察院|供销社|供电所|派出所|分局|"
    "局(?!分局|机关|属|长|面|部|势)|海关(?!总)|分行|机场|城投|交投|国投|委(?!员|组|宣|统|政|编|办|社|老|党|网|巡|史|托|外|改)|办(?!公|事|理|好|学|成|结|证|案|法)|"
    "政府(?!办|采|服|网|主|部|投|债|工)|院(?!士|校|长|落)|厅(?!级|长)|中心(?!校|小|医|城|镇|卫|支|组)|"
    "开发区|高新区|经开区|示范区|度假区|园区(?!管)|景区(?!管)|新区(?!管)|片区|镇街|街镇|乡镇(?!政|企)|街道(?!办|党)|社区(?!居|干|卫)|"
    "镇(?!街|政|村|人|党|区|乡|长)|乡(?!镇|村|政|人|党|长)|村(?!委|民|庄|级|内|容)|支队|大队|总队|中队|站(?!点|长)|馆|所|科(?!技|学|目|普|研)|股(?!份|权|东|票|所)|处(?!理|置|于|罚|分)|队|（办）|林场|农场|"
    "电视台|融媒体|室"
)
_UNIT = re.compile(
    rf"[^，。；：\n]*(?:{_ENDINGS})(?:（[^（）]{{1,16}}）)?|各(?:级|地|有关方面|相关方面|[区县市]{{1,2}}|[区县市]（[区县市、]+）)"
)
_UNIT_HERE = re.compile(
    rf"(?:各(?:有关|相关)?[^，。；：、\n（）]{{0,10}}?|[^，。；：、\n（）“”\d]{{1,18}}?)(?:{_ENDINGS})+(?!单位|部门|小组)(?:[^，。；：、\n（）“”\d和及与由于]{{1,6}}?(?:支队|大队|总队|中队|分局|派出所))?(?:（[^（）]{{1,16}}）)?"
)
_ENDING = re.compile(_ENDINGS)
_LONGEST_ENDING = 6
_BETWEEN_UNITS = re.compile(r"[、和及与]|以及|(?=各)")
_SEPARATOR = re.compile(r"[、，,；]|以及|(?<=.)(?<!政府)(?<!直)(?<!委)(?=各)")
_CONJUNCTION = re.compile(r"[和及与]")
_CLOSING_ETC = re.compile(r"等(?:相关|有关)?(?:单位|部门|责任单位|责任部门|成员单位)?\Z")
_TITLE_WORD = (
    r"(?:书记|[区县市州镇乡局部院校处科站所会厂队组]长|指挥长|秘书长|检察长|董事长|主任|主席|常委|党组成员|委员|调研员|巡视员|"
    r"经理|专员|主官|领导)"
)
_TITLE_BEFORE = re.compile(rf".*{_TITLE_WORD}(?=[\u4e00-\u9fff·]{{2,4}}\Z)")
_TITLE_BEHIND = re.compile(rf"(?<=[\u4e00-\u9fff]{{2}})(?:同志|(?:常务)?副?{_TITLE_WORD})\Z")
_TITLE_ONLY = re.compile(rf".*{_TITLE_WORD}\Z")
_ASIDE = re.compile(r"（[^（）]*）")
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂"
    "章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁房解"
)
_LONGEST_PERSON = 3


def split_units(names: str) -> tuple[str, ...]:
    """Names of a list with 、 or commas; a closing 等 or 等部门 is left out.

    和, 及, 与 part two names only where both sides end like units (县财政局和县审计局).
    """
    parts = (_CLOSING_ETC.sub("", part).strip("：。 \n") for part in _split_outside(names))
    return tuple(name for part in parts if part for name in _conjoined(part))


def _split_outside(names: str) -> Iterable[str]:
    """Parts between separators that stand in no brackets: 各县（市、区） is one name, 县财政局各乡镇 are two."""
    start = 0
    for found in _SEPARATOR.finditer(names):
        before = names[start : found.start()]
        if before.count("（") > before.count("）") or not (found[0] or is_unit(before)):
            continue
        yield before
        start = found.end()
    yield names[start:]


def _conjoined(name: str) -> tuple[str, ...]:
    for found in _CONJUNCTION.finditer(name):
        left, right = name[: found.start()], name[found.end() :]
        if is_unit(left) and is_unit(right):
            return left, *_conjoined(right)
    return (name,)


def is_unit(name: str) -> bool:
    """Whether a name ends like an organisation's (局, 委, 办, 街道, 公司 ...) or opens like a group of them (各镇街)."""
    return _UNIT.fullmatch(name) is not None


def is_list_of_units(words: str) -> bool:
    """Whether words are nothing but units, one or several."""
    names = split_units(words)
    return bool(names) and all(map(is_unit, names))


def ends_unit(text: str, position: int) -> bool:
    """Whether a unit's name may end at ``position``: 县委 ends none before 办公室."""
    start = max(0, position - _LONGEST_ENDING)
    return any(found.end() == position for found in _ENDING.finditer(text, start, position + _LONGEST_ENDING))


def is_person(name: str) -> bool:
    """Whether a name is a person's: a common surname with one or two characters behind it, and no unit."""
    return 2 <= len(name) <= _LONGEST_PERSON and name[0] in _SURNAMES and not is_unit(name)


def split_people(names: str) -> tuple[str, ...]:
    """People of a list without their offices (副区长吴建平, 李明同志); an office alone stays where nobody is named."""
    parts = split_units(_ASIDE.sub("", names))
    bare = [_without_office(part) for part in parts]
    people = [
        name
        for name, part in zip(bare, parts, strict=True)
        if not _TITLE_ONLY.fullmatch(part) or (name != part and is_person(name))
    ]
    return tuple(people) or parts


def _without_office(name: str) -> str:
    before = _TITLE_BEHIND.sub("", name)
    found = _TITLE_BEFORE.match(before)
    return before[found.end() :] if found else before


def units_at(text: str, start: int, end: int) -> tuple[tuple[str, ...], int]:
    """Units listed at ``start`` of a normalised text and where the list ends; none and ``start`` without one."""
    names: list[str] = []
    at = start
    while found := _UNIT_HERE.match(text, at, end):
        names.append(found[0])
        start = found.end()
        between = _BETWEEN_UNITS.match(text, start, end)
        if between is None:
            break
        at = between.end()
    return tuple(names), start
