"""`newsarchive search`: words -> the articles that say them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from newsarchive.cli.options import archive_option, archive_path, selection_options
from newsarchive.cli.output import clean, print_table, says

if TYPE_CHECKING:
    from newsarchive.query.search import Hit, Order
    from newsarchive.query.selection import Selection

__all__ = ["command"]


@click.command("search", short_help="Find articles by what they say.")
@click.argument("query", nargs=-1)
@selection_options
@click.option("--limit", type=click.IntRange(1, 100_000), default=20, show_default=True, help="Articles to show.")
@click.option(
    "--order",
    type=click.Choice(["rank", "recent", "newest"]),
    default="rank",
    show_default=True,
    help="The best match first, the same with age taken off, or the newest.",
)
@click.option(
    "--half-life",
    type=click.FloatRange(0, min_open=True),
    metavar="DAYS",
    help="For --order recent: the age at which a match counts half.  [default: 30]",
)
@click.option("--count", is_flag=True, help="Only how many there are.")
@click.option(
    "--facets", metavar="NAMES", help="Count them by outlet, source, author, editor, section, year, month, language."
)
@click.option("--json", "form", flag_value="json", help="A JSON array.")
@click.option("--nl", "form", flag_value="nl", help="JSON lines: an object an article.")
@archive_option()
def command(
    query: tuple[str, ...],
    selection: Selection,
    limit: int,
    order: Order,
    half_life: float | None,
    count: bool,
    facets: str | None,
    form: str | None,
) -> None:
    """Find articles in which every word and "quoted phrase" of QUERY stands; without QUERY, all that the filters leave.

    Chinese needs no spaces: any characters side by side are found, one character too. The filters narrow each other;
    one that is given twice takes either value.

    \b
      newsarchive search 援疆
      newsarchive search 港口 '"上海, 浦东"' --since 2024-03 --until 2024-06
      newsarchive search 港口 --source 新华社 --editor 孔令君 --role 栏目主编
      newsarchive search iPhone15发布 --order newest --json
      newsarchive search 梅雨 --facets outlet,month
      newsarchive search --author 张三 --count
    """
    from newsarchive.query import search
    from newsarchive.store.archive import Archive

    if not query and not selection:
        raise click.UsageError("Nothing to search for: give words, or a filter such as --author.")
    if half_life is not None and order != "recent":
        raise click.UsageError("--half-life goes with --order recent.")
    text = " ".join(query)
    with Archive(archive_path()) as archive:
        if count:
            _print_count(search.count(archive, text, selection), form)
            return
        if facets is not None:
            names = facets.replace(",", " ").split()
            _print_facets(search.facets(archive, text, names, selection=selection, limit=limit), form)
            return
        hits = search.search(
            archive,
            text,
            selection=selection,
            limit=limit,
            order=order,
            half_life_days=half_life or search.HALF_LIFE_DAYS,
        )
        crowded = bool(text) and order != "newest" and len(hits) == limit and search.crowded(archive, text, selection)
    if form is None:
        for hit in hits:
            _print(hit, text)
        says(f"{len(hits)} {'article' if len(hits) == 1 else 'articles'}{', the limit' if len(hits) == limit else ''}")
        if crowded:
            says(f"more than {search.RANKED} articles say it: the best of the last archived; --count counts all")
        return
    lines = [json.dumps(_data(hit), ensure_ascii=False) for hit in hits]
    if form == "json":
        click.echo("[" + ",".join(f"\n{line}" for line in lines) + ("\n]" if lines else "]"))
    else:
        for line in lines:
            click.echo(line)


def _print_count(number: int, form: str | None) -> None:
    click.echo(number if form is None else json.dumps({"articles": number}))


def _print_facets(found: dict[str, list[tuple[str, int]]], form: str | None) -> None:
    rows = [(name, value, number) for name, values in found.items() for value, number in values]
    if form == "json":
        data = {name: [{"value": value, "articles": number} for value, number in values] for name, values in found.items()}
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
    elif form == "nl":
        for name, value, number in rows:
            click.echo(json.dumps({"facet": name, "value": value, "articles": number}, ensure_ascii=False))
    else:
        print_table(("facet", "value", "articles"), rows)


def _data(hit: Hit) -> dict[str, object]:
    return {
        "id": hit.id,
        "url": hit.url,
        "title": hit.title,
        "outlet": hit.outlet,
        "source": hit.source,
        "author": hit.author,
        "date": hit.date,
        "snippet": hit.snippet.text,
        "marks": hit.snippet.marks,
    }


def _print(hit: Hit, query: str) -> None:
    from newsarchive.query.snippet import marks

    title = hit.title or "(no headline)"
    facts = (hit.date, hit.outlet, hit.source, hit.author)
    click.echo(f"{hit.id:>6}  {_marked(title, marks(title, query), bold=True)}")
    click.echo(f"        {'  '.join(clean(fact) for fact in facts if fact)}")
    if hit.snippet.text:
        click.echo(f"        {_marked(hit.snippet.text, hit.snippet.marks)}")
    click.echo(click.style(f"        {clean(hit.url)}\n", dim=True))


def _marked(text: str, places: tuple[tuple[int, int], ...], *, bold: bool = False) -> str:
    """The text with the places highlighted, where stdout shows colors."""
    out: list[str] = []
    last = 0
    for start, end in places:
        out.append(click.style(clean(text[last:start]), bold=bold))
        out.append(click.style(clean(text[start:end]), fg="yellow", bold=True))
        last = end
    out.append(click.style(clean(text[last:]), bold=bold))
    return "".join(out)
