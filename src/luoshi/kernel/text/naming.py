"""What an indicator is called: the words before a number without those that only order it done (指标名称)."""

import re

_MAKE = (
    "新认证|认证|新上线|上线|归并|检修|育成|立项|新改扩建|新改建|新扩建|新建|改扩建|扩建|续建|改建|重建|建设(?!用地|工程|领域|项目)|建成(?!区(?!块))|建好|建立|修建|新修|整修|维修|修复|改造提升|提升改造|改造|整治|治理|"
    "新引进|引进|引育|招引|引入|新培育|培育|培养|打造|创建|争创|创成|举办|承办|开展|组织(?![化部])|成立|组建|设立|储备(?![粮林])|谋划|包装|实施|"
    "新开工|开工|竣工|投产|启动|惠及|覆盖(?![率面])|争取|发放|投放|兑现|新签约|签约|新认定|认定|净增|新增|增加|扩大|"
    "评选|选派|选聘|招录|招聘|安置(?![房点小区])|化解|处置|清理|拆除|腾退|盘活|出让|供应(?![链商])|栽植|种植(?![业户基])|补植|发展(?![中指])|推广|更换|加装|安装|铺设|敷设|新铺|配备|购置|采购|"
    "开通|接入|升级|打通|搬迁|淘汰|关停|压减|削减|减少|交付|投用|挂牌保护|保护(?![区地])|管护|疏浚|清淤|绿化(?![带率])|硬化|亮化|疏通|吸纳|吸引|解决|筹集|归集|募集|清收|追回|"
    "创造|孵化|申报|获批|获得|制定|修订|出台|办理|入驻|走访|选树|评定|布局|布设|规划(?![区馆])|上报|推出|优化|保障(?!性|房)|提供|带动|拉动|撬动"
)
_URGE = (
    "力争|确保|争取(?=完成|实现|达到)|努力|保证|务必|必须|预期(?!寿命)|积极|全力|大力|切实|持续|稳步|扎实|加快|抓好|抓紧|着力|加大|继续|全面(?!从严)|全部|基本(?![医养公民农])|深入|有序|"
    "主动|先行|率先|(?:高标准|高质量)(?=建|推|完成|打造|实施|办)|严格|加强|强化|做好|办好|落实|完善|深化|促进|推进|推动|实现|完成(?!率)|达到|"
    "要(?![素件求])|拟|将(?!军)|计划(?!生育)|安排|确定|再(?![生就担])|总共|共计|共(?![享同建青富])|累计|总计|合计|预计|分别|均(?!衡)|都(?!市)"
)
_WHEN = (
    r"(?:到|至|在|于)?(?:(?:19|20)\d{2}年?(?:底|末|内)?|今年|明年|后年|去年|上年|全年|年内|年底|年末|当年(?!签约|开工)|本年度?|年度|上半年|下半年|"
    r"第?[一二三四1-4]季度|前三季度|(?:\d{1,2}|十[一二]?|[一二三四五六七八九])月份?(?:\d{1,2}日|底|末)?|“?十[二三四五六]五”?(?:时期|期间|末)|"
    r"(?:今后|未来)?[一二三四五\d]年内?|每年度?|逐年|年均)(?:之?以?前)?"
)
_PLACE = (
    r"(?:全[省市区县镇乡州旗街]|[我本][省市区县镇乡州旗]|各(?:乡镇|镇街|街道|县区|区县|镇|部门|单位|园区))"
)
_WITHIN = (
    r"(?:在|对|向|围绕|通过|依托|以|针对|面向|按照?|根据|结合)[^，。；、]{1,14}?"
    r"(?:范围内|方面|领域|基础上|为重点|为抓手|中|上(?!级)|内)"
)
_LINK = "其中|同时|并且|从而|进而|以及|并(?!购|联)|且|使得?|把|将|让|其余|另外|此外|我们|向上|对上|为(?!民)|和(?![美谐平])|及(?!时)|[：，、（）与—-]"
_HEAD = re.compile(
    rf"{_WITHIN}|{_WHEN}|{_URGE}|{_LINK}|经济社会发展|主要(?=预期|目标|指标|任务)|预期(?=目标|指标)|目标|任务(?!书)|指标"
)
_MAKES = re.compile(rf"(?:{_MAKE})(?:[、和及并与或](?={_MAKE}))?")
_PLACED = re.compile(rf"{_PLACE}(?=(?:{_WHEN}|{_URGE})+|(?:{_MAKE}))")
_GENERIC = re.compile(
    r"(?:项目|企业|资金|贷款|产值|税收|数据|隐性债务)\Z|(?:项目|企业).{0,4}(?:率|比例|占比|额|数|量)(?:\Z|[、和])"
)
_SET_TERM = re.compile(
    rf"新增(?:城镇|农村)?就业(?!岗位)|(?:{_MAKE})(?:[^，、]{{0,2}}(?:率|比例|占比|比重)|面积|规模|额|量|人数|户数)\Z"
)
_CHANGES = re.compile(r"\A(?:提高|提升|降低|压缩|缩短|严控|控制|抓|稳定|稳住|稳|增强|改善|扩大)")
_BULLET = re.compile(r"\A(?:[〖【][^〗】]*[〗】]|[^\w“《（]+|[一二三四五六七八九十]{1,2}[是要])")
_AIM_IS = re.compile(r".*(?:目标|任务|指标)(?:建议)?(?:是|为|定为|：)")
_SHARES_NOUN = re.compile("(?:城镇|城市|农村|乡村|进口|出口)、")
_CONJUNCTION = re.compile(r"[、和与及]|以及")


