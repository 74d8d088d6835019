"""What the demo outlet says, page by page: read with the selectors that the site it imitates is known for."""

from __future__ import annotations

import gzip
import json
from itertools import pairwise
from urllib.parse import urljoin

import pytest
from parsel import Selector

from newsarchive.demo import BUSY, FORBIDDEN, Answer, Edition, Generation, Mishap, Outlet, Story, changes
from newsarchive.demo.stories import sections


@pytest.fixture
def outlet() -> Outlet:
    return Outlet()


def stories(generation: Generation, edition: Edition | None = None) -> list[Story]:
    return [story for story in (edition or Edition()).stories.values() if story.generation is generation]


def page(answer: Answer) -> Selector:
    return Selector(answer.body.decode())


def header(answer: Answer, name: str) -> str | None:
    return dict(answer.headers).get(name)


def squeezed(parts: list[str]) -> str:
    return " ".join("".join(parts).split())


READABLE_DESKTOP = [story for story in stories(Generation.DESKTOP) if story.id != BUSY and story.charset == "utf-8"]


@pytest.mark.parametrize("story", READABLE_DESKTOP, ids=lambda story: str(story.id))
def test_a_desktop_page_holds_its_story_where_the_site_prints_it(outlet: Outlet, story: Story) -> None:
    html = page(outlet.response(story.address))

    assert html.css(".wz_contents::text").get() == story.title
    assert html.css(".weizhi a::text").getall()[:-1] == list(story.crumbs)
    assert html.css(".fenxiang_zz .max-words::text").getall() == [story.source, story.byline]
    assert html.css(".fenxiang_zz::text").getall()[-1].strip().replace(" ", "T") + "+08:00" == story.date
    assert (html.xpath("//b[.='摘要：']/following-sibling::text()").get() or None) == story.summary
    assert [text for p in html.css("#newscontents p") if (text := p.xpath("string()").get())] == list(story.paragraphs)
    assert len(html.css("#newscontents p > a > img")) == len(story.images)
    assert html.css("title::text").get() == f"{story.title}--汐港观察"


@pytest.mark.parametrize("story", stories(Generation.MOBILE), ids=lambda story: str(story.id))
def test_a_mobile_page_holds_its_story_where_the_site_prints_it(outlet: Outlet, story: Story) -> None:
    html = page(outlet.response(story.address))

    assert html.css(".news-container h1.news-title::text").get() == story.title
    assert html.css(".publish-time::text").get("").replace(" ", "T") + "+08:00" == story.date
    assert html.css(".news-attr::text").getall() == [
        *story.crumbs, f"{story.published:%Y-%m-%d %H:%M}", f"来源：{story.source}", f"作者：{story.byline}",
    ]  # fmt: skip
    assert html.css(".news-summary::text").get() == story.summary
    assert [text for p in html.css(".news-content p") if (text := p.xpath("string()").get())] == list(story.paragraphs)
    assert html.css(".news-container + .news-edit-info span::text").getall() == list(story.desk)
    assert html.css("pre.custom-attr::text").get() == story.custom


@pytest.mark.parametrize("story", stories(Generation.JSON), ids=lambda story: str(story.id))
def test_a_present_article_is_json_whose_detail_ends_with_the_credits(outlet: Outlet, story: Story) -> None:
    fields = json.loads(outlet.response(f"/news/getNewsDetail?id={story.id}").body)["object"]
    paragraphs = [p.xpath("string()").get() for p in Selector(fields["detail"]).css("p")]

    assert fields["title"] == story.title
    assert fields["publishtime"] == story.published.timestamp() * 1000
    assert [text for text in paragraphs[:-1] if text] == list(story.paragraphs)
    assert all(printed in paragraphs[-1] for printed in story.desk)


def test_the_page_of_a_present_article_is_an_empty_shell(outlet: Outlet) -> None:
    [story, *_] = stories(Generation.JSON)

    shell = outlet.response(story.address).body.decode()

    assert "{{brTitle}}" in shell
    assert story.title not in shell


def test_the_desktop_address_of_a_present_article_redirects_to_its_shell(outlet: Outlet) -> None:
    answer = outlet.response("/news/detail?id=3001")

    assert (answer.status, header(answer, "Location")) == (302, Edition().stories[3001].address)


def test_a_desktop_article_has_a_mobile_address_too(outlet: Outlet) -> None:
    html = page(outlet.response("/wx/detail.do?id=1002&time=1568550178141&from=groupmessage"))

    assert html.css("h1.news-title::text").get() == Edition().stories[1002].title


def test_a_mobile_article_has_no_desktop_address(outlet: Outlet) -> None:
    assert outlet.response("/news/detail?id=2001").status == 404


