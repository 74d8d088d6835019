"""A line of text -> whether it is the furniture of a news page rather than the article.

Lines are judged by what they say in the languages a regional archive meets: pointers to other articles, calls to follow,
subscribe or comment, legal notices, placeholders for withheld media. Only short lines are asked about; a sentence of the
article that mentions a newsletter is long or stands between others, a call to subscribe does neither.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["LONGEST", "begins_furniture", "is_furniture"]

LONGEST: Final = 420
"""Bytes of UTF-8 beyond which a line is taken for prose."""

# What stands over lists of other articles, comments and forms. The whole line, but for marks and a count.
_OVER: Final = re.compile(
    r"\W*(?:"
    r"相关(?:阅读|新闻|链接|推荐|报道|文章|稿件|专题|内容|资讯)|相關(?:新聞|報導|文章|閱讀)|(?:推荐|延伸|更多|热门|精彩|拓展|扩展)阅读|延伸閱讀|(?:热门|精彩|猜你喜欢|为你|编辑)?推荐|"
    r"(?:热门|最新|更多)(?:新闻|文章|资讯|评论)|新闻推荐|更多精彩|猜你喜欢|网友评论|最新评论|全部评论|发表评论|我要评论|我有话说|评论|留言(?:列表)?|分享到?|今日热点|热点推荐|下一篇|上一篇|"
    r"関連(?:記事|リンク|ニュース|キーワード|する記事)|あわせて読みたい|おすすめ(?:記事|の記事)?|この記事を(?:シェア|共有).{0,10}|こんな記事も.{0,10}|인기\s*기사|관련\s*(?:기사|뉴스)|많이\s*본\s*(?:기사|뉴스)|댓글|"
    r"(?:related|recommended|popular|trending|more|other|latest|top|further|similar|additional)[ -](?:articles?|stories|story|posts?|news|content|topics?|links?|reading|coverage|videos?|from .{2,30}|on this(?: topic)?|in .{2,30})|"
    r"related|read (?:more|next|also|this next)|see also|also read|more like this|you (?:may|might) (?:also )?(?:like|be interested in).{0,20}|don.t miss|most (?:read|popular|viewed)|up next|what to read next|editor.?s.? (?:picks?|choice)|"
    r"share(?: (?:this|via|on|article|story).{0,20})?|comments?|leave a (?:reply|comment)|post a comment|join the (?:discussion|conversation)|about the authors?|topics|tags|filed under|advertisement|sponsored|promoted|newsletters?|follow us.{0,30}|"
    r"mehr zum thema|lesen sie (?:auch|hier|mehr).{0,30}|lest auch|auch interessant|das könnte (?:sie|dich|euch) (?:auch )?interessieren|weitere (?:artikel|themen|meldungen|nachrichten|beiträge|informationen)|ähnliche (?:artikel|beiträge)|verwandte (?:artikel|themen|beiträge)|anzeige|werbung|schon gelesen|kommentare?|meistgelesen|aktuelle nachrichten|mehr (?:zu|aus|von|über) .{2,40}|zum thema|schlagworte|teilen|empfehlungen der redaktion|"
    r"(?:à )?lire aussi|à lire également|voir aussi|sur le même (?:sujet|thème)|dans la même rubrique|articles? (?:liés?|similaires?|récents?)|publicité|partager|commentaires?|les plus lus|"
    r"lee también|te puede interesar|también te puede interesar|más (?:información|noticias|sobre .{2,40})|noticias relacionadas|artículos relacionados|publicidad|compartir|comentarios|lo más (?:leído|visto)|"
    r"leia (?:também|mais)|veja também|saiba mais|notícias relacionadas|publicidade|compartilhe|comentários|leggi anche|potrebbe interessarti|articoli correlati|pubblicità|condividi|commenti|"
    r"les også|læs også|läs (?:också|även|mer)|lees (?:ook|verder|meer)|annonse|annons|advertentie|reklame|gerelateerd.{0,20}|relaterede? .{0,20}|mest (?:lest|læst|läst)|"
    r"czytaj (?:też|także|również|więcej)|zobacz (?:też|także|również)|polecamy|powiązane .{0,20}|reklama|čtěte (?:také|též)|související .{0,20}|přečtěte si.{0,20}|читайте (?:также|ещё|еще|по теме).{0,20}|по теме|реклама|читати також|ilgili haberler?|çok okunanlar|etiketler|xem thêm|tin liên quan|baca juga"
    r")(?:\W*(?:\d[\d.,万]*)?\W*|\s*[:：].{0,200})",
    re.I,
)

# What is said in legal notices, calls and placeholders, anywhere in a short line.
_SAID: Final = re.compile(
    r"未经.{0,12}(?:授权|許可|许可|允许|同意).{0,16}(?:转载|轉載|复制|使用|引用|摘编)|(?:禁止|谢绝|謝絕)(?:转载|轉載)|版权(?:所有|声明|归)|版權所有|著作權|转载(?:请|須|须|时).{0,8}(?:注明|联系)|免责声明|(?:新浪|本网|本站|平台|搜狐).{0,6}声明|"
    r"不代表.{0,12}(?:观点|立场|立場|意见)|仅代表作者.{0,6}(?:本人|个人)|不构成.{0,8}建议|扫.{0,8}二维码|(?:长按|识别|扫描|掃描|下方).{0,6}(?:二维码|QR)|(?:关注|搜索|添加).{0,14}(?:公众号|微信号|公眾號)|微信公众号[:：]|官方微信|(?:下载|下載|打开|安装).{0,14}(?:客户端|APP|應用)|"
    r"(?:新闻|新聞)?(?:报料|爆料|举报|投诉)(?:热线|电话|邮箱|[:：])|^\W*[（(]?原(?:标题|標題|题为|文标题)|本文(?:原标题|来自|来源)|声明[:：]|我要(?:纠错|爆料|投诉)|【纠错】|点击.{0,12}(?:投票|下载|查看更多|进入|关注|阅读原文)|阅读原文|更多.{0,12}(?:资讯|内容|精彩).{0,14}(?:关注|下载|点击)|"
    r"ICP[备備证]|公网安备|网络视听许可|互联网新闻信息服务许可|違者必究|违者必究|追究.{0,6}责任|侵权.{0,8}(?:删除|联系)|APP看新聞|保證天天中獎|加入.{0,8}(?:line|粉絲團|粉丝团)|安心專線|生命線協談|張老師專線|珍惜生命|"
    r"無断(?:転載|複製|複写)|(?:会員|有料).{0,4}限定|(?:続き|全文).{0,10}(?:読む|読める|会員|有料)|残り\s*\d+\s*文字|この記事は(?:有料|会員)|무단\s*전재|재배포\s*금지|저작권자|기사제보|"
    r"(?:©|\(c\)|copyright).{0,80}(?:\d{4}|reserved|rights)|all rights reserved|alle rechte vorbehalten|tous droits réservés|todos los derechos|todos os direitos|riproduzione riservata|все права защищены|wszelkie prawa|"
    r"(?:sign|signing) up (?:for|to|here|now)|subscribe (?:to|now|today|for|here)|(?:our|the|a|free|daily|weekly|this) newsletters?\b.{0,80}|get .{0,40}(?:in your inbox|newsletter|straight to your)|delivered to your inbox|(?:join|follow|find|like|add) us (?:on|as|at)|follow .{2,40} on (?:twitter|facebook|instagram|google|x\b|whatsapp|linkedin)|"
    r"privacy (?:policy|notice)|terms (?:of (?:use|service)|and conditions)|cookie (?:policy|settings)|(?:accept|manage|allow|enable).{0,20}cookies|your (?:browser|device) (?:does not|doesn.t)|enable javascript|click here to|download (?:the|our) .{0,30}app|(?:affiliate|earn a) commission|commission (?:from|on|for)|"
    r"this (?:article|story|post) (?:originally|was (?:originally |first )?published|first) (?:appeared|on)|first published|comments are closed|log ?in to (?:comment|view|read)|already (?:a (?:subscriber|member)|have an account)|to continue reading|support (?:our|independent) journalism|make a donation|"
    r"empfohlener (?:redaktioneller|externer) inhalt|externer? inhalt|an dieser stelle (?:findest|finden|befindet)|(?:ich bin|sind sie) (?:damit )?einverstanden, dass|personenbezogene daten (?:können|an)|datenschutz(?:erklärung|hinweis|einstellung)|privatsphäre-einstellungen|newsletter (?:abonnieren|anmelden|bestellen)|jetzt (?:abonnieren|anmelden|testen|registrieren)|abonnieren sie|zum newsletter|kommentar (?:schreiben|verfassen)|"
    r"abonnez-vous|inscrivez-vous|s.abonner|cet article (?:est|a été) réservé|suscríbete|inscreva-se|assine |iscriviti|abbonati|подпис(?:аться|ывайтесь|ыва)|подпишитесь|abonnér|abonner deg|prenumerera|zapisz się|subskrybuj|"
    r"this content (?:is|was) (?:not available|imported|provided by)|view (?:this|the) (?:post|profile) on instagram|a post shared by|an advertisement|if you (?:need|are in) .{0,40}(?:help|crisis).{0,60}(?:call|contact)",
    re.I,
)


def begins_furniture(text: str) -> bool:
    """Whether a line stands over furniture: a heading of related links, comments or tags.

    >>> begins_furniture("相关阅读："), begins_furniture("Related articles"), begins_furniture("Related diseases spread")
    (True, True, False)
    """
    return len(text) <= 260 and _OVER.fullmatch(text) is not None


def is_furniture(text: str) -> bool:
    """Whether a short line belongs to the page rather than the article.

    >>> is_furniture("未经授权不得转载"), is_furniture("Sign up for our newsletter"), is_furniture("He signed up in 1939.")
    (True, True, False)
    """
    return _SAID.search(text) is not None
