"""A line of text -> whether it is the furniture of a news page rather than the article.

Lines are judged by what they say in the languages a regional archive meets: pointers to other articles, calls to
follow, subscribe or comment, legal notices, placeholders for withheld media. Only short lines are asked about: a
sentence of the article that mentions a newsletter is long, a call to subscribe is not.
"""

from __future__ import annotations

import re
from typing import Final

from newsarchive.extract.patterns import any_of, rarest

__all__ = ["LONGEST", "begins_furniture", "is_caption", "is_furniture"]

LONGEST: Final = 420
"""Bytes of UTF-8 beyond which a line is taken for prose."""

_OVER: Final = frozenset(
    " ".join(phrase.split())
    for phrases in (
        # Chinese
        ("相关阅读,相关新闻,相关链接,相关推荐,相关报道,相关文章,相关稿件,相关专题,相关内容,相关资讯,推荐阅读,"
        "延伸阅读,更多阅读,热门阅读,精彩阅读,拓展阅读,扩展阅读,推荐,热门推荐,"
        "精彩推荐,为你推荐,编辑推荐,热点推荐,新闻推荐,猜你喜欢,更多精彩,热门新闻,最新新闻,更多新闻,热门文章,"
        "最新文章,更多文章,热门资讯,今日热点,网友评论,最新评论,热门评论,全部评论,"
        "更多评论,发表评论,我要评论,我有话说,评论,留言,留言列表,分享,分享到,分享至,下一篇,上一篇,相關新聞,相關報導,"
        "相關文章,相關閱讀,延伸閱讀,看更多新聞,更多新聞,熱門新聞,推薦閱讀"),
        # Japanese and Korean
        ("関連記事,関連リンク,関連ニュース,関連キーワード,関連する記事,あわせて読みたい,おすすめ,おすすめ記事,"
        "おすすめの記事,この記事をシェア,この記事をシェアする,인기기사,인기 기사,관련기사,관련 기사,"
        "관련뉴스,관련 뉴스,많이 본 기사,많이 본 뉴스,댓글"),
        # English
        ("related,related article,related articles,related story,related stories,related post,related posts,"
        "related news,related content,related topics,related links,related reading,"
        "related coverage,related videos,recommended,recommended articles,recommended for you,recommended reading,"
        "recommended stories,popular articles,popular posts,popular stories,trending,"
        "trending stories,trending now,more articles,more stories,more news,more posts,more from us,other articles,"
        "other stories,other news,latest articles,latest news,latest stories,"
        "latest posts,top stories,top news,further reading,further information,similar articles,similar stories,"
        "similar posts,additional reading,read more,read next,read also,read this next,"
        "see also,also read,more like this,you may like,you may also like,you might like,you might also like,"
        "you may be interested in,you may also be interested in,don't miss,don’t miss,most read,"
        "most popular,most viewed,up next,what to read next,editor's picks,editors' picks,editor’s picks,"
        "editors’ picks,share,share this,share this article,share this story,share on,share via,"
        "comments,leave a reply,leave a comment,post a comment,join the discussion,join the conversation,"
        "about the author,about the authors,topics,tags,filed under,advertisement,sponsored,"
        "promoted,newsletter,newsletters,follow us,explore more on these topics,read the full story"),
        # German
        ("mehr zum thema,lesen sie auch,lesen sie hier,lesen sie mehr,lesen sie mehr zum thema,lest auch,"
        "auch interessant,das könnte sie auch interessieren,das könnte sie interessieren,"
        "das könnte dich auch interessieren,das könnte dich interessieren,das könnte euch auch interessieren,"
        "weitere artikel,weitere themen,weitere meldungen,weitere nachrichten,"
        "weitere beiträge,weitere informationen,ähnliche artikel,ähnliche beiträge,verwandte artikel,"
        "verwandte themen,verwandte beiträge,anzeige,werbung,schon gelesen,kommentar,kommentare,"
        "meistgelesen,meistgelesene artikel,aktuelle nachrichten,zum thema,schlagworte,teilen,"
        "empfehlungen der redaktion,kommentar schreiben,schreibe einen kommentar,über den autor"),
        # French, Spanish, Portuguese, Italian
        ("lire aussi,à lire aussi,à lire également,lire également,voir aussi,sur le même sujet,sur le même thème,"
        "dans la même rubrique,articles liés,articles similaires,articles récents,publicité,"
        "partager,commentaires,les plus lus,lee también,lea también,te puede interesar,también te puede interesar,"
        "más información,más noticias,noticias relacionadas,artículos relacionados,"
        "publicidad,compartir,comentarios,lo más leído,lo más visto,leia também,leia mais,veja também,saiba mais,"
        "notícias relacionadas,publicidade,compartilhe,comentários,leggi anche,"
        "potrebbe interessarti,potrebbe interessarti anche,articoli correlati,pubblicità,condividi,commenti"),
        # the rest of Europe and beyond
        ("les også,læs også,läs också,läs även,läs mer,lees ook,lees verder,lees meer,annonse,annons,advertentie,"
        "reklame,gerelateerd,gerelateerde artikelen,relaterede artikler,mest lest,mest læst,"
        "mest läst,czytaj też,czytaj także,czytaj również,czytaj więcej,zobacz też,zobacz także,zobacz również,"
        "polecamy,powiązane artykuły,reklama,čtěte také,čtěte též,související články,"
        "související,читайте также,читайте ещё,по теме,реклама,читайте також,читати також,реклама,ilgili haber,"
        "ilgili haberler,çok okunanlar,etiketler,xem thêm,tin liên quan,baca juga"),
    )
    for phrase in phrases.split(",")
)
"""What stands over lists of other articles, comments and forms."""

