"""Stories and listings -> HTML and JSON, in the markup that 上观新闻 used in each of its page generations."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape
from typing import Any

from newsarchive.demo.stories import PAPER, Block, Section, Story, Stray, sections

IMAGES = "https://images.xigang.example"
"""Where image addresses point: a reserved name (RFC 2606) that nothing answers to."""

_MENU = "".join(f'<li><a href="/news/list?section={s.number}">{s.name}</a></li>' for s, _ in sections())
_TOP = f"""<div class="top"><a href="/home"><img src="/img/logo.png" alt="{PAPER}"></a></div>
<div class="nav"><ul>{_MENU}</ul></div>"""
_FOOTER = (
    '<div class="footer"><a>汐港辟谣平台</a><a>港务便民热线</a><a>举报中心</a><a>网上有害信息举报专区</a>'
    "<div>关注我们</div><div>客户端下载</div></div>"
)


def _html(title: str, content: str, *, charset: str = "utf-8", head: str = "", tail: str = "") -> str:
    declared = (
        '<meta charset="utf-8">'
        if charset == "utf-8"
        else f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">'
    )
    return f"""<!DOCTYPE html>
<html>
<head>
{declared}
<meta http-equiv="X-UA-Compatible" content="IE=edge">
<title>{escape(title)}</title>
<meta name="keywords" content="{PAPER}">
<meta name="description" content="潮来潮往，看汐港">
<link rel="stylesheet" href="/css/main.css">
<script src="/js/jquery.min.js"></script>
{head}</head>
<body>
{_TOP}
{content}
{tail}{_FOOTER}
</body>
</html>
"""


def desktop(story: Story, related: Sequence[Story], head: str = "", tail: str = "") -> str:
    """The desktop article page of 2015 to 2021."""
    summary = f"<div><b>摘要：</b>{escape(story.summary)}</div>" if story.summary else "<div><b>摘要：</b></div>"
    banner = f'<div class="con_ban"><img src="{_banner(story)}"></div>\n' if story.banner else ""
    outer, inner = story.section, story.subsection
    return _html(
        f"{story.title}--{PAPER}",
        f"""<div>
<div class="weizhi">我的位置: <a href="/news/list?section={outer.number}">{outer.name}</a> &gt; \
<a href="/news/sublist?section={inner.number}">{inner.name}</a> &gt; <a>文章详情</a></div>
<div>
<div class="center">
<div class="left">
<div class="wz_contents">{escape(story.title)}</div>
<div class="fenxiang">
<div class="bdsharebuttonbox">分享至:</div>
<div class="dianzan"><img src="/img/zan.png"> <span>({story.likes})</span> <img src="/img/cai.png"> <span>(0)</span> \
<a>收藏</a></div>
<div class="fenxiang_zz">来源：<span class="max-words">{escape(story.source)}</span> \
作者：<span class="max-words">{escape(story.byline)}</span>
\t{_minute(story.published)}
</div>
</div>
{banner}<div class="wz_contents1">
{summary}
<div class="line"></div>
<div id="newscontents" class="newscontents">
{_body(story, newline=chr(10))}
</div>
<div class="news-edit-info">{_desk(story)}</div>
</div>
<div class="pre_next"><div>上一篇: <span>没有了</span></div><div>下一篇: <span>没有了</span></div></div>
<div class="xiangguan"><div class="title">&nbsp;&nbsp;相关文章</div><ul>{_links(related)}</ul></div>
<div class="pinglun"><div>评论({story.comments})</div><textarea placeholder="我也说两句"></textarea><a>×</a><a>发表</a>\
<div>最新评论</div><div>快来抢沙发吧~</div><a>加载更多…</a><span>已显示全部内容</span></div>
</div>
<div class="right"><div class="rank"><div>24小时热榜</div><ol>{_links(related[::-1])}</ol></div></div>
</div>
</div>
</div>""",
        charset="gb2312" if story.charset == "gb18030" else story.charset,
        head=head,
        tail=tail,
    )


def mobile(story: Story, body: bool = True, head: str = "", tail: str = "") -> str:
    """The phone (WeChat) article page; without `body` the summary is all its text, as it is for later articles."""
    picture = f'<img src="{_banner(story)}" onerror="setDefaultImg(this);" />'
    banner = f'\n    <div class="news-banner">\n    \t{picture}\n\t</div>' if story.banner else ""
    return f"""<!doctype html>
<html>
<head>
\t<meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1.0, user-scalable=no" />
    <meta name="format-detection" content="telephone=no,email=no,adress=no" />
    <title>{escape(story.title)}</title>
    <link rel="stylesheet" href="/wxShare/css/wx_newsdetail.css">
    <script type="text/javascript" src="/js/jquery.min.js"></script>
{head}</head>

<body>
<div style="display:none">
\t<img src="{IMAGES}/images/logo.png" />
</div>

