"""东方网: the header of each sub-site's template, which of its addresses are one article, and what its pages leave unsaid."""

from __future__ import annotations

import pytest

import newsarchive
from newsarchive.pages.platforms.eastday import identity

TITLE = "苏州河木桥大修完工"
FIRST = "苏州河上最后一座人行木桥昨天完成大修，今天清晨六点重新开放，守桥人给第一批过桥的人发热豆浆。"
SECOND = "木桥长四十二米，始建于上世纪五十年代，去年秋天的一次检查发现三根桥桩被船蛆蛀空，街道随即封桥。"
PARAGRAPHS = f"<p>　　{FIRST}</p><p>　　{SECOND}</p>"
ZW = f'<div id="zw" class="grey14 lh26"><!--enpcontent-->{PARAGRAPHS}<!--/enpcontent--></div>'

# sub-site's address, header, body -> (date, source, author, editors)
TEMPLATES = {
    "news": (
        "http://news.eastday.com/c/20191012/u1ai20061852.html",
        f"""<div id="sectionleft"><div id="biaoti" class="name black22">{TITLE}</div><div class="time grey12a fc lh22">
        <p><span id="pubtime_baidu">2019-10-12 16:55:44</span></p><p><!-- BeginOfFootnote --><span class=red12 id=source_baidu>来源:</span>
        <a href="http://www.news.cn">新华网</a> <span id=author_baidu>作者:</span>毛小飞、周平 <span id=editor_baidu>选稿:</span>曾禾
        <!-- EndOfFootnote --></p></div>{ZW}</div>""",
        ("2019-10-12T16:55:44+08:00", "新华网", "毛小飞、周平", [("选稿", "曾禾")]),
    ),
    "finance": (
        "http://finance.eastday.com/eastday/finance1/Business/node3/u1ai600129.html",
        f"""<div id="sectionleft"><div id="biaoti" class="name black22">{TITLE}</div><div class="time grey12a fc lh22">
        <p><span id="pubtime_baidu">2019-6-6 10:38:49</span></p><p><span id=source_baidu>来源:</span>招商银行
        <span id=editor_baidu>编辑:</span>顾天</p></div>{ZW}</div>""",
        ("2019-06-06T10:38:49+08:00", "招商银行", None, [("编辑", "顾天")]),
    ),
    "city": (
        "http://city.eastday.com/gk/20190929/u1ai20035260.html",
        f"""<div class="gj_l"><h1>{TITLE}</h1><p class="info"><span>2019/9/29 14:32:26</span><span>来源：东方网</span><span>作者：王佳</span>
        <span>选稿：潘子</span></p><div class="nr">{PARAGRAPHS}</div></div>""",
        ("2019-09-29T14:32:26+08:00", "东方网", "王佳", [("选稿", "潘子")]),
    ),
    "city for phones": (
        "http://city.021east.com/eastday/city/gk/20191010/u1ai20053445_K30062.html",
        f"""<div class="main"><div class="gj_titile">{TITLE}</div><div class="gj_author">东方网 王冰</div>
        <div class="gj_date">2019年10月10日 09:00</div><div id="zw">{PARAGRAPHS}</div><div class="gj_xg">选稿:蒋昕 </div></div>""",
        ("2019-10-10T09:00+08:00", "东方网", "王冰", [("选稿", "蒋昕")]),
    ),
    "gov": (
        "http://gov.eastday.com/renda/dfzw/ycbd/u1ai6251201.html",
        f"""<div class="content01"><h2>{TITLE}</h2><p>2019-9-28 16:53   来源:东方网   作者:王泳   选稿:张新</p>{PARAGRAPHS}</div>""",
        ("2019-09-28T16:53+08:00", "东方网", "王泳", [("选稿", "张新")]),
    ),
    "gov's projects": (
        "http://gov.eastday.com/renda/tyzt/2017smxs/n30647/u1ai6251509.html",
        f"""<h1>{TITLE}</h1><div class="blank20 pix12hui fc">2019年10月8日 16:57</div>
        <div class="pix12hui fr">选稿:蒋昕  来源:徐汇文明网  作者:徐汇区枫林街道</div><div class="pix14hui">{PARAGRAPHS}</div>""",
        ("2019-10-08T16:57+08:00", "徐汇文明网", "徐汇区枫林街道", [("选稿", "蒋昕")]),
    ),
    "edu": (
        "http://edu.eastday.com/node2/jypd/n5/20191013/u1ai27661.html",
        f"""<h2 class="dabiao7">{TITLE}</h2><p class="time">时间：2019/10/13 9:15:21</p>
        <p class="time">来源：中国教育新闻网    作者：金寒    选稿：东方网教育频道 陈乐 夏荔</p><div id="zw">{PARAGRAPHS}</div>""",
        ("2019-10-13T09:15:21+08:00", "中国教育新闻网", "金寒", [("选稿", "陈乐"), ("选稿", "夏荔")]),
    ),
    "health": (
        "http://health.eastday.com/health/n6/n8/n17/u1ai38082.html",
        f"""<h1>{TITLE}</h1><div class="grey12a lh24 fc">发布日期：2019-10-09</div>
        <div id="zw">{PARAGRAPHS}<p>（来源：人民政协报）</p></div>""",
        ("2019-10-09", "人民政协报", None, []),
    ),
    "imedia": (
        "http://imedia.eastday.com/node2/2015imedia/i/20191006/u8i787624.html",
        f"""<h1>{TITLE}</h1><div class="grey14 lh30"><p class="form fl">来源:东方网 编辑:朱晓 发布:2019-10-6 14:47:33</p></div>{ZW}""",
        ("2019-10-06T14:47:33+08:00", "东方网", None, [("编辑", "朱晓")]),
    ),
    "life": (
        "http://life.eastday.com/eastday/dfsh/node632263/u1ai12486440.html",
        f"""<h1>{TITLE}</h1><div class="draft_c">2019年5月7日 17:31 来源:东方网 选稿:夏馨</div><div class="draft_d">{PARAGRAPHS}</div>""",
        ("2019-05-07T17:31+08:00", "东方网", None, [("选稿", "夏馨")]),
    ),
    "mil": (
        "http://mil.021east.com/m/20191012/u1ai20060137.html",
        f"""<h1 class="green36 textcenter">{TITLE}</h1><div class="gray20 textcenter time">2019-10-12 08:40:33　<!-- BeginOfFootnote -->来源:
        中国台湾网　作者: 中国台湾网　选稿: 夏阳　<!-- EndOfFootnote --></div><div id="gjzw">{PARAGRAPHS}</div>""",
        ("2019-10-12T08:40:33+08:00", "中国台湾网", None, [("选稿", "夏阳")]),
    ),
    "panorama": (
        "http://panorama.eastday.com/p/n1190415/u1ai20063160.html",
        f"""<h1>{TITLE}</h1><div class="gray16 textcenter gjtime">2019-10-13 13:22:02 作者: 宋祖 选稿: 刘嘉</div>
        <div id="gjzw">{PARAGRAPHS}</div>""",
        ("2019-10-13T13:22:02+08:00", None, "宋祖", [("选稿", "刘嘉")]),
    ),
    "shcci": (
        "http://shcci.eastday.com/eastday/shcci/c/20190410/u1ai12407362.html",
        f"""<h1>{TITLE}</h1><ul class="x6">作者:张凯  选稿:刘韬  2019年4月10日 15:18</ul><ul class="zw">{PARAGRAPHS}</ul>""",
        ("2019-04-10T15:18+08:00", None, "张凯", [("选稿", "刘韬")]),
    ),
    "shfda": (
        "http://shfda.eastday.com/shfda/n10/u1ai20051130.html",
        f"""<h1>{TITLE}</h1><div class="timebg">2019年10月08日 11:30 来源:新华网</div><div id="zw">{PARAGRAPHS}</div>""",
        ("2019-10-08T11:30+08:00", "新华网", None, []),
    ),
    "shzw": (
        "http://shzw.eastday.com/shzw/G/20191012/u1ai20061929.html",
        f"""<h1>{TITLE}</h1><p class="timer textcenter grey12a">2019-10-12 17:33:26 来源:东方网 　作者:刘轶 　选稿:包永</p>
        <div id="zw2">{PARAGRAPHS}</div>""",
        ("2019-10-12T17:33:26+08:00", "东方网", "刘轶", [("选稿", "包永")]),
    ),
    "artshow": (
        "http://artshow.eastday.com/eastday/sh/artshow/mdyx/node740364/u1ai12075513.html",
        f"""<h1>{TITLE}</h1><table><tr><td class="pix12h1-lh24">来源:城市导报 作者:张宝 选稿:刘韬 2018-12-14</td></tr>
        <tr><td>{PARAGRAPHS}</td></tr></table>""",
        ("2018-12-14", "城市导报", "张宝", [("选稿", "刘韬")]),
    ),
    "auto": (
        "http://auto.eastday.com/a/181227144513115.html",
        f"""<h1 class="title">{TITLE}</h1><div class="subtitle">2018-12-27 14:45　来源: 涵哥讲汽车</div><div>{PARAGRAPHS}</div>""",
        ("2018-12-27T14:45+08:00", "涵哥讲汽车", None, []),
    ),
    "news before 2018": (
        "http://news.eastday.com/c/n1178706/u1a12917200.html",
        f"""<div class="title tc">{TITLE}</div><div class="grey18 lh28 tc">2017-04-14 10:22:05 来源:东方早潮 作者:林汐 选稿:叶秋</div>
        <div class="txt mt15">{PARAGRAPHS}</div>""",
        ("2017-04-14T10:22:05+08:00", "东方早潮", "林汐", [("选稿", "叶秋")]),
    ),
    "mpdzh": (
        "http://mpdzh.eastday.com/a/191023135950951983422.html?region=1",
        f"""<div class="post-header"><h2>{TITLE}</h2><span class="post-date"><span>2019-10-23 13:59</span></span>
        <a class="post-author-name">来源：猫眼看人</a></div><div class="detail-article">{PARAGRAPHS}</div>""",
        ("2019-10-23T13:59+08:00", "猫眼看人", None, []),
    ),
    "since 2021": (
        "https://j.eastday.com/p/1685165054031431",
        f"""<div class="article_wrapper"><h1>{TITLE}</h1><div class="meta">2023-05-27 13:24:14 来源：东方网 作者：林汐</div>
        <div class="mainLayer"><div class="content">{PARAGRAPHS}</div></div></div>""",
        ("2023-05-27T13:24:14+08:00", "东方网", "林汐", []),
    ),
    "hosted: 政法综治": (
        "http://www.shzfzz.net/node2/zzb/shzfzz2013/yw/u1ai1487137.html",
        f"""<h1 id="biaoti" class="center">{TITLE}</h1><div class="center lh32 grey12a">2019年10月13日  来源:澎湃新闻 </div>
        <div id="zw" class="lh28 grey14a">{PARAGRAPHS}</div>""",
        ("2019-10-13", "澎湃新闻", None, []),
    ),
    "hosted: 社会建设": (
        "http://www.shshjs.gov.cn/shjs/node6/node31/u1ai119996.html",
        f"""<table><tr><td height="60" align="center" class="blue20b">{TITLE}</td></tr><tr><td align="center" class="grey12b-line24">
        2019年1月11日 15:58<br /><span class='blue12b-line24'>来源:</span>东方网 &nbsp;</td></tr>
        <tr><td class="grey14b-line30">{PARAGRAPHS}</td></tr></table>""",
        ("2019-01-11T15:58+08:00", "东方网", None, []),
    ),
}  # fmt: skip
METAS = '<META name="publishdate" content="2019-10-13"><META name="author" content="值班乙"><META name="editor" content="">'


