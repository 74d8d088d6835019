"""A number and a seed -> that many further stories of the paper, for measuring on an outlet of any size.

Each is put together from the sentences below, whose slots a seeded generator fills, so that no two have one body
and any two share about a tenth of their text: not enough to pass for copies of each other.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from newsarchive.demo.stories import CHINA, Block, Generation, Story, sections

_GENERATIONS = (Generation.DESKTOP,) * 3 + (Generation.MOBILE, Generation.JSON)
_FIRST = {
    Generation.DESKTOP: (100_001, datetime(2015, 3, 1, 6, tzinfo=CHINA)),
    Generation.MOBILE: (200_001, datetime(2019, 7, 1, 6, tzinfo=CHINA)),
    Generation.JSON: (300_001, datetime(2022, 2, 1, 6, tzinfo=CHINA)),
}

_REPORTERS = "谷汀兰 闻一帆 穆清扬 邬思源 阮听涛 司徒屿 祁远".split(" ")
_CORRESPONDENTS = "樊小满 席云帆 蒲晚舟 姬望岚".split(" ")
_EDITORS = "柏南舟 戚望舒 苗亦禾 尚知雨".split(" ")
_PICTURE_EDITORS = "芮白鹭 骆青崖".split(" ")
_SURNAMES = "丁仇汤纪池郁桑耿康薛施董庄裘阎匡岳霍桂晏石时辛"
_GIVEN = "望海 守潮 有容 桥生 北雁 长堤 映波 小舫 松年 定波 藏舟 明阶 秀礁 平澜 立海 观星 起澜 听舟 雨亭 来潮".split(" ")
_PLACES = (
    "盐仓路 鱼市口 灯塔里 东堤 观潮台 三官桥 后堤路 螺洲渡口 针线巷 老水厂 内港 旧海关楼 四号码头 白芒湿地 西海堤 "
    "船坞街 蚝壳弄 北水门 桂家村 造船厂旧址"
).split(" ")
_THINGS = (
    "候船亭 早市棚 旧泵房 滨水步道 社区食堂 石阶码头 船模教室 晒网场 口袋公园 共享工具间 雨水花园 渔具仓库 街角书亭 "
    "潮位标尺 无障碍坡道 老戏台"
).split(" ")
_TOPICS = "改造完工 试开放 听取意见 迎来第一批客人 换了新模样 重新开门 添了新规矩 入冬前完成检修 延长开放时间 请街坊来挑刺".split(" ")

_OPENERS = (
    "{day}清晨，{place}的雾还没有散",
    "{day}午后，{place}刚落过一阵急雨",
    "入秋以后，{place}一天比一天热闹",
    "退潮的时候，从{place}可以一直望到外海",
    "{day}傍晚，{place}的路灯提前亮了起来",
    "记者{day}来到{place}时，工人正在收最后一段缆绳",
    "在{place}住了{n}年的人，多半记得这里原来的样子",
    "按照年初定下的清单，{place}排在第{m}项",
    "从老城坐电车到{place}，要经过{m}座桥",
    "{place}的告示栏上，新贴了一张手写的通知",
    "说起{place}，附近的孩子比大人更熟",
    "台风季过后，{place}又响起了锤子声",
    "{place}的早点铺凌晨四点开门",
    "去年冬天的一场大潮，把{place}的毛病全翻了出来",
    "隔着一条河，{place}同对岸完全是两种气味",
    "翻开{place}的旧图纸，能看见三代人的笔迹",
)
_EVENTS = (
    "{thing}的改造在这一天完工，前后用了{n}天，比原定工期少一个星期",
    "新的{thing}开门迎客，头一个进来的是一位推着童车的父亲",
    "一场关于{thing}的听证会开了三个小时，收到{n}条意见",
    "{n}名志愿者分成{m}组，挨家挨户问大家还缺什么",
    "工程队挖出一截旧石阶，上面刻着当年的水位，施工因此停了{m}天",
    "{thing}的值班表第一次由居民自己来排，一共排了{n}班",
    "街道办事处贴出预算，每一颗螺丝的价钱都写得清清楚楚",
    "潮水第一次漫到新堤脚下，渗漏点由{n}处减为{m}处",
    "社区请来{m}位老船匠，把朽坏的木梁一根一根换下来",
    "几位中学生交出一份调查，走访了{n}户人家和{m}家店铺",
    "轮渡公司把两个航班并成一班，省下的船用来接送沿岸的学生",
    "环卫组从石缝里清出{n}袋渔网和泡沫，装满了{m}辆三轮车",
    "{thing}试开放第一周，接待了{n}拨访客，登记簿换了{m}本",
    "园林站移来{n}株海桐，替下那排总也长不高的香樟",
    "一份写了{m}年的方案终于落到了图纸上，核心是给行人让出两米",
    "隔壁的仓库腾出半层，做成了能放{n}张桌子的自习室",
    "老戏台挂出了水牌，接下来{m}个周末都有汐剧清唱",
    "沿街{n}块招牌统一收进了墙线以内，字还是各家自己的字",
    "水务站装上{n}个感应探头，水位每涨{m}厘米就会报一次",
    "停用多年的吊桥做了荷载试验，{n}袋沙子在桥面上压了一整夜",
)
_DETAILS = (
    "负责这件事的{name}说，难处不在花钱，在于谁家都不愿意先停业",
    "材料是从拆下来的旧船上挑的，柚木擦干净以后，还闻得出桐油味",
    "最后定下的办法是分段施工，每段不超过{n}米，夜里十点必须把路面铺平",
    "测量员在墙上画了一道红线，比{m}年前那次大潮高出一掌",
    "为了一棵老榕树，围墙往里退了{m}米，多花了{n}个工日",
    "居民代表坚持留下那口井，井沿被绳子磨出的沟有{m}道",
    "账本就挂在门后，谁都可以翻，翻过的人要在页角画一个圈",
    "管线图缺了一页，是退休职工{name}凭记忆补上的，误差不到半米",
    "试行的头一个月，投诉有{n}件，第二个月只剩{m}件",
    "孩子们给每一级台阶编了号，再请刻字师傅照着刻上去",
    "新铺的砖有细孔，一场中雨下完，{m}分钟就看不见积水",
    "做海鲜生意的{name}把自家的秤捐了出来，当作公平秤",
    "施工的噪声超过标准，队长便把最响的活挪到了上午十点以后",
    "长椅一共{n}张，朝向各不相同，有的看海，有的看路口",
    "厨房的灶台矮了{m}厘米，因为掌勺的几位都是个子不高的阿姨",
    "档案馆提供了{n}张旧照片，其中一张背后写着当年的工价",
    "两家为了一条半米宽的夹道争了{m}年，这回把它改成了花槽",
    "工具按潮位高低摆放，涨水时先搬最下面一层，{n}分钟就能搬完",
    "年轻人提出用手机排队，老人们要用竹牌，后来两样并用",
    "电费由商户和居民对半分，公共部分用屋顶的光伏板来抵",
    "巡查员每{m}小时走一趟，鞋底沾的泥要在登记表上盖个印",
    "算下来，平均每户只出{n}元，其余由微更新基金补足",
    "设计图改了{m}稿，改得最多的是厕所的门朝哪边开",
    "附近学校把它列进了课程，每学期有{n}个课时要在这里上",
)
_QUOTES = (
    "“东西好不好，下一场雨说了算。”{name}说",
    "{name}的要求很简单：“能坐，能晒太阳，能听见船。”",
    "“以前是绕着走，现在是绕过来走。”住在三楼的{name}这样形容",
    "“先修人走的路，再修车走的路。”{name}在会上说了两遍",
    "“我爷爷在这里补过网，我在这里补作业。”{name}笑着说",
    "“不是要它新，是要它还能用。”老木匠{name}摸着榫头说",
    "“数字要让人看得懂，不然贴在墙上也是白贴。”{name}说",
    "“潮水不等人，我们就等潮水。”值班员{name}说",
    "{name}却不着急：“一年看不出来的，三年总看得出来。”",
    "“你把话说在前头，街坊都讲道理。”居委会的{name}说",
    "“这扇窗要是朝海，我再多出五百块。”店主{name}半开玩笑",
    "“最怕热闹一阵子，所以钥匙要多配几把。”{name}说",
    "“我只管把灯点亮，谁来坐都行。”看门人{name}说",
    "“从前嫌它旧，拆了一半才晓得舍不得。”{name}说",
)
_CLOSINGS = (
    "接下来的{m}个月，施工会转到背街的一侧，早市不受影响",
    "相关部门表示，运行满一个季度后将公布第一份账目",
    "第二批名单已经定下，一共{n}处，{day}起在告示栏公示",
    "如果天气允许，{day}将有一场小小的开航仪式",
    "天黑以后，最后一个人锁上门，把钥匙放进了窗台的贝壳里",
    "到{day}为止，报名的人已经有{n}位，名额只剩{m}个",
    "老人们说要再看一个汛期，年轻人已经开始盘算明年",
    "那张写满意见的纸没有撕掉，压在了玻璃板底下",
    "下一次集体查看定在{day}，谁都可以来，请自己带水",
    "潮水漫上来，又退下去，石阶上多了一圈新的印子",
)
_DAYS = "本周一 本周二 本周三 本周四 本周五 上周六 上周日 昨天 前天 今天".split(" ")


def grow(count: int, seed: int) -> Iterator[Story]:
    """`count` stories: three of five for the desktop, one for the phone, one in JSON; the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311
    shelves = [(outer, inner) for outer, inners in sections() for inner in inners]
    placed = dict.fromkeys(Generation, 0)
    for number in range(count):
        generation = _GENERATIONS[number % len(_GENERATIONS)]
        first_id, first_day = _FIRST[generation]
        section, subsection = chance.choice(shelves)
        authors = tuple(chance.sample(_REPORTERS, chance.choice((1, 1, 1, 2))))
        correspondents = (chance.choice(_CORRESPONDENTS),) if chance.random() < 0.3 else ()
        editor, photographer = chance.choice(_EDITORS), chance.choice((f"{authors[0]} 摄", "作者提供", "视觉汐港"))
        yield Story(
            id=first_id + placed[generation],
            generation=generation,
            section=section,
            subsection=subsection,
            title=f"{chance.choice(_PLACES)}{chance.choice(_THINGS)}{chance.choice(_TOPICS)}，{_fill(_EVENTS, chance)}",
            published=first_day + timedelta(hours=7 * placed[generation], seconds=chance.randrange(3600)),
            authors=authors,
            correspondents=correspondents,
            byline="、".join(authors) + (f" 通讯员 {correspondents[0]}" if correspondents else ""),
            summary=_fill(_EVENTS, chance) + "。" if chance.random() < 0.9 else None,
            blocks=tuple(Block("p", paragraph) for paragraph in _paragraphs(chance)),
            desk=(
                f"栏目主编：{editor}",
                f"文字编辑：{chance.choice(_EDITORS)}",
                f"题图来源：{photographer}",
                f"图片编辑：{chance.choice(_PICTURE_EDITORS)}",
            ),
            banner=chance.random() < 0.5,
            likes=chance.randrange(300),
            comments=chance.randrange(60),
        )
        placed[generation] += 1


def _paragraphs(chance: random.Random) -> Iterator[str]:
    """Five to seven paragraphs, no sentence twice."""
    count = chance.randint(5, 7)
    openers, events = chance.sample(_OPENERS, count), chance.sample(_EVENTS, count)
    details = iter(chance.sample(_DETAILS, count * 2))
    endings = chance.sample(_QUOTES + _CLOSINGS, count)
    for opener, event, ending in zip(openers, events, endings, strict=True):
        middle = [next(details) for _ in range(chance.randint(1, 2))]
        sentences = (f"{opener}，{event}", *middle, ending)
        yield "".join(_fill((sentence,), chance) + "。" for sentence in sentences)


def _fill(sentences: tuple[str, ...], chance: random.Random) -> str:
    return chance.choice(sentences).format(
        day=chance.choice(_DAYS),
        place=chance.choice(_PLACES),
        thing=chance.choice(_THINGS),
        name=chance.choice(_SURNAMES) + chance.choice(_GIVEN),
        n=chance.randint(12, 480),
        m=chance.randint(2, 11),
    )
