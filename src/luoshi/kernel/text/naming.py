"""What an indicator is called: the words before a number without those that only order it done (指标名称)."""

import re

from luoshi.kernel.text.verbs import verb_at, verbs_at

_MAKE = (
    "营造(?!林)|新认证|认证|新植|新栽|培训|新上线|上线|归并|检修|调运(?!量)|共享(?=公共|政务|数据)|育成|立项|新改扩建|新改建|新扩建|新建|改扩建|扩建|续建|改建|重建|建设(?!用地|工程|领域|项目|施)|建成(?!区(?!块))|建好|建立|修建(?!性)|新修|整修|维修|修复|改造提升|提升改造|改造|整治|治理|"
    "新引进|引进|引育|招引|引入|新培育|培育|培养|打造|创建|争创|创成|举办|承办|开展|组织(?![化部生])|成立|组建|设立|储备(?![粮林])|谋划|包装|实施|"
    "新开工|开工|竣工|投产|启动|惠及|覆盖(?![率面])|争取|发放|投放|兑现|新签约|签约|新认定|认定|净增|新增|增加|扩大|"
    "评选|选派|选聘|招录|招聘|安置(?![房点小区])|化解|处置|清理|拆除|腾退|盘活|出让|供应(?![链商])|栽植|种植(?![业户基])|补植|发展(?![中指])|推广|更换|加装|安装|铺设|敷设|新铺|配备|购置|采购|"
    "开通|接入|升级|打通|搬迁|淘汰|关停|压减|削减|减少|交付|投用|挂牌保护|保护(?![区地性])|管护|养护|维护(?!费)|疏浚|清淤|绿化(?![带率])|硬化|亮化|疏通|吸纳|吸引|解决|筹集|归集|募集|清收|追回|调解|审理|执结|核发|慰问|关爱|输送|扶持|优化调整|调整(?![能器])|新划定|划定|新划|托管|"
    "创造|孵化|申报|获批|获得|制定|修订|出台|办理|入驻|走访|选树|评定|布局|布设|规划(?![区馆])|上报|推出|优化|保障(?!性|房)|提供|带动|拉动|撬动|"
    r"消除|攻克|突破(?!性)|更新换代(?!产品|[率，、])|更新改造(?!项目|工程|资金|计划|任务|[率量面]|\Z)|更新(?!改造)|立案查处|"
    "封堵|清疏|团购|疏挖|封育|新推出?|"
    "更换|放映|播放|救助|资助|帮扶(?!车间|干部|资金)|选育|选定|遴选|孵育|催生|招收|录用|录取|接收|征集|征收|收储|收购|回购|"
    "流转|复垦|整理(?=出|[^和])|复耕|播种(?!面积)|移栽|种植(?![业户基面])|增殖放流|放流|投入使用|投入(?=资金)|落地|签订|签署|达成|对接|链接|摸排|排查|查处|查办|侦破|破获|打掉|取缔|"
    "消纳|处理(?![能率量])|回收(?!率)|替换|替代|置换|加固|除险加固|拓宽(?=[^渠])|拓展|延伸|延长|贯通|连通|联通|通达|设置|添置|补充|增设(?![施备计])|增配(?![电套])|增补(?!贴)|配置|配建|配齐|布设|搭建|搭好|构建|组织开展|"
    "上线|开发(?![区投])|研发(?![投经费人平中强])|编制(?!内)|编印|印发|发布|征订|转化|承接|承办|主办|协办|策划|命名|表彰|授予|聘请|选配|调配|充实|下派|派驻|移交|迁建|迁移|重修|翻修|修缮|粉刷|刷新|"
    "减轻|免除|减免|返还|拨付|下达|兑付|偿还|压降|关闭|退出(?=[^率])|清退|清除|清运|收运|拆改|打造提升|提档升级|提质改造|升级改造|改造升级|改建提升|提升(?=[^率])|建强|做优|形成|筹建|筹办|筹备|召开|抚育|受理|审结|募投|(?:主导|参与|主持|牵头)(?:[或和、]参与)?(?=制定|制修订|修订|编制|起草)"
)
_URGE = (
    "建议|惠及(?=企业)|力争|力促|力保|必保|确保|争取(?=完成|实现|达到)|努力|保证|务必|必须|预期(?!寿命)|积极|全力|大力|切实|持续|稳步|扎实|加快|抓好|抓紧|着力|加大|继续|全面(?!从严)|全部|基本(?![医养公民农])|深入|有序|"
    r"主动|先行|率先|高(?:标准|质量|水平|效率?|起点)(?=[建推办]|新建|完成|打造|实施|谋划|改造|培育|举办|引进|\Z)|严格|加强|强化|做好|办好|落实|完善|深化|促进|推进|推动|实现|完成(?!率)|达到|"
    "(?:投入|统筹|整合|筹措|落实)(?=[^，。；、\\d使产]{0,8}资金\\Z|资金)|支持(?!率)|引导(?!基金)|鼓励|帮助|督促|精准|逐步|坚决|至少|最少|(?:集中|分类|分批|科学|合理|统筹|同步|公开|柔性|全职|自主|超前|联合|优先|整体|分步|滚动|定期|常态化)(?=[新续改扩]?(?:建|改造|引进|招聘|招录|选聘|选拔|遴选|开展|实施|组织|整治|治理|推进|培育|培训|拆除|举办|打造|处置|开发|供应|发放))|"
    "要(?![素件求])|拟|将(?!军)|计划(?!生育)|安排|确定|再(?![生就担])|总共|共计|共(?![享同建青富])|累计|总计|合计|预计|分别|均(?!衡)|都(?!市)"
)
_WHEN = (
    r"(?:到|至|在|于)?(?:(?:“[两双三]节”|春节|元旦|国庆|五一|[暑寒]假|汛期)期间|(?:主?汛期?|春节|节|入冬|(?:[春秋]季)?(?:新?学[期年]|开学)|供暖季|采暖季|雨季)前|(?:19|20)\d{2}年?(?:底|末|内)?|今年|明年|后年|去年|上年|全年|年内|(?:规划|计划|行动)期内|年底|年末|当年(?!签约|开工)|本年度?|年度(?!(?:计划)?投资)|上半年|下半年|"
    r"第?[一二三四1-4]季度[末底]?|前三季度|(?:\d{1,2}|十[一二]?|[一二三四五六七八九])月份?(?:\d{1,2}日|底|末)?|“?十[二三四五六]五”?(?:时期|期间|期?末)|"
    r"(?:今后|未来|分)?[一二两三四五\d]年(?:内|累计|合计|共|完成)?(?!级|期)|每(?:年度?|季度|月|周|学期|半年)|分[两二三四五\d](?:批|期|步|阶段)|逐年|年均)(?:之?以?前|内)?"
)
_PLACE = (
    r"(?:全[省市区县镇乡州旗街]|[我本][省市区县镇乡州旗]|各(?:乡镇|镇街|街道|县区|区县|镇|部门|单位|园区))"
)
_WITHIN = (
    r"(?:在|对|向|围绕|通过|依托|以|针对|面向|按照?|根据|结合)[^，。；、]{1,14}?"
    r"(?:范围内|方面|领域|基础上|为重点|为抓手|中|上(?!级)|内)"
)
_DATED_DEED = re.compile(rf"(?<=[\u4e00-\u9fff]{{2}}){_WHEN}(?:{_URGE})*(?:{_MAKE})\Z")
"""What is done by when, behind the thing it is done to: 安置房10月底前交付."""
_CLOSING = re.compile(r"(?:目标|(?<!总)任务|(?<=[率量额度值数比例])(?:于|在))+\Z")
_DATED_SPENDING = re.compile(rf"(?<=[\u4e00-\u9fff]{{2}}){_WHEN}(?=完成(?:投资|产值|税收))")
"""绕城高速上半年完成投资: the date between the thing and what is spent on it."""
_SLOGAN = re.compile(
    r"(?:实现|保持)?“[双只三零]{1,2}(?=[^”]*[增减降升提稳控零清超])[^”]{1,4}”\Z|(?<=..)(?:只[减增降升]不[减增降升]|稳中[有求][升降进增减]|不[升增减降]反[升增减降]|应[\u4e00-\u9fff]尽[\u4e00-\u9fff])\Z"
)
"""死亡人数“双下降”5%: the slogan names no indicator."""
_WAY = (
    r"(?:通过|以|采取|采用|运用|按照?|探索)[^，。；\d]{2,24}?(?:方式|形式|办法|途径|渠道|模式|手段)(?!创新|转变)|"
    r"(?:支持|鼓励|引导|帮助|指导|推动)[^，。；、\d]{0,6}?(?:企业|群众|农户|村民|居民|高校|医院|学校|单位|青年|妇女|农民|主体|合作社|社会力量)"
    r"(?=主导|参与|牵头|开展|创建|申报|制定)|(?:[上省市县区]级?){1,2}下达的?(?=[\u4e00-\u9fff]{2})"
)
"""In what way, whose deed it is helped to be, or who ordered it, before the verb."""
_BY = r"以[^，。；、]{1,10}?为(?:单位|重点|抓手|主体|契机|载体|核心|引领|牵引)"
_ACTOR = re.compile(
    rf"[^，。；：\d]{{0,14}}每[个家村][^，。；\d]{{0,6}}?(?=(?:至少)?(?:{_MAKE}))|"
    r"[^，。；：]{0,14}?(?:局|委|办|院|部门|中心|公司|集团|街道|乡镇|镇|单位|政府|园区|支队|大队|学校|社区|财政)"
    r"(?:牵头|负责|(?:牵头|负责)?(?:要|须|应(?![急用届收纳税征诉聘对检缴助接])|需)(?![求素])(?:在|于)?|每[年月季]度?)"
)
"""Who has to do it, in front of the verb: 住建局要在5月10日前."""
_DECREED = re.compile(
    r"(?:[^，。；：\d]{0,14}?(?:党委|政府|人大|政协|领导小组|指挥部|党工委|管委会|全会|会议|大会|代会|常委会|两会|党组|支部|[省市区县州旗盟镇乡村][委里上]?|上级|局|院|厅|中心|集团|公司|街道|我们?)[、和]?){1,3}"
    r"(?:年初|日前|已经?|签订[^，。；\d]{0,8}?书|研究|讨论|集体|一致|联席|综合|统一)*(?:确定|决定|提出|明确|(?:分解)?下达|核定|议定|批准|部署|要求|定下|敲定|承诺|交办|计划|[初原]定|定|拟)"
    r"(?:给)?(?:我们?[省市区县州旗镇乡院局校村]?|本[省市区县州旗镇乡院局校村])?的?(?=[\u4e00-\u9fff“\d]{2})"
    r"(?!事项|问题|项目|工作|意见|建议|线索|民生|实事|重点|标准|方案|计划|办法|额|点|向|价|期|位|制|资)"
)
"""Who decided on it: 区政府确定今年…, 县里定的…; not what was decided on itself (会议确定事项办结率)."""
_TO = r"(?:面向|赴)[^，。；\d]{1,14}?(?=引进|招引|招聘|招录|选聘|举办|开展|组织)"
"""To whom or where, before the verb: 面向高校引进人才, 赴外地举办招聘会."""
_FOR = r"为[^，。；、\d]{2,12}?(?=安装|提供|发放|办理|配备|补充|增配|添置|购置|解决|配置|购买|开展|落实|新建|改造|实施|筹集|争取|协调)"
"""For whom, before the verb: 为独居老人家庭安装报警器."""
_LINK = "即(?=确保|力争|实现|完成)|其中|同时|并且|从而|进而|以及|并(?!购|联)|且|使得?|把|将|让|其余|(?:组织|动员|引导|发动|带领)[^，。；、]{1,8}?(?:参加|参与)|另外|此外|我们|向上|对上|为(?!民)|和(?![美谐平])|及(?!时)|[：，、（）与—-]"
_HEAD = re.compile(
    rf"{_WAY}|{_WITHIN}|{_BY}|{_TO}|{_FOR}|[一两](?:次(?![死性])|批|项|轮)|{_WHEN}|{_URGE}|{_LINK}|经济社会发展|主要(?=预期|目标|指标|任务)|预期(?=目标|指标)|目标|任务(?!书)|指标"
)
_MAKES = re.compile(
    rf"(?:新增(?!设(?![施备计])|[加至到派挂植殖种订印购添])|新?(?:{_MAKE}))(?![性型式](?!号))(?:壮大|做[强优大精]+|[美亮]化|利用(?![率系量])|扶持(?![资金政对]))?(?:[、和及并与或](?={_MAKE}))?"
)
_ORDER_BEHIND = re.compile(rf"(?<=[\u4e00-\u9fff”][\u4e00-\u9fff”])新?(?:{_MAKE})\Z")
_PLACED = re.compile(rf"{_PLACE}(?=(?:{_WHEN}|{_URGE})+|(?:{_MAKE})|接待)")
_GENERIC = re.compile(
    r"(?:项目|企业|资金|贷款(?:投放|发放)?|产值|税收|数据|就业|创业|(?:隐性|存量|政府)?债务|企业(?:负担|成本)|税费)\Z|(?:项目|企业).{0,8}(?:率|比例|占比|额|数|量|总投资)(?:\Z|[、和])"
)
_SET_TERM = re.compile(
    rf"新增(?:城镇|农村)?就业(?!岗位)|新发放[^，、]{{0,6}}贷款|(?:{_MAKE})(?:[^，、]{{0,2}}(?:(?<![功效])率|比例|占比|比重)|面积|规模|额|量|人数|户数)\Z"
)
_COMPOUND = re.compile(
    r"(?:培训|研发|孵化|处理|回收|开发|转化|收储|救助|接收|安置|储备|保障|规划|修复|监测|推广|整理|招聘|评选|保护|治理|整治)"
    r"(?:班|后?补助|场地|场所|设施|基地|中心|平台|能力|机构|资金|经费|人员|费用|站|厂|器|点|成本|收入|面积|空间|载体|活动|会(?!员)|行动|工程|项目|服务|演练|比赛|竞赛)"
)
"""A verb that sorts the noun behind it (孵化场地) orders nothing."""
_MEASURED = re.compile(r"(?:率|比例|占比|比重|满意度|知晓度|[数总流存]量|额|次数|人次|覆盖面)\Z")
"""A name that measures takes its verb in: 调处纠纷成功率, 接待游客人次."""
_TAIL = re.compile(
    r"[率量额度值型性式化业者员]|制(?!度)|(?:人数|人次|户数|次数|面积|规模|能力|水平|时间|时限|标准|活动|工作|任务|行动|工程|项目|服务|平台|中心|基地|机构|体系|资金|经费|人员|单位|部门|对象|团体|队伍|服务队|网点|设施|单元|窗口|岗位|渠道|品种|场所|党员|干部|制度|机制|方案|计划)\Z"
)
"""What a verb in front of it only sorts: 评审专家库, 遴选机制."""
_BY_MEANS = re.compile(
    "利用|通过|依托|借助|采取|采用|运用|发挥|结合|围绕|针对|面向|按照|根据|发动|动员|引导|指导|督促|支持|鼓励|帮助|协调|会同|联合|在(?![建校谈册岗职库编线读])|"
    "对(?![口外标接])|为(?!民)|向(?!上)|从|由|以(?![上下内来工奖])|与|同(?![比步])"
)
"""Words of means, place or persons, which end where the verb begins."""
_MANNER = re.compile(
    "兜底|托底|点对点|常态化|拉网式|地毯式|全覆盖|滚动式|分层分类|以奖代补|以工代赈|梯[次度]|定向|订单式|组团式|驻点|驻场|全额|综合|精心|大规模|大力度|高频次|依法依规|分期分批|分批分期|免费|无偿|集中|集中力量|分[批期类步]|逐[户村家项步]|就[近地]|统一|陆续|及时|定期|滚动|联合|全程|上门|入户|结对|挨户|多渠道|多形式|跨区域?|异地|对口|牵头|带头|自[主行]|科学|合理|规范|有序|重点|高效|快速|"
    "精准|同步|协同|另|额外|专项|专门|组团|公开|择优|提前|如期|按[时期]|限期|滚动|轮流|随机|双随机|足额|错峰|因地制宜|多方|广泛|普遍|充分|优先"
)
"""How something is done, before its verb."""
_LONGEST_MEANS = 16
_CREATES = re.compile(
    "^[新增添购]|[建立增购置设]\\Z|打造|创成|举办|承办|开展|组织|实施|启动|培育|引[进育入]|招引|采购|配备|补充|开通|上线|开发|推出|增加|扩大|落实|获得|开工|竣工|投放|[安加]装|发放|编制|制定|出台|召开|策划|开[办展]|[聘租选]用|[足齐出]\\Z"
)
"""Behind a verb that makes, adds or buys a second one sorts the noun: 新增照护床位, 购置清扫车辆."""
_CARRIERS = re.compile("新增|净增|增加|开展|组织|组织开展|实施|启动")
_SORTS = re.compile(r"(?:绿化|保护|治理|监测|培训|创建|孵化|供应)[\u4e00-\u9fff]{1,4}\Z")
"""Behind a verb of its own a second one sorts the noun: 建设绿化示范村."""
_REMEDIES = re.compile("排查|摸排|整治|清理|修复|更新|改造|查处|加固")
"""Verbs that go with a second one: 排查治理."""
_CHOOSES = re.compile("新?(?:选定|遴选|评选|认定|命名|申报|推出|选树|评定|划定)")
_CHOSEN = re.compile("(?:整治|改造|修复|治理|保护|监测|示范|试点|培训|提升)[\u4e00-\u9fff]{2,6}\\Z")
"""What is chosen is a thing: 选定整治试点村."""
_CAMPAIGN = re.compile(
    r"(?<=..)(?:清零|攻坚|清理整顿|大排查大整治|专项整治|集中整治|专项治理|专项)+(?:行动|攻坚战)\Z"
)
_RATE = re.compile(r"(?:率|比例|占比|比重|满意度|时限|时长|周期)\Z")
_ALTERS = re.compile("提升|扩大|增加|减少|压减|削减|优化|压降|减轻|拓展|推广|解决|排查|摸排|整治|清理|查处")
"""What is done to a rate; any other verb in front of one is what it rates (规划水厂达标率)."""
_OBJECT_IN = re.compile(
    "[造育护]林|还[林草湿田]|整地|复[垦耕绿]|补[造种植水]|换种|改[种植厕水电气燃]|种草|植[树绿]|脱贫|减贫|扩面|提质|增[效收产]|转企|升规|入[统规园库户]|上[云市规]|节[水能]|降[碳耗]|减[排污]|[截治]污|清淤|排涝|供[水热暖]"
)
"""A verb with its object in one word, which a verb in front of it only sorts: 深松整地, 更新造林, 补植补造."""
_INSPECTED = re.compile(r"\A(?:检查|抽查|核查|督查|稽查|巡查)(?=企业\Z)")
"""Whom an inspection counts: 检查企业120家 counts 企业, as 抽检药品 counts 药品; 走访企业 stays a service."""
_CHANGES = re.compile(r"\A(?:提高|提升|降低|压缩|缩短|严控|控制|抓|稳定|稳住|稳|增强|改善|扩大)")
_SUCH = re.compile(r"(?:[“《][^”》]{1,16}[”》][、和]?)+等")
_BULLET = re.compile(
    r"\A(?:[〖【][^〗】]*[〗】]|[^\w“《（]+|[一二三四五六七八九十]{1,2}(?:[是要]|、(?![一二三四五六七八九十]))|\d{1,2}[.、](?=\d{1,2}月))"
)
_AIM_IS = re.compile(r".*(?:目标|任务|指标)(?:建议)?(?:是|为|定为|：)")
_SHARES_NOUN = re.compile("(?:城镇|城市|农村|乡村|进口|出口)、")
_CONJUNCTION = re.compile(r"[、和]|(?<!参)与|(?<![普涉])及")


