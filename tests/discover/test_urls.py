"""Addresses: equal ones are one, different ones are not, and none is an error."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.discover.urls import canonical, is_http

KEYS = st.sampled_from(["id", "utm_source", "utm_medium", "spm", "section", "page", "b", "a", "fbclid", "from"])
VALUES = st.text("abc019-_~%20é汐 ", max_size=6)
URLS = st.builds(
    lambda scheme, host, port, path, query, fragment: (
        f"{scheme}://{host}{port}/{path}" + ("?" + "&".join(f"{k}={v}" for k, v in query) if query else "") + fragment
    ),
    st.sampled_from(["http", "https", "HTTP"]),
    st.sampled_from(["paper.example", "PAPER.example", "127.0.0.1", "[::1]", "報.example"]),
    st.sampled_from(["", ":80", ":443", ":8642"]),
    st.text("ab./%2é汐", max_size=8),
    st.lists(st.tuples(KEYS, VALUES), max_size=4),
    st.sampled_from(["", "#top", "#!/x"]),
)


@given(URLS)
def test_the_canonical_form_is_its_own(url: str) -> None:
    assert canonical(canonical(url)) == canonical(url)


@given(URLS)
def test_the_canonical_form_is_an_address_that_can_be_fetched(url: str) -> None:
    assert is_http(canonical(url))
    assert canonical(url).isascii()


@pytest.mark.parametrize(
    "url",
    [
        "http://paper.example/a?id=7",
        "HTTP://PAPER.EXAMPLE:80/a?id=7#comments",
        "http://paper.example/x/../a?id=7",
        "http://paper.example/a?utm_source=x&id=7&utm_medium=y",
        "http://paper.example/a?spm=1.2&id=7&isappinstalled=0",
    ],
)
def test_equal_addresses_have_one_form(url: str) -> None:
    assert canonical(url) == "http://paper.example/a?id=7"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://paper.example/a?id=7", "http://paper.example/a?id=8"),
        ("http://paper.example/a?id=7", "http://paper.example/a"),
        ("http://paper.example/a", "http://paper.example/a/"),
        ("http://paper.example/a", "https://paper.example/a"),
        ("http://paper.example/a", "http://paper.example:8642/a"),
        ("http://paper.example/a?p=1", "http://paper.example/a?p=2"),
        ("http://paper.example/A", "http://paper.example/a"),
    ],
)
def test_what_may_be_another_page_is_another_address(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


@pytest.mark.parametrize(
    "url",
    ["", "/a", "ftp://paper.example/a", "file:///etc/passwd", "javascript:alert(1)", "mailto:a@b.example", "http://", "http:///a",
     "data:text/html,x", "http://paper.example:99999/", "http://[::1/", "tel:1"],
)  # fmt: skip
def test_what_is_no_web_address_is_told(url: str) -> None:
    assert not is_http(url)