_CORE: Final = re.compile(r"[^\W_].{0,40}[^\W\d_]|[^\W\d_]")
"""A line from its first letter or digit to its last letter."""

_CALLS: Final = {
    needle: re.compile(pattern)
    for needle, pattern in {
        # reprinting, copyright and liability
        "转载": r"(?:未经|谢绝|禁止|严禁).{0,30}转载|转载(?:请|须|需|时|自).{0,8}(?:注明|联系|标)",
        "轉載": r"(?:未經|謝絕|禁止).{0,30}轉載",
        "转贴": r"禁止.{0,20}转贴",
        "轉貼": r"禁止.{0,60}轉貼",
        "版权": r"版权(?:所有|声明|归|为)",
        "版權": r"版權(?:所有|聲明)",
        "授权": r"未经.{0,12}授权",
        "声明": r"免责声明|^.{0,8}声明[:：]",
        "不代表": r"不代表.{0,16}(?:观点|立场|意见|看法|赞同)",
        "作者": r"仅代表作者.{0,6}(?:本人|个人)|仅为作者",
        "赞同其观点": r"赞同其观点",
        "建议": r"不构成.{0,8}建议",
        "侵权": r"侵权.{0,10}(?:删除|联系|必究)",
        "必究": r"[违違]者必究",
        "icp": r"icp[备備证]",
        "网络视听": r"网络视听许可",
        "公网安备": r"公网安备",
        "無断": r"無断(?:転載|複製|複写)",
        "무단": r"무단\s*전재",
        "재배포": r"재배포\s*금지",
        "저작권자": r"저작권자",
        "©": r"©.{0,80}(?:\d{4}|reserved|rights)|^©",
        "copyright": r"^.{0,40}copyright.{0,80}(?:\d{4}|reserved|rights)",
        "rights reserved": r"all rights reserved",
        "rechte vorbehalten": r"alle rechte vorbehalten",
        "droits réservés": r"tous droits réservés",
        "todos los derechos": r"todos los derechos",
        "todos os direitos": r"todos os direitos",
        "riproduzione riservata": r"riproduzione riservata",
        "все права": r"все права защищены",
        "wszelkie prawa": r"wszelkie prawa",
        # two-dimensional codes, accounts, apps, hotlines
        "二维码": r"(?:扫|长按|识别|下方).{0,14}二维码",
        "扫一扫": r"扫一扫",
        "扫码": r"扫码",
        "公众号": r"(?:关注|搜索|添加|微信).{0,14}公众号|公众号[:：(（]|公众号$",
        "公眾號": r"公眾號",
        "微信": r"(?:官方|我们的?)微信|微信(?:号|搜索|中搜)",
        "客户端": r"(?:下载|打开|安装|点击).{0,14}客户端",
        **{f"{word}app": f"{word}app" for word in "下载 下載 打开 安装 用".split()},
        **{call: rf"{call} .{{0,30}}app\b" for call in ("download the", "download our", "get the", "get our")},
        "粉絲": r"(?:加入|追蹤).{0,12}粉絲",
        "热线": r"(?:报料|爆料|举报|新闻)热线",
        "报料": r"(?:新闻)?报料[:：]",
        "举报": r"举报(?:电话|邮箱|热线)",
        "纠错": r"我要纠错|【纠错】|^纠错",
        "原标题": r"^\W*原标题",
        "原標題": r"^\W*原標題",
        "原题": r"^\W*原题(?:为|[:：])",
        "本文": r"^\W*本文(?:原标题|来自|来源|转自|首发|作者)",
        "点击": r"点击.{0,14}(?:投票|下载|查看|进入|关注|阅读原文|菜单)",
        "阅读原文": r"阅读原文",
        "返回": r"^返回.{0,8}(?:首页|查看更多)|查看更多$",
        "在看": r"点.{0,3}在看|【在看】",
        "回复": r"回复[【“「].{1,16}[】”」].{0,6}(?:查看|查询|获取|领取|了解|看)",
        "安心專線": r"安心專線",
        "生命線": r"生命線協談",
        "張老師": r"張老師專線",
        "珍惜生命": r"珍惜生命",
        # walls
        "限定": r"(?:会員|有料).{0,4}限定",
        "続き": r"続き.{0,10}(?:読む|読める|会員|有料)",
        "残り": r"残り\s*\d+\s*文字",
        "会員": r"(?:無料|有料)?会員(?:登録|になる|の方)",
        "기사제보": r"기사제보",
        "to continue reading": r"to continue reading",
        "already a": r"already a (?:subscriber|member)",
        "log in": r"log in to (?:comment|view|read|continue)",
        "subscribe": r"subscribe (?:to|now|today|for|here)|^subscribe",
        "sign up": r"sign up (?:for|to|here|now|today)\b.{0,60}(?:newsletter|inbox|email|update|alert|free|"
        r"daily|weekly|here)|"
        r"^sign up",
        "newsletter": r"(?:our|the|a|free|daily|weekly|this|unser\w*|den|zum|nos|notre|nuestro|nuestra|"
        r"nossa) .{0,20}newsletter|newsletter (?:abonnieren|anmelden|bestellen)|^newsletter",
        "inbox": r"(?:in|to) your inbox",
        "abonnier": r"(?:jetzt|hier|kostenlos) abonnieren|abonnieren sie",
        "abonnez": r"abonnez-vous",
        "inscrivez": r"inscrivez-vous",
        "réservé": r"article (?:est|a été) réservé",
        "suscríbete": r"suscríbete",
        "iscriviti": r"iscriviti",
        "abbonati": r"abbonati",
        "подпи": r"подпи(?:сывайтесь|шитесь|саться)",
        "підпи": r"підпи(?:суйтесь|шіться)",
        "prenumerera": r"prenumerera",
        # calls to follow, share, comment
        " us on": r"(?:join|follow|find|like|visit|watch|add) us on",
        "follow ": r"^follow .{2,60}\bon (?:twitter|facebook|instagram|google|x\b|whatsapp|linkedin|youtube|"
        r"telegram)|^follow us",
        "preferred source": r"preferred source",
        "whatsapp": r"(?:join|on|our|via|auf|beim) .{0,20}whatsapp",
        "google news": r"google news.{0,60}(?:follow|folgen|feed)|(?:follow|add).{0,40}google news",
        "comments are closed": r"comments are closed",
        "enable javascript": r"enable javascript",
        "cookie": r"cookie (?:policy|settings|einstellungen)|(?:accept|manage|allow|enable|"
        r"zustimm).{0,30}cookies|cookies? (?:zulassen|akzeptieren)",
        "privacy": r"privacy (?:policy|notice)",
        "datenschutz": r"datenschutz(?:erklärung|hinweis|einstellung)",
        "privatsphäre": r"privatsphäre-einstellungen",
        "commission": r"(?:earn|receive|get) .{0,30}commission|commission (?:from|on|if|when)",
        "affiliate": r"affiliate (?:links?|commission)|affiliate-links",
        "originally": r"this (?:article|story|post) (?:was )?originally (?:appeared|published)",
        "first published": r"first published (?:on|in|at|by)",
        "first appeared": r"first appeared (?:on|in)",
        # placeholders for media of others
        "redaktioneller inhalt": r"empfohlener redaktioneller inhalt",
        "externe": r"externer? inhalt|extern(?:e|er|en) inhalte?.{0,60}(?:angezeigt|anzeigen|laden|laden)|"
        r"einverstanden.{0,60}extern",
        "einverstanden": r"einverstanden, dass",
        "personenbezogene": r"personenbezogene daten (?:können|an)",
        "an dieser stelle": r"^an dieser stelle (?:findest|finden|befindet)",
        "on instagram": r"view (?:this|the) (?:post|profile) on instagram|a post shared by",
        "not available": r"this content is not available",
        "imported": r"this content is imported",
        "einen kommentar": r"^schreib(?:e|en sie)? einen kommentar",
    }.items()
}
"""What is said in legal notices, calls and placeholders: a word that must occur, and the pattern round it, both lower
case."""