def indicator_of(words: str, deed: bool = True, often: bool = False) -> str:
    """The indicator that words name; empty when they only order (全年再新建).

    新增规上企业 is 规上企业, but a bare kind keeps what sorts it (新开工项目), and set terms stay (新增城镇就业).
    `deed` tells that the words may order a deed: a verb that is no word of making then goes too (轮训乡村医生),
    `often` that they are counted by how often it is done, so that one that else sorts goes as well (抽检药品120批次).
    """
    words = _DATED_DEED.sub("", _DATED_SPENDING.sub("", stripped(words)))
    if _SET_TERM.match(words) or _COMPOUND.match(words):
        return _last_named(words)
    words = _INSPECTED.sub("", words)
    make = _MAKES.match(words)
    if make is None:
        return _object_of_verb(words, often) if deed else _last_named(words)
    rest = stripped(words[make.end() :].removeprefix("的").removeprefix("了"))
    if _sorts(make[0], rest) or (not deed and _RATE.search(rest) and not _ALTERS.match(make[0])):
        return words
    if rest and _noun_of_deed(make[0], rest):
        return rest
    if not rest or (len(rest) > 1 and not _GENERIC.match(rest)):
        return indicator_of(rest, deed and not _CREATES.search(make[0]))
    return words


def _noun_of_deed(verb: str, rest: str) -> bool:
    """Whether a second verb sorts the noun behind it: 建设绿化示范村, 选定整治试点村; not 排查治理隐患."""
    if _CHOOSES.fullmatch(verb) and _CHOSEN.match(rest):
        return True
    return not (_CARRIERS.fullmatch(verb) or _REMEDIES.fullmatch(verb)) and _SORTS.match(rest) is not None


