"""The state machine of takedowns: live, suspect, gone, restored."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from newsarchive.dedupe.absence import Absence, Absent, Miss, Rule, Sight, absences, state

HERE = "https://paper.example/1"


def at(hours: float) -> str:
    return (datetime(2024, 3, 1, 8, tzinfo=UTC) + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")


def seen(*hours: float, url: str = HERE) -> list[Sight]:
    return [Sight(at(hour), url) for hour in hours]


def missed(*hours: float, reason: Absent = Absent.NOT_FOUND, url: str = HERE) -> list[Miss]:
    return [Miss(at(hour), url, reason) for hour in hours]


def test_an_article_that_every_check_finds_was_never_absent() -> None:
    assert absences(seen(0, 1, 30), []) == []
    assert state([]) == "live"


def test_a_check_that_does_not_find_it_makes_a_suspect() -> None:
    known = absences(seen(0), missed(24, 25))

    assert known == [Absence(at(0), at(24), at(25), 2, Absent.NOT_FOUND)]
    assert state(known) == "suspect"


def test_three_checks_over_three_days_make_it_gone_at_the_one_that_completes_them() -> None:
    [absence] = absences(seen(0), missed(24, 48, 95, 96, 200))

    assert absence.gone_at == at(96)
    assert state([absence]) == "gone"


def test_many_checks_within_a_day_prove_nothing() -> None:
    assert state(absences(seen(0), missed(*range(1, 24)))) == "suspect"


def test_two_checks_a_month_apart_prove_nothing() -> None:
    assert state(absences(seen(0), missed(1, 720))) == "suspect"


def test_a_sight_between_checks_lets_them_count_anew() -> None:
    known = absences(seen(0, 50), missed(24, 48, 60, 90, 130))

    assert [(one.missing_since, one.returned_at, one.gone_at) for one in known] == [
        (at(24), at(50), None), (at(60), None, None),
    ]  # fmt: skip
    assert state(known) == "suspect"


def test_a_suspect_that_is_found_again_is_live_and_was_never_taken_down() -> None:
    assert state(absences(seen(0, 50), missed(24, 48))) == "live"


def test_a_gone_article_that_is_found_again_is_restored() -> None:
    known = absences(seen(0, 300), missed(24, 100, 200))

    assert [(one.gone_at, one.returned_at) for one in known] == [(at(200), at(300))]
    assert state(known) == "restored"


def test_a_restored_article_may_go_again() -> None:
    known = absences(seen(0, 300), missed(24, 100, 200, 400, 450, 500))

    assert [bool(one.gone_at) for one in known] == [True, True]
    assert state(known) == "gone"


def test_what_was_not_found_before_it_was_ever_seen_is_no_absence() -> None:
    assert absences(seen(10), missed(0, 5)) == []


def test_an_article_that_stands_at_another_of_its_addresses_was_there() -> None:
    phone = "https://m.paper.example/1"

    assert absences([*seen(0), *seen(24.5, url=phone)], missed(24)) == []
    assert absences([*seen(0), *seen(24.5)], missed(24)) != []  # at its own it was away for half an hour


def test_the_last_reason_counts() -> None:
    assert absences(seen(0), [*missed(1), *missed(2, reason=Absent.HOME)])[0].reason is Absent.HOME


def test_the_rule_can_be_told() -> None:
    assert state(absences(seen(0), missed(1, 2), Rule(checks=2, days=0))) == "gone"
    assert state(absences(seen(0), missed(1, 26), Rule(checks=2, days=2))) == "suspect"


SIGHTS = st.lists(st.sampled_from([0, 1, 25, 50, 100, 170, 240]), unique=True)
MISSES = st.lists(st.tuples(st.sampled_from([2, 26, 51, 90, 110, 150, 200, 300]), st.sampled_from(Absent)), unique_by=lambda m: m[0])


@given(SIGHTS, MISSES, st.randoms())
def test_the_order_in_which_captures_are_given_makes_no_difference(sights, misses, dice) -> None:  # type: ignore[no-untyped-def]
    all_seen = seen(*sights)
    all_missed = [miss for hour, reason in misses for miss in missed(hour, reason=reason)]
    expected = absences(all_seen, all_missed)

    dice.shuffle(all_seen)
    dice.shuffle(all_missed)

    assert absences(all_seen * 2, all_missed) == expected


@given(SIGHTS, MISSES)
def test_absences_are_apart_and_each_lies_between_two_sights(sights, misses) -> None:  # type: ignore[no-untyped-def]
    known = absences(seen(*sights), [miss for hour, reason in misses for miss in missed(hour, reason=reason)])

    assert [one.returned_at for one in known[:-1] if one.returned_at is None] == []
    for one in known:
        assert one.last_seen < one.missing_since <= one.last_check
        assert not [sight for sight in seen(*sights) if one.last_seen < sight.captured_at < one.last_check]
        assert one.returned_at is None or one.returned_at > one.last_check