<div class="xiazai-top">
  <img src="/images/wx/logo-top.png" style="width:135px;margin-left:10px;">
  <img src="/images/wx/open-top.png" class="open-app" style="width:77px;" onclick="tryOpenApp();" >
</div>

<div class="news-container">
\t<input type="hidden" id="nid" value="{story.id}" />
\t<input type="hidden" id="newstype" value="0" />
    <h1 class="news-title">{escape(story.title)}</h1>
    <div style="position:relative;">
        <span class="news-attr" style="margin-right:15px;">{story.subsection.name}</span>
        <span class="news-attr publish-time">{_minute(story.published)}</span>
        <div style="margin-top:7px;">
        \t<span class="news-attr" style="margin-right:15px;">来源：{escape(story.source)}</span>
        \t<span class="news-attr">作者：{escape(story.byline)}</span>
        </div>
    </div>
{banner}
    <div class="news-summary">{escape(story.summary or "")}</div>

\t<div class="news-content">{_body(story, end="<br/>") if body else ""}</div>
</div>

<div class="news-edit-info">
\t{_desk(story)}
</div>

<section class="relate-news-section">
\t<h2 class="relate-news-title">相关阅读</h2>
\t<div class="relate-news-container"></div>
\t<div class="clear"></div>
</section>

<section class="user-reply-section">
\t<div class="new-reply-section">
\t\t<div class="hot-reply-title">最新评论</div>
\t\t<ul class="new-reply-list"></ul>
\t\t<span class="rob-sofa">快来抢沙发吧~</span>
\t\t<span class="more-reply">加载更多…</span>
\t\t<span class="no-more">已显示全部内容</span>
\t</div>
\t<div class="more-reply-openapp" onclick="tryOpenApp();">\
打开{PAPER}APP，发表评论（<span>{story.likes}</span>人点赞）</div>
</section>
{tail}</body>
</html>
"""


def shell(head: str = "", tail: str = "") -> str:
    """The present article page: a template that scripts fill in, the same for every article."""
    return _html(
        "{{brTitle}}",
        """<div id="app">
<div class="breadcrumb"><a>{{sectionName}}</a> &gt; <a>{{subsectionName}}</a></div>
<h1 class="news-detail-title">{{brTitle}}</h1>
<div class="news-detail-attr"><span>{{publishTime}}</span><span>来源：{{source}}</span>\
<span>作者：{{author}}</span></div>
<div class="news-detail-summary">{{summary}}</div>
<div class="news-detail-content" v-html="detail"></div>
</div>
<script src="/staticsg/res/js/web/newsDetail.js"></script>""",
        head=head,
        tail=tail,
    )


def detail(story: Story) -> str:
    """The present article, as /news/getNewsDetail gives it.

    The keys are those that public readers of that address name; `author` and `source` are assumed.
    """
    printed = [f"作者：{story.byline}"] if story.signed else []
    printed += [*story.desk, *([story.custom] if story.custom else [])]
    credit = f"<p>{escape(('' if story.glued else ' ').join(printed))}</p>" if printed else ""
    fields: dict[str, Any] = {
        "id": story.id,
        "title": story.title,
        "summary": story.summary or "",
        "detail": _body(story) + credit,
        "newstype": "0",
        "ismember": "0",
        "publishtime": _milliseconds(story.published),
        "addtime": _milliseconds(story.published) - 600_000,
        "edittime": _milliseconds(story.edited or story.published),
        "originurl": None,
        "status": "4",
        "sectionname": story.section.name,
        "subsectionname": story.subsection.name,
        "subsectionid": story.subsection.number,
        "picurl": _picture(story),
        "praise": story.likes,
        "replay": story.comments,  # the site's own spelling
        "source": story.source,
    }
    if not story.signed:
        fields["author"] = story.byline
    return json.dumps({"success": True, "object": fields}, ensure_ascii=False)


def no_detail() -> str:
    """What /news/getNewsDetail says of an id that it does not hold."""
    return json.dumps({"success": False, "errorinfo": "稿件不存在", "object": None}, ensure_ascii=False)


def rows(stories: Iterable[Story]) -> list[dict[str, Any]]:
    """Stories as rows of the present JSON lists."""
    return [
        {
            "id": story.id,
            "title": story.title,
            "summary": story.summary or "",
            "picurl": _picture(story),
            "publishtime": _milliseconds(story.published),
            "sectionname": story.section.name,
            "subsectionname": story.subsection.name,
            "subsectionid": story.subsection.number,
            "newstype": "0",
            "relatecontentid": "0",
            "replay": story.comments,
        }
        for story in stories
    ]


def listing(name: str, path: str, page: int, pages: int, entries: Sequence[Story | Stray], head: str = "") -> str:
    """A page of a section: `path` is its address without the page number."""
    numbers = "".join(f'<li><a href="{path}&page={n}">{n}</a></li>' for n in range(1, pages + 1))
    before = f'<a href="{path}&page={page - 1}">上一页</a>' if page > 1 else ""
    after = f'<a href="{path}&page={page + 1}">下一页</a>' if page < pages else ""
    return _html(
        f"{name}--{PAPER}",
        f"""<div>