# What nearly every line of an article is without; words of one script are found several times as fast as those of all.
_BEYOND: Final = re.compile(r"[\u0400-\u1fff\u2e80-\uffff]")
_LATIN_WORD: Final = re.compile(rarest(word for word in _CALLS if not _BEYOND.search(word)))
_OTHER_WORD: Final = re.compile(any_of(word for word in _CALLS if _BEYOND.search(word)))

_CREDIT_LABEL: Final = re.compile(
    r"(?:image|photo|picture|foto|bild|abbildung|grafik|video)(?: credit)?s?\s?: .{2,80}$", re.IGNORECASE
)
_CREDIT_BRACKET: Final = re.compile(
    r"\((?:image|photo|picture|pic|foto|bild|credit|getty|reuters|ap photo|file)\b[^()]{0,80}\)\W*$", re.IGNORECASE
)
_PROVIDER: Final = re.compile(r"\b(?:getty images|shutterstock|file photo|imago images|ap photo/[a-z .]{3,40})\W*$")
_PROVIDER_LENGTH: Final = 80
_CREDIT_AFTER: Final = re.compile(r"[.!?] ?(?:Bild|Foto|Photo|Image|Picture|Credit) ?: [^.!?]{3,50}$")


def is_caption(text: str) -> bool:
    """Whether a line ends as captions do, with the image's provider.

    >>> is_caption("Rain over the harbor (Image: Jane Doe)"), is_caption("It rained (again).")
    (True, False)
    """
    if len(text) >= 400:
        return False
    end = text[-_PROVIDER_LENGTH:].lower()
    has_colon = ": " in text
    return (
        (has_colon and _CREDIT_LABEL.match(text) is not None)
        or ("(" in text and _CREDIT_BRACKET.search(text) is not None)
        or (("images" in end or "photo" in end or "stock" in end) and _PROVIDER.search(end) is not None)
        or (has_colon and _CREDIT_AFTER.search(text, max(0, len(text) - _PROVIDER_LENGTH)) is not None)
    )


def begins_furniture(text: str) -> bool:
    """Whether a line stands over furniture: a heading of related links, comments or tags, or one of its items named so.

    >>> begins_furniture("相关阅读："), begins_furniture("Read more: Rain"), begins_furniture("Related diseases spread")
    (True, True, False)
    """
    if len(text) > 260:
        return False
    head = text.partition(":" if ":" in text else "：")[0]
    core = _CORE.search(head) if len(head) <= 40 else None
    return core is not None and core[0].lower() in _OVER


def is_furniture(text: str) -> bool:
    """Whether a short line belongs to the page rather than the article.

    >>> is_furniture("未经授权不得转载"), is_furniture("Sign up for our newsletter")
    (True, True)
    >>> is_furniture("He signed up in 1939.")
    False
    """
    text = text.lower()
    if _LATIN_WORD.search(text) is None and (text.isascii() or _OTHER_WORD.search(text) is None):
        return False
    return any(pattern.search(text) for word, pattern in _CALLS.items() if word in text)
