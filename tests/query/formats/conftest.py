from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from newsarchive.items import Article, Credit, Image, Precision
from newsarchive.store.archive import Archive
from tests.query.conftest import FIRST, OUTLET, SECOND, THIRD

__all__ = ["FULL", "LATER"]

#: Every field, and signs that formats are tripped up by.
FULL: Article = replace(
    FIRST,
    url="https://paper.example/4?a=1&b=<2>",
    title='=HYPERLINK("潮") & <b>"潮水"</b>',
    source="新华社客户端、浦江纪事",
    author="新华社、张三",
    date="2024-03",
    date_utc="2024-02-29T16:00:00Z",
    date_precision=Precision.MONTH,
    date_printed="2024年3月",
    updated="2024-03-02T10:00+08:00",
    summary="+退潮,\n\"涨潮\"\x0b",
    body="第一段\x00，有控制符。\n\n第二段]]> & <p>。",
    editor="栏目主编：李四 校对：王五 审核：赵六 译：钱七",
    canonical_url="https://paper.example/四 号",
    images=(Image(url="https://paper.example/1.jpg", caption="滩涂", credit="孙八 摄"),),
    credits=(
        Credit(role="", name="新华社", role_normalized="author"),
        Credit(role="记者", name="张三", role_normalized="correspondent", note="QN054"),
        Credit(role="通讯员", name="周九", role_normalized="contributor"),
        Credit(role="栏目主编", name="李四", role_normalized="section_editor"),
        Credit(role="校对", name="王五", role_normalized="proofreader"),
        Credit(role="审核", name="赵六", role_normalized="reviewer"),
        Credit(role="译", name="钱七", role_normalized="translator"),
        Credit(role="摄影", name="孙八", role_normalized="photographer"),
    ),
    captured_at="2024-03-03T09:00:00Z",
    parser="paper.Page/1",
)
LATER = replace(FULL, title="潮水", captured_at="2024-03-04T09:00:00Z")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "archive"
    with Archive(folder, write=True) as archive:
        archive.add_outlet(OUTLET)
        for article in (FIRST, SECOND, THIRD, FULL):
            archive.add(article)
    return folder


@pytest.fixture
def archive(path: Path) -> Iterator[Archive]:
    with Archive(path) as archive:
        yield archive
