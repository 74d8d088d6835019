"""A printed run of names -> the single names, and a judgment on each: a person, an organization, an agency, or no name.

>>> [name.text for name in split("徐湘东肖洋、张　三")]
['徐湘东', '肖洋', '张三']
>>> judge("欧阳慧敏"), judge("徐汇区枫林街道"), judge("新华社"), judge("获悉")
(<Kind.PERSON: 'person'>, <Kind.ORGANIZATION: 'organization'>, <Kind.AGENCY: 'agency'>, <Kind.UNSURE: 'unsure'>)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from newsarchive.extract import western

__all__ = ["AGENCIES", "BY_SURNAME", "Kind", "Name", "believable", "is_common_word", "is_han_person", "is_japanese_person", "is_media", "is_place", "judge", "split", "without_place"]


class Kind(Enum):
    """What a printed name looks like."""

    PERSON = "person"
    ORGANIZATION = "organization"
    AGENCY = "agency"  # a news agency: where a text comes from, never who wrote it
    UNSURE = "unsure"  # a pen name, a nickname, a word


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a run: its text without padding, its span in the text given, and what stood with it."""

    text: str
    start: int
    end: int
    note: str | None = None


# The surnames of the household registers that a byline is likely to show, both scripts. Rare characters that are also
# everyday words at the start of a clause (从 在 有 对 为 是 不 上 下 会 了) are left out: 记者从…获悉 must give nobody.
SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金"
    "石廖贾夏韦傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳"
    "翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳阳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾"
    "尤时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师仇栾隋商刁沙荣巫寇桑郎甄丛仲虞"
    "敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井"
    "祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭宿鲜印逯隆茹诺战慕危玉银亢嵇公哈"
    "湛宾戎勾茅利呼居揭干尉冶斯元束檀衣信阴昝智幸奉植衡富尧闭由仉禤逄蔚邴暨姒郗郦鄂酆阎麴靖鄭劉陳楊黃趙吳孫馬羅許韓馮鄧"
    "蕭蔣葉蘇呂盧薑鍾鐘譚陸範賈韋鄒閻龍賀顧龔萬錢嚴湯溫齊喬龐顏莊聶魯歐關蘭寧紀單畢塗淩駱藍遊饒繆簡車項連蘆麥婁竇黨宮費衛應閔"
    "鄔邊師欒榮叢鞏遲鄺談樂儲勞諶藺樓滿聞厲闞權強帥練豐國計晉門雲來闕烏況鮮銀賓嶽彥賴閰粘洪凃晃稽拱沃桐滑糜荀贲郏濮扶堵璩寿"
    "充宦鱼慎庚终弘广禄东殳越夔厍融訾乜巢蒯红竺盍益桓鄞岚苌庹代付揣兀冮撒張謝時農東華陽鮑"
)

