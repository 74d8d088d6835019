"""Clusters of articles that share their text: found, told apart, and the same in whatever order the articles come."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive.dedupe.copies import SHARE, is_copy
from newsarchive.items import Article, Capture, Place, Verdict
from newsarchive.reading import record
from newsarchive.schedule import timestamp
from newsarchive.store import copies
from newsarchive.store.archive import Archive
from tests.rows import KEYS, natural


def prose(seed: int, length: int = 400) -> str:
    """Invented text without meaning: the same for the same seed, another for another."""
    return "".join(random.Random(seed).choices([chr(0x4E00 + number) for number in range(2000)], k=length))


def edited(text: str, part: float, seed: int = 0) -> str:
    """The text with a part of its characters changed."""
    chance = random.Random(seed)
    signs = list(text)
    for place in chance.sample(range(len(signs)), round(part * len(signs))):
        signs[place] = chr(0x7000 + chance.randrange(2000))
    return "".join(signs)


STORY = prose(1)


def clusters(archive: Archive) -> dict[str, str]:
    """URL -> URL of the first, of every article in a cluster."""
    rows = archive.connection.execute(
        "SELECT articles.url, first.url FROM copies JOIN articles ON articles.id = article_id"
        " JOIN articles AS first ON first.id = first_id"
    )
    return dict(map(tuple, rows))


def row(archive: Archive, url: str) -> dict[str, Any]:
    found = archive.connection.execute(
        "SELECT copies.* FROM copies JOIN articles ON articles.id = article_id WHERE url = ?", (url,)
    ).fetchone()
    return dict(found)


@pytest.mark.parametrize("part", [0.0, 0.01, 0.03, 0.05, 0.1])
def test_a_reprint_with_up_to_a_tenth_of_its_characters_changed_is_a_copy(
    part: float, archive: Archive, article: Callable[..., Article]
) -> None:
    archive.add(article(url="https://a.example/1", body=STORY))

    verdict = archive.add(article(at=1, url="https://b.example/1", body=edited(STORY, part)))

    assert verdict is Verdict.COPY
    assert clusters(archive) == dict.fromkeys(("https://a.example/1", "https://b.example/1"), "https://a.example/1")


def test_two_texts_of_the_same_words_in_another_order_are_no_copies(
    archive: Archive, article: Callable[..., Article]
) -> None:
    archive.add(article(url="https://a.example/1", body=STORY))

    shuffled = "".join(random.Random(3).sample(STORY, len(STORY)))
    assert archive.add(article(url="https://b.example/1", body=shuffled)) is Verdict.NEW
    assert clusters(archive) == {}


def test_a_standing_phrase_in_two_texts_makes_no_copy(archive: Archive, article: Callable[..., Article]) -> None:
    phrase = prose(9, 40)
    archive.add(article(url="https://a.example/1", body=phrase + prose(2, 20)))

    assert archive.add(article(url="https://b.example/1", body=phrase + prose(3, 20))) is Verdict.NEW


def test_an_excerpt_is_told_from_a_reprint(archive: Archive, article: Callable[..., Article]) -> None:
    archive.add(article(url="https://a.example/1", body=STORY))
    archive.add(article(at=1, url="https://b.example/1", body=STORY[:240]))
    archive.add(article(at=2, url="https://c.example/1", body=prose(5, 100) + STORY))

    excerpt, longer = row(archive, "https://b.example/1"), row(archive, "https://c.example/1")

    assert (excerpt["share"], round(excerpt["share_of_first"], 1)) == (1, 0.6)
    assert (round(longer["share"], 1), longer["share_of_first"]) == (0.8, 1)


def test_what_a_reprint_changed_is_named(archive: Archive, article: Callable[..., Article]) -> None:
    archive.add(article(url="https://a.example/1", body=STORY, author="谷汀兰"))
    archive.add(article(at=1, url="https://b.example/1", body=f"{STORY}。", title="别的题目", author="谷汀兰", source="汐港观察"))

    assert json.loads(row(archive, "https://b.example/1")["changed"]) == ["title", "source", "body"]
    assert json.loads(row(archive, "https://a.example/1")["changed"]) == []


def test_a_revision_that_takes_another_text_leaves_the_cluster(archive: Archive, article: Callable[..., Article]) -> None:
    archive.add(article(url="https://a.example/1", body=STORY))
    archive.add(article(at=1, url="https://b.example/1", body=STORY))

    archive.add(article(at=2, url="https://b.example/1", body=prose(2)))

    assert clusters(archive) == {}
    assert archive.add(article(at=3, url="https://c.example/1", body=edited(prose(2), 0.05))) is Verdict.COPY
    assert set(clusters(archive)) == {"https://b.example/1", "https://c.example/1"}


def test_a_text_that_was_revised_away_is_found_no_more(archive: Archive, article: Callable[..., Article]) -> None:
    archive.add(article(url="https://a.example/1", body=STORY))
    archive.add(article(at=1, url="https://a.example/1", body=prose(2)))

    assert archive.add(article(at=2, url="https://b.example/1", body=STORY)) is Verdict.NEW


def test_a_cluster_that_only_a_forgotten_article_held_together_falls_apart(
    archive: Archive, article: Callable[..., Article]
) -> None:
    archive.add(article(url="https://a.example/1", body=STORY))
    archive.add(article(url="https://b.example/1", body=prose(2)))
    archive.add(article(url="https://c.example/1", body=f"{STORY}{prose(2)}"))
    assert len(clusters(archive)) == 3

    with archive.transaction():
        copies.forget(archive.connection, 3)

    assert clusters(archive) == {}
    remaining = archive.connection.execute(f"SELECT count(DISTINCT text) FROM ({KEYS})").fetchone()[0]
    assert remaining == 2


def test_an_earlier_capture_that_comes_late_becomes_the_first(archive: Archive, article: Callable[..., Article]) -> None:
    archive.add(article(at=5, url="https://a.example/1", body=STORY))
    archive.add(article(at=6, url="https://b.example/1", body=STORY))

    archive.add(article(at=1, url="https://b.example/1", body=STORY))

    assert set(clusters(archive).values()) == {"https://b.example/1"}


def test_a_text_at_many_addresses_stands_once_in_the_index(archive: Archive, article: Callable[..., Article]) -> None:
    for number in range(5):
        archive.add(article(at=number, url=f"https://a.example/{number}", body=STORY))

    assert archive.connection.execute(f"SELECT count(DISTINCT text), count(*) FROM ({KEYS})").fetchone()[:] == (1, 24)
    assert set(clusters(archive).values()) == {"https://a.example/0"}


def test_a_higher_share_joins_less_and_is_kept(archive: Archive, article: Callable[..., Article]) -> None:
    archive.add(article(url="https://a.example/1", body=STORY))
    archive.add(article(at=1, url="https://b.example/1", body=edited(STORY, 0.05)))
    assert copies.share(archive.connection) == SHARE

    with archive.transaction():
        found = copies.regroup(archive.connection, 0.95)

    assert (found, clusters(archive)) == (0, {})
    assert archive.add(article(at=2, url="https://c.example/1", body=edited(STORY, 0.05, seed=7))) is Verdict.NEW


def test_texts_that_only_share_a_form_with_a_crowd_are_not_read(
    archive: Archive, article: Callable[..., Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    form = prose(7, 255)
    for number in range(20):
        archive.add(article(at=number, url=f"https://a.example/{number}", body=form + prose(100 + number, 400)))
    read: list[float] = []
    monkeypatch.setattr(copies, "is_copy", lambda found, least: read.append(found.of_one) or is_copy(found, least))

    archive.add(article(at=30, url="https://b.example/3", body=form + prose(103, 400) + prose(9, 20)))
    of_all = len(read)
    monkeypatch.setattr(copies, "CROWD", 5)
    archive.add(article(at=31, url="https://b.example/4", body=form + prose(104, 400) + prose(9, 20)))

    assert {clusters(archive)[f"https://b.example/{number}"][-2:] for number in (3, 4)} == {"/3", "/4"}
    assert len(read) - of_all < of_all / 2


# -- whatever the order ------------------------------------------------------------------------------------------------

BODIES = [STORY, STORY[:200], edited(STORY, 0.05), f"{STORY[200:]}{prose(2, 200)}", prose(2, 200), prose(3), "短讯。", None]


@dataclass(frozen=True)
class Sight:
    """One capture of one article."""

    article: int
    minute: int
    text: int
    """Place in BODIES."""


SIGHTS = st.lists(
    st.builds(Sight, st.integers(1, 6), st.integers(0, 20), st.integers(0, len(BODIES) - 1)),
    min_size=2,
    max_size=9,
    unique_by=lambda sight: (sight.article, sight.minute),
)


def enter(archive: Archive, sight: Sight) -> None:
    """Record a capture and read it, as a replay does."""
    captured_at = datetime(2024, 3, 1, 8, sight.minute, tzinfo=UTC)
    record_id = f"urn:{sight.article}:{sight.minute}"
    place = Place(warc_file="a.warc.gz", warc_offset=0, warc_length=1, record_id=record_id, payload_digest="x")
    url = f"http://127.0.0.1/news/detail?id={sight.article}"
    with archive.transaction():
        record(archive, Capture(url=url, captured_at=captured_at, status=200, headers=(), body=b"x", place=place))
    body = BODIES[sight.text]
    archive.add(Article(url=url, title="题", body=body, captured_at=timestamp(captured_at), record_id=record_id))


def archived(sights: list[Sight], *, anew: bool = False) -> tuple[Any, ...]:
    with TemporaryDirectory() as folder:
        with Archive(Path(folder), write=True) as archive:
            for sight in sights:
                enter(archive, sight)
            if anew:
                with archive.transaction():
                    copies.regroup(archive.connection)
        rows = natural(Path(folder))
        return rows["copies"], rows["keys"]


@settings(max_examples=40)
@given(st.data())
def test_the_clusters_are_the_same_in_whatever_order_articles_and_revisions_come(data: st.DataObject) -> None:
    sights = data.draw(SIGHTS)
    shuffled = data.draw(st.permutations(sights))

    assert archived(shuffled) == archived(sights)


@settings(max_examples=40)
@given(SIGHTS)
def test_clusters_kept_up_to_date_are_those_found_anew(sights: list[Sight]) -> None:
    assert archived(sights) == archived(sights, anew=True)
