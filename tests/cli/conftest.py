from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from newsarchive.cli import main
from newsarchive.replay import replay
from newsarchive.store.archive import Archive
from newsarchive.warc.write import Exchange, WarcWriter

ARTICLE = "https://www.shobserver.com/news/detail?id={}"
PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title></head><body>
<div class="weizhi"><a href="/">首页</a> <a href="/a">长三角</a> <a href="/b">文章详情</a></div>
<div class="wz_contents">{title}</div>
<div class="fenxiang_zz"><span>来源：上观新闻</span> <span>作者：凌汛</span> <span>2019-09-07 12:06</span></div>
<div id="newscontents"><p>{first}</p><p>码头的风从早吹到晚，没有一只纸鸢落下来。</p></div>
<div class="news-edit-info">栏目主编：秦望 文字编辑：秦望</div></body></html>"""


def exchange(number: int, day: int, *, first: str = "开港那天，全镇的人都来了。", status: int = 200) -> Exchange:
    page = PAGE.format(title=f"第{number}座码头开港", first=first)
    return Exchange(
        url=ARTICLE.format(number),
        captured_at=datetime(2020, 5, day, 8, 30, tzinfo=UTC),
        status=status,
        reason_phrase="OK",
        headers=(("Content-Type", "text/html; charset=utf-8"), ("Set-Cookie", "session=secret")),
        payload=page.encode() if status == 200 else b"",
    )


@pytest.fixture
def warc(tmp_path: Path) -> Path:
    """Three articles, of which the second was edited and the third is gone."""
    folder = tmp_path / "crawled"
    folder.mkdir()
    with WarcWriter(folder, {}) as writer:
        for number in (11, 12, 13):
            writer.write(exchange(number, day=1))
        writer.write(exchange(12, day=2, first="开港那天，全镇的老人都来了。"))
        writer.write(exchange(13, day=3, status=404))
    (path,) = folder.iterdir()
    return path


@pytest.fixture
def archive(tmp_path: Path, warc: Path) -> Path:
    path = tmp_path / "archive"
    with Archive(path, write=True) as store:
        replay(store, warc)
    return path


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Calls the command line in this process."""
    monkeypatch.delenv("NEWSARCHIVE_ARCHIVE", raising=False)

    def run(*arguments: object, **options: object) -> Result:
        result = CliRunner().invoke(main, [str(argument) for argument in arguments], prog_name="newsarchive", **options)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run