COMPOUND_SURNAMES = frozenset(
    "欧阳 上官 司马 诸葛 东方 皇甫 尉迟 公孙 令狐 慕容 司徒 夏侯 轩辕 端木 独孤 南宫 长孙 宇文 司空 西门 百里 呼延 东郭 南门 闻人 赫连 澹台 公冶 "
    "宗政 濮阳 淳于 单于 太史 申屠 仲孙 钟离 鲜于 闾丘 亓官 司寇 子车 颛孙 巫马 公西 漆雕 乐正 壤驷 公良 拓跋 夹谷 宰父 谷梁 段干 东野 纳兰 "
    "歐陽 諸葛 東方 尉遲 公孫 司馬 軒轅 獨孤 南宮 長孫 西門 東郭 聞人 赫連 澹臺 單于 鍾離 鮮于 納蘭 张简 張簡 范姜 歐陽".split()
)
JAPANESE_SURNAMES = frozenset(
    "佐藤 鈴木 高橋 田中 渡辺 渡邊 渡部 伊藤 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 斎藤 斉藤 齋藤 清水 山崎 池田 橋本 阿部 石川 山下 中島 "
    "石井 小川 前田 岡田 長谷川 藤田 後藤 近藤 村上 遠藤 青木 坂本 福田 太田 西村 藤井 金子 岡本 藤原 三浦 中野 中川 原田 松田 竹内 小野 田村 中山 和田 石田 "
    "森田 上田 内田 柴田 酒井 宮崎 横山 高木 安藤 宮本 大野 小島 谷口 工藤 今井 高田 増田 丸山 杉山 村田 大塚 新井 小山 平野 藤本 河野 上野 野口 武田 松井 "
    "千葉 菅原 岩崎 久保 木下 佐野 野村 松尾 市川 菊地 菊池 杉本 古川 大西 島田 水野 桜井 高野 渡邉 吉川 山内 西田 飯田 北村 安田 五十嵐 東 川口 平田 関 中田 "
    "服部 岩田 川崎 福島 土屋 本田 辻 樋口 永井 秋山 中西 山中 吉村 川上 石原 大橋 松岡 馬場 浜田 森本 田口 熊谷 松下 広瀬 松浦 沢田 中澤 中沢 小池 荒木 大久保 "
    "黒田 小松 田辺 浅野 川村 萩原 土井 星野 松村 大島 西川 富田 片山 川島 矢野 須藤 小沢 小澤 安部 宮田 栗原 西山 早川 中井 永田 岡崎 平井 大石 大竹 大渡 "
    "小田 小西 石橋 奥村 山岸 堀 堀江 堀内 今村 古田 三宅 三好 内藤 岩本 岸本 望月 津田 玉井 竹田 篠原 滝沢 白石 榎本 神谷 福井 福本 稲垣 稲葉 児玉 児島".split()
)
KOREAN_SURNAMES = frozenset("김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용예경봉사부가복목형피두감음빈동온호범좌팽승간상시갈")

# Words of 2-3 characters that begin with a surname's character and are printed beside dates and credits: sections, common nouns.
_WORDS = frozenset(
    "时政 时事 时评 国际 国内 高考 金融 文化 文旅 文学 房产 教育 安全 方法 成都 南京 南昌 南宁 海南 海口 江苏 江西 云南 广东 广西 贵州 山东 温州 "
    "台州 杭州 徐州 郑州 马上 高清 高端 全国 全部 全文 文字 文章 文明 文艺 图片 公告 公益 关注 关于 关闭 关键 路透 明星 明天 明日 时间 时尚 时代 "
    "万象 易车 安徽 东方 南方 华东 华南 华北 平安 阳光 国家 国防 国务 应急 应用 通知 通报 方面 连续 连线 党建 党委 海外 海峡 海报 财经 花絮 "
    "游戏 相关 时刻 和平 施工 温馨 石油 农业 农村 农民 商业 商务 单位 干部 干货 成果 成长 成功 管理 解读 解放 解放日报 计划 计算 记录 权威 利好 "
    "原创 原标题 来源 来自 来信 广告 广播 强国 云上 平台 平安 任命 任务 展览 初步 广场 高速 高铁 高校 江湖 武汉 黄河 黄金 金牌 周末 周刊 周报 "
    "综合 时讯 方案 支持 支付 应对 向前 易购 马拉松 居民 居家 盛会 盛典 普通 普法 信息 信用 智能 智库 相约 展望 计生 申请 包括 宣传 宣布 席位 "
    "體育 體壇 時事 國際 國內 綜合 財經 高雄 金門 連江 雲林 花蓮 南投 馬祖 溫哥華 華盛頓 東京 關島 國會 時政 應用 文學 麥當勞 連線 資訊 陸媒 "
    "明報 經濟 華語 華爾街 關鍵 關注 路透 管理 萬象 農業 藍營 盧森堡 馬來西亞 安卓 艾瑞 巴黎 巴西 明斯克 柏林 莫斯科 伊朗 荷兰 溫網 法網 成员 "
    "文字版 文图 图文 万元 石化 全媒体 元旦 祝福 谢谢 曾经 常务 何以 何处 何时 如何 任何 顾客 易错 劳动 劳模 阴雨 毕业 单机 单身 项目 石家庄 古代 "
    "时长 成品 华人 关心 强调 党员 满意 路上 明确 全面 全市 全省 全体 全球 全新 都市 平时 向上 支部 应该 应当 应邀 和谐 通过 通讯 余额 钱包 相信".split()
)

