from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from newsarchive.items import Article, Credit, Outlet
from newsarchive.store.archive import Archive

OUTLET = Outlet(
    name="paper",
    title="浦江纪事",
    home="https://paper.example/",
    hosts=("paper.example",),
    zone="Asia/Shanghai",
    language="zh",
)
FIRST = Article(
    url="https://paper.example/1",
    outlet="paper",
    title="码头开港",
    source="浦江纪事",
    author="张三",
    date="2024-03-01T08:30+08:00",
    date_utc="2024-03-01T00:30:00Z",
    summary="首船靠泊的一天。",
    body="清晨，上海港的码头开港，首船靠泊。\n\nA股收盘走低，iPhone15发布会同日举行。",
    section=("长三角", "港口"),
    language="zh",
    credits=(Credit(role="记者", name="张三", role_normalized="author"),),
    captured_at="2024-03-01T09:00:00Z",
)
SECOND = replace(
    FIRST,
    url="https://paper.example/2",
    title="梅雨将至",
    date="2024-04-02",
    date_utc="2024-04-01T16:00:00Z",
    summary=None,
    body="气象台说，上海的梅雨比去年来得早。",
    credits=(Credit(role="摄影", name="李码头", role_normalized="photographer"),),
    captured_at="2024-04-02T09:00:00Z",
)
THIRD = replace(
    FIRST,
    url="https://paper.example/3",
    outlet=None,
    title="=1+1 of the harbor",
    date=None,
    date_utc=None,
    summary=None,
    body="The harbor café opened again. 上海。",
    language="en",
    credits=(),
    captured_at="2024-05-01T09:00:00Z",
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "archive"
    with Archive(folder, write=True) as archive:
        archive.add_outlet(OUTLET)
        for article in (FIRST, SECOND, THIRD):
            archive.add(article)
    return folder


@pytest.fixture
def archive(path: Path) -> Iterator[Archive]:
    with Archive(path) as archive:
        yield archive