def followed(outlet: Outlet, path: str) -> list[Selector]:
    """The pages of a listing, by the link 下一页."""
    pages = [page(outlet.response(path))]
    while (after := pages[-1].xpath("//div[@class='fenye1outer']/a[.='下一页']/@href").get()) is not None:
        pages.append(page(outlet.response(after)))
    return pages


def test_every_story_is_listed_once_under_the_headlines_newest_first(outlet: Outlet) -> None:
    pages = followed(outlet, "/news/list?section=42")

    links = [link for html in pages for link in html.css(".chengshi_wz_h a::attr(href)").getall()]
    dates = [date[-19:] for html in pages for date in html.css(".chengshi_wz_f::text").getall()]
    assert len(pages) > 5
    assert links == [story.address for story in Edition().stories.values()]
    assert all(later >= earlier for later, earlier in pairwise(dates))


def test_a_listing_prints_author_and_second(outlet: Outlet) -> None:
    html = page(outlet.response("/news/sublist?section=31"))

    assert "作者：记者 阮听涛 通讯员 席云帆   2020-06-08 09:21:33" in html.css(".chengshi_wz_f::text").getall()


def test_sections_and_subsections_are_numbered_apart(outlet: Outlet) -> None:
    assert "城事" in squeezed(page(outlet.response("/news/list?section=22")).css(".weizhi ::text").getall())
    assert "湿地" in squeezed(page(outlet.response("/news/sublist?section=22")).css(".weizhi ::text").getall())


def test_a_section_without_articles_is_an_empty_list(outlet: Outlet) -> None:
    answer = outlet.response("/news/list?section=21")

    assert answer.status == 200
    assert page(answer).css(".page-nav-bar")
    assert not page(answer).css(".chengshi")


def test_a_page_past_the_last_of_a_list_answers_404(outlet: Outlet) -> None:
    assert outlet.response("/news/list?section=42&page=99").status == 404


def test_the_front_page_links_every_subsection(outlet: Outlet) -> None:
    html = page(outlet.response("/home"))

    links = html.css("li.subsection-li > a::attr(href)").getall()
    assert len(links) == sum(len(inner) for _, inner in sections()) == 10
    assert all(outlet.response(link).status == 200 for link in links)


def test_the_json_lists_overlap_and_some_rows_have_no_title(outlet: Outlet) -> None:
    def data(name: str) -> object:
        return json.loads(outlet.response(f"/staticsg/data/web/{name}.json").body)["data"]

    top, rank = data("home/topnewslist"), data("common/newsrank")
    flat = {name: data(f"home/{name}newslist") for name in ("more", "recommand", "quick", "banner")}
    assert isinstance(top, dict)
    assert {"top1", "top2", "list"} == set(top)
    assert isinstance(rank, dict)
    assert {"24", "48"} == set(rank)
    assert all(isinstance(rows, list) and rows for rows in flat.values())
    assert {row["id"] for row in flat["recommand"]} & {row["id"] for row in flat["more"]}
    assert "" in [row["title"] for row in flat["more"]]
    assert {"0", "1"} == {row["newstype"] for row in flat["quick"]}


def test_every_present_article_is_in_a_json_list(outlet: Outlet) -> None:
    rows = [
        row
        for name in ("more", "recommand")
        for row in json.loads(outlet.response(f"/staticsg/data/web/home/{name}newslist.json").body)["data"]
    ]

    assert {row["id"] for row in rows} == {story.id for story in stories(Generation.JSON)}


def test_a_page_that_says_gb2312_is_gb18030_and_its_header_says_nothing(outlet: Outlet) -> None:
    [story] = [story for story in Edition().stories.values() if story.charset == "gb18030"]

    answer = outlet.response(story.address)

    assert b"charset=gb2312" in answer.body
    assert header(answer, "Content-Type") == "text/html"
    assert story.title in answer.body.decode("gb18030")
    with pytest.raises(UnicodeDecodeError):
        answer.body.decode("gb2312")


def test_the_town_section_lists_the_addresses_that_are_no_articles(outlet: Outlet) -> None:
    pages = followed(outlet, "/news/list?section=22")

    links = {link for html in pages for link in html.css(".chengshi_wz_h a::attr(href)").getall()}
    assert {stray.path for stray in outlet.edition.strays} <= links


def test_an_article_is_listed_that_answers_404(outlet: Outlet) -> None:
    answer = outlet.response("/news/detail?id=1980")

    assert answer.status == 404
    assert "页面走丢了" in answer.body.decode()


def test_an_address_that_never_was_answers_404(outlet: Outlet) -> None:
    assert outlet.response("/admin").status == 404