_PLACES = (
    "台北 臺北 新北 桃園 台中 臺中 台南 臺南 高雄 基隆 新竹 嘉義 苗栗 彰化 南投 雲林 屏東 宜蘭 花蓮 台東 臺東 澎湖 金門 連江 馬祖 桃園機場 綜合 "
    "綜合外電 外電 編譯 北京 上海 天津 重庆 香港 澳门 澳門 东京 東京 大阪 首爾 首尔 平壤 曼谷 河內 河内 新加坡 吉隆坡 雅加達 雅加达 馬尼拉 马尼拉 "
    "新德里 华盛顿 華盛頓 纽约 紐約 洛杉磯 洛杉矶 舊金山 旧金山 芝加哥 倫敦 伦敦 巴黎 柏林 布魯塞爾 布鲁塞尔 日內瓦 日内瓦 羅馬 罗马 莫斯科 基輔 "
    "基辅 維也納 维也纳 马德里 馬德里 伊斯坦堡 安卡拉 開羅 开罗 耶路撒冷 雪梨 悉尼 多倫多 多伦多 渥太華 渥太华 温哥华 溫哥華 布拉格 华沙 華沙 "
    "河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 "
    "石家庄 太原 呼和浩特 沈阳 长春 哈尔滨 南京 杭州 合肥 福州 南昌 济南 郑州 武汉 长沙 广州 南宁 海口 成都 贵阳 昆明 拉萨 西安 兰州 西宁 银川 "
    "乌鲁木齐 深圳 厦门 青岛 大连 宁波 苏州 无锡 常州 扬州 镇江 南通 徐州 温州 嘉兴 湖州 绍兴 金华 舟山 台州 丽水 芜湖 蚌埠 复旦 清华 中国 中國 日本 "
    "美国 美國 英国 韩国 德国 法国 俄罗斯".split()
)
_PLACE_SET = frozenset(_PLACES)

AGENCIES = frozenset(
    "新华社 新華社 中新社 中央社 路透社 路透 法新社 美联社 美聯社 合众社 彭博社 共同社 时事社 時事社 韩联社 韓聯社 塔斯社 俄新社 朝中社 德新社 安莎社 "
    "埃菲社 中新网 共同通信 共同通信社 時事通信 時事通信社 ロイター 연합뉴스 뉴시스 뉴스1 "
    "xinhua reuters afp ap dpa dpa-afx kna epd sid apa pa efe ansa anp belga tt ntb ritzau stt lusa kyodo jiji tass ria yonhap cna ani ians pti upi "
    "bloomberg ats agi adnkronos cp aap interfax apn".split()
) | frozenset(
    {"associated press", "the associated press", "agence france-presse", "deutsche presse-agentur", "press association",
     "pa media", "europa press", "canadian press", "the canadian press", "dow jones newswires", "australian associated press"}
)

_MEDIA_END = (
    r"(?:网|網|报|報|社|在线|在線|新闻|新聞|電視|电视|电视台|電視台|广播|廣播|客户端|发布|時報|时报|周刊|週刊|杂志|雜誌|频道|頻道|传媒|傳媒|融媒|"
    r"融媒体|台|通讯|导报|商报|晚报|日报|视频|視訊|卫视|衛視|Knews|TV|公众号|澎湃号|百家号|财经|在線|观察|评论|论坛|壹点|快报|红网|央视|半月谈|半月談|"
    r"求是|财新|財新|融媒体中心|新媒体|编辑部|编辑室|通讯社|要闻|早报|早報|晚報|日報|快訊|快讯|热线|网站|官网|智库|书局|出版社|警方|交警|电台|之声)"
)
_MEDIA = re.compile(rf"[《「]?[^\s,。!?:;()\[\]“”\"]{{1,24}}{_MEDIA_END}(?:[》」]|综合|[A-Za-z]{{1,8}}|-[^\s,。]{{2,8}})?\Z")

