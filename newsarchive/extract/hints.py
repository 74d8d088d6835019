"""Names that publishers give elements (class, id, role, itemprop) -> what part of a page they announce.

Class names are English nearly everywhere, pinyin in part of China. A name is a hint, not a proof: `prose` overrules
it where the element plainly holds the article.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from typing import Final

__all__ = ["Part", "part"]


class Part(Enum):
    """What an element's names announce, and what its prose is worth while the article is looked for."""

    BODY = 1.15
    UNSAID = 1.0
    MENU = 0.25
    """Ways through the site: navigation, footers, pagers."""
    ASIDE = 0.3
    """Beside the article: related links, sharing, sidebars, newsletters, bylines."""
    FOREIGN = 0.05
    """Prose by others or about other things, often longer than the article: comments, cookie notices."""

    def __init__(self, worth: float) -> None:
        self.worth = worth  # asked of every box of a page, and three times as fast as `value`


_FOREIGN: Final = (
    r"comment(?:s|list|ary-list|-?area|-?section|-?wrap\w*|-?box|-?content|-?body|-?text|-?item)?|disqus\w*|respond|"
    r"repl(?:y|ies)|pinglun|liuyan|"
    r"cookies?|cookie\w+|consent\w*|gdpr|cmp|onetrust\w*|modal|popup|pop-?up|overlay|lightbox|dialog|cli"
)
_MENU: Final = r"footer\w*|foot|breadcrumbs?|crumbs?|nav\w*|menu\w*|pag(?:er|ination|es?nav\w*)|pagenavi"
_ASIDE: Final = (
    r"related\w*|relevant|recommend\w*|promo\w*|teasers?|newsletters?\w*|subscri\w+|shar(?:e|es|ing|er|ebar|e\w*)|"
    r"social\w*|sidebar\w*|sidenav|"
    r"advert\w*|ads?|adv|adbox|sponsor\w*|widgets?|outbrain\w*|taboola\w*|tags?|tag-?list|taglist|tagcloud|keywords?|"
    r"byline\w*|copyright|toolbar|toolbox|tools|print|captions?|figcaption|wp-caption-text|photo-?credit|credits?|"
    r"image-?info|"
    r"paywall\w*|regwall|sign-?up|log-?in|register|registration|hidden|noprint|no-?print|toc|table-of-contents|"
    r"gallery|galleries|slideshow|carousel|swiper|slider|"
    r"most-?(?:read|popular|viewed|\w+)|mostread|trending|popular|ranking|rank|hot-?news|hot|xiangguan|tuijian|"
    r"fenxiang|"
    r"author\w*|bio|about-?author|meta|metadata|entry-?meta|post-?meta|dateline|timestamp|publish-?date|rating|"
    r"votes?|likes?|"
    r"read-?more|readmore|read-?next|read-?also|see-?also|also-?read|further|inline-?links?|latest|prev|previous|"
    r"next|prevnext|disclaimer|"
    r"skip-?link|screen-?reader-?text|sr-?only|visually-?hidden|qr-?code|qrcode|erweima|app-?download|download-?app|"
    r"tooltip|feedback|poll|survey|quiz|"
    r"fact-?box|info-?box|infobox|donat\w+|support-us|jump-?links?|jump-?to|more-?(?:news|stories|articles|links|on|"
    r"from)|"
    r"edit|statement|mianze|zeren|bianji|player|video-?\w*|audio\w*|embed\w*|live-?ticker-?nav|notice|alert|topics?|"
    r"follow\w*|contacts?"
)
_BODY: Final = (
    r"(?:article|story|post|entry|news|content|main|art|detail|single|text)-?_?(?:body|text|content|con|main|inner|"
    r"copy|txt)|"
    r"articlebody|articletext|storytext|bodytext|body-?copy|mainbody|copy-?body|article-?__?content|zoom|trs_editor|"
    r"zw|rich-?text|richtext|nei-?rong|neirong|zhengwen"
)

_PART: Final = re.compile(rf"(?<![a-z0-9])(?:(?P<foreign>{_FOREIGN})|(?P<menu>{_MENU})|(?P<aside>{_ASIDE}))(?![a-z])")
_BODY_NAME: Final = re.compile(rf"(?<![a-z0-9])(?:{_BODY})(?![a-z])")
# "has-sidebar", "with-ads", "no-comments" speak of what is elsewhere; WordPress lists a post's tags as tag-*,
# category-*; "sidebar-grid", "comment-container-parent" are frames around more than their first word
_ELSEWHERE: Final = re.compile(
    r"(?<![a-z])(?:has|have|with|without|no|not|is|js|show|hide|enable[ds]?|include[sd]?|below|above|format|"
    r"supports?)-[\w-]+|"
    r"(?<!\S)(?:tag|category|post_tag|author|format|status|type|wp|theme|page|section)-[\w-]+|"
    r"label-hidden|hidden-\w+|[a-z]+-(?:grid|layout|wrapper|container|page|template)(?![a-z])"
)
_CAMEL: Final = re.compile(r"([a-z])([A-Z])")


_SAID: Final = {"foreign": Part.FOREIGN, "menu": Part.MENU, "aside": Part.ASIDE}
_NEITHER: Final = (None, "", "")


@lru_cache(maxsize=16384)  # the pages of a site share their names
def part(named: str) -> tuple[Part, str]:
    """What the names of an element announce, and the word that does.

    >>> part("related-posts"), part("articleBody"), part("has-sidebar single")
    ((<Part.ASIDE: 0.3>, 'related'), (<Part.BODY: 1.15>, 'article-body'), (<Part.UNSAID: 1.0>, ''))
    """
    said: Part | None = None
    word = body = ""
    for name in named.split():
        found = _announced(name)
        if found is not _NEITHER:
            if said is None:
                said, word = found[:2]
            body = body or found[2]
    if said is Part.FOREIGN or (said is not None and not body):
        return said, word
    if body and said is None:
        return Part.BODY, body
    return Part.UNSAID, ""


@lru_cache(maxsize=16384)  # fewer than their combinations: no pattern looks beyond one name
def _announced(name: str) -> tuple[Part | None, str, str]:
    """What one name announces of something beside the article, the word that does, and the one that speaks of its body."""
    name = _CAMEL.sub(r"\1-\2", name).lower().replace("_", "-")
    aside = _PART.search(_ELSEWHERE.sub(" ", name))
    body = _BODY_NAME.search(name)
    if aside is None and body is None:
        return _NEITHER
    return _SAID[aside.lastgroup or ""] if aside else None, aside[0] if aside else "", body[0] if body else ""
