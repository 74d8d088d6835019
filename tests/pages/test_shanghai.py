"""澎湃新闻, 新民晚报, 文汇报 and the e-paper of 解放日报: which addresses are one article, and where it is printed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from newsarchive import pages
from newsarchive.errors import NotAnArticle
from newsarchive.items import Capture, Outlet, Place, Printed
from newsarchive.pages import jfrb, shobserver, thepaper, whb, xinmin
from newsarchive.reading import record
from newsarchive.store.archive import Archive

NAVI = f"{jfrb.SITE}/staticsg/data/journal/2024-03-04/navi.json"
ROW = {"id": 367001, "title": "木桥", "subtitle": "", "author": "林汐", "articleid": 718000, "jdate": "2024-03-04", "points": "0,0"}


def answer(url: str, body: str, mime: str = "application/json") -> Capture:
    headers = (("Content-Type", mime),)
    return Capture(url=url, captured_at=datetime(2024, 3, 5, tzinfo=UTC), status=200, headers=headers, body=body.encode())


def edition(*rows: object) -> str:
    return json.dumps({"pages": [{"pname": "要闻", "pnumber": "01", "articleList": list(rows)}]}, ensure_ascii=False)


@pytest.mark.parametrize(
    ("outlet", "addresses"),
    [
        (thepaper.OUTLET, ["https://www.thepaper.cn/newsDetail_forward_28220107", "http://m.thepaper.cn/newsDetail_forward_28220107",
                           "https://m.thepaper.cn/detail/28220107?from=timeline"]),
        (whb.OUTLET, ["https://www.whb.cn/zhuzhan/cs/20191003/293016.html", "http://wenhui.whb.cn/zhuzhanapp/cs/20191003/293016.html?from=x"]),
        (xinmin.OUTLET, ["http://newsxmwb.xinmin.cn/chengsh/2018/09/26/31435145.html", "https://newsxmwb.xinmin.cn/chengsh/2018/09/26/31435145.html#p2"]),
        (jfrb.OUTLET, [f"{jfrb.SITE}/staticsg/data/journal/2024-03-04/01/article/367001.json",
                       "https://www.shobserver.com/staticsg/res/html/journal/detail.html?date=2024-03-04&id=367001&page=01"]),
    ],
)  # fmt: skip
def test_addresses_of_one_article_meet(outlet: Outlet, addresses: list[str]) -> None:
    assert {pages.outlet_for(address) for address in addresses} == {outlet}
    assert len({outlet.identity(address) for address in addresses} - {None}) == 1


@pytest.mark.parametrize(
    "url",
    [
        "https://www.thepaper.cn/channel_25950", "https://m.thepaper.cn/series/85896", "https://www.whb.cn/zhuzhan/cs/index.html",
        "http://dzb.whb.cn/2019-09-17/7/index.html", "https://shanghai.xinmin.cn/latest/index_2.html", NAVI,
        "https://www.jfdaily.com/staticsg/res/html/journal/detail.html?date=2024-03-04", "http://[::1/", "",
    ],
)  # fmt: skip
def test_an_address_without_an_article_has_no_identity(url: str) -> None:
    outlet = pages.outlet_for(url)

    assert outlet is None or outlet.identity(url) is None


def test_the_e_paper_is_an_outlet_of_its_own_on_the_sites_of_another() -> None:
    assert pages.outlet_for(NAVI) == jfrb.OUTLET
    assert pages.outlet_for("https://www.jfdaily.com/news/detail?id=158798") == shobserver.OUTLET


def test_an_edition_tells_where_each_article_is_printed_and_what_it_is_on_the_web() -> None:
    printed = list(jfrb.printed(answer(NAVI, edition(ROW, {**ROW, "id": 367002, "articleid": 367002}))))

    first = Printed(
        url=f"{jfrb.SITE}/staticsg/data/journal/2024-03-04/01/article/367001.json",
        edition="2024-03-04",
        page="01",
        page_name="要闻",
        position=1,
        web_url="https://www.shobserver.com/news/detail?id=718000",
    )
    assert printed[0] == first
    assert (printed[1].position, printed[1].web_url) == (2, None)  # its own number is no other article's


@pytest.mark.parametrize("row", [{}, {"id": None}, {"id": "x"}, {"id": 1.5}, None, [], "1"])
def test_a_row_that_names_no_article_is_passed_over(row: object) -> None:
    assert [place.url[-11:] for place in jfrb.printed(answer(NAVI, edition(row, ROW)))] == ["367001.json"]


@pytest.mark.parametrize("body", ["", "<html>", "{", "[]", '{"pages": 1}'])
def test_what_is_no_edition_is_refused(body: str) -> None:
    with pytest.raises(NotAnArticle):
        list(jfrb.printed(answer(NAVI, body)))


def test_a_page_of_the_e_paper_tells_the_order_of_its_articles() -> None:
    url = "http://dzb.whb.cn/2019-09-17/7/detail-651969.html"
    script = 'var news = [{url: "/2019-09-17/7/detail-651968.html"}, {url: "/2019-09-17/7/detail-651969.html"}];'
    page = f'<div class="version_help">第7版：教科卫/公告</div><script>{script}</script>'

    first, second = whb.printed(answer(url, page, "text/html"))

    assert (first.edition, first.page, first.page_name, first.position) == ("2019-09-17", "7", "教科卫/公告", 1)
    assert (second.url, second.position) == (url, 2)


def test_where_an_article_is_printed_is_stored_with_the_capture_that_says_so(archive: Archive) -> None:
    rows = "SELECT edition, page, page_name, position, web_url FROM print_pages"

    for moment in (5, 6):  # a later list may lack what the earlier one had
        capture = answer(NAVI, edition(ROW if moment == 5 else {**ROW, "articleid": 0}))
        with archive.transaction():
            record(archive, recorded(capture, moment))

    found = [tuple(row) for row in archive.connection.execute(rows)]
    assert found == [("2024-03-04", "01", "要闻", 1, "https://www.shobserver.com/news/detail?id=718000")]


def recorded(capture: Capture, day: int) -> Capture:
    """The capture as one of a day of March, with a place in a WARC."""
    place = Place(
        warc_file="a.warc.gz", warc_offset=day, warc_length=1, record_id=f"urn:uuid:{day}", payload_digest=f"sha256:{day:064}"
    )
    return replace(capture, captured_at=datetime(2024, 3, day, tzinfo=UTC), place=place)