_ORGANIZATION = re.compile(
    r".{2,}(?:社|报|報|网|網|台|局|部|处|處|委|办|辦|院|校|所|厅|廳|会|會|站|馆|館|署|厂|廠|行|团|團|队|隊|组|組|科|室|街道|大学|大學|学院|學院|公司|集团|"
    r"中心|协会|协會|政府|频道|新闻|新聞|发布|支部|党委|总支|医院|银行|法院|检察院|公安|交警|警方|客户端|编辑部|工作室|研究院|联络处|发展处|系统管理员|管理员|"
    r"传媒|文化|科技|杂志|周刊|出版社|基金|联盟|俱乐部|博物馆|图书馆|本站|原创|网友|读者|作者|提供|机构|平台|镇|乡|县|市|区|省|局|影视|视觉中国|视频|图虫|题图|截图|资料图|网络|互联网|取|編輯室|電子報|編集部|新聞社|取材班|支局)\Z"
)
_POSITION = re.compile(
    r"(?:教授|副教授|讲师|主任|副主任|书记|副书记|研究员|副研究员|助理研究员|博士|硕士|院长|校长|所长|部长|局长|处长|会长|理事|秘书长|总裁|总经理|经理|董事长|"
    r"律师|医生|医师|主席|副主席|委员|委員|顾问|分析师|首席|学者|专家|作家|评论员|评论人|媒体人|自由撰稿人|学生|党委书记|所員|員|特派员|記者|记者|編輯|编辑|"
    r"장|위원|교수)\Z"
)

_HAN = "\u3400-\u9fff\uf900-\ufaff々〇"
_HAN_NAME = re.compile(rf"[{_HAN}]{{2,4}}\Z")
_HAN_DOT = re.compile(rf"[{_HAN}A-Za-z]{{1,10}}(?:[·•・‧．.][{_HAN}A-Za-z]{{1,12}}){{1,4}}\Z")
_HANGUL = re.compile(r"[가-힣]{2,4}\Z")
_LATIN = re.compile(r"[A-Za-zÀ-ɏĀ-ž'’.\-]{1,30}(?: [A-Za-zÀ-ɏĀ-ž'’.\-]{1,30}){0,4}\Z")


def judge(name: str) -> Kind:
    """What a single printed name, without padding, looks like.

    >>> judge("艾尔肯·买买提"), judge("홍길동"), judge("Jane Doe"), judge("娱乐八卦姐妹淘")
    (<Kind.PERSON: 'person'>, <Kind.PERSON: 'person'>, <Kind.PERSON: 'person'>, <Kind.UNSURE: 'unsure'>)
    """
    if name.lower() in AGENCIES:
        return Kind.AGENCY
    if is_han_person(name) or _HAN_DOT.match(name) and not is_media(name):
        return Kind.PERSON
    if _HANGUL.match(name) and name[0] in KOREAN_SURNAMES:
        return Kind.PERSON
    if _LATIN.match(name) and name[0].isupper() and " " in name:
        return Kind.PERSON
    if _ORGANIZATION.match(name) or is_media(name):
        return Kind.ORGANIZATION
    return Kind.UNSURE


def is_han_person(name: str) -> bool:
    """Whether Han characters make a Chinese personal name: a surname and one or two more, or a compound one.

    >>> is_han_person("上官云"), is_han_person("张三"), is_han_person("国际"), is_han_person("从上海")
    (True, True, False, False)
    """
    if not _HAN_NAME.match(name) or name in _WORDS or name in _PLACE_SET:
        return False
    if name[:2] in COMPOUND_SURNAMES and len(name) >= 3:
        return True
    if name[0] not in SURNAMES:
        return False
    return len(name) < 4 or name[1] in SURNAMES  # a wife's name before a husband's: 陳李玉英