def _sorts(verb: str, rest: str) -> bool:
    """Whether a verb makes one name with a deed behind it (补植补造); one that only carries it (实施节水) does not."""
    return _OBJECT_IN.fullmatch(rest) is not None and _CARRIERS.fullmatch(verb) is None


def _object_of_verb(words: str, often: bool) -> str:
    """What stands behind a verb that is no word of making; the words as they are where that is no thing."""
    verb = verb_at(words, sorting=often)
    rest = stripped(words[verb:].removeprefix("的").removeprefix("了"))
    if not verb or len(rest) <= 1 or _GENERIC.match(rest) or _MEASURED.search(words) or _TAIL.match(rest):
        return _last_named(words)
    if verbs_at(rest) == len(rest) or _sorts(words[:verb], rest):
        return words
    return indicator_of(rest, not _CREATES.search(words[:verb]))


def _last_named(words: str) -> str:
    """Of a run of remarks the last; A、B and C of much the same length are a list of names and stay."""
    before, mark, last = words.rpartition("、")
    if not mark or not before or _CONJUNCTION.search(last) or _SHARES_NOUN.match(words):
        return words
    parts = words.split("、")
    if min(map(len, parts)) == 1 or max(map(len, parts)) <= 2 * min(map(len, parts)) + 4:
        return words
    return indicator_of(last)


