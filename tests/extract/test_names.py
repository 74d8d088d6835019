"""Names: where a run is cut, what is taken off, and what a single name looks like."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.extract import names
from newsarchive.extract.names import Kind


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("张三,李四;王五", ["张三", "李四", "王五"]),
        ("张三 李四　王五", ["张三", "李四", "王五"]),
        ("张 三 李四", ["张三", "李四"]),
        ("上官云 欧阳慧敏", ["上官云", "欧阳慧敏"]),
        ("徐湘东肖洋", ["徐湘东", "肖洋"]),
        ("欧阳小华李四", ["欧阳小华", "李四"]),
        ("艾尔肯·买买提", ["艾尔肯·买买提"]),
        ("Diogo Carleto", ["Diogo Carleto"]),
        ("中村 真子", ["中村 真子"]),
        ("Anna Berg und Max Muster", ["Anna Berg", "Max Muster"]),
        ("李梅综合报道", ["李梅"]),
        ("张三 李四 摄", ["张三", "李四"]),
        ("杨倩_NF4425", ["杨倩"]),
        ("姜君 PN151", ["姜君"]),
        ("徐汇区枫林街道", ["徐汇区枫林街道"]),
        ("沈佩瑤台北", ["沈佩瑤"]),
        ("方敏北京大学经济学院教授", ["方敏"]),
        ("", []),
    ],
)
def test_a_run_is_cut_into_its_names(run, expected):
    assert [name.text for name in names.split(run)] == expected


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("张三", Kind.PERSON),
        ("諸葛小明", Kind.PERSON),
        ("陳李玉英", Kind.PERSON),
        ("홍길동", Kind.PERSON),
        ("Jane Doe", Kind.PERSON),
        ("规划发展处", Kind.ORGANIZATION),
        ("中国台湾网", Kind.ORGANIZATION),
        ("dpa", Kind.AGENCY),
        ("新华社", Kind.AGENCY),
        ("肉圆", Kind.UNSURE),
        ("高考", Kind.UNSURE),
        ("台北", Kind.UNSURE),
    ],
)
def test_a_name_is_judged_by_its_form(name, kind):
    assert names.judge(name) is kind


def test_a_cut_without_separator_says_so():
    assert {name.note for name in names.split("徐湘东肖洋")} == {names.BY_SURNAME}


@pytest.mark.parametrize("word", ["从上海", "获悉", "在现场", "国际", "时政"])
def test_a_word_of_a_sentence_is_no_person(word):
    assert not names.is_han_person(word)


@given(st.text(alphabet="张三李四欧阳肖洋 、,/()ABc_12网报摄報導·é", max_size=60))
def test_each_name_stands_where_it_says(run):
    for name in names.split(run):
        assert name.text.replace(" ", "") == run[name.start : name.end].replace(" ", "")
