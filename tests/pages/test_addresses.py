"""Which addresses are one article, of the outlets from Nanjing to Zhengzhou: PC, phone, application and shared ones."""

from __future__ import annotations

import pytest

from newsarchive import pages

ARTICLES = [
    # 扬子晚报
    ("http://www.yangtse.com/app/zhongguo/2019-06-21/720530.html", "https://www.yangtse.com/app/zhongguo/2019-06-21/720530.html"),
    ("https://m.yangtse.com/content/app/2345.html?from=timeline", "https://www.yangtse.com/content/2345.html"),
    ("http://www.yangtse.com/content/2345.html", "https://www.yangtse.com/content/2345.html"),
    ("https://www.yzwb.net/news/ch/202512/t20251222_303120.html", "https://www.yzwb.net/news/ch/202512/t20251222_303120.html"),
    # 中国江苏网, 交汇点
    ("http://js.jschina.com.cn/a/201806/t20180615_1681712.shtml", "https://js.jschina.com.cn/a/201806/t20180615_1681712.shtml"),
    ("http://xhby.net/content/s69492442e4b0e65d832f0ce4.html?from=weixin", "https://www.xhby.net/content/s69492442e4b0e65d832f0ce4.html"),
    ("http://news.xhby.net/system/2013/02/25/016360677.shtml", "https://news.xhby.net/system/2013/02/25/016360677.shtml"),
    # 浙江在线
    ("http://zjnews.zjol.com.cn/zjnews/202607/t20260724_31804790.shtml#p", "https://zjnews.zjol.com.cn/zjnews/202607/t20260724_31804790.shtml"),
    ("http://zjrb.zjol.com.cn/html/2024-03/04/content_3712345.htm?div=-1", "https://zjrb.zjol.com.cn/html/2024-03/04/content_3712345.htm"),
    # 杭州网
    ("http://it.hangzhou.com.cn/jrjd/content/2019-06/21/content_7214597.htm", "https://it.hangzhou.com.cn/jrjd/content/2019-06/21/content_7214597.htm"),
    ("http://appm.hangzhou.com.cn/article_pc.php?from=app&id=273779", "https://appm.hangzhou.com.cn/article_pc.php?id=273779"),
    # 中安在线
    ("http://sports.anhuinews.com/system/2019/06/14/008164106.shtml", "https://sports.anhuinews.com/system/2019/06/14/008164106.shtml"),
    ("http://epaper.anhuinews.com/html/ahrb/20181023/article_3701141.shtml", "https://epaper.anhuinews.com/html/ahrb/20181023/article_3701141.shtml"),
    # 红网: /m/ is the phone's
    ("http://hn.rednet.cn/m/content/2019/11/10/6194575.html", "https://hn.rednet.cn/content/2019/11/10/6194575.html"),
    ("https://hn.rednet.cn/c/2017/06/16/4326836.htm", "https://hn.rednet.cn/c/2017/06/16/4326836.htm"),
    # 华声在线
    ("http://hunan.voc.com.cn/article/201909/201909261645396868.html?a", "https://hunan.voc.com.cn/article/201909/201909261645396868.html"),
    ("http://m.voc.com.cn/portal/news/show?id=31011869&share=1", "https://m.voc.com.cn/portal/news/show?id=31011869"),
    # 荆楚网: one path on three hosts
    ("http://m.cnhubei.com/content/2019-09/28/content_12371003.html", "https://news.cnhubei.com/content/2019-09/28/content_12371003.html"),
    ("http://www.cnhubei.com/content/2019-09/28/content_12371003.html", "https://news.cnhubei.com/content/2019-09/28/content_12371003.html"),
    ("http://news.cnhubei.com/xw/gj//201901/t4209648.shtml", "https://news.cnhubei.com/xw/gj/201901/t4209648.shtml"),
    # 南方网
    ("http://economy.southcn.com/e/2019-06/13/content_187943427.htm", "https://economy.southcn.com/e/2019-06/13/content_187943427.htm"),
    ("https://static.nfapp.southcn.com/content/202207/08/c6667024.html?enterColumnId=94", "https://static.nfapp.southcn.com/content/202207/08/c6667024.html"),
    # 金羊网
    ("http://news.ycwb.com/2019-09/28/content_30348096.htm?from=groupmessage", "https://news.ycwb.com/2019-09/28/content_30348096.htm"),
    # 大河网, 河南日报
    ("https://hnwj.dahe.cn/2019/06-17/498919.html?share", "https://hnwj.dahe.cn/2019/06-17/498919.html"),
    ("http://www.henandaily.cn/content/2019/0620/171682.html", "https://www.henandaily.cn/content/2019/0620/171682.html"),
]  # fmt: skip
LISTS = [
    "https://www.yangtse.com/", "http://news.yangtse.com/clist/suzhou.html", "http://jsnews.jschina.com.cn/jsyw/index_1.shtml",
    "https://zjnews.zjol.com.cn/zjnews/index_1.html", "https://auto.hangzhou.com.cn/dghq/node_71978.htm",
    "https://auto.hangzhou.com.cn/dghq/node_71978_2.htm", "http://ah.anhuinews.com/szxw/", "https://hn.rednet.cn/channel/7397.html",
    "https://hn.rednet.cn/channel/7397_2.html", "http://news.voc.com.cn/class/1915.html", "http://hssq.voc.com.cn/list.php?cid=2",
    "http://news.cnhubei.com/zwpd/index_2.html", "http://economy.southcn.com/node_196431_2.htm", "http://news.ycwb.com/n_gn_2.htm",
    "https://hnwj.dahe.cn/5xw/", "http://bbs.dahe.cn/thread-1102159-1-1.html",
]  # fmt: skip


@pytest.mark.parametrize(("url", "article"), ARTICLES)
def test_an_article_has_one_address(url: str, article: str) -> None:
    outlet = pages.outlet_for(url)

    assert outlet is not None
    assert outlet.identity(url) == article
    assert outlet.identity(article) == article


@pytest.mark.parametrize("url", LISTS)
def test_a_list_is_no_article(url: str) -> None:
    outlet = pages.outlet_for(url)

    assert outlet is not None
    assert outlet.identity(url) is None