def page(parts: str, metas: str = METAS) -> bytes:
    head = f'<meta http-equiv="Content-Type" content="text/html; charset=gb2312" /><title>{TITLE}-上海频道-东方网</title>{metas}'
    foot = '<div id="footer">版权声明 | 网站简介 东方网(eastday.com)版权所有，未经授权禁止复制或建立镜像</div>'
    return f"<html><head>{head}</head><body>{parts}{foot}</body></html>".encode("gb18030")


@pytest.mark.parametrize("site", TEMPLATES)
def test_the_header_of_each_template_is_read(site: str) -> None:
    url, parts, expected = TEMPLATES[site]

    article = newsarchive.read(page(parts), url)

    editors = [(credit.role, credit.name) for credit in article.credits if credit.role in ("选稿", "编辑")]
    assert article.title == TITLE
    assert (article.date, article.source, article.author, editors) == expected
    assert article.body == f"{FIRST}\n\n{SECOND}"


def test_what_the_desk_entered_is_read_where_a_template_prints_nothing() -> None:
    url, info = "http://www.eastday.com/eastday/sqxxy/u1ai20061111.html", (
        f"<!--\n<pageinfo>\n<title>{TITLE}</title>\n<date>2019/10/12 8:40:33</date>\n<source>社区报</source>\n<author>林汐</author>"
        "\n</pageinfo>\n<pageinfo2>\n<wchannel>社区</wchannel>\n<selector>夏阳</selector>\n</pageinfo2>\n-->"
    )  # fmt: skip

    article = newsarchive.read(page(f'{info}<div id="left"><h1>{TITLE}</h1>{PARAGRAPHS}</div>', metas=""), url)

    assert (article.title, article.date, article.source) == (TITLE, "2019-10-12T08:40:33+08:00", "社区报")
    assert (article.author, article.editor, article.section) == ("林汐", "选稿：夏阳", ("社区",))


