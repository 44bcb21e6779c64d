"""Traditional characters of bulletins read as simplified ones, character for character (繁简)."""

_TRADITIONAL = (
    "萬億個項戶畝噸幣財稅預產業總額較長減農鎮鄉進設佔點達實現計劃務標時間環別餘稱從將應為與對後還當屬辦結"
    "訴諮詢類調電話熱線處責單數據統國區縣縮擴擬動開續佈資貿陸場營運輸險養護醫療學員職寫體連遠過漲穩創監導"
    "認證際構貸債絕維壓優濟經銷購買賣質價號級組織專層該範圍雙輛臺張頭隻條種門檔網確補貼幾歲齡"
)
_SIMPLIFIED = (
    "万亿个项户亩吨币财税预产业总额较长减农镇乡进设占点达实现计划务标时间环别余称从将应为与对后还当属办结"
    "诉咨询类调电话热线处责单数据统国区县缩扩拟动开续布资贸陆场营运输险养护医疗学员职写体连远过涨稳创监导"
    "认证际构贷债绝维压优济经销购买卖质价号级组织专层该范围双辆台张头只条种门档网确补贴几岁龄"
)
_TABLE = str.maketrans(_TRADITIONAL, _SIMPLIFIED)


def simplified(text: str) -> str:
    """The text with the traditional characters that the number check reads in simplified form; as long as before."""
    return text.translate(_TABLE)