def indicator_of(words: str) -> str:
    """The indicator that words name; empty when they only order (全年再新建).

    新增规上企业 is 规上企业, but a bare kind keeps what sorts it (新开工项目), and set terms stay (新增城镇就业).
    """
    words = stripped(words)
    make = _MAKES.match(words)
    if make is None or _SET_TERM.match(words):
        return _last_named(words)
    rest = stripped(words[make.end() :].removeprefix("的").removeprefix("了"))
    if not rest or (len(rest) > 1 and not _GENERIC.match(rest)):
        return indicator_of(rest)
    return words


def _last_named(words: str) -> str:
    """Of a run of remarks the last; A、B and C of much the same length are a list of names and stay."""
    before, mark, last = words.rpartition("、")
    if not mark or not before or _CONJUNCTION.search(last) or _SHARES_NOUN.match(words):
        return words
    parts = words.split("、")
    if max(map(len, parts)) <= 2 * min(map(len, parts)) + 4:
        return words
    return indicator_of(last)


def stripped(words: str) -> str:
    """Words without bullets, dates, adverbs and links before what they speak of."""
    aim = _AIM_IS.match(words)
    words = _BULLET.sub("", words[aim.end() :] if aim else words)
    while match := _PLACED.match(words) or _HEAD.match(words):
        words = words[match.end() :]
    return unquoted(words.strip("的，、：；")).removesuffix("目标")


def object_of(words: str) -> str:
    """What a clause without a number speaks of: 压缩审批时间 is 审批时间."""
    name = indicator_of(_CHANGES.sub("", stripped(words)))
    return name.removesuffix("建设") if len(name) > len("道路建设") else name


def kept_verb(words: str) -> bool:
    """Whether words order something made or done (新建, 引进), so that its number is no mere fact."""
    return _MAKES.match(stripped(words)) is not None


def without_order(name: str) -> str:
    """The kind of thing behind what sorts it: 新开工项目 is 项目."""
    make = _MAKES.match(name)
    return name[make.end() :] if make and make.end() < len(name) else name


def unquoted(words: str) -> str:
    """Words without a quotation mark that has no partner."""
    for left, right in ("“”", "（）", "《》"):
        if words.count(left) != words.count(right):
            words = words.strip(left + right)
    return words
