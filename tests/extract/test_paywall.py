"""Pages that show only the beginning of their text, to those who pay or because the rest did not come."""

from __future__ import annotations

import pytest
from lxml import etree

from newsarchive.extract.paywall import is_cut, is_paywalled, without_invitation


def is_walled(page: str) -> bool:
    return is_paywalled(etree.HTML(page), page)


@pytest.mark.parametrize(
    "shown",
    [
        "清早的滩涂上空无一人。试读结束，订阅后阅读全文",
        "登录后查看全文",
        "この記事は会員限定です",
        "Subscribe to continue reading",
        "Already a subscriber? Sign in",
        "Cet article est réservé aux abonnés.",
    ],
)
def test_a_wall_is_seen_by_its_words(shown: str) -> None:
    assert is_walled(f"<p>清早的滩涂上空无一人。</p><div>{shown}</div>")


def test_a_wall_is_seen_by_what_the_page_declares() -> None:
    assert is_walled('<script>{"@type": "NewsArticle", "isAccessibleForFree": "False"}</script><p>清早的滩涂上空无一人。</p>')
    assert not is_walled('<script>{"@type": "NewsArticle", "isAccessibleForFree": true}</script><p>清早的滩涂上空无一人。</p>')


def test_prose_about_walls_is_none() -> None:
    told = "Readers who want to continue reading are asked to subscribe, the paper said on Monday; it hopes that many will. " * 3

    assert not is_walled(f"<p>{told}</p>")


def test_the_lines_that_invite_to_subscribe_are_no_part_of_the_text() -> None:
    assert without_invitation("潮水退了。\n\n登录后查看全文") == "潮水退了。"
    assert without_invitation("登录后查看全文") == "登录后查看全文"


def test_a_page_that_ends_before_its_end_is_cut() -> None:
    assert is_cut("<html><body><p>潮水退")
    assert not is_cut("<html><body><p>潮水退了。</p></body></html>")