def is_place(text: str) -> bool:
    """Whether it is a place that datelines name: 台北, 北京, 综合 …"""
    return text in _PLACE_SET


def is_common_word(text: str) -> bool:
    """Whether it begins as a surname does and is an everyday word: 时政, 国际."""
    return text in _WORDS


def is_japanese_person(name: str) -> bool:
    """Whether it is a common Japanese surname and a given name, solid or with a space.

    >>> is_japanese_person("松村太郎"), is_japanese_person("中村 真子"), is_japanese_person("江山如画")
    (True, True, False)
    """
    solid = name.replace(" ", "")
    if not 3 <= len(solid) <= 7 or not _JAPANESE.match(solid) or _ORGANIZATION.match(solid):
        return False
    return solid[:2] in JAPANESE_SURNAMES or solid[:3] in JAPANESE_SURNAMES


_JAPANESE = re.compile(rf"[{_HAN}ぁ-んァ-ヶー]+\Z")


def is_media(text: str) -> bool:
    """Whether a printed word ends as the name of a newspaper, a site or a channel does.

    >>> is_media("东方网·纵相新闻"), is_media("南昌发布"), is_media("教育在线 2019")
    (True, True, False)
    """
    return text.lower() in AGENCIES or text in _OUTLETS or _MEDIA.match(text) is not None or _PORTAL.match(text) is not None


# Outlets whose names do not end as an outlet's does, and the portals' channels (新浪旅游).
_OUTLETS = frozenset("参考消息 求是 半月谈 财新 央视 每经 界面 澎湃 虎嗅 新浪 搜狐 网易 腾讯 凤凰 观察者 中時 聯合 量子位 机器之心 红星".split())
_PORTAL = re.compile(rf"(?:新浪|搜狐|网易|腾讯|凤凰|人民网|新华网|中国网|央视网|光明网|东方网)-?[{_HAN}]{{2,5}}\Z")


def without_place(dateline: str) -> str:
    """The outlet of a dateline that glues the place to it: the part to the end of the outlet's name.

    >>> without_place("广西新闻网芷江"), without_place("新华社北京"), without_place("半月谈")
    ('广西新闻网', '新华社', '半月谈')
    """
    for place in _PLACES:
        if dateline.endswith(place) and len(dateline) > len(place) + 1:
            return dateline[: -len(place)].strip()
    ends = [m.end() for m in _DATELINE_END.finditer(dateline)]
    return dateline[: ends[-1]].strip() if ends else dateline.strip()


_DATELINE_END = re.compile(
    r"(?:新闻网|新聞網|[网網报報社]|在线|在線|新闻|新聞|电视台|电台|客户端|时报|周刊|频道|传媒|视频|热线)(?!站|络)"
)

# -- a run of names

_TOKEN = re.compile(r"\([^()]{0,80}\)?|[^\s、,;/|&()]+")
_CODE = re.compile(r"[_\-]?[A-Z]{1,4}\d{2,8}\Z|\d{2,10}\Z")
_GLUED_CODE = re.compile(r"[_\-](?P<code>[A-Z]{1,4}\d{2,8})\Z")
# What follows a name and says what was done: 李梅综合报道, 戴磊、姚帅寓 摄, 赵省伟 编, 杨艳 长沙报道.
_DEED = re.compile(
    rf"(?:[{_HAN}]{{0,6}}(?:报道|报导|報導|報道)|综合整理|文/图|文/摄|图/文|文图|图文|整理|综合|供图|供圖|提供|拍摄|拍攝|摄影|攝影|摄|攝|编|編|文|图|圖|绘|译|譯|著|等|发|電|电|讯)\Z"
)
_GLUED_DEED = re.compile(r"(?:综合报道|综合整理|綜合報導|摄影报道|图文报道|报道|報導|供图|供圖|拍摄|摄影|摄|攝|等)\Z")
# No name of a person or body ends so: 螺洲完小供图 is a picture that the school gave.
_NEVER_A_NAME = frozenset({"供图", "供圖"})
BY_SURNAME = "separated by surname"
"""The note on names that stood without a separator."""