def test_two_addresses_redirect_to_each_other_and_one_to_itself(outlet: Outlet) -> None:
    def target(path: str) -> str | None:
        return header(outlet.response(path), "Location")

    assert target("/news/detail?id=1981") == "/news/detail?id=1982"
    assert target("/news/detail?id=1982") == "/news/detail?id=1981"
    assert target("/news/detail?id=1983") == "/news/detail?id=1983"


def test_an_old_address_redirects_to_its_article(outlet: Outlet) -> None:
    answer = outlet.response("/gangkou/201703/t20170312_1001.html")

    assert answer.status == 302
    assert outlet.response(urljoin("/gangkou/", header(answer, "Location"))).status == 200


def test_a_busy_page_answers_503_once_and_says_when_to_come_again(outlet: Outlet) -> None:
    first, second = (outlet.response(f"/news/detail?id={BUSY}") for _ in range(2))

    assert (first.status, header(first, "Retry-After")) == (503, "1")
    assert second.status == 200


def test_robots_txt_forbids_a_listed_article_and_asks_for_a_delay() -> None:
    from protego import Protego

    robots = Protego.parse(Outlet(crawl_delay_seconds=0.05).response("/robots.txt").body.decode())

    assert FORBIDDEN in Edition().stories
    assert not robots.can_fetch(f"http://localhost/news/detail?id={FORBIDDEN}", "newsarchive")
    assert robots.can_fetch("http://localhost/news/detail?id=1001", "newsarchive")
    assert robots.crawl_delay("newsarchive") == 0.05


@pytest.mark.parametrize("status", [404, 503])
def test_robots_txt_can_be_missing_or_failing(status: int) -> None:
    assert Outlet(robots_status=status).response("/robots.txt").status == status


def test_html_is_compressed_for_those_who_accept_it(outlet: Outlet) -> None:
    plain = outlet.response("/news/detail?id=1001")
    packed = outlet.response("/news/detail?id=1001", {"accept-encoding": "gzip, deflate"})

    assert header(packed, "Content-Encoding") == "gzip"
    assert header(packed, "Content-Length") == str(len(packed.body))
    assert gzip.decompress(packed.body) == plain.body
    assert header(packed, "ETag") != header(plain, "ETag")


def test_a_page_that_is_still_the_same_answers_304(outlet: Outlet) -> None:
    answer = outlet.response("/news/detail?id=1001")
    tag, date = header(answer, "ETag"), header(answer, "Last-Modified")
    assert tag
    assert date == "Sat, 11 Mar 2017 23:30:14 GMT"

    assert outlet.response("/news/detail?id=1001", {"if-none-match": tag}).status == 304
    assert outlet.response("/news/detail?id=1001", {"if-modified-since": date}).status == 304
    assert outlet.response("/news/detail?id=1001", {"if-none-match": '"other"'}).status == 200


@pytest.mark.parametrize("number", range(1, 9))
def test_an_edition_differs_from_the_one_before_as_its_changes_tell(number: int) -> None:
    def content(story: Story) -> tuple[object, ...]:
        return story.title, story.summary, story.body, story.editor, story.credits

    before, after, told = Edition(number=number - 1).stories, Edition(number=number).stories, changes(number)

    assert after.keys() - before.keys() == told.new | told.restored
    assert before.keys() - after.keys() == told.gone
    assert {id for id in before.keys() & after.keys() if content(before[id]) != content(after[id])} == told.edited
    assert {id for id in before.keys() & after.keys() if before[id] != after[id]} == told.edited | told.counters


def test_the_edited_article_has_another_title_paragraph_and_editor() -> None:
    before, after = (Edition(number=n).stories[1004] for n in (0, 1))

    assert before.title != after.title
    assert sum(a != b for a, b in zip(before.paragraphs, after.paragraphs, strict=True)) == 1
    assert sum(a != b for a, b in zip(before.desk, after.desk, strict=True)) == 1


def test_one_edit_empties_a_summary() -> None:
    assert Edition().stories[2004].summary
    assert Edition(number=1).stories[2004].summary is None


def test_an_article_taken_down_answers_404_and_one_returns(outlet: Outlet) -> None:
    outlet.advance()
    assert [outlet.response(path).status for path in ("/news/detail?id=1008", "/wx/detail.do?id=2003")] == [404, 404]

    outlet.advance()
    assert [outlet.response(path).status for path in ("/news/detail?id=1008", "/wx/detail.do?id=2003")] == [404, 200]


def test_new_articles_appear_at_the_top_of_the_lists(outlet: Outlet) -> None:
    outlet.advance()

    links = page(outlet.response("/news/list?section=42")).css(".chengshi_wz_h a::attr(href)").getall()
    top = json.loads(outlet.response("/staticsg/data/web/home/topnewslist.json").body)["data"]
    assert links[:2] == [Edition(number=1).stories[id].address for id in (3008, 3007)]
    assert {top["top1"]["id"], top["top2"]["id"]} == changes(1).new


