"""`outlets check` on archived pages of an outlet whose layouts are told by places."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result

from newsarchive.replay import replay
from newsarchive.store.archive import Archive
from newsarchive.warc.write import Exchange, WarcWriter
from tests.spiders.replica import article

FIXTURE = "newsarchive.pages.rednet.Page/ordinary-article"


@pytest.fixture
def of_rednet(tmp_path: Path) -> Path:
    """An archive with four pages of 红网's: two as they were, one without the section path, one with another headline."""
    pages = {number: article(FIXTURE, number, "2019-11-10", {"旧铁桥改成步道": "第{number}座旧铁桥改成步道"}) for number in range(4)}
    pages[2] = pages[2].replace('class="breadcrumb"', 'class="path"')
    pages[3] = pages[3].replace('class="detail_title"', 'class="headline"')
    folder = tmp_path / "warc"
    folder.mkdir()
    with WarcWriter(folder, {}) as writer:
        for number, text in pages.items():
            writer.write(
                Exchange(
                    url=f"https://hn.rednet.cn/content/2019/11/10/619400{number}.html",
                    captured_at=datetime(2019, 11, 11, tzinfo=UTC),
                    status=200,
                    headers=(("Content-Type", "text/html"),),
                    payload=text.encode(),
                )
            )
    [warc] = folder.iterdir()
    with Archive(tmp_path / "archive", write=True) as archive:
        replay(archive, warc)
    return tmp_path / "archive"


def test_the_places_that_pages_do_not_have_are_told_by_layout(of_rednet: Path, call: Callable[..., Result]) -> None:
    answer = call("-a", of_rednet, "outlets", "check", "rednet", "--no-live")

    assert answer.exit_code == 0
    told = answer.stdout.splitlines()
    assert "archived: 4 articles read; missing: nothing" in told
    assert "  Page: 3 pages; not there: crumbs on 1" in told
    assert "  PlainPage: 1 pages; not there: nothing" in told