def split(run: str) -> list[Name]:
    """The names of a printed run, in order, each with its place in it and a note on what was taken off.

    Staff codes, deeds (摄, 综合报道), bracketed affiliations, a department printed before the names and an affiliation glued
    behind one become the note. Names without a separator are cut at surnames, and the note says so.

    >>> for name in split("东方网教育频道 陈乐 夏荔"):
    ...     print(name.text, name.note)
    陈乐 东方网教育频道
    夏荔 东方网教育频道
    >>> split("刘潇(ZN028)")[0].note, split("方敏北京大学经济学院教授")[0].text
    ('ZN028', '方敏')
    """
    names = _western(run) if _WESTERN_RUN.match(run) else []
    if names:
        return names
    pad: tuple[str, int, int] | None = None  # a single character that waits for the rest of its name
    for match in _TOKEN.finditer(run):
        token, start, end = match.group(), match.start(), match.end()
        if token[0] == "(":
            inner = token.strip("() ")
            if names and inner:
                names[-1] = _noted(names[-1], inner)
            continue
        if pad is not None:
            letter, pad_start, pad_end = pad
            pad = None
            padded = letter + token
            if run[pad_end:start].isspace() and _HAN_NAME.match(padded) and (len(token) == 1 or letter in SURNAMES):
                names.append(Name(padded, pad_start, end))
                continue
        if names and (_CODE.match(token) or _DEED.match(token)):
            names[-1] = _noted(names[-1], token)
        elif len(token) == 1 and _HAN_NAME.match(token * 2):
            pad = (token, start, end)
        else:
            names.extend(_names_of(token, start))
    return _without_department(_whole_western(names, run), run)


_WESTERN_RUN = re.compile(r"[^\u1100-\U0003ffff]*[^\W\d_] [^\W\d_][^\u1100-\U0003ffff]*\Z")


def _western(run: str) -> list[Name]:
    """Jane Doe and John Roe, Staff Writers: what follows the names is the last one's note."""
    people, end = western.leading_names(run)
    names = [Name(name, start, stop) for name, start, stop in people]
    rest = run[end:].strip(" ,;/|&()")
    if names and rest:
        names[-1] = _noted(names[-1], rest)
    return names


def _noted(name: Name, note: str) -> Name:
    return Name(name.text, name.start, name.end, f"{name.note}; {note}" if name.note else note)


def _names_of(token: str, start: int) -> list[Name]:
    """The names of one token, that is a run without a separator."""
    note = None
    taken = _GLUED_CODE.search(token)
    if taken:
        token, note = token[: taken.start()], taken["code"]
    deed = _GLUED_DEED.search(token)
    if deed and (
        (deed.group() in _NEVER_A_NAME and deed.start() > 1)
        or judge(token[: deed.start()]) is Kind.PERSON
        or (len(token) > 5 and _cut(token[: deed.start()]))
    ):
        token, note = token[: deed.start()], deed.group()
    if not token:
        return []
    place = next((p for p in _PLACES if token.endswith(p)), None) if len(token) > 3 else None
    if place and judge(token) is not Kind.PERSON and is_han_person(token[: -len(place)]):
        token, note = token[: -len(place)], place  # 中央社記者沈佩瑤台北23日電
    if len(token) > 4 and _POSITION.search(token):
        length = _name_before_affiliation(token)
        if length:
            return [Name(token[:length], start, start + length, token[length:])]
    pieces = _cut(token) if len(token) >= 4 and judge(token) is Kind.UNSURE else []
    if len(pieces) < 2:
        return [Name(token, start, start + len(token), note)]
    names = []
    for piece in pieces:
        names.append(Name(piece, start, start + len(piece), note or BY_SURNAME))
        start += len(piece)
    return names