def stripped(words: str) -> str:
    """Words without bullets, dates, adverbs and links before what they speak of."""
    aim = _AIM_IS.match(words)
    words = _BULLET.sub("", words[aim.end() :] if aim else words)
    while end := _dispensable(words) or _means(words):
        words = words[end:]
    return _CLOSING.sub("", unquoted(_SLOGAN.sub("", words.strip("的，、：；"))))


def _dispensable(words: str) -> int:
    """Where examples, an actor, a place, a date, an adverb or a link end at the head of words; 0 for none."""
    match = (
        _such(words)
        or _ACTOR.match(words)
        or _DECREED.match(words)
        or _PLACED.match(words)
        or _HEAD.match(words)
    )
    return match.end() if match else 0


def _such(words: str) -> re.Match[str] | None:
    """Names in quotation marks before a verb, which only give examples; before a noun they are its name."""
    match = _SUCH.match(words)
    return match if match and _verb_behind(words, match.end()) else None


def _means(words: str) -> int:
    """Where words end that tell by what means, for whom or where, in front of a verb (利用边角地建设…); 0 without such."""
    manner = _MANNER.match(words)
    if manner and _verb_behind(words, manner.end()):
        return manner.end()
    found = _BY_MEANS.match(words)
    if found is None or _MEASURED.search(words):
        return 0
    starts = range(found.end() + 2, min(found.end() + _LONGEST_MEANS, len(words) - 1))
    made = (start for start in starts if _MAKES.match(words, start) and _verb_behind(words, start))
    return next(made, next((start for start in starts if _verb_behind(words, start)), 0))