def test_a_counter_changes_the_bytes_and_not_the_article(outlet: Outlet) -> None:
    before = outlet.response("/news/detail?id=1006").body
    outlet.advance()

    after = outlet.response("/news/detail?id=1006").body
    assert before != after
    assert before.replace(b"(20)", b"(57)").replace("评论(2)".encode(), "评论(6)".encode()) == after


def test_one_story_is_copied_word_for_word_and_one_reprinted_with_a_lead_in() -> None:
    held = Edition().stories

    assert (held[1013].title, held[1013].body) == (held[1003].title, held[1003].body)
    assert held[1014].source == "岬湾晚报"
    assert held[1014].body.endswith(held[1009].body)
    assert len(held[1014].paragraphs) == len(held[1009].paragraphs) + 1


def test_credits_come_in_every_shape_that_the_site_prints() -> None:
    held = Edition().stories

    assert held[1001].credits[:5] == (
        ("作者", "谷汀兰"), ("作者", "闻一帆"), ("通讯员", "樊小满"), ("栏目主编", "柏南舟"), ("文字编辑", "戚望舒"),
    )  # fmt: skip
    assert "图片编辑" not in held[1003].editor
    assert held[1003].desk[-1] == "图片编辑："
    assert held[1005].credits[-3:] == (("内文图", "司徒屿"), ("内文图", "蒲晚舟"), ("内文图", "庄北雁"))
    assert held[1006].editor.startswith("栏目主编:尚知雨")
    assert "苗亦禾文字编辑：" in Outlet().response("/news/detail?id=1007").body.decode()
    assert held[1014].byline == "岬湾晚报 管疏影"


def test_a_grown_edition_has_that_many_articles_and_no_two_bodies_alike() -> None:
    grown = [story for story in Edition(articles=500).stories.values() if story.id > 1_000_000]

    assert len(Edition(articles=500).stories) == 500
    assert len({story.body for story in grown}) == len(grown) == 500 - len(Edition().stories)
    assert {story.generation for story in grown} == set(Generation)


def test_no_two_grown_articles_share_half_of_their_text() -> None:
    def shingles(story: Story) -> set[str]:
        return {story.body[i : i + 5] for i in range(len(story.body) - 4)}

    grown = [shingles(story) for story in Edition(articles=140).stories.values() if story.id > 1_000_000]

    assert max(len(a & b) / len(a | b) for i, a in enumerate(grown) for b in grown[:i]) < 0.5


def test_one_seed_grows_one_edition() -> None:
    assert Edition(articles=60, seed=3).stories == Edition(articles=60, seed=3).stories
    assert list(Edition(articles=60, seed=3).stories.values()) != list(Edition(articles=60, seed=4).stories.values())


def test_every_article_of_a_grown_edition_is_served() -> None:
    outlet = Outlet(Edition(articles=120))
    outlet.response(f"/news/detail?id={BUSY}")

    assert {outlet.response(story.document).status for story in outlet.edition.stories.values()} == {200}


@pytest.mark.parametrize("path", ["/news/detail?id=1001", "/wx/detail.do?id=2001"])
def test_padded_pages_have_the_size_asked_for_and_the_same_article(path: str) -> None:
    plain, padded = Outlet().response(path), Outlet(page_bytes=180_000).response(path)

    body = ".news-content, #newscontents"
    assert 170_000 < len(padded.body) < 195_000
    assert page(padded).css(body).get() == page(plain).css(body).get()
    assert b"<!--" not in padded.body


def test_pages_rendered_ahead_are_the_pages_served() -> None:
    warmed, fresh = Outlet(page_bytes=20_000), Outlet(page_bytes=20_000)
    warmed.warm()

    for story in fresh.edition.stories.values():
        assert warmed.response(story.document) == fresh.response(story.document)


@pytest.mark.parametrize("mishap", Mishap)
def test_a_mishap_befalls_articles_and_is_over_again(mishap: Mishap) -> None:
    outlet = Outlet(Edition(articles=30))
    documents = [story.document for story in outlet.edition.stories.values() if story.id != BUSY]
    before = [outlet.response(path) for path in documents]

    outlet.befall(mishap)
    after = [outlet.response(path) for path in documents]
    outlet.befall(None)

    assert all(answer.body != was.body for answer, was in zip(after, before, strict=True))
    assert {answer.status for answer in after} == {403 if mishap is Mishap.REFUSAL else 200}
    assert [outlet.response(path) for path in documents] == before
