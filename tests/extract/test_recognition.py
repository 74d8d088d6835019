"""extract.recognition: pages that are no articles, and why."""

from __future__ import annotations

import pytest

from newsarchive.items import Reason
from newsarchive.pages import generic

HAN = "市政府周一召开会议，讨论春天以来一直关闭的大桥，以及修复所需的费用和时间。"
LINKS = "".join(f"<li><a href=/{n}>A headline that goes on and on, number {n}</a></li>" for n in range(60))


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("", Reason.EMPTY),
        ("<html><body></body></html>", Reason.EMPTY),
        ("<div id=app></div><script src=app.js></script>", Reason.SHELL),
        ("<title>{{title}}</title><h1>{{title}}</h1><div>{{content}}</div><script src=a.js></script>", Reason.SHELL),
        ("<title>Just a moment...</title><h1>Verify you are human</h1><p>This site checks your browser.</p>", Reason.BOT_WALL),
        ("<title>安全验证</title><p>请完成安全验证后继续访问</p>", Reason.BOT_WALL),
        ("<title>Page not found</title><h1>404</h1><p>Sorry, the page you asked for is gone, so try another.</p>", Reason.ERROR_PAGE),
        ("<title>新报</title><h2>抱歉，您访问的页面不存在或已被删除</h2>", Reason.ERROR_PAGE),
        ("<title>登录 - 新报</title><form>用户名<input name=u>密码<input type=password></form>", Reason.LOGIN),
        ("<title>Before you continue</title><p>We value your privacy, and so do our 812 partners.</p>", Reason.CONSENT),
        (f"<title>News | The Courier</title><h1>News</h1><ul>{LINKS}</ul>", Reason.LISTING_PAGE),
    ],
)
def test_a_page_without_article_is_named(page, reason):
    assert generic.read(page, "https://courier.example/").no_article is reason


def test_a_gallery_shell_is_a_gallery():
    figures = "<figure><img src=a.jpg></figure>" * 8
    page = f"""<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Bridges"}}</script>
        <h1>Bridges</h1>{figures}<p>Eight views</p>"""

    assert generic.read(page, "https://courier.example/1").no_article is Reason.GALLERY


@pytest.mark.parametrize(
    "page",
    [
        f"<title>大桥</title><h1>大桥</h1><p>{HAN}</p>",
        f"<title>大桥</title><h1>大桥</h1><p>{HAN}</p><ul>{LINKS}</ul>",
        f"<title>Login is not found to be safe</title><h1>Login is not found to be safe</h1><p>{HAN * 9}</p><input type=password>",
    ],
    ids=["a flash", "a flash among links", "an article about logins"],
)
def test_a_short_or_oddly_titled_article_is_one(page):
    assert generic.read(page, "https://courier.example/1").no_article is None
