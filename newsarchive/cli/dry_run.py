"""What a crawl would fetch -> tables for a person, or JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING

import click

from newsarchive.cli.output import clean, print_table, says
from newsarchive.timetable import spoken

if TYPE_CHECKING:
    from newsarchive.query.plan import Plan

__all__ = ["tell"]

_STARTS = 20  # start pages that are shown one by one


def tell(plans: Sequence[Plan], *, as_json: bool) -> None:
    """Print the plans."""
    if as_json:
        click.echo(json.dumps([asdict(plan) for plan in plans], ensure_ascii=False, indent=2))
        return
    for number, plan in enumerate(plans):
        if number:
            click.echo()
        _tell(plan)
    says("nothing was fetched, and nothing written")


def _tell(plan: Plan) -> None:
    click.echo(clean(f"{plan.outlet}: {_summary(plan)}"))
    if plan.why:
        click.echo(clean(f"{plan.outlet}: due: {plan.why}"))
    if plan.under_way_since:
        click.echo(clean(f"{plan.outlet}: a crawl of it is under way since {plan.under_way_since}, and fetches some of this"))
    rows = [(start.url, int(start.is_fetched), start.why) for start in plan.starts[:_STARTS]]
    if more := plan.starts[_STARTS:]:
        rows.append((f"{len(more)} more start pages", sum(start.is_fetched for start in more), ""))
    rows += [(group.what, group.urls, group.why) for group in plan.groups]
    if plan.new:
        rows.append(("new articles", round(plan.new), "about as many as of late, once lists name them"))
    print_table(("what", "URLs", "why"), rows)
    click.echo()
    print_table(
        ("host", "URLs", "delay", "takes", "asked today", "left today", "left alone until", "robots.txt"),
        [
            (
                host.host,
                host.urls,
                f"{host.delay_seconds:g} s",
                spoken(timedelta(seconds=host.seconds)),
                host.asked_today,
                "" if host.left_today is None else host.left_today,
                host.paused_until or "",
                host.robots,
            )
            for host in plan.hosts
        ],
    )


def _summary(plan: Plan) -> str:
    known = f"{_count(plan.urls, 'known URL')} of {_count(len(plan.hosts), 'host')}"
    further = " and what they name, which is not known before it is crawled once" if plan.new is None else ""
    return f"{known}{further}; {spoken(timedelta(seconds=plan.seconds))} at the least"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'s' if number != 1 else ''}"
