"""Printed sources -> the outlets they name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.dedupe.sources import names


@pytest.mark.parametrize(
    ("printed", "named"),
    [
        ("潮汐日报客户端", ("潮汐日报",)),
        ("潮汐日报微信公众号", ("潮汐日报",)),
        ("《潮汐日报》", ("潮汐日报",)),
        ("潮汐网－潮汐日报", ("潮汐日报",)),
        ("潮汐在线—《潮汐日报》", ("潮汐日报",)),
        ("潮汐网—潮汐日报—周末", ("潮汐日报",)),
        ("潮汐日报-海风专栏", ("潮汐日报",)),
        ("潮汐日报·海风新闻", ("潮汐日报",)),
        ("潮汐日报/海风新闻", ("潮汐日报", "海风新闻")),
        ("潮汐日报、海风新闻客户端", ("潮汐日报", "海风新闻")),
        ("潮汐日报 海风新闻 等", ("潮汐日报", "海风新闻")),
        ("潮汐新闻（汐港）", ("潮汐新闻",)),
        ("潮汐通讯社发布", ("潮汐通讯社",)),
        ("汐港发布", ("汐港发布",)),
        ("汐港发布微博", ("汐港发布",)),
        ("ＴＩＤＥ News App", ("TIDE News",)),
        ("The Tide-Times, AP", ("The Tide-Times", "AP")),
        ("微信", ("微信",)),
        ("", ()),
        (None, ()),
        ("、", ()),
    ],
)
def test_a_source_names_its_outlets_and_no_channel(printed: str | None, named: tuple[str, ...]) -> None:
    assert names(printed) == named


@given(st.text(max_size=60) | st.text("潮汐网·-—、/ 《》()等微信客户端", max_size=30))
def test_no_name_is_empty_or_given_twice(printed: str) -> None:
    found = names(printed)

    assert all(name.strip() for name in found)
    assert len(set(found)) == len(found)