def _verb_behind(words: str, start: int) -> bool:
    """Whether a verb with an object of its own begins there."""
    make = _MAKES.match(words, start)
    end = make.end() if make else verb_at(words, start)
    return end > start and len(words) - end > 1 and _TAIL.match(words, end) is None


def object_of(words: str) -> str:
    """What a clause without a number speaks of: 压缩审批时间 is 审批时间."""
    name = _CAMPAIGN.sub("", indicator_of(_CHANGES.sub("", stripped(words))))
    return name.removesuffix("建设") if len(name) > len("道路建设") else name


def kept_verb(words: str) -> bool:
    """Whether words order something made or done (新建, 引进), so that its number is no mere fact."""
    return _MAKES.match(stripped(words)) is not None


def without_order(name: str) -> str:
    """The kind of thing behind what sorts it: 新开工项目 is 项目."""
    make = _MAKES.match(name)
    return name[make.end() :] if make and make.end() < len(name) else name


def without_order_behind(name: str) -> str:
    """A name without the verb behind it, whose object stands behind the number: “一件事”新上线 12个主题."""
    found = _ORDER_BEHIND.search(name)
    return name[: found.start()] if found else name


def unquoted(words: str) -> str:
    """Words without a quotation mark that has no partner."""
    for left, right in ("“”", "（）", "《》"):
        if words.count(left) != words.count(right):
            words = words.strip(left + right)
    return words
