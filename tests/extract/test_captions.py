"""What is printed beneath an image, and who took it."""

from __future__ import annotations

import pytest
from lxml.html import fromstring

from newsarchive.extract.captions import captioned, credit, is_caption


@pytest.mark.parametrize(
    ("caption", "who"),
    [
        ("△清晨的木桥（东方网记者顾潮生摄）", "顾潮生"),
        ("图说：老秦和他的补鞋机 新民晚报记者 张钰禾 摄", "张钰禾"),
        ("图为：护士站。记者 杨威 摄", "杨威"),
        ("（央视记者杨立、张宇、刘苏拍摄）", "杨立、张宇、刘苏"),
        ("（国广记者蔡靖、廖勇供图）", "蔡靖、廖勇"),
        ("打铁铺里的炉火。本文图片均由 受访者供图", "受访者"),
        ("老街。视觉中国 图", "视觉中国"),
        ("老街。视觉中国 资料", "视觉中国"),
        ("图片来源：市民政局", "市民政局"),
        ("摄影：陈正", "陈正"),
        ("图/林里", "林里"),
        ("3月4日，渡轮复航。新华社发（张三 摄）", "张三"),
        ("启动仪式（图片均由王泳摄）", "王泳"),
        ("资料图", None),
        ("渡口在下雨", None),
        ("孩子们在操场上拍摄视频", None),
        ("", None),
    ],
)
def test_who_took_an_image(caption: str, who: str | None) -> None:
    assert credit(caption) == who


@pytest.mark.parametrize("text", ["渡口在下雨。", "他说，天要下雨了。", "为什么要拍摄？", "第一章", "渡轮昨天复航，" * 30 + "张三 摄"])
def test_a_paragraph_is_no_caption(text: str) -> None:
    assert not is_caption(text)


def test_a_class_may_say_that_a_line_is_a_caption() -> None:
    page = fromstring("<div><p><img src='a'></p><p class='pictext'>渡口</p><img src='b'><p class='text'>渡口</p></div>")

    assert [caption for _, caption in captioned(page)] == ["渡口", None]


def test_a_caption_in_the_images_own_paragraph_behind_a_line_break() -> None:
    page = fromstring("<div><p><img src='a'><br>△渡口</p><figure><img src='b'><figcaption>雨</figcaption></figure></div>")

    assert [caption for _, caption in captioned(page)] == ["△渡口", "雨"]


def test_of_two_images_over_one_caption_the_last_has_it() -> None:
    page = fromstring("<div><img src='a'><img src='b'><p>图为：渡口</p></div>")

    assert [(image.get("src"), caption) for image, caption in captioned(page)] == [("a", None), ("b", "图为：渡口")]
