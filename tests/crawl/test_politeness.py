"""How a crawl behaves towards a server, by the server's own clock and count."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from time import sleep

import pytest

from newsarchive.demo import Answer, Server
from newsarchive.demo.markup import desktop
from newsarchive.hosts import REFUSALS
from newsarchive.warc.read import records
from tests.crawl.site import LIST, Crawled, Site, crawl, html, moved, story


def robots(text: str, status: int = 200) -> Answer:
    return Answer(status, (("Content-Type", "text/plain"), ("Content-Length", str(len(text)))), text.encode())


@pytest.mark.parametrize("status", [500, 503])
def test_nothing_is_fetched_from_a_host_whose_robots_txt_fails(
    status: int, site: Site, served: Server, crawl_site: Callable[..., Crawled]
) -> None:
    site.put_list(*site.put_articles(1))
    site.put("/robots.txt", robots("User-agent: *\nAllow: /\n", status))

    crawled = crawl_site()

    assert served.hits == {"/robots.txt": 1}
    assert crawled.report["failures"] == {"robots_unreachable": 1}
    assert crawled.rows("SELECT url, status, state FROM captures") == [(f"{served.url}/robots.txt", status, "not_read")]


def test_everything_may_be_fetched_from_a_host_without_robots_txt(
    site: Site, served: Server, crawl_site: Callable[..., Crawled]
) -> None:
    site.put_list(*site.put_articles(1, 2))

    crawled = crawl_site()

    assert served.hits == {"/robots.txt": 1, LIST: 1, "/news/detail?id=1": 1, "/news/detail?id=2": 1}
    assert crawled.report["counts"]["new"] == 2


def test_robots_txt_is_kept_to_where_it_redirects_to_and_in_its_pace(
    site: Site, served: Server, crawl_site: Callable[..., Crawled]
) -> None:
    allowed, forbidden, behind = site.put_articles(1, 2, 3)
    site.put("/news/detail?id=4", moved(behind))
    site.put_list(allowed, forbidden, "/news/detail?id=4")
    site.put("/robots.txt", moved("/rules.txt", 301))
    rules = f"User-agent: newsarchive\nDisallow: {forbidden}$\nDisallow: {behind}$\nCrawl-delay: 0.5\n\nUser-agent: *\nDisallow: /\n"
    site.put("/rules.txt", robots(rules))

    crawled = crawl_site()

    urls = crawled.urls()
    assert urls[allowed] == ("done", None)
    assert urls[forbidden] == urls[behind] == ("failed", "robots")
    assert forbidden not in served.hits
    assert behind not in served.hits
    pages = [hit.at for hit in served.log if "robots" not in hit.path and "rules" not in hit.path]
    assert len(pages) == 3
    assert min(later - earlier for earlier, later in pairwise(pages)) >= 0.49


@pytest.mark.parametrize("allowed", [1, 3])
def test_a_host_gets_no_more_requests_at_once_than_it_may_without_a_delay_too(
    allowed: int, site: Site, crawl_site: Callable[..., Crawled]
) -> None:
    answers, under_way, seen = site.response, [], set()

    def slowly(path: str, headers: dict[str, str]) -> Answer:
        under_way.append(path)
        seen.add(len(under_way))
        sleep(0.05)
        under_way.remove(path)
        return answers(path, headers)

    site.response = slowly  # type: ignore[method-assign, assignment]
    site.put_list(*site.put_articles(*range(1, 9)))

    crawled = crawl_site(settings={"DOWNLOAD_DELAY": 0, "CONCURRENT_REQUESTS_PER_DOMAIN": allowed})

    assert crawled.report["counts"]["new"] == 8
    assert max(seen) == allowed


def test_a_host_that_says_retry_after_is_left_alone_for_so_long(
    site: Site, served: Server, crawl_site: Callable[..., Crawled]
) -> None:
    addresses = site.put_articles(1, 2, 3, 4)
    page = html(desktop(story(2), []))
    site.put("/news/detail?id=2", html("later", 503, Retry_After="2"), page)
    site.put_list(*addresses)

    crawled = crawl_site(settings={"DOWNLOAD_DELAY": 0.1})

    refused = next(hit.at for hit in served.log if hit.status == 503)
    later = [hit.at - refused for hit in served.log if hit.at > refused]
    assert crawled.report["counts"]["new"] == 4
    assert served.hits["/news/detail?id=2"] == 2
    assert min(later) >= 2


def test_a_pause_outlives_the_crawl_that_was_told_of_it(
    site: Site, served: Server, crawl_site: Callable[..., Crawled]
) -> None:
    addresses = site.put_articles(1, 2)
    site.put("/news/detail?id=1", html("tomorrow", 429, Retry_After="86400"))
    site.put_list(*addresses)
    first = crawl_site(settings={"DOWNLOAD_DELAY": 0.1, "NEWSARCHIVE_PATIENCE": 1})
    served.hits.clear()

    second = crawl_site(settings={"DOWNLOAD_DELAY": 0.1, "NEWSARCHIVE_PATIENCE": 1})

    assert first.report["tally"]["pending"] >= 1
    assert first.report["balanced"]
    assert second.report["balanced"]
    assert not [path for path in served.hits if path != "/robots.txt"]


def test_requests_say_who_asks_and_carry_no_secret(
    site: Site, served: Server, crawl_site: Callable[..., Crawled]
) -> None:
    page = html(desktop(story(1), []), Set_Cookie="canary=1; Path=/")
    site.put("/news/detail?id=1", page)
    site.put("/news/detail?id=2", page)
    site.put_list("/news/detail?id=1", "/news/detail?id=2")

    crawl_site(settings={"NEWSARCHIVE_CONTACT": "archive@library.example"})

    names = {name for headers in site.headers for name in headers}
    assert all("newsarchive/" in headers["user-agent"] for headers in site.headers)
    assert all("(+archive@library.example)" in headers["user-agent"] for headers in site.headers)
    assert not names & {"cookie", "cookie2", "authorization", "proxy-authorization", "referer", "from"}


def test_no_more_is_asked_of_a_host_than_its_budget_of_the_day(
    site: Site, served: Server, crawl_site: Callable[..., Crawled]
) -> None:
    site.put_list(*site.put_articles(*range(1, 10)))
    polite = {"NEWSARCHIVE_BUDGET": 5, "NEWSARCHIVE_PATIENCE": 1}

    first = crawl_site(settings=polite)
    second = crawl_site(settings=polite)

    assert sum(served.hits.values()) == 5
    assert first.report["balanced"]
    assert second.report["tally"]["pending"] >= 6
    assert first.rows("SELECT sum(requests) FROM host_days") == [(5,)]


@pytest.mark.parametrize("status", [403, 429])
def test_a_host_that_refuses_again_and_again_is_left_alone(
    status: int, site: Site, served: Server, crawl_site: Callable[..., Crawled]
) -> None:
    for number in range(1, 20):
        site.put(f"/news/detail?id={number}", html("no", status))
    site.put_list(*(f"/news/detail?id={number}" for number in range(1, 20)))

    crawled = crawl_site(settings={"NEWSARCHIVE_PATIENCE": 5, "DOWNLOAD_DELAY": 0.05})

    refused = [hit for hit in served.log if hit.status == status]
    assert REFUSALS <= len(refused) <= REFUSALS + 2  # what was under way
    assert crawled.report["balanced"]
    assert crawled.report["tally"]["pending"] >= 10
    [(until,)] = crawled.rows("SELECT paused_until FROM hosts")
    assert datetime.fromisoformat(until) > datetime.now(UTC) + timedelta(minutes=55)


def test_a_page_that_asks_not_to_be_archived_is_left_out_where_that_is_configured(
    site: Site, crawl_site: Callable[..., Crawled], tmp_path: Path
) -> None:
    page = desktop(story(1), []).replace("<head>", '<head><meta name="robots" content="noarchive">')
    site.put("/news/detail?id=1", html(page))
    site.put("/news/detail?id=2", html(desktop(story(2), []), X_Robots_Tag="noarchive"))
    site.put_list("/news/detail?id=1", "/news/detail?id=2", *site.put_articles(3))

    crawled = crawl_site(settings={"NEWSARCHIVE_OBEY_NOARCHIVE": True})

    assert crawled.urls()["/news/detail?id=1"] == crawled.urls()["/news/detail?id=2"] == ("failed", "noarchive")
    assert crawled.urls()["/news/detail?id=3"] == ("done", None)
    kept = {record.url for path in (tmp_path / "archive" / "warc").iterdir() for record in records(path) if record.url}
    assert not [url for url in kept if url.endswith(("?id=1", "?id=2"))]


def test_a_page_that_asks_not_to_be_archived_is_kept_where_nothing_is_configured(
    site: Site, crawl_site: Callable[..., Crawled]
) -> None:
    site.put("/news/detail?id=1", html(desktop(story(1), []), X_Robots_Tag="noarchive"))
    site.put_list("/news/detail?id=1")

    assert crawl_site().urls()["/news/detail?id=1"] == ("done", None)


def test_a_slow_server_is_asked_more_slowly(site: Site, tmp_path: Path) -> None:
    site.put_list(*site.put_articles(1, 2, 3, 4))
    with Server(site, delay_seconds=0.4) as served:  # type: ignore[arg-type]
        crawl(tmp_path / "archive", served.url, arguments={"section": "22"}, settings={"DOWNLOAD_DELAY": 0.05})
        began = [hit.at for hit in served.log if "detail" in hit.path]

    gaps = [later - earlier for earlier, later in pairwise(began)]
    assert min(gaps) >= 0.75  # an answer takes .4 s, and as long a rest follows


def test_a_crawl_by_a_timetable_goes_by_a_robots_txt_of_the_same_day(
    site: Site, served: Server, crawl_site: Callable[..., Crawled]
) -> None:
    allowed, forbidden = site.put_articles(1, 2)
    site.put_list(allowed, forbidden)
    site.put("/robots.txt", robots(f"User-agent: *\nDisallow: {forbidden}\n"))
    crawl_site()

    again = crawl_site(settings={"NEWSARCHIVE_LISTS": "due", "NEWSARCHIVE_RECHECK": "all"})

    assert served.hits["/robots.txt"] == 1
    assert served.hits[allowed] == 2
    assert forbidden not in served.hits
    assert again.urls()[forbidden] == ("failed", "robots")
