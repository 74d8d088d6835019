"""Labels and sites' names that are left in what was read."""

from __future__ import annotations

from typing import Any

import pytest

from newsarchive.extract.leftovers import label_left


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("source", "来源：新华社"),
        ("source", "Source: Reuters"),
        ("author", "记者张三"),
        ("author", "作者：张三"),
        ("author", "By Jane Doe"),
        ("title", "潮水退了--汐港观察"),
        ("title", "潮水退了 | 汐港观察"),
        ("summary", "摘要：清早的滩涂上空无一人。"),
        ("section", ["我的位置: 城事", "码头"]),
        ("body", "清早的滩涂上空无一人。\n\n责任编辑：陈伊萍 校对：余承君"),
    ],
)
def test_what_is_left_is_seen(field: str, value: Any) -> None:
    assert label_left(field, value, "汐港观察")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("source", "新华社"),
        ("author", "张三、李四"),
        ("author", "Byron Doe"),
        ("title", "汐港观察十年"),
        ("title", "比分 3:2，港队胜"),
        ("summary", "清早的滩涂：空无一人。"),
        ("section", ["城事", "码头"]),
        ("body", "清早的滩涂上空无一人。\n\n巡护员记下了潮高。"),
        ("editor", "栏目主编：孔令君"),
        ("author", None),
    ],
)
def test_what_belongs_there_is_not(field: str, value: Any) -> None:
    assert not label_left(field, value, "汐港观察")