def test_the_editor_in_the_author_meta_is_nobodys_author() -> None:
    url, parts, _ = TEMPLATES["life"]

    article = newsarchive.read(page(parts, metas='<META name="author" content="夏馨">'), url)

    assert article.author is None
    assert article.editor == "选稿：夏馨"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://mil.eastday.com/eastday/mil1/m/20191012/u1ai20060137.html", "http://mil.021east.com/m/20191012/u1ai20060137.html"),
        ("http://mil.021east.com/m/20191012/u1ai20060137_K39460.html", "https://mil.eastday.com/m/20191012/u1ai20060137.html"),
        ("http://city.eastday.com/gk/20191010/u1ai20053445.html", "http://city.021east.com/eastday/city/gk/20191010/u1ai20053445_K30062.html"),
        ("https://j.eastday.com/p/1685165054031431", "http://j.eastday.com/m/1685165054031431?from=timeline"),
        ("http://sh.eastday.com//m/20191013/u1ai20063226.html", "http://sh.eastday.com/m/20191013/u1ai20063226.html?from=timeline#top"),
    ],
)  # fmt: skip
def test_addresses_of_one_article_meet(one: str, other: str) -> None:
    assert identity(one) == identity(other) is not None


@pytest.mark.parametrize(
    "url",
    [
        "http://news.eastday.com/gd2008/news/index1.html",
        "http://news.eastday.com/eastday/13news/auto/news/china/index_K34.html",
        "http://www.eastday.com/",
        "http://news.eastday.com/c/20191012/u1ai20061852_2.html",
        "http://[::1/u1ai20061852.html",
        "ftp://news.eastday.com/c/20191012/u1ai20061852.html",
    ],
)
def test_an_address_without_an_article_of_its_own_has_no_identity(url: str) -> None:
    assert identity(url) is None


def test_the_copy_for_phones_is_not_read_again() -> None:
    url, parts, _ = TEMPLATES["news"]
    copy = f'<div style="display:none"><div id="biaoti">{TITLE}（手机）</div><div id="zw">{PARAGRAPHS}</div></div>'

    article = newsarchive.read(page(parts + copy), url)

    assert (article.title, article.body) == (TITLE, f"{FIRST}\n\n{SECOND}")