def _cut(token: str) -> list[str]:
    """A token of names without separators -> the fewest names it is made of, [] where it does not come out.

    Each is 2 or 3 characters, 3 or 4 with a compound surname. Of two ways to cut, the one with the longer first name wins.
    """
    if not 4 <= len(token) <= 60 or not _ALL_HAN.match(token):
        return []
    ways: list[list[str] | None] = [None] * len(token) + [[]]  # ways[i]: how the rest from i is cut
    for start in range(len(token) - 2, -1, -1):
        for length in (3, 2, 4):
            rest = ways[start + length] if start + length <= len(token) else None
            piece = token[start : start + length]
            if rest is None or not is_han_person(piece) or (length == 4 and piece[:2] not in COMPOUND_SURNAMES):
                continue
            best = ways[start]
            if best is None or len(rest) + 1 < len(best):
                ways[start] = [piece, *rest]
    return ways[0] or []


_ALL_HAN = re.compile(rf"[{_HAN}]+\Z")


def _name_before_affiliation(token: str) -> int:
    """How long the name is that begins 方敏北京大学经济学院教授; 0 where none does."""
    lengths = (length for length in (2, 3, 4) if is_han_person(token[:length]))
    return next((length for length in lengths if token[length:].startswith(_AFFILIATION_BEGINS)), 0)


_AFFILIATION_BEGINS = (*_PLACES, "本报", "国家", "中央", "复旦", "清华", "人民", "系")


def _whole_western(names: list[Name], run: str) -> list[Name]:
    """Diogo Carleto and 中村 真子: parts with one space between them that are one name together."""
    joined: list[Name] = []
    for name in names:
        last = joined[-1] if joined else None
        if last is not None and run[last.end : name.start] == " " and not name.note and _one_name(last.text, name.text):
            joined[-1] = Name(run[last.start : name.end], last.start, name.end, last.note)
        else:
            joined.append(name)
    return joined


def _one_name(first: str, second: str) -> bool:
    if _LATIN.match(first) and _LATIN.match(second):
        return first.lower() not in AGENCIES and second.lower() not in AGENCIES
    return first in JAPANESE_SURNAMES and first[0] not in SURNAMES and 1 <= len(second) <= 3 and not is_han_person(second)


def _without_department(names: list[Name], run: str) -> list[Name]:
    """东方网教育频道 陈乐 夏荔: what stands before the names and is none goes to their notes, where spaces part them."""
    if len(names) < 2 or judge(names[0].text) is not Kind.ORGANIZATION:
        return names
    people = names[1:]
    if run[names[0].end : people[0].start].strip() or any(judge(name.text) is not Kind.PERSON for name in people):
        return names
    return [_noted(name, names[0].text) for name in people]


_NO_NAME = re.compile(
    r"[。！？!?“”\"‘…《》<>=#@~^*%$:]|获悉|了解|采访|看到|表示|认为|注意|发现|他们|我们|你们|就是|因为|所以|什么|怎么|这个|那个|没有"
    r"|\.(?:com|cn|net|org|html?)\b|www\.|https?"
)
_LETTER = re.compile(r"[^\W\d_]")
_PARTICLE = re.compile(r"[的了是吗呢吧我你他她它们着过]")


def believable(name: str) -> bool:
    """Whether a token can be a name at all: no sentence, no number, no address.

    >>> believable("肉圆"), believable("遇到这种情况有人不太敢贸然出手救助"), believable("2019"), believable("我与北京的十年")
    (True, False, False, False)
    """
    if not name or len(name) > 40 or _NO_NAME.search(name) or not _LETTER.search(name):
        return False
    if judge(name) is not Kind.UNSURE:
        return True
    return len(name) <= 4 or not _PARTICLE.search(name) and (len(name) <= 12 or not _ALL_HAN.match(name))