<div class="weizhi">我的位置: <a href="{path}">{name}</a></div>
<div class="center">
<div class="left">
{chr(10).join(_entry(entry, top=page == 1 and n == 0) for n, entry in enumerate(entries))}
<div class="page-nav-bar"><ul>{numbers}</ul></div>
<div class="fenye1outer">{before} {after}</div>
</div>
</div>
</div>""",
        head=head,
    )


def home(newest: Sequence[Story]) -> str:
    """The front page: every subsection, and the newest articles."""
    subsections = "".join(
        f'<li class="subsection-li"><a href="/news/sublist?section={inner.number}">{inner.name}</a></li>'
        for _, inners in sections()
        for inner in inners
    )
    return _html(
        f"{PAPER}--潮来潮往，看汐港",
        f"""<div class="center">
<ul class="subsection-ul">{subsections}</ul>
<div class="left"><div class="topnews"><ul>{_links(newest)}</ul></div></div>
</div>""",
    )


def not_found() -> str:
    """The site's own page for an address that it does not have."""
    return _html(
        f"页面走丢了--{PAPER}",
        """<div class="center"><div class="error404"><img src="/img/404.png">
<p>您访问的页面被潮水带走了</p><p><a href="/home">返回首页</a></p></div></div>""",
    )


def sorry() -> str:
    """The page that goes with 503."""
    return _html(f"稍候--{PAPER}", '<div class="center"><p>服务繁忙，请稍候再试。</p></div>')


def section_path(section: Section, sub: bool) -> str:
    """Address of the first page of a section or subsection."""
    return f"/news/{'sub' if sub else ''}list?section={section.number}"


def _entry(entry: Story | Stray, top: bool) -> str:
    label = '<span class="top_label">置顶</span>' if top else ""
    if isinstance(entry, Story):
        address, picture = entry.address, f"{IMAGES}/news/240_150/{_picture(entry)}"
        summary, byline, printed = entry.summary or "", entry.byline, entry.published
        likes, comments = entry.likes, entry.comments
    else:
        address, picture, summary, byline, printed = entry.path, "/img/default.png", "", PAPER, entry.printed
        likes = comments = 0
    title = escape(entry.title)
    return f"""<div class="chengshi">
<div class="chengshi_img"><a href="{escape(address)}" target="_blank" title="{title}"><img src="{picture}"></a></div>
<div class="chengshi_wz">
<div class="chengshi_wz_h">{label}<a href="{escape(address)}" target="_blank" title="{title}">{title}</a></div>
<div class="chengshi_wz_m">{escape(summary)}</div>
<div class="chengshi_wz_f">作者：{escape(byline)}   {printed:%Y-%m-%d %H:%M:%S}</div>
<div class="chengshi_wz_f1"><div class="tu"><img src="/img/red_01.png"><span>({likes})</span></div>\
<div class="dj"><img src="/img/red_02.png"><span>({comments})</span></div></div>
</div>
<div class="clear"></div>
</div>"""


def _body(story: Story, newline: str = "", end: str = "") -> str:
    def block(kind: str, text: str) -> str:
        if kind == "img":
            address = f"{IMAGES}{text}"
            return f'<p><a href="{address}"><img src="{address}"/></a></p>'
        if kind == "h":
            return f"<p><strong>{escape(text)}</strong></p>"
        return f"<p>{escape(text, quote=False)}{end}</p>"

    def linked(piece: Block) -> str:
        words, address = piece.link or ("", "")
        words = escape(words, quote=False)
        link = f'<a href="{escape(address)}">{words}</a>'
        return block(piece.kind, piece.text).replace(words, link) if piece.link else block(piece.kind, piece.text)

    return newline.join(map(linked, story.blocks))


def _desk(story: Story) -> str:
    if story.glued:
        spans = f"<span>{escape(''.join(story.desk))}</span>"
    else:
        spans = " ".join(f"<span>{escape(printed)}</span>" for printed in story.desk)
    return spans + (f'\n\t<pre class="custom-attr">{escape(story.custom)}</pre>' if story.custom else "")


def _links(stories: Iterable[Story]) -> str:
    return "".join(f'<li><a href="{escape(story.address)}">{escape(story.title)}</a></li>' for story in stories)


def _banner(story: Story) -> str:
    return f"{IMAGES}/news/690_390/{_picture(story)}"


def _picture(story: Story) -> str:
    day = story.published
    name = hashlib.sha256(str(story.id).encode()).hexdigest()[:32]
    return f"{day.year}/{day.month}/{day.day}/{name}.jpg"


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp()) * 1000
